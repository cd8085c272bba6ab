"""Pictures of needs: their numbers are those of the record, and what is drawn can be read."""

import re
from dataclasses import replace

import pytest

import relode as rl
from relode.charts.drawn_files import svg
from relode.charts.needs_pictures import WAVES, needs_pictures, pictures_of, sure_by_year, teachers_map
from relode.language import spoken
from relode.needs.chapter import FIRST


def _with_sure(service, amount, in_other_years=0.0):
    """A service of which one can be sure of so much in 2030."""
    years = tuple(replace(each, sure=amount if each.year == 2030 else in_other_years) for each in service.years)
    return replace(service, years=years)


@pytest.fixture(scope="module")
def hegang():
    return rl.needs.of(rl.panel.load(), "hegang")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_waves_are_users_over_those_of_the_base(hegang, language):
    picture = needs_pictures(hegang, language)["needs_users"]
    primary = hegang.service("primary")
    name = primary.name.name(language)
    mine = picture.table[picture.table["service"] == name].set_index("year")["value"]
    assert mine[FIRST] == pytest.approx(1)
    assert mine[2030] == pytest.approx(primary.at(2030).users.value / primary.at(FIRST).users.value)
    drawn = svg(picture.draw(700), "waves")
    assert name in drawn
    assert len(re.findall("<path ", drawn)) > 10
    fall = round(100 * (1 - mine[2030]))
    assert str(fall) in spoken(picture.title, language)


def test_what_is_sure_is_a_share_of_what_is_there(hegang):
    picture = sure_by_year(hegang, "en")
    teachers = hegang.service("teachers_primary")
    mine = picture.table[picture.table["service"] == teachers.name.en].set_index("year")["value"]
    assert mine[2030] == pytest.approx(teachers.at(2030).sure / teachers.capacity.value)
    assert spoken(picture.title, "en").startswith("Hegang, sure in 2030: surplus of ")
    named = [hegang.service(each).name.zh for each in ("kindergarten", "teachers_primary")]
    assert all(name in spoken(picture.title, "zh") for name in named)
    some = hegang.service("kindergarten")
    short = spoken(sure_by_year(replace(hegang, services=(_with_sure(some, -5.0),)), "zh").title, "zh")
    assert short == f"鹤岗市到2030年可以确定：{some.name.zh}不足"
    later = sure_by_year(replace(hegang, services=(_with_sure(some, 0.0, 5.0),)), "en")
    assert spoken(later.title, "en") == "Hegang: no surplus or shortage is sure in 2030"
    # Doctors are sure in no year: they are not drawn.
    assert hegang.service("doctors").name.en not in set(picture.table["service"])


def test_the_map_has_a_dot_for_each_place_with_a_count():
    record = rl.needs.national()
    picture = teachers_map(record, "en")
    counted = [each for each in record.places if each.pupils_a_teacher is not None]
    assert len(picture.table) == len(counted) > 100
    hegang = next(each for each in counted if each.place.slug == "hegang")
    assert picture.table.set_index("place")["value"]["Hegang"] == pytest.approx(hegang.pupils_a_teacher)
    assert "<path" in svg(picture.draw(680), "map")
    assert list(pictures_of(record, "zh")) == ["needs_map"]


def test_needs_are_set_beside_the_newest_year_with_pupils_and_each_service_has_an_ink_of_its_own():
    panel = rl.panel.load()
    counted = panel["value"].sel(quantity=[name for name in panel["quantity"].to_numpy() if name.startswith("pupils_")])
    assert int(counted["year"].to_numpy()[counted.notnull().any(("quantity", "place")).to_numpy()].max()) == FIRST
    assert len(set(WAVES.values())) == len(WAVES)
