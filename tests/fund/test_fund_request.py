"""What cannot be asked of a province's money is refused before anything runs, with what to do instead."""

from types import SimpleNamespace

import pytest

from relode.errors import RelodeError
from relode.fund.request import (
    FundRequest,
    absorbable,
    ground_of,
    province_of,
    provinces_of,
)
from relode.horizon import OPENING_YEAR
from relode.model.opening.opening_world import world
from relode.places import find


@pytest.fixture(scope="module")
def opened(panel):
    return world(panel, OPENING_YEAR)


@pytest.mark.parametrize(
    "name", ["heilongjiang", "Heilongjiang", "heilongjiang-province", "230000", "黑龙江", "黑龙江省"]
)
def test_a_province_has_many_names(name):
    assert province_of(name).code == "230000"
    assert province_of("内蒙古").code == "150000"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("heilongjang", "heilongjiang"),
        ("黑龙江区", "heilongjiang"),
        ("hegang", "it lies in heilongjiang"),
        ("atlantis", "atlantis"),
    ],
)
def test_another_name_is_refused_with_near_ones_or_its_province(name, words):
    with pytest.raises(RelodeError, match=words):
        province_of(name)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"budget": "3"}, "unit"),
        ({"budget": "0B"}, "less than one unit of money"),
        ({"budget": "-1B"}, "less than one unit of money"),
        ({"futures": 10}, "too few"),
        ({"horizon": 2027}, "2030"),
    ],
)
def test_settings_that_cannot_be_are_refused(given, words):
    with pytest.raises(RelodeError, match=words):
        FundRequest(**{"province": "heilongjiang", "budget": "3B", **given})


@pytest.mark.parametrize(
    "names", ["liaoning,heilongjiang", "黑龙江、辽宁", "230000，210000", "黑龙江,heilongjiang, 辽宁省"]
)
def test_several_provinces_are_each_taken_once_and_by_code(names):
    assert [province.code for province in provinces_of(names)] == ["210000", "230000"]
    for missing in ("heilongjiang,", "heilongjiang,hegang"):
        with pytest.raises(RelodeError):
            provinces_of(missing)


def test_a_list_of_places_of_several_provinces_may_get_money(opened):
    """Each with what it gets in a run of its own province; a share of spending is that of all of them together."""
    request = FundRequest(province="heilongjiang,liaoning", budget="1%", places=("hegang", "fuxin"))
    found = ground_of(opened, request)
    assert [each.place.slug for each in found.candidates] == ["fuxin", "hegang"]
    assert found.budget == pytest.approx(0.01 * sum(each.spending.spending for each in found.candidates))
    whole = ground_of(opened, FundRequest(province="heilongjiang,liaoning", budget="3B"))
    each = [ground_of(opened, FundRequest(province=name, budget="3B")) for name in ("liaoning", "heilongjiang")]
    for name in ("candidates", "unpublished", "absent", "counties"):
        assert getattr(whole, name) == sum((getattr(one, name) for one in each), ()), name


def test_settings_come_back_from_a_manifest_as_they_were():
    request = FundRequest(
        province="heilongjiang", budget="3B", places=("hegang", "jixi"), horizon=2035, futures=80, seed=7
    )
    assert FundRequest(**request.record()) == request
    with pytest.raises(RelodeError):
        FundRequest(**{"province": "heilongjiang"})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"places": ("fuxin",)}, "fuxin cannot get money"),
        ({"province": "heilongjiang,liaoning", "places": ("hegang", "datong")}, "datong cannot get money"),
        ({"budget": "101%"}, "spends"),
    ],
)
def test_what_a_province_cannot_do_with_its_money_is_refused_before_anything_runs(opened, given, words):
    request = FundRequest(**{"province": "heilongjiang", "budget": "3B", **given})
    with pytest.raises(RelodeError, match=words):
        ground_of(opened, request)


def test_what_a_place_can_absorb_does_not_hang_on_the_money_that_is_asked_for(panel, opened):
    """By hand: 9 % of what Hegang spent, whatever the budget; so what is judged in a place is the same for any."""
    assert absorbable().lower < absorbable().value < absorbable().upper
    rich, poor = (ground_of(opened, FundRequest(province="heilongjiang", budget=budget)) for budget in ("3B", "100M"))
    hegang = next(each for each in rich.candidates if each.place == find("hegang"))
    spent = float(panel["value"].sel(quantity="budget_expenditure", place="230400", year=hegang.spending.year)) * 1e8
    assert hegang.ceiling == pytest.approx(0.09 * spent)
    assert poor.candidates == rich.candidates
    assert len(rich.candidates) + len(rich.unpublished) == 12
    assert [place.slug for place in rich.absent] == ["daxinganling"]
    assert all(place.level != "prefecture" for place in rich.counties)


def test_of_four_provinces_that_are_spelt_alike_the_three_nearest_are_suggested():
    """Hainan is next: four of six letters."""
    with pytest.raises(RelodeError) as refused:
        province_of("hunnan")
    assert refused.value.values["suggestions"] == "hunan, yunnan, henan"


def test_a_request_is_typed_with_its_province_first():
    request = FundRequest(
        province="heilongjiang", budget="3B", places=("hegang", "jixi"), horizon=2036, futures=90, seed=7
    )
    assert request.command() == (
        "heilongjiang --budget 3B --place hegang --place jixi --horizon 2036 --futures 90 --seed 7"
    )


def test_provinces_of_which_the_simulator_has_no_place_are_refused():
    with pytest.raises(RelodeError) as refused:
        ground_of(SimpleNamespace(codes=()), FundRequest(province="liaoning,heilongjiang", budget="3B"))
    assert (refused.value.key, refused.value.values) == ("fund.nobody", {"province": "liaoning,heilongjiang"})


def test_places_that_are_named_have_no_counties_beside_them_and_several_names_mean_one(opened):
    found = ground_of(opened, FundRequest(province="heilongjiang", budget="3B", places=("hegang", "鹤岗", "230300")))
    assert [each.place.slug for each in found.candidates] == ["jixi", "hegang"]
    assert (found.counties, [place.slug for place in found.absent]) == ((), ["daxinganling"])
