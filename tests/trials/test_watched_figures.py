"""Which figures are held against a run, when they ring, which decisions and needs change: by hand."""

from dataclasses import asdict, replace
from types import SimpleNamespace

import numpy as np
import pytest

from relode.decisions.decision_records import SaidText
from relode.decisions.decision_text import bureau_of, first_step, name_of
from relode.errors import NoVerdict, RelodeError
from relode.facts.readers.own_workbook import VisibleSheet
from relode.language import Bilingual, say
from relode.panel.overrides import Override
from relode.places import find
from relode.plan.asked.request import CityRun
from relode.trials import monitor
from relode.trials.alarms import AlarmLimit, joint, limit_of, limits, surprises
from relode.trials.due import Done, DueDecision, _lines, due_in, read_due, with_due
from relode.trials.monitor import (
    ChangedNeed,
    WatchedFigure,
    alarmed,
    changed_needs,
    due_year,
    known_prices,
    monitored,
    surprise,
    together,
    watched_figures,
)
from relode.trials.track import RunSeen, tracked

from .test_trial_chapters import decision

HEGANG = find("hegang")
BAND = {"unit": "persons", "price_base": 2020, "origin": 2024, "opening": 1000.0, "p05": [800.0, 700.0, 600.0],
        "p25": [900.0, 850.0, 800.0], "median": [1000.0, 990.0, 980.0], "p75": [1100.0, 1150.0, 1200.0],
        "p95": [1200.0, 1300.0, None]}  # fmt: skip
SAID = {"years": [2025, 2026, 2027], "quantities": {"population": BAND, "debt": {**BAND, "origin": 2023}}}


@pytest.fixture
def came(monkeypatch):
    """What came of people, from 2024 on 200 as the base of other prices has it; of debt no figure of 2023."""
    facts = {2024: 200.0, 2025: 160.0, 2026: 270.0, 2027: 200.0, 2028: 200.0}
    now = {"population": SimpleNamespace(facts=facts), "debt": SimpleNamespace(facts={2025: 1.0})}
    monkeypatch.setattr(monitor, "predictive", lambda *_: SimpleNamespace(quantities=now))


def figure(chance, quantity="population", ahead=1, year=2026):
    return WatchedFigure(quantity, "persons", None, year, ahead, 1.0, 1.0, (0.5, 2.0), chance > 0.1, chance, False)


@pytest.mark.usefixtures("came")
def test_a_figure_is_compared_by_how_it_moved_since_the_newest_of_the_run():
    """160 of 200 are 800 of 1,000, just held; 270 are 1,350, beyond 1,300; of 2027 no band is told, of 2028 no year."""
    first = WatchedFigure("population", "persons", 2020, 2025, 1, 800.0, 1000.0, (800.0, 1200.0), True, 0.1, False)
    found = watched_figures(SAID, None, HEGANG)
    assert [replace(each, surprise=0.1 if at == 0 else each.surprise) for at, each in enumerate(found)] == [
        first, replace(found[1], value=1350.0, median=990.0, band=(700.0, 1300.0), year=2026, ahead=2, held=False),
    ]  # fmt: skip
    assert found[0].surprise == pytest.approx(0.1, abs=1e-4)
    assert found[1].surprise < 0.1
    assert [each.year for each in watched_figures(SAID, None, HEGANG, [2026])] == [2026]
    on_the_end = {**SAID, "quantities": {"population": {**BAND, "p95": [1200.0, 1350.0, None]}}}
    assert watched_figures(on_the_end, None, HEGANG, [2026])[0].held
    later = {**SAID, "quantities": {"population": {**BAND, "origin": 2025}}}
    assert [(each.year, each.ahead, each.value) for each in watched_figures(later, None, HEGANG)] == [
        (2026, 1, pytest.approx(1000 * 270 / 160))
    ]


def test_of_a_place_without_figures_none_is_watched(monkeypatch):
    def refused(*_):
        raise NoVerdict("trials.few_years")

    monkeypatch.setattr(monitor, "predictive", refused)
    assert watched_figures(SAID, None, HEGANG) == []


def test_surprise_has_a_width_on_either_side_of_the_median():
    """Logs: -.3 and -.1 below, .2 and .4 above: a chance of a half at the inner ends, of a tenth at the outer ones."""
    ends = [float(np.exp(each)) for each in (-0.3, -0.1, 0.0, 0.2, 0.4)]
    for value, chance in ((-0.1, 0.5), (-0.3, 0.1), (0.2, 0.5), (0.4, 0.1), (0.0, 1.0)):
        assert surprise(float(np.exp(value)), ends) == pytest.approx(chance, abs=1e-4)
    assert surprise(0.0, ends) == 0.0
    shifted = [each * 1000 for each in ends]
    assert surprise(1000 * float(np.exp(0.4)), shifted) == pytest.approx(0.1, abs=1e-4)


def test_chances_between_and_beyond_the_ends_lie_on_two_straight_lines_of_scores():
    """Half way to the inner end .674490 / 2; half way between both ends (.674490 + 1.644854) / 2."""
    from scipy.stats import norm

    scores = np.array([0.674490 / 2, 1.159672, 1.644854 + 0.970364])
    found = surprises(np.array([0.05, -0.2, 0.5]), np.full(3, 0.1), np.full(3, 0.3))
    assert found == pytest.approx(2 * norm.sf(scores), abs=1e-4)


def test_the_least_of_chances_counts_as_often_as_there_are_figures():
    chances = np.array([[0.1, 0.2, np.nan], [0.5, np.nan, np.nan]])
    found = joint(chances)
    assert found[:2] == pytest.approx([1 - 0.9**2, 0.2])
    assert np.isnan(found[2])


def test_limits_are_read_by_their_columns():
    assert limits()[1] == AlarmLimit(2, 0.01502, 11, 3361, 0.0780, 0.0509, 0.0322, 0.0701, 0.0570, 0.0374, 0.0780,
                                     0.0595)  # fmt: skip
    assert [limit_of(ahead).ahead for ahead in (1, 2, 5, 6)] == [1, 2, 5, 5]


def test_a_figure_rings_beside_the_others_of_its_year_that_may_ring():
    """.9 of the limit alone, or beside employment, or beside a figure of another year; of two it is 1.8 of it."""
    one = limit_of(1).limit
    low = figure(0.9 * one)
    for others, rings in (
        ([figure(0.5, "employment")], True), ([figure(0.5, year=2027)], True), ([figure(0.5, "debt")], False),
    ):  # fmt: skip
        found = alarmed([low, *others])
        assert [each.alarm for each in found] == [rings, False]
        assert [replace(each, alarm=False) for each in found] == [low, *others]
    assert alarmed([figure(0.55 * one), figure(0.5, "debt")])[0].alarm is False
    assert alarmed([figure(0.45 * one), figure(0.5, "debt")])[0].alarm


def override(quantity, year, place="230400", value=1.0):
    return Override(place, quantity, year, value, "own")


def test_new_figures_stand_in_for_those_of_the_run():
    then = [override("debt", 2024), override("debt", 2025), override("debt", 2024, "230800"), override("x", 2024)]
    new = [override("debt", 2024, value=2.0)]
    assert together(then, new) == [*then[1:], *new]


def test_prices_of_a_year_are_known_where_facts_have_them():
    assert [known_prices(year) for year in (1999, 2005, 2024, 2025, 2026)] == [False, True, True, False, False]


@pytest.mark.usefixtures("came")
def test_figures_without_a_band_or_without_prices_are_named(monkeypatch):
    """Those of another place are left; a part of what is watched is told by it; prices of 2024 are known."""
    seen = []
    monkeypatch.setattr(monitor, "load", lambda figures: seen.append(figures))
    asked = (("population_resident_reported", 2026), ("grain_output", 2025), ("budget_revenue", 2025),
             ("budget_revenue", 2024), ("debt_general", 2025))  # fmt: skip
    own = [override(*each) for each in asked]
    other, then = override("grain_output", 2030, "230800"), override("x", 2024)
    run = CityRun(place="230400", overrides=(then,))
    found = monitored("r", run, "2026-01-01", SAID, None, [*own, other], {})
    assert seen == [[then, *own]]
    assert (found.without_band, found.without_prices) == (
        ("grain_output 2025", "budget_revenue 2024", "debt_general 2025"), ("budget_revenue 2025",),
    )  # fmt: skip
    assert [each.year for each in found.figures] == [2025, 2026]
    assert (found.alarms, [each.alarm for each in found.figures]) == (0, [False, False])
    assert (found.run, found.place, found.made, found.year, found.due_year, found.horizon, found.kept) == (
        "r", "230400", "2026-01-01", 2026, 2026, 0, 0,
    )  # fmt: skip
    assert found.given == tuple(asdict(each) for each in own)
    assert (found.needs, found.changed, found.fails_before, found.fails_now, found.due) == ((), (), None, None, ())
    narrow = {**BAND, "p25": [999.0] * 3, "p75": [1001.0] * 3, "p05": [998.0] * 3, "p95": [1002.0] * 3}
    rung = monitored("r", run, "x", {**SAID, "quantities": {"population": narrow}}, None, own[:1], {})
    assert rung.alarms == 1


def test_what_is_due_is_of_the_newest_figures_or_of_the_first_year_of_the_plan():
    plan = SimpleNamespace(start=2026)
    assert [due_year(plan, year) for year in (2025, 2026, 2027)] == [2026, 2026, 2027]
    assert due_year(None, 2024) == 2024


def service(key, verdict, sure):
    of_year = {2030: sure, 2031: -99.0}
    return SimpleNamespace(
        service=key,
        name=Bilingual(key, f"{key}中"),
        verdict=verdict,
        at=lambda year: SimpleNamespace(sure=of_year[year]),
    )


def test_needs_are_told_where_the_verdict_or_a_tenth_of_the_surplus_changes(monkeypatch):
    """100 to 90 is a tenth of the larger and not told, 100 to 89 is; one that is gone is not."""
    then = SimpleNamespace(year=2030, services=[
        service("a", "surplus", 100.0), service("b", "surplus", 100.0), service("c", "shortage", -10.0),
        service("d", "not_sure", 0.0), service("gone", "surplus", 1.0), service("e", "shortage", -89.0),
    ])  # fmt: skip
    now = SimpleNamespace(year=2030, services=[
        service("e", "shortage", -100.0), service("d", "not_sure", 0.0), service("c", "no_skill", -10.0),
        service("b", "surplus", 89.0), service("a", "surplus", 90.0),
    ])  # fmt: skip
    request = SimpleNamespace(horizon=2035, seed=3, own_cells={"x": 1})
    monkeypatch.setattr(monitor, "needs_of", lambda panel, *asked: panel if asked == (
        HEGANG, 2035, 3, {"x": 1}) else None)  # fmt: skip
    assert changed_needs(then, now, HEGANG, request) == (
        ChangedNeed("b", SaidText("b", "b中"), 2030, "surplus", "surplus", 100.0, 89.0),
        ChangedNeed("c", SaidText("c", "c中"), 2030, "shortage", "no_skill", -10.0, -10.0),
        ChangedNeed("e", SaidText("e", "e中"), 2030, "shortage", "shortage", -89.0, -100.0),
    )
    assert changed_needs(then, None, HEGANG, request) == changed_needs(None, now, HEGANG, request) == ()


def test_what_was_to_be_done_is_due_with_its_money_of_the_year():
    yes = Done("yes", 5.0)
    without = replace(decision("do_if_granted"), name="teachers_to_other_work", cost=None)
    found = due_in([decision(), without, decision("leave"), decision("fill_in")], 2026, {"merge_schools": yes})
    assert found == (DueDecision(decision(), 2e6, yes), DueDecision(without, None, Done(None, None)))
    assert due_in([decision("try_small")], 2027, {})[0].yuan is None


def test_of_a_trial_its_own_money_is_planned_in_its_years_alone():
    """The whole measure costs 2 million in its first year and 5 in its fifth, the trial 300,000 in each of three."""
    cost = replace(decision().cost, by_year={"2026": 2e6, "2028": 4e6, "2030": 5e6}, trial=3e5)
    tried = replace(decision("try_small"), cost=cost)
    planned = [due_in([tried], year, {})[0].yuan for year in (2025, 2026, 2027, 2028, 2029, 2030)]
    assert planned == [None, 3e5, 3e5, 3e5, None, None]


def test_a_sheet_of_what_is_due_has_a_line_a_decision(tmp_path):
    from openpyxl import Workbook, load_workbook

    path, of = tmp_path / "f.xlsx", replace(decision(), cost=replace(decision().cost, by_year={"2026": 1234.6}))
    Workbook().save(path)
    path.write_bytes(with_due(path, [of, replace(of, cost=None, name="teachers_to_other_work")], 2026, "zh"))
    book = load_workbook(path)
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(max_col=6)]
    assert sheet.title == say("trials.due.sheet", "zh")
    heads = [say(f"trials.due.{name}", "zh") for name in ("decision", "step", "bureau", "planned", "done", "paid")]
    assert rows[0] == heads
    assert rows[1] == [name_of(of).zh, first_step(of).zh, bureau_of(of).zh, 1235, None, None]
    assert rows[2][0] == name_of(replace(of, name="teachers_to_other_work")).zh
    assert rows[2][3:] == [None] * 3


TWO = (decision(), replace(decision(), name="teachers_to_other_work"))
NAMES = [name_of(each).en for each in TWO]


def sheet_of(*lines, heads=("decision", "done", "paid"), refused=()):
    head = tuple(say(f"trials.due.{name}", "en") for name in heads)
    return VisibleSheet("Due", ((1, head), *((at, tuple(cells)) for at, cells in enumerate(lines, 3))), dict(refused))


def test_what_was_done_is_read_in_any_letters_and_sums_with_their_commas():
    part = say("trials.due.part", "en")
    sheet = sheet_of((NAMES[0], part.upper(), "1,500.5"), (NAMES[1],))
    assert _lines(sheet, TWO) == [("merge_schools", Done("part", 1500.5)), (TWO[1].name, Done(None, None))]
    none = sheet_of((NAMES[0], say("trials.due.no", "zh"), "0"), heads=("decision", "done", "paid"))
    assert _lines(none, TWO) == [("merge_schools", Done("no", 0.0))]


@pytest.mark.parametrize(
    ("lines", "refused", "key", "cell"),
    [
        ((("x", "", ""),), (), "due_decision", "Due!A3"),
        (((NAMES[0], "", ""), (NAMES[0], "", "")), (), "due_decision", "Due!A4"),
        (((NAMES[0], "perhaps", ""),), (), "due_state", "Due!B3"),
        (((NAMES[0], "", "much"),), (), "no_number", "Due!C3"),
        (((NAMES[0], "", "-1"),), (), "no_number", "Due!C3"),
        (((NAMES[0], "", "inf"),), (), "no_number", "Due!C3"),
        (((NAMES[0], "", "5"), (NAMES[1], "", "")), {"C4": "formula"}, "no_number", "Due!C4"),
        (((NAMES[0], "", ""),), {"A3": "formula"}, "no_number", "Due!A3"),
    ],
)
def test_a_fault_of_what_was_done_is_told_with_its_cell(lines, refused, key, cell):
    with pytest.raises(RelodeError) as caught:
        _lines(sheet_of(*lines, refused=refused), TWO)
    assert (caught.value.key, vars(caught.value)["values"]["cell"]) == (f"trials.{key}", cell)


def test_heads_that_are_missing_are_named_and_other_files_say_nothing(tmp_path):
    from openpyxl import Workbook

    with pytest.raises(RelodeError) as caught:
        _lines(sheet_of(heads=("step", "done")), TWO)
    assert vars(caught.value)["values"]["missing"] == ["decision", "paid"]
    book = Workbook()
    book.active["A1"] = "x"
    book.save(tmp_path / "other.XLSX")
    assert read_due(tmp_path / "other.XLSX", TWO) == read_due(tmp_path / "f.csv", TWO) == {}


def test_verdicts_that_were_never_looked_at_again_count_for_nothing():
    """Two places of three; a decision that came anew had no verdict to turn from."""
    changed = (monitor.ChangedDecision(None, decision()), monitor.ChangedDecision(decision(), decision("leave")))
    runs = [
        RunSeen("230400", (figure(0.5), replace(figure(0.05), alarm=True)), (decision(), decision()), changed),
        RunSeen("230800", (figure(0.5, "debt"),), (decision("leave"),), ()), RunSeen("231000", (), (decision(),), None),
    ]  # fmt: skip
    found = tracked(runs)
    assert (found.runs, found.met, found.again, found.damaged) == (3, 2, 2, ())
    assert (found.figures, found.held, found.places) == (3, 2, 2)
    assert [tuple(vars(each).values()) for each in found.quantities] == [("population", 2, 1, 1), ("debt", 1, 1, 0)]
    assert [tuple(vars(each).values()) for each in found.verdicts] == [("do", 1, 1), ("leave", 1, 0)]
    assert tracked([]).held_90 is None


def test_parts_of_a_quantity_are_told_by_it():
    """Growth and prices make output, general and special debt make debt; what rests on nothing told is not."""
    told = {
        "gdp_growth_index": "gdp_real", "gdp_deflator": "gdp_real", "gdp_nominal": "gdp_real", "debt_general": "debt",
        "debt_special": "debt", "government_debt": "debt", "population_resident_reported": "population",
    }  # fmt: skip
    for part, whole in told.items():
        assert [monitor._feeds(part, [name]) for name in ("gdp_real", "debt", "population")] == [
            name == whole for name in ("gdp_real", "debt", "population")
        ]
        assert monitor._feeds(part, ["population", "debt", "gdp_real"])
    assert monitor.decisions_of(None) == monitor.decisions_of(SimpleNamespace(decisions=None)) == ()
    assert monitor.decisions_of(SimpleNamespace(decisions=SimpleNamespace(decisions=(1,)))) == (1,)
