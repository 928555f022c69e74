import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.utils.translation import gettext_lazy as _
from hypothesis import given
from hypothesis import strategies as st

from core import jsons

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner)
    ),
)


@given(PLAIN)
def test_what_is_written_is_read_back(value: object) -> None:
    assert jsons.loads(jsons.dumps(value)) == value
    assert json.loads(jsons.dumps(value)) == value


def test_instants_days_ids_and_translations_are_text() -> None:
    said = {
        "at": datetime(2026, 5, 6, 8, tzinfo=UTC),
        "on": date(2026, 5, 6),
        "id": UUID(int=7),
        "lazy": _("Catalogue"),
    }
    assert jsons.loads(jsons.dumps(said)) == {
        "at": "2026-05-06T08:00:00+00:00",
        "on": "2026-05-06",
        "id": "00000000-0000-0000-0000-000000000007",
        "lazy": "Catalogue",
    }


def test_text_leaves_as_utf_8_not_as_escapes() -> None:
    assert jsons.dumps({"title": "東京 é"}) == '{"title":"東京 é"}'.encode()


def test_what_has_no_place_in_an_answer_is_a_fault() -> None:
    with pytest.raises(TypeError):
        jsons.dumps({"model": object()})
