"""What still answers where the sources of budgets, debt, ages and growth may not be passed on."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from relode.diagnosis import profile
from relode.errors import RelodeError
from relode.facts import shipped
from relode.facts.licences import unstated_sources
from relode.panel import cell, load
from relode.places import find

ROOT = Path(__file__).parents[2]
MONEY = ("city_yearbooks", "yearbook_panel", "local_debt_tables", "rating_reports")
OTHERS = (
    *("fund_notices", "accounts_budgets", "published_effects", "census2000_age", "census2010_age", "census2020_age"),
    *("wpp2024", "computed", "maddison2023", "growth_forecasts", "zone_catalogue_2018", "listings_2025"),
    *("nbs_yearbooks", "press_and_bulletins", "retirement_reform_2024"),
)


@pytest.fixture(scope="module")
def without():
    """The function of the build hook that takes rows out of a table. Cells of a table's text are kept to the end."""
    spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module.without
    sys.modules["relode.panel.load"]._cells.cache_clear()


@pytest.fixture
def dropped(monkeypatch, without):
    """Read every table as a wheel without these sources has it, for one test."""
    original = shipped.text

    def drop(*sources):
        def text(name):
            content = original(name)
            kept = without(content, set(sources), name)
            return content if kept is None else kept

        monkeypatch.setattr(shipped, "text", text)
        monkeypatch.setattr(sys.modules["relode.panel.load"], "text", text)
        shipped.rows.cache_clear()
        shipped.source_keys.cache_clear()

    yield drop
    monkeypatch.undo()
    shipped.rows.cache_clear()
    shipped.source_keys.cache_clear()


@pytest.mark.parametrize(
    "source", [MONEY[0], *(pytest.param(each, marks=pytest.mark.slow) for each in (*MONEY[1:], *OTHERS))]
)
def test_no_row_of_a_dropped_source_is_left_in_any_table(without, source):
    found = 0
    for name in shipped.table_list():
        content = shipped.text(name)
        kept = without(content, {source}, name)
        found += kept is not None
        if kept is not None and name != "sources":
            assert not any(source in row.rstrip("\n").split(",") for row in kept.splitlines())
    assert found >= 2


def revenue_years(panel):
    values = panel["value"].sel(quantity="budget_revenue", place=find("baotou").code)
    return {int(year) for year in panel["year"].to_numpy()[np.isfinite(values.to_numpy())]}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "gone"),
    [
        ("city_yearbooks", set(range(2018, 2024))),
        ("yearbook_panel", set(range(2014, 2018))),
        ("local_debt_tables", set()),
        ("rating_reports", {2024}),
    ],
)
def test_a_diagnosis_without_one_money_source_has_the_years_of_the_others(dropped, source, gone):
    dropped(source)
    panel = load()
    assert not any(source in keys.split(";") for keys in set(panel["source"].to_numpy().ravel()))
    assert revenue_years(panel) == set(range(2003, 2025)) - gone


def test_a_diagnosis_without_any_new_source_still_answers_and_names_what_is_missing(dropped):
    dropped(*MONEY, *OTHERS)
    panel = load()
    assert revenue_years(panel) == set(range(2003, 2014))
    assert cell(panel, find("baotou").code, "loans", 2019).flags == ()
    found = profile(panel, find("baotou"))
    assert found.latest("budget_revenue").year == 2013
    assert {"government_debt", "debt_revenue_ratio"} <= {missing.quantity for missing in found.missing}
    assert found.latest("population").value == 2_709_378


SIMULATOR_NEEDS = {
    "gdp_revised": "gdp_nominal",
    "house_listing": "house_price",
    "gpi": "average_wage",
    "nbs_provinces": "province_population",
    "nbs_provinces_2020": "province_birth_rate",
    "city_yearbooks": "budget_revenue",
}
"""Sources that state no licence and that the simulator cannot start without: source -> the quantity that it names."""


def answers(panel):
    """The diagnosis of Hegang, and what the simulator lacks, "" if it starts."""
    from relode.model.opening.opening_state import opening  # imports JAX

    found = profile(panel, find("hegang"))
    try:
        opening(panel, 2020)
    except RelodeError as error:
        return found, error.values["quantity"]
    return found, ""


@pytest.mark.slow
def test_without_every_source_that_states_no_licence_a_diagnosis_answers_and_the_simulator_says_what_it_lacks(dropped):
    sources = unstated_sources()
    assert set(SIMULATOR_NEEDS) <= set(sources)
    dropped(*sources)
    found, lacks = answers(load())
    assert found.latest("population").value == 891_271
    assert {"house_price", "loans", "secondary_share", "average_wage"} <= {
        missing.quantity for missing in found.missing
    }
    assert lacks == "gdp_nominal"


OTHER_UNSTATED = tuple(source for source in unstated_sources() if source not in SIMULATOR_NEEDS)
TOGETHER = tuple(OTHER_UNSTATED[at::4] for at in range(4))
"""Five sources at once, none beside the next of the list, which may stand in for it: what answers without all of them
answers without each."""


@pytest.mark.parametrize(
    "sources",
    [
        pytest.param(each, marks=() if each == ("house_listing",) else pytest.mark.slow, id="-".join(each))
        for each in (*((key,) for key in SIMULATOR_NEEDS), *TOGETHER)
    ],
)
def test_without_sources_that_state_no_licence_a_diagnosis_answers_and_the_simulator_starts_or_says_why(
    dropped, sources
):
    dropped(*sources)
    found, lacks = answers(load())
    assert found.latest("population").value is not None
    assert not any(set(sources) & set(number.sources) for number in found.newest.values())
    assert lacks == SIMULATOR_NEEDS.get(sources[0], "")
