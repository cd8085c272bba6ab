"""Figures, sections, series and what tables hold of another country: whole records from tables of a few cells."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from relode.country import answer as answer_module
from relode.country import country_answer, country_standing, country_tables, load_country, tables_text
from relode.country.accounts import CountryQuantity
from relode.country.answer import SeriesRead, TablesRead, country_pathways
from relode.country.facts import Country, all_series, by_section, over_places, ratios, sum_of_counts
from relode.country.standing import CountryFigure, SectionStanding, _covered, _figure, _newest, _sections, _structure
from relode.decisions.request import PlanRequest
from relode.errors import NoVerdict, RelodeError
from relode.language import Bilingual
from relode.pathways.entry.entry_forecast import TWO_YEARS

from .tables_by_hand import place

NAN = np.nan
WAGE = CountryQuantity("wage", Bilingual("wage", "工资"), True, 0.05, own=True)


def test_a_figure_is_that_of_the_newest_year_beside_places_peers_and_its_past():
    grid = np.array([[NAN, 10.0, 20.0], [5, NAN, 40], [NAN, 20, 20], [1, 2, NAN]])
    # ln(20 / 10) here; of the others only the third has both figures, and stays.
    expected = CountryFigure(
        "wage", WAGE.label, 2021, 20.0, 2, 3, 20.0, 30.0, 2020, pytest.approx(np.log(2)), pytest.approx(np.log(2) / 2),
        True, False,
    )  # fmt: skip
    assert _figure(WAGE, (2019, 2020, 2021), grid, 0, [1, 2, 3], derived=False) == expected
    level = replace(WAGE, logarithm=False)
    found = _figure(level, (2019, 2020, 2021), grid, 1, [], derived=True)
    # 35 in two years; of places with figures of both years there is no other.
    assert found == CountryFigure("wage", WAGE.label, 2021, 40.0, 1, 3, 20.0, None, 2019, 17.5, 17.5, False, True)
    alone = _figure(level, (2019, 2020, 2021), np.array([[NAN, 7.0, NAN], [NAN, 9, NAN]]), 0, [1], derived=False)
    assert alone == CountryFigure("wage", WAGE.label, 2020, 7.0, 2, 2, 8.0, 9.0, None, None, None, False, False)
    assert _figure(level, (2019, 2020), np.array([[NAN, NAN], [1, 2]]), 0, [1], derived=False) is None
    below = _figure(WAGE, (2019, 2020), np.array([[-1.0, 2.0], [1, 2]]), 0, [1], derived=False)
    assert (below.value, below.first_year, below.change) == (2.0, None, None)  # no logarithm of the first


def country(counts=None, sections=None, values=None, years=(2019, 2020), codes="abc", **changed):
    """A country of a few places; `counts`: table -> (year, place, industry) of industries B, C and P."""
    tables = {
        name: xr.DataArray(np.array(cells, float), {"year": list(years), "place": list(codes[: np.shape(cells)[1]]),
                           "industry": list("BCP"[: np.shape(cells)[2]])}, ("year", "place", "industry"))
        for name, cells in (counts or {}).items()
    }  # fmt: skip
    grids = {name: np.array(grid, float) for name, grid in (values or {}).items()}
    quantities = {name: CountryQuantity(name, Bilingual(name, name), True, 0.1, own=True) for name in grids}
    empty = dict.fromkeys(("path", "prices", "ages"))
    fields = {
        **empty, "name": Bilingual("Land", "国"), "currency": Bilingual("", ""), "policies": {}, "borders": (),
        "places": tuple(place(code) for code in codes), "years": years, "quantities": quantities, "values": grids,
        "counts": tables, "counted": next(iter(tables), None), "censuses": frozenset(), "sections": sections or {},
        "services": (), "capacity": {}, "notices": (), **changed,
    }  # fmt: skip
    return Country(**fields)


JOBS = [[[10, 60, 30], [0, 40, 20], [20, 20, 0]], [[10, 70, 20], [30, 10, 0], [20, 20, 10]]]
SECTIONS = {"B": "mining", "C": "manufacturing", "P": "education"}


def test_sections_of_a_place_stand_beside_all_places_and_their_own_first_year():
    here = country({"employment": JOBS}, SECTIONS)
    # Of all 190 jobs 60 are in mines, 100 in factories and 30 in schools.
    assert _sections(here, here.places[0]) == (
        SectionStanding("manufacturing", 0.7, pytest.approx(0.7 / (100 / 190)), 0.6),
        SectionStanding("education", 0.2, pytest.approx(0.2 / (30 / 190)), 0.3),
        SectionStanding("mining", 0.1, pytest.approx(0.1 / (60 / 190)), 0.1),
    )
    one = country({"employment": JOBS[1:]}, SECTIONS, years=(2020,))
    assert [each.share_before for each in _sections(one, one.places[0])] == [None] * 3
    idle = country({"employment": [[JOBS[0][0], [0, 0, 0], JOBS[0][2]], JOBS[1]]}, SECTIONS)
    assert [(each.section, each.share, each.share_before) for each in _sections(idle, idle.places[1])] == [
        ("mining", 0.75, None), ("manufacturing", 0.25, None), ("education", 0.0, None),
    ]  # fmt: skip
    gone = country({"employment": [JOBS[0], [JOBS[1][0], [0, 0, 0], JOBS[1][2]]]}, SECTIONS)
    assert _sections(gone, gone.places[1]) == ()
    assert _sections(country(), country().places[0]) == ()
    none = country({"employment": [[[1, 2, 0], [3, 4, 0]]]}, SECTIONS, years=(2020,), codes="ab")
    assert [each.section for each in _sections(none, none.places[0])] == [
        "manufacturing",
        "mining",
    ]  # no school anywhere


@pytest.mark.parametrize(("jobs", "share", "depends"), [(10, 0.1, True), (9, 0.09, False)])
def test_a_place_depends_on_mining_from_a_tenth_of_its_jobs_on(jobs, share, depends):
    cells = [[JOBS[1][0], JOBS[1][1], JOBS[1][2]]]
    cells[0][0] = [jobs, 90 - jobs + 10, 0]
    here = country({"employment": cells}, SECTIONS, years=(2020,))
    found = country_standing(here, here.places[0])
    assert (found.mining_share, found.depends_on_mining, found.counted) == (share, depends, "employment")
    without = country({"employment": cells}, {"C": "manufacturing", "P": "education"}, years=(2020,))
    found = country_standing(without, without.places[0])
    assert (found.mining_share, found.depends_on_mining) == (None, None)
    assert found.covered_share == pytest.approx(1 - jobs / 100)


def test_structure_is_by_section_where_every_industry_has_one():
    whole, part = (country({"employment": JOBS}, found) for found in (SECTIONS, {"B": "mining", "C": "mining"}))
    assert _structure(whole).tolist() == JOBS[1]
    assert _structure(part).tolist() == JOBS[1]
    assert by_section(part, "employment").values.tolist() == [[[70], [40], [40]], [[80], [40], [40]]]
    assert _covered(part, part.places[0]) == 0.8
    wider = country({"employment": JOBS}, SECTIONS, codes="abcd")
    assert np.isnan(over_places(wider, "employment").sel(place="d")).all()
    assert _structure(wider)[3].tolist() == [0, 0, 0]
    assert _structure(country()) is None
    grid = {"population": [[5, 0], [7, 8], [NAN, NAN]]}
    people = country(values=grid)
    newest = [_newest(people, "population", row) for row in range(3)]
    assert [None if found is None else found.tolist()[:2] for found in newest] == [[5, 7], [0, 8], None]
    assert _newest(people, "gdp_nominal", 0) is None


def test_series_are_the_accounts_then_sums_of_counts_that_they_do_not_have_then_mining():
    values = {"gdp_nominal": [[1, 2], [3, 4], [5, 6]]}
    tables = {"output_by_industry": JOBS, "wages_by_industry": JOBS, "employment": JOBS}
    here = country(tables, SECTIONS, values, counted="employment", censuses=frozenset({"employment"}))
    found = all_series(here)
    assert [(meant.name, meant.census, years) for meant, years, _ in found] == [
        ("gdp_nominal", False, (2019, 2020)), ("wages_by_industry", False, (2019, 2020)),
        ("employment", True, (2019, 2020)), ("mining_employment", True, (2019, 2020)),
    ]  # fmt: skip
    assert [grid.tolist() for _, _, grid in found[2:]] == [
        [[100, 100], [60, 40], [40, 50]],
        [[10, 10], [0, 30], [20, 20]],
    ]
    own = sum_of_counts(here, "employment", "mining_")
    assert (own.name, own.label.en, own.logarithm, own.practical, own.own) == (
        "mining_employment",
        "Jobs in mining",
        True,
        0.01,
        False,
    )
    hidden = country({"employment": [JOBS[0], [[NAN, 1, 2], *JOBS[1][1:]]]}, {"C": "manufacturing"})
    ((meant, _, grid),) = all_series(hidden)
    assert (meant.name, np.isnan(grid).tolist()) == ("employment", [[False, True], [False] * 2, [False] * 2])


def test_ratios_are_of_two_quantities_and_say_the_year_of_money_above_alone():
    values = {"budget_revenue": [[6, 8]] * 3, "budget_expenditure": [[12, 4]] * 3, "population": [[2, 4]] * 3}
    here = country(values=values)
    plain = ratios(here)
    assert [(meant.name, grid[0].tolist()) for meant, _, grid in plain] == [
        ("budget_self_sufficiency_ratio", [0.5, 2.0]), ("spending_per_person", [6.0, 1.0])
    ]  # fmt: skip
    money = {
        name: replace(each, prices=2015 if name != "population" else None) for name, each in here.quantities.items()
    }
    labels = [meant.label.en for meant, _, _ in ratios(replace(here, quantities=money))]
    assert labels == ["Budget revenue over spending", "Public spending per person (prices of 2015)"]
    assert [(meant.practical, meant.logarithm, meant.own) for meant, _, _ in plain] == [(0.01, True, False)] * 2


def test_what_the_tables_hold_is_counted_quantity_by_quantity():
    places = (place("a", "N"), place("b", "S", longitude=None), place("c", "N", latitude=None))
    values = {"wage": [[NAN, 5, 6], [NAN, NAN, 7], [NAN, NAN, NAN]]}
    jobs = [[[1, 2, NAN], [3, 4, 5]], [[1, 2, 3], [3, 4, 5]]]
    here = country(
        {"employment": jobs}, {"B": "mining"}, values, places=places, policies={"grant": {"a": 2019, "b": 2020}}
    )
    here = replace(here, years=(2018, 2019, 2020))
    read = country_tables(here)
    assert read == TablesRead(
        Bilingual("Land", "国"), 3, 1, 2,
        (
            SeriesRead("wage", Bilingual("wage", "wage"), True, 2019, 2020, 2, 3),
            SeriesRead("employment", sum_of_counts(here, "employment").label, False, 2019, 2020, 2, 11, 3, 1),
        ),
        {"grant": 2}, (), 0, (), (),
    )  # fmt: skip
    head, wage, jobs_line, policy, ask = tables_text(read, "en").splitlines()
    assert "3" in head
    assert wage.strip() == "wage: 2019 to 2020, 2 places, 3 figures"
    assert "grant" in policy
    assert "2" in policy
    assert "diagnosis, pathways, outlook, evaluation" in ask
    assert "needs" not in ask
    assert jobs_line.strip() == "Jobs by industry: 3 industries (1 with a section), 2 places, 2019 to 2020"
    aged = replace(
        here, ages=SimpleNamespace(years=(2019, 2020), places=("a",)), services=(SimpleNamespace(key="care"),)
    )
    read = country_tables(aged)
    assert (read.ages, read.places_with_ages, read.services) == ((2019, 2020), 1, ("care",))
    lines = tables_text(read, "en").splitlines()
    assert "2019, 2020" in lines[-2]
    assert "evaluation, needs" in lines[-1]


def handed_on(monkeypatch, here, **asked):
    """What `entry_report` is asked for."""
    seen = []
    monkeypatch.setattr(answer_module, "entry_report", lambda *args, **options: seen.append((args, options)))
    country_pathways(here, here.places[0], **asked)
    ((table, code), options) = seen[0]
    return table, code, options


def cells_of(years, gap=True):
    return [[[0 if gap else 1, 2, 3], [3, 4, 5]] for _ in years]


def test_entry_is_told_over_two_years_where_there_are_five(monkeypatch):
    for count, window in ((5, TWO_YEARS.window), (4, 1)):
        years = tuple(range(2020 - count, 2020))
        here = country({"employment": cells_of(years)}, years=years, codes="ab", borders=(("a", "b"),))
        table, code, options = handed_on(monkeypatch, here, seed=7)
        assert (table.sizes["year"], code, options["adjacency"], options["seed"]) == (count, "a", (("a", "b"),), 7)
        assert options["task"].window == window
        assert (options["task"] is TWO_YEARS) == (count == 5)
    years = (2018, 2019, 2020)
    firms = country(
        {"employment": cells_of(years), "establishments": [[[0, 1, 1], [7, 8, 9]]] * 3}, years=years, codes="ab"
    )
    table, _, _ = handed_on(monkeypatch, firms)
    assert table.sel(place="b").values.max() == 9


def test_entry_needs_counts_at_even_steps_of_the_place_with_something_absent():
    years = (2018, 2019, 2020)
    for here, kind, key in (
        (country(), RelodeError, "country.no_counts"),
        (country({"employment": cells_of(years)}, years=(2017, 2019, 2020), codes="ab"), RelodeError,
         "country.uneven_counts"),
        (country({"employment": cells_of(years, gap=False)}, years=years, codes="ab"), NoVerdict,
         "country.nothing_absent"),
        (country({"employment": cells_of(years)}, years=years, places=(place("z"), place("a"))), RelodeError,
         "country.place_without_counts"),
    ):  # fmt: skip
        with pytest.raises(kind) as stop:
            country_pathways(here, here.places[0])
        assert stop.value.key == key
    # In the last year nothing is absent, in the first something is: with one year of window that is no question.
    filled = [[[0, 2, 3], [3, 4, 5]], *cells_of(years[1:], gap=False)]
    with pytest.raises(NoVerdict):
        country_pathways(country({"employment": filled}, years=years, codes="ab"), place("a"))


def test_a_chapter_that_cannot_be_answered_is_told_in_the_order_of_chapters():
    here = country(values={"population": [[1, 2], [3, 4], [5, 6]]}, path="x")
    found = country_answer(here, "B", ("evaluation", "needs", "pathways"), request=PlanRequest(seed=3))
    assert [each.chapter for each in found.unanswered] == ["pathways", "evaluation", "needs"]
    assert (found.place, found.place_name.en, found.region, found.diagnosis, found.outlook) == (
        "b",
        "B",
        "",
        None,
        None,
    )
    with pytest.raises(RelodeError) as stop:
        country_answer(here, "b", ("diagnosis", "plans"))
    assert (stop.value.key, stop.value.values["value"], stop.value.values["choices"]) == (
        "unknown_choice", "plans", "diagnosis, pathways, outlook, evaluation, needs, plan"
    )  # fmt: skip


def test_a_place_has_its_row_and_figures_and_prices_are_one_without_a_deflator(folder):
    here = country(values={"wage": [[1, NAN], [3, 4], [5, 6]]})
    assert [here.row(each) for each in here.places] == [0, 1, 2]
    assert here.figures(here.places[0], "wage") == {2019: 1.0}
    assert here.figures(here.places[1], "wage") == {2019: 3.0, 2020: 4.0}
    assert here.figures(here.places[1], "pay") == {}
    assert (here.price_level(2019), here.structure) == (1.0, None)
    deflated = replace(here, prices=SimpleNamespace(level={2019: 0.5}))
    assert deflated.price_level(2019) == 0.5
    assert np.isnan(deflated.price_level(2020))
    with pytest.raises(RelodeError):
        here.find("d")
    assert here.find("C").code == "c"
    rows = [["place", "year", "pay"], ["a", 2019, 5], ["b", 2019, 6]]
    assert load_country(folder({"accounts": rows})).find("b").level == "own"
