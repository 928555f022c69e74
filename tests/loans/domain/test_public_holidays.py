from datetime import date

import pytest

from loans.domain import public_holidays


def test_the_holidays_of_a_region_come_in_order_and_in_the_readers_language() -> None:
    found = public_holidays.suggestions("DE", "BY", 2026, "en")
    assert found[0] == public_holidays.Holiday(date(2026, 1, 1), "New Year's Day")
    assert public_holidays.Holiday(date(2026, 1, 6), "Epiphany") in found
    assert [each.on for each in found] == sorted(each.on for each in found)
    assert {each.on.year for each in found} == {2026}


def test_a_language_that_is_not_known_gives_way_to_the_countrys_own() -> None:
    found = public_holidays.suggestions("DE", "", 2026, "xx-yy")
    assert found[0].name == "Neujahr"
    assert public_holidays.suggestions("DE", "", 2026, "en-gb")[0].name == "New Year's Day"


def test_regions_have_names_where_they_are_known() -> None:
    assert ("BY", "Bayern") in public_holidays.regions("DE")
    assert public_holidays.regions("MC") == []


@pytest.mark.parametrize("country", ["AT", "BR", "CH", "ES", "FR", "GB", "IN", "JP", "PL", "US"])
def test_every_region_of_a_country_can_be_asked(country: str) -> None:
    assert country in public_holidays.countries()
    for region, _name in [("", ""), *public_holidays.regions(country)][:3]:
        assert public_holidays.suggestions(country, region, 2026, "en")
