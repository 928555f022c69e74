from typing import Any, ClassVar, Final

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_id
from core.labels import Sheet

_LARGEST: Final = 500
_MOST_IN_A_ROW: Final = 40


def _millimetres(label: Any, *, least: float = 0) -> models.DecimalField:  # type: ignore[type-arg]
    sizes = [MinValueValidator(least), MaxValueValidator(_LARGEST)]
    return models.DecimalField(label, max_digits=6, decimal_places=2, validators=sizes)


def _many(label: Any) -> models.PositiveSmallIntegerField:  # type: ignore[type-arg]
    some = [MinValueValidator(1), MaxValueValidator(_MOST_IN_A_ROW)]
    return models.PositiveSmallIntegerField(label, default=1, validators=some)


class LabelSheet(models.Model):
    """A sheet (or a strip) of labels as it is bought: its measures in millimetres, so that new ones
    can be entered.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.SlugField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=100)
    page_width = _millimetres(_("width of the page"), least=10)
    page_height = _millimetres(_("height of the page"), least=5)
    left = _millimetres(_("from the left edge to the first label"))
    top = _millimetres(_("from the upper edge to the first label"))
    columns = _many(_("labels beside each other"))
    rows = _many(_("labels beneath each other"))
    label_width = _millimetres(_("width of a label"), least=8)
    label_height = _millimetres(_("height of a label"), least=5)
    across = _millimetres(_("from one left edge to the next"))
    down = _millimetres(_("from one upper edge to the next"))

    class Meta:
        verbose_name = _("label sheet")
        verbose_name_plural = _("label sheets")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse measures by which labels would lie on each other or beside the page."""
        if None in vars(self).values():
            return  # a field is wrong already, and says so
        if not self.measures.fits:
            raise ValidationError(_("With these measures the labels do not fit on the page."))

    @property
    def measures(self) -> Sheet:
        """The sheet, to be drawn on."""
        return Sheet(
            page_width=float(self.page_width),
            page_height=float(self.page_height),
            left=float(self.left),
            top=float(self.top),
            columns=self.columns,
            rows=self.rows,
            label_width=float(self.label_width),
            label_height=float(self.label_height),
            across=float(self.across),
            down=float(self.down),
        )
