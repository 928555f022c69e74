import pytest

from members.domain import column_names


@pytest.mark.parametrize(
    ("header", "guess"),
    [
        (["Name", "Card number", "Class"], ("name", "card_number", "group")),
        (["Nachname", "Vorname", "Klasse"], ("family_name", "given_name", "group")),
        (["Nom", "Prénom", "Né le"], ("family_name", "given_name", "born_on")),
        (["Nom", "Carte"], ("name", "card_number")),
        (["Full name", "Name", "Odd"], ("", "name", "")),
        (["Name", "First name", "Surname"], ("", "given_name", "family_name")),
        (["surname", "firstname", "cardnumber", "categorycode", "dateexpiry"],
         ("family_name", "given_name", "card_number", "category", "expires_on")),
        (["Ім’я", "Клас"], ("", "group")),
        (["Name", "Guardian card", "Guardian"], ("name", "guardian_card", "")),
        (["Name", "Guardian", "Guarantor"], ("name", "", "")),
    ],
)  # fmt: skip
def test_the_columns_are_guessed_by_their_names(header: list[str], guess: tuple[str, ...]) -> None:
    assert column_names.guess(header) == guess


def test_every_name_leads_to_its_own_field() -> None:
    said = [name for names in column_names.NAMES.values() for name in names.split("|")]
    assert len(said) == len(set(said)) == len(column_names.RANKED)
    assert set(column_names.NAMES) == set(column_names.FIELDS)
