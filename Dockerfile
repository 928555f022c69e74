# The library as one image: the web server and the worker are the same image with two commands.
# Everything it needs to know comes from the environment; see .env.example.

FROM python:3.12-slim AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /opt/
RUN /opt/venv/bin/pip install --quiet --require-hashes -r /opt/requirements.txt

FROM python:3.12-slim AS runtime
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp
COPY --from=builder /opt/venv /opt/venv
WORKDIR /app
# What is copied is listed in .dockerignore. It belongs to root: the application cannot change itself.
COPY . /app/
# The two keys exist for this one command only, because settings refuse to load without them.
RUN SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    JWT_SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(48))')" \
    python manage.py collectstatic --noinput --verbosity 0
# What it may write: covers, and mail while no SMTP server is set. Mount volumes here to keep them.
RUN mkdir -p /app/var/data /app/var/mail /app/var/media \
    && chown 10001:10001 /app/var/data /app/var/mail /app/var/media
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "scripts/healthcheck.py"]
CMD ["python", "manage.py", "serve", "--host", "0.0.0.0", "--port", "8000"]
