"""Services: what their files may hold, and needs of Hegang computed by hand from ages and counts."""

import re
from importlib.resources import files

import numpy as np
import pytest
import xarray as xr

import relode as rl
from relode.errors import RelodeError
from relode.facts import rows
from relode.needs import services
from relode.needs.capacity import everywhere
from relode.needs.service import service_of
from relode.outlook.people_by_age.single_years import AGES, alone, census_by_year, levels_of

HEGANG = "230400"


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
