"""The opening of another country: what it needs and what it opens from."""

import numpy as np
import pytest

from relode.country import country_answer, load_country
from relode.country.opening import AS_IN_CHINA, COMPUTED, GIVEN, country_world
from relode.errors import RelodeError
from relode.model.sector_list import EXTRACTION


@pytest.fixture(scope="module")
def opened(halvia):
    return country_world(halvia)


def test_what_the_opening_needs_and_does_not_have_is_listed(folder):
    rows = [["place", "year", "people"], *[[f"p{i}", year, 10] for i in range(12) for year in (2019, 2020)]]
    country = load_country(folder({"accounts": rows}))
    with pytest.raises(RelodeError) as stop:
        country_world(country)
    said = stop.value.say("en")
    assert "lack: gdp_nominal, gdp_real, employment, places.longitude, places.latitude, places.area." in said
    found = country_answer(country, "p1", ("plan",))
    assert found.plan is None
    assert found.unanswered[0].reason.en == said


@pytest.mark.slow
def test_the_opening_has_the_figures_of_the_tables_to_the_last_digits(opened, halvia):
    observed, at = opened.world.observed, opened.world.position("H001")
    row, last = halvia.row(halvia.find("H001")), len(halvia.years) - 1
    people = halvia.values["population"][row, last]
    assert float(observed.people[:, at].sum()) == pytest.approx(people / 1e4, rel=1e-12)  # sums of four groups
    jobs = halvia.counts["employment"].sel(place="H001", year=2024)
    assert float(observed.employment[:, at].sum()) == pytest.approx(
        float(jobs.sum()) / 1e4, rel=1e-8
    )  # a floor of 1e-9
    assert float(observed.employment[EXTRACTION, at]) == pytest.approx(3485 / 1e4, rel=1e-12)
    output, revenue = (halvia.values[name][row, last] for name in ("gdp_nominal", "budget_revenue"))
    ratio = float(observed.revenue[at] / observed.value_added[:, at].sum())
    assert ratio == pytest.approx(revenue / output, rel=1e-7)
    pay = float(observed.wage[at] * observed.employment[:, at].sum() / observed.value_added[:, at].sum())
    assert pay == pytest.approx(halvia.values["average_wage"][row, last] * float(jobs.sum()) / output, rel=1e-7)
    kinds = {each.quantity: each.kind for each in opened.opened(halvia.find("H001"))["opening"]}
    assert (kinds["wage"], kinds["low_skilled"], kinds["old"]) == (GIVEN, COMPUTED, AS_IN_CHINA)
    assert opened.held == 0


@pytest.mark.slow
def test_the_unit_of_money_makes_no_difference(opened, folder, put_in):
    tables = {**put_in["tables"]()}
    money = ("gdp", "real_gdp", "wage", "revenue", "expenditure", "debt", "house_price")
    at = [tables["accounts"][0].index(name) for name in money]
    tables["accounts"] = [
        tables["accounts"][0],
        *([cell * 1000 if i in at else cell for i, cell in enumerate(row)] for row in tables["accounts"][1:]),
    ]
    other = country_world(load_country(folder(tables, 'classification = "isic4"')))
    for name in ("value_added", "wage", "revenue", "debt", "house_price", "people"):
        one, two = (np.asarray(getattr(each.world.observed, name)) for each in (opened, other))
        assert two == pytest.approx(one, rel=1e-9), name  # the same products in another order
    assert other.money * 1000 == pytest.approx(opened.money, rel=1e-9)
