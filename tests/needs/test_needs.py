"""Needs by hand: users, needs by norm, what is sure, measures, money; what the files of services may hold."""

import json
import re
from importlib.resources import files
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

import relode as rl
from relode import shipped_tables
from relode.errors import NoVerdict, RelodeError
from relode.facts import rows
from relode.needs import capacity, reckoning, services
from relode.needs.capacity import (
    ENOUGH_FOR_ROUNDED,
    PRACTICAL,
    Everywhere,
    band_weights,
    everywhere,
    exact,
    newest,
    norm_value,
    norm_weights,
    sure_of,
    sure_since,
    surplus_of,
    verdict_of,
    was_read,
)
from relode.needs.chapter import chapter
from relode.needs.measures import judged, leavers, replaced
from relode.needs.needs_records import FirstSureYear, Surplus
from relode.needs.service import AgeBand, Norm, NormRate, Remedy, service_of
from relode.outlook.people_by_age.single_years import AGES, alone, census_by_year, levels_of
from relode.panel.number import Number
from relode.places import find
from relode.story.text import chapter_text

HEGANG = "230400"


@pytest.fixture(scope="module")
def panel():
    return rl.panel.load()


@pytest.fixture(scope="module")
def hegang(panel):
    return rl.needs.of(panel, "hegang")


@pytest.fixture(scope="module")
def people(panel):
    """Of Hegang, (future, year, age) from 2021 on."""
    return rl.outlook.ages(panel, "hegang").people.sum(axis=2)


def counted(place, year, quantity):
    row = next(r for r in rows("accounts_services") if r["place"] == place and r["year"] == str(year))
    return float(row[quantity])


def norm(key):
    return float(next(r["value"] for r in rows("service_norms") if r["id"] == key))


def pupils(people):
    """Primary, junior and regular senior pupils, (3, future, year): ages times the nation's shares."""
    shares = ("pupils_per_person_of_6_11", "pupils_per_person_of_12_14", "regular_senior_pupils_per_person_of_15_17")
    ages = ((6, 11), (12, 14), (15, 17))
    return np.stack([people[..., a : b + 1].sum(axis=-1) * norm(s) for (a, b), s in zip(ages, shares, strict=True)])


@pytest.mark.parametrize(
    ("key", "there", "stages"), [("teachers_primary", 1922, (0,)), ("teachers_secondary", 4644, (1, 2))]
)
def test_teachers_by_hand(hegang, people, key, there, stages):
    need = hegang.service(key)
    assert (need.capacity.value, need.capacity.year) == (counted(HEGANG, 2022, key), 2022) == (there, 2022)
    told, by_stage = need.at(2030), pupils(people)
    users = sum(by_stage[stage] for stage in stages)
    at, then = 2030 - 2021, 2022 - 2021
    assert told.users.value == pytest.approx(np.median(users[:, at]))
    own = there * users[:, at] / users[:, then]
    assert told.need["own"].value == pytest.approx(np.median(own))
    standard = sum((0.0526, 0.0741, 0.08)[stage] * by_stage[stage] for stage in stages)
    assert told.need["standard"].value == pytest.approx(np.median(standard[:, at]))
    assert told.surplus["own"].median == pytest.approx(there - np.median(own))
    assert told.surplus["own"].sure == pytest.approx(there - np.quantile(own, 0.95))
    assert told.sure == pytest.approx(min(each.sure for each in told.surplus.values()))
    assert need.verdict == "surplus"
    assert need.first_sure_year.surplus <= 2030


def test_the_norm_of_all_cities_by_hand(hegang, people):
    """Primary school teachers of all cities of 2022 over pupils that ages expect there if nobody had moved."""
    codes, start = census_by_year(2020)
    municipalities = ("110000", "120000", "310000", "500000")  # prefectures and provinces in one
    teachers = {
        r["place"]: float(r["teachers_primary"])
        for r in rows("accounts_services")
        if r["year"] == "2022" and r["teachers_primary"] and r["place"] in codes
        and (not r["place"].endswith("0000") or r["place"] in municipalities)
    }  # fmt: skip
    here = list(teachers)
    later = alone(start[[codes.index(c) for c in here]], levels_of(here, 2020, 2022), 2020)[-1].sum(axis=1)
    rate = sum(teachers.values()) / pupils(later[None])[0].sum()
    found = hegang.service("teachers_primary").at(2030).need["nation"].value
    assert found == pytest.approx(rate * np.median(pupils(people)[0, :, 9]), rel=1e-6)
    assert 1 / rate == pytest.approx(16.7, rel=0.05)  # pupils as counted, among 296 cities: the row of service_norms


def test_kindergarten_takes_its_own_share(hegang, people):
    need = hegang.service("kindergarten")
    share = counted(HEGANG, 2023, "pupils_kindergarten") / np.median(people[:, 2, 3:6].sum(axis=1))
    assert need.coverage.value == pytest.approx(share)
    assert need.at(2030).users.value == pytest.approx(share * np.median(people[:, 9, 3:6].sum(axis=1)))
    assert need.at(2023).users.value == pytest.approx(need.capacity.value)


def test_rounded_pupils_give_way_to_ages(hegang):
    primary = hegang.service("primary")
    assert primary.counted.value == 30000
    assert not exact(primary.counted)
    assert "rounded_to_10000" in primary.flags
    assert primary.coverage.value == norm("pupils_per_person_of_6_11")
    assert ENOUGH_FOR_ROUNDED == 100_000


def test_beds_by_people_and_by_the_old(hegang, people):
    need = hegang.service("hospital_beds").at(2035)
    assert need.need["nation"].value == pytest.approx(0.0057 * np.median(people[:, 14].sum(axis=1)))
    assert need.need["nation_by_old"].value > hegang.service("hospital_beds").capacity.value > need.need["nation"].value
    assert need.sure == 0
    care = hegang.service("care_homes").at(2030)
    assert care.need["standard"].value == pytest.approx(0.040 * np.median(people[:, 9, 60:].sum(axis=1)))
    assert care.need["nation"].value == pytest.approx(0.0174 * np.median(people[:, 9, 60:].sum(axis=1)))


def test_working_age_for_each_older_resident(hegang, people):
    found = hegang.service("working_age").at(2030).users.value
    assert found == pytest.approx(np.median(people[:, 9, 15:60].sum(axis=1) / people[:, 9, 60:].sum(axis=1)))


def test_those_alive_at_the_census_by_hand(hegang, panel):
    ages = rl.outlook.ages(panel, "hegang")
    expected = ages.expected[9].sum(axis=0)  # 2030: who is 10 or older was born by the census of 2020
    assert hegang.service("primary").at(2030).alive_share == pytest.approx(expected[10:12].sum() / expected[6:12].sum())
    assert hegang.service("nursery").at(2030).alive_share == 0
    assert hegang.service("care_homes").at(2030).alive_share == pytest.approx(1)


def test_money_follows_children_weighted_by_stage(hegang, people):
    costs = {(3, 5): 16243, (6, 11): 15895, (12, 14): 22054, (15, 17): 25811}
    weighted = sum(people[..., a : b + 1].sum(axis=-1) * cost for (a, b), cost in costs.items())
    told = next(each for each in hegang.money if each.year == 2030)
    budget = hegang.service("education_money").capacity
    assert budget.year == 2023
    assert told.follows.value == pytest.approx(np.median(budget.value * weighted[:, 9] / weighted[:, 2]))
    assert told.stays.value == budget.value
    assert told.per_user.value == pytest.approx(1e8 * budget.value / np.median(people[:, 9, 3:18].sum(axis=1)))
    low, high = hegang.service("education_money").at(2030).users.interval_90
    assert told.per_user.interval_90 == pytest.approx((1e8 * budget.value / high, 1e8 * budget.value / low))


@pytest.mark.parametrize(
    ("surpluses", "sure"),
    [
        ((60.0, 80.0), 60.0),
        ((-60.0, -80.0), -60.0),
        ((60.0, -80.0), 0.0),  # norms disagree
        ((60.0, 0.0), 0.0),  # by one of them it is not sure
        ((49.0, 80.0), 0.0),  # within 5 % of what is there
        ((), 0.0),
    ],
)
def test_what_is_sure_under_every_norm(surpluses, sure):
    assert sure_of(1000.0, [Surplus(value, value) for value in surpluses]) == sure
    assert PRACTICAL == 0.05


def test_the_unfavourable_end_counts():
    need = np.linspace(50, 150, 101)  # quantiles are 55, 100 and 145
    assert (surplus_of(200.0, need).median, surplus_of(200.0, need).sure) == pytest.approx((100, 55))
    assert (surplus_of(20.0, need).median, surplus_of(20.0, need).sure) == pytest.approx((-80, -35))
    assert surplus_of(100.0, need).sure == 0


def test_sure_from_a_year_on_means_up_to_the_last(hegang):
    def years(values):
        return [type("Y", (), {"year": 2024 + i, "sure": v})() for i, v in enumerate(values)]

    assert sure_since(years([1.0, 0.0, 1.0, 2.0])) == FirstSureYear(2026, None)
    assert sure_since(years([1.0, 1.0, 0.0])) == FirstSureYear(None, None)
    assert sure_since(years([0.0, -1.0, -1.0])) == FirstSureYear(None, 2025)
    assert hegang.service("care_homes").first_sure_year == FirstSureYear(None, None)


def number_of(value, year, **about):
    held = {"quantity": "q", "unit": "persons", "interval_90": None, "sources": ("s",), "flags": ()}
    return Number(value=value, year=year, **{**held, **about})


def test_the_newest_year_with_all_quantities_is_told(monkeypatch):
    """Of a and b both are there in 2018 and 2020, in 2025 only b, in 2017 and 2026 nobody looks."""
    known = {
        ("a", 2026): number_of(9.0, 2026), ("b", 2026): number_of(9.0, 2026), ("c", 2017): number_of(9.0, 2017),
        ("b", 2025): number_of(7.0, 2025, interval_90=(6.0, 8.0)),
        ("a", 2020): number_of(1.0, 2020, flags=("f",)), ("b", 2020): number_of(2.0, 2020, sources=("s", "t")),
        ("a", 2018): number_of(5.0, 2018), ("b", 2018): number_of(5.0, 2018), ("d", 2018): number_of(3.0, 2018),
    }  # fmt: skip
    monkeypatch.setattr(capacity, "number", lambda _panel, _code, name, year: known.get((name, year)))
    place, some = find("hegang"), xr.Dataset()
    both = newest(some, place, ("a", "b"))
    assert (both.quantity, both.value, both.year, both.interval_90) == ("a+b", 3.0, 2020, None)
    assert (both.sources, both.flags) == (("s", "t"), ("f",))
    one = newest(some, place, ("b",))
    assert (one.value, one.year, one.interval_90) == (7.0, 2025, (6.0, 8.0))
    assert newest(some, place, ("d",)).year == 2018
    assert newest(some, place, ("c",)) is newest(some, place, ()) is newest(None, place, ("a",)) is None


def test_a_rounded_count_tells_a_share_from_a_hundred_thousand_on():
    rounded = ("rounded_to_10000",)
    told = [(99_999.0, ()), (99_999.0, rounded), (100_000.0, rounded)]
    assert [exact(number_of(value, 2020, flags=flags)) for value, flags in told] == [True, False, True]


def test_rows_of_norms_and_what_they_weigh():
    assert norm_value("staff_per_pupil_primary") == (0.0526, 0.0435, 0.0526)
    assert norm_value("pupils_per_teacher_primary") == (16.7, None, None)
    assert was_read("staff_per_pupil_primary")
    assert not was_read("class_size_ceiling")
    bands = (AgeBand(6, 11, "pupils_per_person_of_6_11"), AgeBand(11, 12, "pupils_per_person_of_6_11", 2.0))
    assert band_weights(bands)[5:14] == pytest.approx([0, *[0.999] * 5, 2.999, 2, 0])
    assert band_weights(bands, coverage=False)[5:14] == pytest.approx([0, *[1] * 5, 3, 2, 0])
    assert band_weights((AgeBand(0, 1),))[:3].tolist() == [1, 1, 0]


def test_all_places_together_are_those_of_the_newest_year_that_half_of_them_have():
    """Ten a place: six prefectures in 2018, three of them in 2019, two in 2020; a province and half a count never."""
    codes = ["110000", "120000", "230400", "210900", "360900", "610800", "230000"]
    known = np.full((7, 3), np.nan)
    known[:, 0] = known[[0, 1, 2, 6], 1] = known[[0, 1, 6], 2] = 10.0
    counts = np.stack([known, known / 2], axis=-1)
    counts[2, 2, 0] = 10.0  # of two quantities it has the one
    coords = {"place": codes, "year": [2018, 2019, 2020], "quantity": ["a", "b"]}
    held = xr.Dataset({"value": (("place", "year", "quantity"), counts)}, coords)
    weights = np.where(np.arange(AGES) < 2, 0.5, 0.0)
    found = everywhere(held, ("a", "b"), weights)
    there, people = census_by_year(2020)
    users = 0.5 * sum(people[there.index(code), :, :2].sum() for code in codes[:3])
    assert (found.capacity, found.places) == (45.0, 3)
    assert found.users == pytest.approx(users)
    assert everywhere(held, ("a", "b"), weights) is found
    assert everywhere(held, ("a",), weights).capacity == 30.0
    assert everywhere(held.copy(), ("a", "b"), weights) is not found


def test_what_a_norm_needs_of_each_age(monkeypatch):
    """Two for ten of ages 6 to 7, of which half are users; without rates three for each user as everywhere."""
    name, half = rl.language.Bilingual("a", "b"), np.full(AGES, 0.5)
    service = SimpleNamespace(
        key="invented", ages=(AgeBand(6, 7, "pupils_per_person_of_6_11"),), capacity=("teachers_primary",)
    )
    asked = []

    def all_places(_panel, _quantities, weights):
        asked.append(weights)
        return Everywhere(30.0, 10.0, 1)

    monkeypatch.setattr(capacity, "everywhere", all_places)

    def need(panel=None, **about):
        return norm_weights(service, Norm(**{"id": "x", "name": name, **about}), half, panel)

    rates = (NormRate("r", 2.0, 10.0),)
    assert need(id="own", rates=rates) is None
    assert need(rates=rates)[4:10] == pytest.approx([0, 0, 0.1, 0.1, 0, 0])
    assert need(rates=rates, of_all=True)[4:10] == pytest.approx([0, 0, 0.2, 0.2, 0, 0])
    assert need(rates=rates, ages=(AgeBand(8, 8),))[4:10] == pytest.approx([0, 0, 0, 0, 0.2, 0])
    assert need() is None
    panel = xr.Dataset()
    assert need(panel) == pytest.approx(3 * half)
    assert need(panel, of_all=True)[4:10] == pytest.approx([0, 0, 3, 3, 0, 0])
    assert need(panel, ages=(AgeBand(8, 8),))[4:10] == pytest.approx([0, 0, 0, 0, 3, 0])
    assert [weights[6] for weights in asked] == pytest.approx([0.999, 1, 0])


def test_the_verdict_of_a_service_by_hand():
    """Within 5 % of a capacity of 1,000 two norms do not contradict each other."""

    def told(sure, *middles):
        return SimpleNamespace(sure=sure, surplus={str(i): Surplus(each, 0.0) for i, each in enumerate(middles)})

    assert verdict_of("capacity", told(60.0, 60.0, 80.0), 1000.0, False) == "surplus"
    assert verdict_of("capacity", told(-60.0, -60.0), 1000.0, False) == "shortage"
    assert verdict_of("capacity", told(60.0, 60.0), 1000.0, True) == "no_skill"
    for kind in ("ratio", "money", "ages"):
        assert verdict_of(kind, told(60.0, 60.0), 1000.0, False) == "no_capacity"
    assert verdict_of("capacity", told(60.0, 60.0), None, True) == "no_capacity"
    assert verdict_of("capacity", told(0.0, -51.0, 51.0), 1000.0, False) == "norms_disagree"
    for middles in ((-50.0, 51.0), (-51.0, 50.0), (51.0, 60.0), (-51.0, -60.0), ()):
        assert verdict_of("capacity", told(0.0, *middles), 1000.0, False) == "not_sure"


def test_a_service_that_ages_do_not_tell_gets_no_verdict(hegang):
    vocational = hegang.service("vocational")
    assert vocational.score.mae >= vocational.score.naive_mae
    assert vocational.verdict == "no_skill"
    assert all(each.sure == 0 for each in vocational.years)


def test_one_norm_that_was_only_told_of_is_enough_to_say_so(panel, monkeypatch):
    """Services that use it are flagged, though their other norms were read; no others are."""
    rates = {each.key: [rate.row for norm in each.norms for rate in norm.rates] for each in services()}
    row = next(own[0] for own in rates.values() if own[:1] != [None] and len(set(own)) > 1)
    monkeypatch.setattr(reckoning, "was_read", lambda each: each != row)
    flagged = [each.service for each in reckoning.of(panel, "hegang").services if "norm_not_read" in each.flags]
    assert flagged == [key for key, own in rates.items() if row in own]


def test_leavers_by_hand(hegang):
    need = hegang.service("teachers_primary")
    leave = leavers(need.capacity, 0.03, 2030)
    assert leave == pytest.approx(1922 * (1 - 0.97**8))
    assert leavers(need.capacity, 0.03, 2022) == 0
    by_name = {each.name: each for each in hegang.measures}
    other = by_name["teachers_to_other_work"]
    assert other.verdict == "do"
    assert other.dose == pytest.approx(need.at(2030).sure - leave)
    assert other.cost.interval_90 == pytest.approx((2000 * other.dose, 20000 * other.dose))
    first = by_name["replace_one_leaver_in_n"]
    assert (first.verdict, first.reason.key) == ("do", "needs.reason.replace_none")
    assert by_name["merge_schools"].verdict == by_name["take_down_homes"].verdict == "fill_in"
    assert by_name["floors_to_care_beds"].verdict == "cannot_tell"


def remedy(**values):
    text = rl.language.Bilingual("a", "b")
    return Remedy(id="x", name=text, first_step=text, bureau=text, **values)


def test_verdicts_of_measures_in_their_order(hegang):
    teachers, nursery, beds = (hegang.service(k) for k in ("teachers_primary", "nursery", "hospital_beds"))
    assert judged(teachers, remedy(when="never"), 2030)[0] == "fill_in"
    assert judged(nursery, remedy(when="surplus"), 2030)[0] == "fill_in"  # nobody counts what is there
    assert judged(teachers, remedy(when="shortage"), 2030)[0] == "leave"
    assert judged(teachers, remedy(when="surplus", missing=("x",)), 2030)[0] == "fill_in"
    assert judged(teachers, remedy(when="surplus"), 2030)[0] == "do"
    assert judged(beds, remedy(when="surplus"), 2030)[0] == "cannot_tell"


def test_a_county_has_ages_alone(panel):
    found = rl.needs.of(panel, "xiaoyi")
    assert found.tags == ("ages_alone",)
    assert all(each.capacity is None for each in found.services)
    assert found.service("primary").at(2030).users.value > 1000
    assert "年鉴没有本地公共服务数据" in chapter_text(chapter(found), "zh")


def test_a_place_without_ages_is_refused(panel):
    with pytest.raises(NoVerdict):
        rl.needs.of(panel, "2114Z1")


def test_fields_of_the_contract(hegang):
    record = json.loads(json.dumps(hegang.record("zh")))
    service = next(each for each in record["services"] if each["service"] == "teachers_primary")
    assert {"service", "unit", "capacity", "years", "first_sure_year", "score"} <= service.keys()
    assert {"value", "unit", "year", "interval_90", "sources", "flags"} == service["capacity"].keys()
    year = service["years"][0]
    assert {"year", "users", "need", "surplus", "sure", "alive_share"} <= year.keys()
    assert year["surplus"].keys() == year["need"].keys() == {"own", "nation", "standard"}
    assert {"median", "sure"} == year["surplus"]["own"].keys()
    assert {"surplus", "shortage"} == service["first_sure_year"].keys()
    assert {"mae", "naive_mae", "n"} <= service["score"].keys()
    assert record["money"]
    assert record["missing"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chapter_says_what_is_sure(hegang, language):
    text = chapter_text(chapter(hegang), language)
    sure = hegang.service("teachers_primary").at(2030).sure
    assert rl.language.number_text(sure, "count", language, "round") in text
    assert {"en": "cannot tell", "zh": "无法判断"}[language] in text
    assert "{" not in text
    assert ("富余" in text) == (language == "zh")


def test_numbers_of_norms_stand_in_their_rows():
    texts = {r["id"]: f"{r['value']} {r['low']} {r['high']}" for r in rows("service_norms")}
    rates = [(each.key, rate) for each in services() for norm in each.norms for rate in norm.rates]
    assert len(rates) > 8
    for key, rate in rates:
        held = [float(n) for n in re.findall(r"\d+\.?\d*", texts[rate.row])]
        assert rate.value in held, f"{key}.toml: add a row with {rate.value} to facts/tables/service_norms.csv"
    weights = [band for each in services() if each.kind == "money" for band in each.ages]
    assert [band.weight for band in weights] == [norm(band.row) for band in weights]


GOOD = files("relode.needs").joinpath("services/doctors.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("fault", "key"),
    [
        (GOOD.replace("order = 9", "order = "), "stated.bad_file"),
        (GOOD.replace("order = 9\n", ""), "stated.bad_field"),
        (GOOD + "\ncolour = 3\n", "stated.bad_field"),
        (GOOD.replace('kind = "capacity"', 'kind = "wish"'), "needs.unknown_kind"),
        (GOOD.replace("doctors_and_nurses", "no_such_row"), "needs.unknown_row"),
        (GOOD.replace("low = 0, ", ""), "stated.bad_field"),
    ],
)
def test_a_faulty_file_of_a_service_is_refused_with_the_remedy(fault, key):
    assert service_of("doctors", GOOD).key == "doctors"
    with pytest.raises(RelodeError) as error:
        service_of("doctors", fault)
    assert error.value.key == key
    assert "doctors.toml" in str(error.value)


def test_users_of_2023_by_hand():
    """Hegang's pupils of 2020 times the ages of 2023 over those of 2020, births and deaths alone."""
    row = next(r for r in shipped_tables.rows("relode.needs", "service_scores_by_place")
               if r["place"] == HEGANG and r["target"] == "primary")  # fmt: skip
    codes, start = census_by_year(2020)
    later = alone(start[[codes.index(HEGANG)]], levels_of((HEGANG,), 2020, 2023), 2020)
    grew = later[3, 0, :, 6:12].sum() / later[0, 0, :, 6:12].sum()
    assert float(row["expected"]) == pytest.approx(counted(HEGANG, 2020, "pupils_primary") * grew, abs=1)


def test_scores_told_are_means_over_places():
    by_place = [r for r in shipped_tables.rows("relode.needs", "service_scores_by_place") if r["target"] == "primary"]
    large = [r for r in by_place if float(r["as_2020"]) >= 100_000]
    mae = np.mean([abs(np.log(float(r["counted_2023"]) / float(r["expected"]))) for r in large])
    naive = np.mean([abs(np.log(float(r["counted_2023"]) / float(r["as_2020"]))) for r in large])
    told = next(r for r in shipped_tables.rows("relode.needs", "service_scores")
                if r["service"] == "primary" and r["group"] == "all" and r["told"] == "1")  # fmt: skip
    assert (float(told["mae"]), float(told["naive_mae"])) == pytest.approx((mae, naive), abs=1e-3)
    assert int(told["n"]) == len(large) > 200
    assert float(told["mae"]) < 0.5 * float(told["naive_mae"])


def test_people_who_were_counted_have_no_band(hegang):
    """Residents of 2023 are a count; those of 2030 have a band around their median."""
    counted_then, later = (hegang.service("doctors").at(year).users for year in (2023, 2030))
    assert (counted_then.value, counted_then.interval_90) == (850_000, None)
    low, high = later.interval_90
    assert low < later.value < high


def test_sources_of_costs_are_sources_of_needs(hegang):
    costs = [each.cost for each in hegang.measures if each.cost is not None]
    known = {row["key"] for row in rows("sources")}
    assert {source for cost in costs for source in cost.sources} & known == {"assumption"} <= set(hegang.sources)


def test_no_more_posts_go_than_are_surely_too_many(panel):
    """Of ten leavers enough are replaced: in Fuxin 540 of 1,400 secondary teachers are sure, so seven of ten."""
    record = rl.needs.of(panel, "fuxin")
    need = record.service("teachers_secondary")
    sure, leave = need.at(2030).sure, leavers(need.capacity, 0.03, 2030)
    assert leave * (1 - 0.5) > sure  # one in two would be too few
    told = {each.name: each for each in record.measures}["replace_secondary_leavers"].reason
    assert (told.key, told.values["n"], told.values["of"]) == ("needs.reason.replace_some", 7, 10)
    assert "of every 10 who leave replace at least 7" in rl.language.spoken(told, "en")
    assert "每离岗10人至少补充7人" in rl.language.spoken(told, "zh")
    assert [replaced(dose, 100.0, 10) for dose in (0.0, 39.9, 40.0, 95.0, 100.0, 120.0)] == [10, 7, 6, 1, 0, 0]
    assert replaced(5.0, 100.0, 100) == 95


def test_half_of_the_places_with_a_count_are_enough_for_its_newest_year():
    """Six prefectures in 2018, in 2019 three of them, in 2020 two: a third of six is no half."""
    codes = ["110000", "120000", "230400", "210900", "360900", "610800"]
    known = np.full((6, 3, 1), 10.0)
    known[3:, 1], known[2:, 2] = np.nan, np.nan
    coords = {"place": codes, "year": [2018, 2019, 2020], "quantity": ["a"]}
    held = xr.Dataset({"value": (("place", "year", "quantity"), known)}, coords)
    assert everywhere(held, ("a",), np.ones(AGES)).places == 3
    known[3, 1] = 10.0
    four = xr.Dataset({"value": (("place", "year", "quantity"), known)}, coords)
    assert everywhere(four, ("a",), np.ones(AGES)).places == 4


def test_scores_are_those_of_the_shipped_table(hegang):
    rows_told = {row["service"]: row for row in shipped_tables.rows("relode.needs", "service_scores")
                 if (row["group"], row["told"]) == ("all", "1")}  # fmt: skip
    told = [each for each in hegang.services if each.score is not None]
    assert told
    for each in told:
        row = rows_told[each.service]
        score = each.score
        assert (score.target, score.horizon, score.n) == (row["target"], int(row["horizon"]), int(row["n"]))
        assert (score.mae, score.naive_mae) == (float(row["mae"]), float(row["naive_mae"]))
