"""What a quantity comes to over all places, by hand."""

import pytest

from relode.diagnosis import Number
from relode.diagnosis.statistics.place_standing import ends_and_middle, figures, mining_places_beside_others
from relode.places import find

PLACES = [find(name) for name in ("hegang", "baotou", "yulin", "datong", "fuxin")]


def of(value, quantity="gdp_per_person", unit="yuan", source="census2020"):
    return Number(quantity, value, unit, 2020, None, (source,), ())


def test_the_median_of_an_odd_number_of_places_is_a_place_and_of_an_even_number_half_way_between_two():
    ordered = [of(9.0), of(7.0, source="compendium60"), of(4.0), of(2.0), of(1.0)]
    pairs = list(zip(PLACES, ordered, strict=True))
    odd, even = (ends_and_middle("gdp_per_person", 2020, known).values for known in (pairs, pairs[:4]))
    assert odd["median"] is ordered[2]
    assert (odd["high"], odd["most"].value, odd["low"], odd["least"].value) == (PLACES[0], 9.0, PLACES[4], 1.0)
    assert (even["median"].value, even["count"], even["median"].unit) == (5.5, 4, "yuan")
    assert even["median"].sources == ("compendium60", "census2020")


def test_places_that_live_on_mining_are_told_beside_the_others():
    shares = (0.3, 0.1, 0.12, 0.09, 0.0)
    known = [
        (of(output), of(share, "mining_employment_share", "share"))
        for output, share in zip((5.0, 1.0, 3.0, 8.0, 4.0), shares, strict=True)
    ]
    values = mining_places_beside_others(2020, known).values
    assert (values["count"], values["others"]) == (3, 2)
    assert (values["mining"].value, values["other"].value) == (3.0, 6.0)


def test_figures_stand_from_the_highest_down_and_those_missing_last(panel):
    found = figures(panel, "house_price", 2020)
    values = [each.value for _, each in found if each is not None]
    assert values == sorted(values, reverse=True)
    assert len(values) > 200
    assert all(each is None for _, each in found[len(values) :])
    assert "province" not in {place.level for place, _ in found}


@pytest.mark.parametrize("count", [1, 2])
def test_one_place_or_two_have_a_median_too(count):
    known = [(PLACES[i], of(float(3 - i))) for i in range(count)]
    assert ends_and_middle("gdp_per_person", 2020, known).values["median"].value == (3.0, 2.5)[count - 1]
