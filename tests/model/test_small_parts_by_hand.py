"""A calendar of closures, priors, entries of the book of equations and draws in ranges, on a few invented figures."""

from dataclasses import make_dataclass, replace
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.model.equation_book import EquationEntry, _entry, entries
from relode.model.opening import closing_calendar as calendar
from relode.model.opening.opening_world import drawn_observed
from relode.model.parameters import Prior
from relode.panel.coal_mines import all_mines

Observed = make_dataclass(
    "Observed",
    ["remaining_life", "depleted_share", "unemployment_rate", "revenue", "expenditure", "debt", "research_stock"],
)


@pytest.fixture
def opened(monkeypatch):
    """Hegang of 2020 with mines of 2 and 1 million tons and two planned ones; half a million tons are not listed."""
    blank = {"life": None, "life_year": None, "opening_year": None, "closing_year": None}
    mine = replace(all_mines()[0], status="Operating", **blank)
    mines = (
        replace(mine, capacity=2e6, opening_year=2000, closing_year=2024),
        replace(mine, capacity=1e6),
        replace(mine, capacity=5e5, status="Proposed"),
        replace(mine, capacity=4e5, status="Proposed", opening_year=2027),
        replace(mine, capacity=None),
    )
    monkeypatch.setattr(calendar, "mines_of", lambda code: mines if code != "none" else ())
    variables = {"commodity_share": [0.5, 0.4, 1.0, 1.0], "extraction_capacity": [350.0, 350.0, 350.0, 200.0]}
    data = xr.Dataset({name: (("commodity", "place"), [each]) for name, each in variables.items()},
                      coords={"commodity": ["coal"], "place": ["half", "less", "none", "more"]})  # fmt: skip
    return SimpleNamespace(year=2020, data=data)


def test_capacity_follows_openings_that_are_planned_and_what_is_not_listed_stays(opened):
    left = calendar.capacity_left(opened)
    of = {
        year: (3e6 + planned + 5e5) / 3.5e6
        for year, planned in ((2021, 0), (2026, 0), (2027, 4e5), (2029, 4e5), (2030, 9e5))
    }
    assert {year: left[year - 2020, 0] for year in of} == pytest.approx(of)
    assert (left[0] == 1e6).all()
    assert (left[:, 1:3] == 1e6).all()  # coal is less than half, or no mine is listed
    assert left[1, 3] == pytest.approx(1.0)  # the list has more than was published: nothing is unlisted
    assert left[7, 3] == pytest.approx(3.4 / 3)


def test_from_a_year_on_mines_close_at_their_printed_end_or_in_the_year_after_the_list(opened):
    left = calendar.capacity_left(opened, 4)
    of = {2023: 3.5, 2024: 3.5, 2025: 3.5, 2026: 1.5, 2027: 1.5, 2040: 1.5}
    assert {year: left[year - 2020, 0] for year in of} == pytest.approx(
        {year: value / 3.5 for year, value in of.items()}
    )
    late = calendar.capacity_left(opened, 8)
    assert [late[t, 0] for t in (7, 8)] == pytest.approx([3.9 / 3.5, 1.5 / 3.5])
    assert calendar.dated("half", 2020) == (1, 2)
    with pytest.raises(RelodeError) as caught:
        calendar.capacity_left(SimpleNamespace(year=2015, data=opened.data))
    assert (caught.value.key, dict(caught.value.values)) == ("simulate.no_calendar", {"year": 2015, "first": 2020})


def prior(shape, value, lower, upper):
    return Prior("x", value, lower, upper, shape, "1", "", "", "", "")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (prior("log", 2.0, 1.0, 9.0), (2 / 3, 2, 6)), (prior("normal", 2.0, 1.0, 9.0), (-2, 2, 6)),
        (prior("logit", 0.5, 0.2, 0.8), (0.2, 0.5, 0.8)), (prior("fixed", 2.0, 2.0, 2.0), (2, 2, 2)),
    ],
)  # fmt: skip
def test_a_prior_has_its_median_in_the_middle_and_its_ends_half_their_distance_from_it(given, expected):
    assert given.at(np.array([0.05, 0.5, 0.95])).tolist() == pytest.approx(expected)


def test_a_docstring_is_read_part_by_part():
    text = """The larger of x
    and 0. [unit of x]

    Equation: a = b + c; d = e
        f = g

    A note
    in two lines.

    Source: one2000, two2001; three2002.
    Limits: width 0: x;
        more of it.
    Raises RelodeError if it fails."""
    text = text.replace("\n    ", "\n")
    assert _entry("smooth", "f", text) == EquationEntry(
        "smooth", "f", "The larger of x and 0.", "unit of x", ("a = b + c", "d = e", "f = g"), "A note in two lines.",
        ("one2000", "two2001", "three2002"), "width 0: x; more of it.",
    )  # fmt: skip
    assert _entry("m", "g", "Says nothing of a unit.").unit == ""
    assert _entry("m", "g", "Says it at the end. (place, year)").unit == ""
    assert _entry("m", "g", "Says both. (place,) [yuan]").unit == "yuan"
    found = [each.name for each in entries("sectors.land")]
    assert found
    assert not any(name.startswith("_") for name in found)


def test_assumed_cells_are_drawn_from_their_ranges_and_observed_ones_stay():
    """Debt between 1 and 16 lies around 4, cut at 2.5 deviations of ln 4 over 1.645; a share around one half."""
    names = (
        "remaining_life",
        "depleted_share",
        "unemployment_rate",
        "budget_revenue",
        "budget_expenditure",
        "debt",
        "research_stock",
    )
    lower = np.full((7, 2), np.nan)
    upper = lower.copy()
    lower[names.index("debt"), 0], upper[names.index("debt"), 0] = 1.0, 16.0
    lower[names.index("unemployment_rate"), 0], upper[names.index("unemployment_rate"), 0] = 0.2, 0.8
    lower[names.index("budget_revenue"), 0], upper[names.index("budget_revenue"), 0] = 4.0, 9.0
    lower[names.index("remaining_life"), 0], upper[names.index("remaining_life"), 0] = 1.0, 4.0
    data = xr.Dataset(
        {"lower": (("quantity", "place"), lower), "upper": (("quantity", "place"), upper)},
        coords={"quantity": list(names)},
    )
    fields = (
        "remaining_life",
        "depleted_share",
        "unemployment_rate",
        "revenue",
        "expenditure",
        "debt",
        "research_stock",
    )
    world = SimpleNamespace(
        opening=SimpleNamespace(data=data), observed=Observed(*(np.array([0.3, 0.25]) for _ in fields))
    )
    found = drawn_observed(world, 40_000, 1)
    for name in fields:
        np.testing.assert_allclose(np.asarray(getattr(found, name))[:, 1], 0.25, rtol=1e-12)
    drawn = {name: np.asarray(getattr(found, name))[:, 0] for name in fields}
    np.testing.assert_allclose(drawn["expenditure"], 0.3, rtol=1e-12)
    for name, low, high, middle in (("debt", 1, 16, 4), ("revenue", 4, 9, 6), ("unemployment_rate", 0.2, 0.8, 0.5)):
        # Within 1.645 of the 2.5 deviations lie .9 over .98758; of 40,000 draws a share is within .006.
        assert ((drawn[name] > low) & (drawn[name] < high)).mean() == pytest.approx(0.9 / 0.98758, abs=0.006)
        assert np.median(drawn[name]) == pytest.approx(middle, rel=0.03)
    bound = np.log(4) * 2.5 / 1.6448536
    assert 4 * np.exp(-bound) < drawn["debt"].min() < 4 * np.exp(-0.8 * bound)
    assert 4 * np.exp(0.8 * bound) < drawn["debt"].max() < 4 * np.exp(bound)
    assert drawn["remaining_life"].min() >= 1.5
    assert drawn["remaining_life"].min() < 1.52
