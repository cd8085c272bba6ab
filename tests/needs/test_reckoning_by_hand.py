"""Services of a place by hand: users, needs, what is sure, coverage, money, scores, of invented people."""

import numpy as np
import pytest
import xarray as xr

from relode.language import Bilingual
from relode.needs import reckoning
from relode.needs.capacity import Everywhere
from relode.needs.needs_records import FirstSureYear, ServiceScore, Surplus
from relode.needs.own_cells import Count, OwnCells
from relode.needs.reckoning import reckoned
from relode.needs.service import AgeBand, Norm, NormRate, Remedy, Service, UnitCost
from relode.outlook import AgeFutures
from relode.outlook.people_by_age.single_years import AGES
from relode.panel.number import Number
from relode.places import find

SAID = Bilingual("a", "b")
HEGANG = find("hegang")
YEARS = (2021, 2024, 2030)
PEOPLE = {8: (100, 80, 40), 12: (20, 40, 60), 65: (200, 250, 300)}
EXPECTED = {8: (9, 9, 30), 12: (7, 7, 90), 65: (5, 5, 5)}
FUTURES = 21
SOURCES = ("census2020_age", "wpp2024")


def ages_of():
    """Two fifths are men; in 2030 there are .9 to 1.1 of them in 21 futures: points of 5 and 95 % are .91 and 1.09."""
    people, expected = np.zeros((FUTURES, 3, 2, AGES)), np.zeros((3, 2, AGES))
    spread = np.array([0.0, 0.0, 1.0]) * np.linspace(-0.1, 0.1, FUTURES)[:, None] + 1
    for sex, part in enumerate((0.4, 0.6)):
        for age, counts in PEOPLE.items():
            people[:, :, sex, age] = part * np.array(counts) * spread
        for age, counts in EXPECTED.items():
            expected[:, sex, age] = part * np.array(counts)
    return AgeFutures(HEGANG, YEARS, people, expected, people.sum(axis=(2, 3)))


def service(key, **about):
    held = {"order": 1, "kind": "capacity", "unit": "count", "name": SAID, "users": SAID, "bureau": SAID,
            "ages": (AgeBand(8, 8), AgeBand(12, 12, weight=0.5))}  # fmt: skip
    return Service(key=key, **{**held, **about})


RATES = Norm("rates", SAID, rates=(NormRate("", 2.0, 10.0), NormRate("", 4.0, 10.0)))
SCHOOL = service("school", norms=(Norm("own", SAID), RATES), cells=("a_cell", "filled"))


def told(number):
    return number.value, number.unit, number.year, number.interval_90, number.sources, number.flags


def test_a_service_by_hand():
    """100 and 70 users in 2024 and 2030; of 60 places 50 are used in 2024: 35 in 2030 as today, 20 by rates."""
    cells = OwnCells(filled=("filled",), there={"school": Count(2024, 60.0, 50.0)})
    found = reckoned(HEGANG, ages_of(), [SCHOOL], cells, 2030)
    (need,) = found.services
    assert [told(each.users) for each in need.years] == [
        (110.0, "persons", 2021, None, SOURCES, ("computed",)),
        (100.0, "persons", 2024, None, SOURCES, ("computed",)),
        (pytest.approx(70.0), "persons", 2030, pytest.approx((63.7, 76.3)), SOURCES, ("computed",)),
    ]
    last = need.at(2030)
    assert {name: each.value for name, each in last.need.items()} == pytest.approx({"own": 35.0, "rates": 20.0})
    assert last.need["own"].interval_90 == pytest.approx((35 * 0.91, 35 * 1.09))
    assert (last.need["own"].unit, last.need["own"].quantity) == ("count", "need_own")
    assert last.surplus["own"] == Surplus(pytest.approx(25.0), pytest.approx(60 - 35 * 1.09))
    assert last.surplus["rates"] == Surplus(pytest.approx(40.0), pytest.approx(60 - 20 * 1.09))
    assert last.sure == pytest.approx(60 - 35 * 1.09)
    assert last.alive_share == pytest.approx(0.5 * 90 / (30 + 0.5 * 90))
    # As today 55 are needed in 2021, 50 in 2024: five and ten of 60 are more than a twentieth.
    assert [each.sure for each in need.years[:2]] == pytest.approx([5.0, 10.0])
    assert (need.verdict, need.first_sure_year, need.peak) == ("surplus", FirstSureYear(2021, None), 2021)
    assert told(need.capacity) == (60.0, "count", 2024, None, ("user",), ())
    assert (need.flags, need.score, need.coverage, need.unit) == ((), None, None, "count")
    assert (found.missing, found.tags, found.sources, found.money) == (("a_cell",), (), (*SOURCES, "user"), ())


def test_a_verdict_is_that_of_the_year_told():
    """54 places: by one norm 55 are needed in 2021 and by the other 24; in 2030 35 and 20."""
    cells = OwnCells(there={"school": Count(2024, 54.0, 50.0)})
    told = [reckoned(HEGANG, ages_of(), [SCHOOL], cells, year).services[0].verdict for year in (2021, 2030)]
    assert told == ["not_sure", "surplus"]


def test_what_nobody_counts_has_needs_by_rates_alone_and_nothing_sure():
    found = reckoned(HEGANG, ages_of(), [SCHOOL], OwnCells(), 2024)
    (need,) = found.services
    assert need.at(2024).need.keys() == {"rates"}
    assert need.at(2024).need["rates"].value == pytest.approx(0.2 * 80 + 0.2 * 40)
    assert (need.at(2024).surplus, need.at(2024).sure, need.verdict) == ({}, 0.0, "no_capacity")
    assert (found.tags, found.sources, found.year) == (("ages_alone",), SOURCES, 2024)
    whole = OwnCells(there={"school": Count(2024, 60.0, None)})
    assert reckoned(HEGANG, ages_of(), [SCHOOL], whole, 2024).services[0].at(2024).need["own"].value == 60.0
    other_year = OwnCells(there={"school": Count(2023, 60.0, 50.0)})
    assert reckoned(HEGANG, ages_of(), [SCHOOL], other_year, 2024).services[0].at(2024).need.keys() == {"rates"}


def test_a_ratio_of_two_ages_is_neither_too_much_nor_too_little():
    """A child of 8 for each of 65: 40 over 300 in 2030."""
    ratio = service("ratio", kind="ratio", ages=(AgeBand(65, 65),), over=(AgeBand(8, 8),))
    (need,) = reckoned(HEGANG, ages_of(), [ratio], OwnCells(there={"ratio": Count(2024, 60.0, None)}), 2030).services
    assert (need.at(2030).users.value, need.at(2030).users.unit) == (pytest.approx(40 / 300), "ratio")
    assert (need.verdict, {each.sure for each in need.years}) == ("no_capacity", {0.0})


MONEY = service(
    "budget", kind="money", unit="100 million yuan", ages=(AgeBand(8, 8, weight=3.0), AgeBand(12, 12, weight=5.0))
)


def test_a_budget_follows_children_by_what_each_stage_costs():
    """10 for 3 x 80 + 5 x 40 in 2024; 3 x 40 + 5 x 60 in 2030, when a billion is spent on 100 children."""
    cells = OwnCells(there={"budget": Count(2024, 10.0, None)})
    found = reckoned(HEGANG, ages_of(), [SCHOOL, MONEY], cells, 2030)
    (told_in,) = found.money
    assert told_in.year == 2030
    assert told_in.follows.value == pytest.approx(10 * 420 / 440)
    assert told_in.follows.interval_90 == pytest.approx((9.1 * 420 / 440, 10.9 * 420 / 440))
    assert told(told_in.stays) == (10.0, "100 million yuan", 2030, None, ("user",), ())
    assert (told_in.per_user.value, told_in.per_user.unit) == (pytest.approx(1e7), "yuan per person")
    assert told_in.per_user.interval_90 == pytest.approx((1e9 / 109, 1e9 / 91))
    need = found.services[1]
    assert (need.at(2024).users.value, need.unit, need.verdict) == (120.0, "persons", "no_capacity")
    assert (need.at(2030).surplus, need.at(2030).sure) == ({}, 0.0)
    assert reckoned(HEGANG, ages_of(), [MONEY], OwnCells(), 2030).money == ()
    assert reckoned(HEGANG, ages_of(), [MONEY], OwnCells(there={"budget": Count(2023, 10.0, None)}), 2030).money == ()
    assert not need.at(2030).need.keys() & {"own"}


def counted(value, year=2024, flags=()):
    return Number("q", value, "persons", year, None, ("yearbook",), flags)


@pytest.fixture
def yearbook(monkeypatch):
    """What a panel counts, by quantity, and what all places have together."""

    def told_of(counts, everywhere=None):
        monkeypatch.setattr(reckoning, "newest", lambda _panel, _place, names: counts.get("+".join(names)))
        monkeypatch.setattr(reckoning, "everywhere", lambda _panel, names, _weights: everywhere[names])
        return xr.Dataset()

    return told_of


def test_the_share_of_an_age_that_uses_a_service_is_counted_here_else_in_the_nation(yearbook):
    """100 users in 2024 are counted as 40: two fifths. Rounded ones, or of another year, give way to the nation."""

    def found(number, everywhere=None, **about):
        panel = yearbook({"q": number}, everywhere)
        service_asked = service("x", **{"counted": ("q",), **about})
        return reckoned(HEGANG, ages_of(), [service_asked], OwnCells(), 2030, panel).services[0]

    here = found(counted(40.0))
    assert told(here.coverage) == (0.4, "ratio", 2024, None, ("yearbook",), ())
    assert (here.at(2030).users.value, here.counted.value, here.flags) == (pytest.approx(28.0), 40.0, ())
    nation = {("q",): Everywhere(30.0, 120.0, 9)}
    for number in (counted(40.0, 2023), counted(40.0, flags=("rounded_to_10000",)), None):
        far = found(number, nation)
        assert told(far.coverage) == (0.25, "ratio", 2020, None, ("city_yearbooks_services", *SOURCES), ("national",))
        assert far.at(2030).users.value == pytest.approx(17.5)
        assert far.flags == (("rounded_to_10000",) if number is not None and number.flags else ())
    row = found(counted(40.0, 2023), ages=(AgeBand(8, 8, "pupils_per_person_of_6_11"),))
    assert told(row.coverage) == (0.999, "ratio", 2020, (0.987, 0.999), ("service_norm_texts",), ("national",))
    assert row.at(2030).users.value == pytest.approx(0.999 * 40)
    uncounted = found(None, counted=(), shown=("q",))
    assert (uncounted.coverage, uncounted.at(2030).users.value) == (None, pytest.approx(70.0))


def test_own_cells_come_before_what_a_yearbook_counts(yearbook):
    panel = yearbook({"q": counted(40.0), "places": counted(70.0)})
    cells = OwnCells(there={"x": Count(2024, 60.0, None)}, users={"x": (2024, 20.0)})
    asked = service("x", counted=("q",), capacity=("places",))
    own = reckoned(HEGANG, ages_of(), [asked], cells, 2030, panel).services[0]
    assert (own.capacity.value, own.counted.value, own.coverage.value) == (60.0, 20.0, 0.2)
    other = reckoned(HEGANG, ages_of(), [asked], OwnCells(), 2030, panel)
    assert (other.services[0].capacity.value, other.services[0].coverage.value) == (70.0, 0.4)
    assert other.sources == (*SOURCES, "service_norm_texts", "yearbook")


def test_teachers_are_for_the_pupils_of_each_stage_as_counted_or_filled_in(yearbook, monkeypatch):
    """Primary pupils are half of those of 8 by the yearbook, juniors by the city's own list a quarter of them."""
    stages = [service(key, ages=(AgeBand(age, age),), counted=(key,)) for key, age in
              (("primary", 8), ("junior", 12), ("senior", 65))]  # fmt: skip
    monkeypatch.setattr(reckoning, "services", lambda: (*stages, SCHOOL))
    panel = yearbook({"primary": counted(40.0), "junior": counted(40.0), "senior": counted(250.0)})
    cells = OwnCells(users={"junior": (2024, 10.0)})
    ages = tuple(each.ages[0] for each in stages)
    teachers = service("teachers", ages=ages, stages=("primary", "junior", "senior"), capacity=("teachers",))
    (need,) = reckoned(HEGANG, ages_of(), [teachers], cells, 2030, panel).services
    assert need.at(2024).users.value == pytest.approx(40 + 10 + 250)
    assert need.at(2030).users.value == pytest.approx(0.5 * 40 + 0.25 * 60 + 300)


@pytest.mark.parametrize(("mae", "verdict"), [(0.3, "no_skill"), (0.31, "no_skill"), (0.29, "surplus")])
def test_a_forecast_that_was_no_better_than_the_last_count_tells_nothing(yearbook, monkeypatch, mae, verdict):
    rows = [
        {"service": "school", "target": "primary", "horizon": "3", "mae": str(mae), "naive_mae": "0.3", "n": "250",
         "group": group, "told": is_told}
        for group, is_told in (("all", "1"), ("large", "1"), ("all", "0"))
    ]  # fmt: skip
    rows[1]["mae"], rows[2]["mae"] = "0.9", "0.1"
    monkeypatch.setattr(reckoning.shipped_tables, "optional_rows", lambda *_: rows)
    cells = OwnCells(there={"school": Count(2024, 60.0, 50.0)})
    found = reckoned(HEGANG, ages_of(), [SCHOOL], cells, 2030, yearbook({})).services[0]
    assert found.score == ServiceScore("primary", 3, mae, 0.3, 250)
    assert found.verdict == verdict
    assert found.flags == (("no_skill",) if verdict == "no_skill" else ())
    assert (found.at(2030).sure > 0) == (verdict == "surplus")


def test_sources_of_costs_are_told_where_they_are_sources_of_tables():
    remedy = Remedy("close", "surplus", SAID, SAID, SAID, UnitCost(1.0, 2.0, "no_table;assumption"))
    asked = service("school", norms=SCHOOL.norms, measures=(remedy,))
    cells = OwnCells(there={"school": Count(2024, 60.0, 50.0)})
    found = reckoned(HEGANG, ages_of(), [asked], cells, 2030)
    assert found.measures[0].cost.sources == ("no_table", "assumption")
    assert found.sources == (*SOURCES, "user", "assumption")


def test_no_year_later_than_asked_for_is_told(monkeypatch):
    """Verdicts are of 2030, or of the last year where that is earlier."""
    seen = []
    monkeypatch.setattr(reckoning, "ages", lambda *_: ages_of())
    monkeypatch.setattr(reckoning, "reckoned", lambda *given: seen.append(given[4]))
    for until in (2040, 2028):
        reckoning.of(None, "hegang", until)
    assert seen == [2030, 2028]
