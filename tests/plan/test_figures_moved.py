"""What `relode check` says that a figure moves, moves, and nothing else does: every column of the template."""

import numpy as np
import pytest

from relode.answers.own_check import check_text, checked_file
from relode.decisions.judged import programme_facts
from relode.decisions.money import account, money_decisions
from relode.diagnosis import profile
from relode.diagnosis.depth.in_depth import in_depth
from relode.model.opening.opening_state import opening
from relode.needs import of as needs_of
from relode.outlook import outlook
from relode.panel import load
from relode.panel.overrides import checked_overrides
from relode.places import find_city
from relode.plan.figures_moved import chapters_moved
from relode.shipped_tables import rows

TEMPLATE = [row["quantity"] for row in rows("relode.report", "template_quantities")]
HEGANG = "230400"
PAIRS = {
    "budget_revenue": "budget_expenditure", "budget_expenditure": "budget_revenue", "population_urban": "population",
}  # fmt: skip

COUNTED = ("population", "population_urban")
QUOTAS = ("project_quota_general", "project_quota_special")
"""With a quota for new projects the debt limit moves nothing."""


def figures(*cells):
    """Own figures of Hegang: quantity, year, value."""
    lines = [
        (number, {"place": HEGANG, "quantity": name, "year": str(year), "value": repr(float(value)), "note": ""})
        for number, (name, year, value) in enumerate(cells, 2)
    ]
    return checked_overrides(lines, "own.csv")


def near(panel, quantity, year):
    """A figure beside what ships of the year, else of the newest year, else of no source."""
    line = panel["value"].sel(quantity=quantity, place=HEGANG)
    known = line.dropna("year")
    here = float(line.sel(year=year))
    return 1.013 * (here if np.isfinite(here) else float(known[-1]) if known.size else 0.15)


def plain(value):
    """The same without words: sources and flags of an own figure always differ."""
    if isinstance(value, dict):
        return [plain(each) for each in value.values()]
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return None if isinstance(value, str) else value


CHAPTERS = {
    "diagnosis": lambda panel: in_depth(panel, profile(panel, find_city("hegang"))).record(),
    "outlook": lambda panel: outlook(panel, find_city("hegang")).record(),
    "plan": lambda panel: _money(panel, find_city("hegang")),
    "needs": lambda panel: needs_of(panel, find_city("hegang")).record(),
}
"""What each chapter says of Hegang, asked as its own command asks, and what a plan rests on."""


def _money(panel, hegang):
    facts = programme_facts(panel, hegang, 2035)
    book = account(panel, hegang, 2035, 1)
    decided = [each.record() for each in money_decisions(panel, hegang, book)]
    return [book.record(), decided, [each.value for each in facts.values()]]


def said(panel, chapter):
    return plain(CHAPTERS[chapter](panel))


def cells_of(quantity, panel):
    """Own figures of a column of the template, with those without which it is refused."""
    cells = [(quantity, 2025, near(panel, quantity, 2025))]
    if quantity in PAIRS:  # spending with its revenue, urban people with all people
        cells.append((PAIRS[quantity], 2025, near(panel, PAIRS[quantity], 2025)))
    if quantity == "gdp_growth_index":  # a chain has no gap
        cells.insert(0, (quantity, 2024, near(panel, quantity, 2024)))
    return cells


@pytest.fixture(scope="module")
def told(panel):
    """Column of the template -> the chapters that the check names for its figures; who counts people reports none."""
    chapters = {}
    for names in (COUNTED, QUOTAS, [name for name in TEMPLATE if name not in COUNTED + QUOTAS]):
        own = figures(*dict.fromkeys(cell for name in names for cell in cells_of(name, panel)))
        moved = dict(zip(((one.quantity, one.year) for one in own), chapters_moved(own), strict=True))
        for name in names:
            chapters[name] = {each for at in cells_of(name, panel) for each in moved[at[:2]]}
    return chapters


@pytest.fixture(scope="module")
def shipped():
    """What is said of figures that ship, all computed: in a panel with own figures nothing is read from tables."""
    marked = load(figures(("population", 2025, 830_000))).attrs["overrides"]
    return {chapter: said(load().assign_attrs(overrides=marked), chapter) for chapter in CHAPTERS}


@pytest.mark.slow
@pytest.mark.parametrize("quantity", TEMPLATE)
def test_what_the_check_says_that_a_column_moves_moves(quantity, panel, shipped, told):
    moved, replaced = told[quantity], load(figures(*cells_of(quantity, panel)))
    assert moved, "a column of the template that moves nothing is not asked for"
    differs = {chapter for chapter in moved if said(replaced, chapter) != shipped[chapter]}
    # A plan follows the outlook, which is compared by itself.
    is_left = {"plan"} if differs & {"plan", "outlook"} or quantity == "gdp_nominal" else set()
    assert moved - is_left == differs - is_left


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_what_the_check_does_not_say_that_a_column_moves_stays(chapter, panel, shipped, told):
    """All columns that the check does not name for a chapter, replaced at once."""
    others = [name for name in TEMPLATE if chapter not in told[name]]
    assert others
    own = figures(*dict.fromkeys(cell for name in others for cell in cells_of(name, panel)))
    assert said(load(own), chapter) == shipped[chapter]


@pytest.mark.slow
def test_figures_of_now_are_used_or_the_check_says_that_they_are_not(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(
        "place,quantity,year,value,note\nhegang,gdp_nominal,2025,420,\nhegang,average_wage,2025,80000,\n"
        "hegang,employment_total,2025,250000,\nhegang,budget_revenue,2025,30,\nhegang,budget_expenditure,2025,180,\n"
        "hegang,population,2025,830000,\nhegang,house_price,2025,2100,\n"
    )
    check = checked_file(path)
    assert {each.quantity: each.moves for each in check.figures} == {
        "gdp_nominal": ("diagnosis", "plan"),
        "average_wage": ("diagnosis", "plan"),
        "employment_total": (),
        "budget_revenue": ("diagnosis", "plan"),
        "budget_expenditure": ("diagnosis", "plan"),
        "population": ("diagnosis", "outlook", "plan", "needs"),
        "house_price": ("diagnosis", "outlook", "plan"),
    }
    english = check_text(check, "en")
    assert "moves no number of diagnosis, outlook, plan or needs" in english
    assert "give GDP growth index of 2025 too" in english
    assert "consumer prices of 2025, by which money is deflated, are not published yet" in english
    assert "仅列入自有数据清单" in check_text(check, "zh")


@pytest.mark.slow
def test_growth_that_cannot_be_chained_says_which_year_lacks(tmp_path):
    path = tmp_path / "own.csv"
    path.write_text("place,quantity,year,value,note\nhegang,gdp_growth_index,2025,104,\n")
    alone = checked_file(path)
    assert "give GDP growth index of 2024 too" in check_text(alone, "en")
    assert "请一并填写2024年" in check_text(alone, "zh")
    path.write_text(path.read_text() + "hegang,gdp_growth_index,2024,103,\n")
    check = checked_file(path)
    assert [each.moves for each in check.figures] == [("diagnosis", "outlook", "plan")] * 2
    assert "too" not in check_text(check, "en")


def test_growth_of_the_user_s_own_is_chained_on_the_published_index_and_later_years_follow():
    index = load()["value"].sel(quantity="gdp_real_index", place=HEGANG)
    own = load(figures(("gdp_growth_index", 2022, 108), ("gdp_growth_index", 2024, 103.5)))
    chained = own["value"].sel(quantity="gdp_real_index", place=HEGANG)
    assert float(chained.sel(year=2021)) == float(index.sel(year=2021))
    assert float(chained.sel(year=2022)) == pytest.approx(float(index.sel(year=2021)) * 1.08, rel=1e-12)
    moved = float(index.sel(year=2023)) * float(chained.sel(year=2022)) / float(index.sel(year=2022))
    assert float(chained.sel(year=2023)) == pytest.approx(moved, rel=1e-12)
    assert float(chained.sel(year=2024)) == pytest.approx(moved * 1.035, rel=1e-12)
    both = load(figures(("gdp_growth_index", 2024, 103.5), ("gdp_real_index", 2024, 500)))
    assert float(both["value"].sel(quantity="gdp_real_index", place=HEGANG, year=2024)) == 500
    alone = load(figures(("gdp_growth_index", 2025, 103.5)))["value"].sel(quantity="gdp_real_index", place=HEGANG)
    assert np.isnan(float(alone.sel(year=2025)))


def test_a_count_of_residents_after_the_census_is_where_the_outlook_begins():
    found = outlook(load(figures(("population", 2025, 830_000))), "hegang").forecasts[0]
    assert (found.quantity, found.origin, found.opening) == ("population", 2025, 830_000)


def test_a_house_price_that_one_place_alone_has_is_not_ranked_1_of_1():
    own = profile(load(figures(("house_price", 2025, 2100))), "hegang")
    assert (own.latest("house_price").year, own.latest("house_price").value) == (2025, 2100)
    rank, count = own.latest("house_price_rank"), own.latest("house_price_place_count")
    assert (rank.year, count.year) == (2024, 2024)
    assert count.value > 300
    before = profile(load(), "hegang")
    assert [each.value for each in before.series["house_price_rank"]] == [
        each.value for each in own.series["house_price_rank"]
    ]


def test_a_wage_of_one_place_moves_the_opening_of_no_other_place():
    shipped, own = opening(load(), 2020).data, opening(load(figures(("average_wage", 2020, 70_000))), 2020).data
    apart = np.abs(shipped["value"] - own["value"]).sel(quantity="wage").to_series()
    assert apart[HEGANG] > 0.1
    assert apart.drop(HEGANG).max() == 0
    assert float(own["value"].sel(quantity="wage", place=HEGANG)) == 7.0
