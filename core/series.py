"""Running numbers for things that get a number of their own: barcodes, cards, receipts."""

from django.db import connection, models


class Series(models.Model):
    """How far each series of a context has counted. A context makes its own table of this."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.BigIntegerField(default=0)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.name}: {self.last}"


def take(series: type[Series], name: str, count: int = 1) -> range:
    """The next ``count`` numbers of ``name``, given to nobody else.

    One atomic statement; the row stays locked to the end of the caller's transaction, so numbers
    that a refused deed had taken are free again.
    """
    table = series._meta.db_table
    statement = (
        f"INSERT INTO {table} (name, last) VALUES (%s, %s) "  # noqa: S608 - the name is the model's
        f"ON CONFLICT (name) DO UPDATE SET last = {table}.last + excluded.last RETURNING last"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [name, count])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)
