"""Work for later. A job is a row written in the caller's transaction: rolled back means never run.

Jobs carry nothing but their name: what they have to do stands in rows of the context that asks, so
a job run twice, late, or after a crash does the same as one run once.
"""

from django_q.tasks import async_task


def soon(job: str) -> None:
    """Have the worker call ``job`` (a dotted path to a function without arguments) once this
    commits.
    """
    async_task(job, task_name=job)
