import pytest

from members.domain import classes


@pytest.mark.parametrize(
    ("group", "after"),
    [
        ("5a", "6a"), ("9b", "10b"), ("Klasse 5", "Klasse 6"), ("Year 09", "Year 10"),
        ("10-1", "11-1"), ("Teachers", "Teachers"), ("", ""),
    ],
)  # fmt: skip
def test_a_class_is_followed_by_the_next(group: str, after: str) -> None:
    assert classes.following(group) == after


def test_the_last_classes_leave_and_groups_without_a_number_stay() -> None:
    moves = classes.moves(["5a", "10a", "10b", "Teachers"])
    assert moves == {"5a": "6a", "10a": "", "10b": "", "Teachers": "Teachers"}
    assert classes.moves([]) == {}
