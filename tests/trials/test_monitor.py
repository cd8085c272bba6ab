"""A run a year later: surprise by hand, alarms at their rate, what was done and paid, and the record of all runs."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook

from relode.decisions.decision_records import SaidText
from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.outlook.one_future.bands import reach
from relode.places import find_city
from relode.plan.asked.request import CityRun
from relode.record import decoded
from relode.runs import monitor_runs
from relode.story.text import chapter_text
from relode.trials.alarms import LEVEL, joint, limit_of, limits, rings, surprises
from relode.trials.due import Done, due_in, read_due, with_due
from relode.trials.monitor import (
    ChangedNeed,
    Monitored,
    WatchedFigure,
    alarmed,
    changes,
    monitored,
    surprise,
    watched_figures,
)
from relode.trials.monitor_chapter import chapter, track_chapter
from relode.trials.track import RunSeen, tracked

from ..story.slots import distinct, heard, unlike

SLOTS = Path(__file__).parents[1] / "story" / "told_results.csv"
BAND = [float(np.exp(each)) for each in (-1.6449, -0.6745, 0.0, 0.6745, 1.6449)]


def figure(chance, quantity="population", ahead=1):
    return WatchedFigure(quantity, "persons", None, 2026, ahead, 1.0, 1.0, (0.5, 2.0), chance > 0.1, chance, False)


def record(figures, **changed):
    found = Monitored(
        "r", "230400", "2026", 2026, 2026, 2035, (), tuple(figures), (), (), 0, (), (), 0, None, None, ()
    )  # fmt: skip
    return replace(found, **changed)


def test_surprise_is_that_of_the_normal_where_the_band_is():
    """Two standard deviations from the middle of a normal: .0455."""
    assert surprise(float(np.exp(2)), BAND) == pytest.approx(0.0455, abs=1e-4)
    assert surprise(float(np.exp(-2)), BAND) == pytest.approx(0.0455, abs=1e-4)
    assert surprise(1.0, BAND) == 1
    assert surprise(BAND[4], BAND) == pytest.approx(0.1, abs=1e-4)
    assert surprise(-1.0, BAND) == 0


def test_surprises_undo_the_reach_of_bands():
    scores = np.array([-2.2, -0.3, 0.0, 1.0, 3.0])
    away = reach(scores, np.full(5, 0.02), np.full(5, 0.07))
    from scipy.stats import norm

    assert surprises(away, np.full(5, 0.02), np.full(5, 0.07)) == pytest.approx(2 * norm.sf(np.abs(scores)))


def test_several_figures_are_one_chance_by_hand():
    """1 - .98^3 = .058808; what is missing does not count."""
    chances = np.array([[0.02, np.nan], [0.5, 0.3], [0.9, np.nan]])
    assert joint(chances) == pytest.approx([0.058808, 0.3])
    assert np.isnan(joint(np.array([[np.nan]])))


def test_a_figure_rings_by_the_limit_of_its_years_ahead():
    one = limit_of(1).limit
    assert [each.alarm for each in alarmed([figure(one * 0.9)])] == [True]
    assert [each.alarm for each in alarmed([figure(one * 0.9), figure(0.5, "debt")])] == [False, False]
    assert [each.alarm for each in alarmed([figure(one * 1.1, ahead=2)])] == [True]
    assert [each.alarm for each in alarmed([figure(1e-9, "employment")])] == [False]  # no yearly record
    assert limit_of(40) == limits()[-1]


def test_false_alarms_of_backcasts_are_one_in_twenty_out_of_sample():
    """The interval over years of place-years that ring by limits of other years holds what is aimed at, or lies below;
    by bands alone more than twice as many would ring a year ahead."""
    assert [each.ahead for each in limits()] == [1, 2, 3, 4, 5]
    for each in limits():
        assert each.left_out_low < LEVEL
        assert each.left_out < 0.06
        assert each.earlier_low < LEVEL
        assert each.limit <= LEVEL
    assert limits()[0].by_the_bands_alone > 2 * limits()[0].left_out


def test_breaks_are_told_the_sooner_the_larger_they_are(shipped):
    told = {
        (row["quantity"], float(row["a_year"]), int(row["ahead"])): float(row["told_by_then"])
        for row in csv.DictReader(shipped("trials/monitor_breaks"))
    }
    assert told["gdp_real", 0.1, 1] > 0.7
    assert told["gdp_real", 0.05, 1] < told["gdp_real", 0.05, 3]
    for ahead in (1, 2, 3):
        sizes = [told["gdp_real", size, ahead] for size in (0.0, 0.025, 0.05, 0.1)]
        assert sizes == sorted(sizes)


@pytest.fixture
def shipped():
    from relode import shipped_tables

    def opened(name):
        room, table = name.split("/")
        rows = list(shipped_tables.rows(f"relode.{room}", table))
        return [",".join(rows[0]), *(",".join(row.values()) for row in rows)]

    return opened


@pytest.fixture(scope="module")
def outlook_said(panel):
    from relode.outlook import outlook

    return outlook(panel, find_city("hegang"), 2035).record()


def own(tmp_path, **figures):
    lines = ["place,quantity,year,value,note", *(f"hegang,{name},2025,{value},own" for name, value in figures.items())]
    path = tmp_path / "own.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_what_came_stands_beside_what_was_said(tmp_path, outlook_said):
    from relode.answers.journey import overrides_from

    median = outlook_said["quantities"]["population"]["median"][outlook_said["years"].index(2025)]
    for value, alarms in ((round(median), 0), (600_000, 1)):
        figures = overrides_from(own(tmp_path, population=value, budget_revenue=24))
        found = monitored("r", CityRun(place="230400"), "2026-01-01", outlook_said, None, figures, {})
        (watched,) = found.figures
        assert watched.value == pytest.approx(value)
        assert watched.median == pytest.approx(median)
        assert found.alarms == alarms
        assert found.without_prices == ("budget_revenue 2025",)  # no price index of that year ships
        for language in LANGUAGES:
            said = chapter_text(chapter(found), language)
            assert say("trials.monitor.alarm", language) in said or not alarms
            assert "budget_revenue" not in said  # the name, not the key


def test_figures_that_were_known_are_not_held_against_the_run(panel, outlook_said):
    assert watched_figures(outlook_said, panel, find_city("hegang")) == []


def decision(name, verdict="do", kind="need"):
    from relode.decisions.decision_records import Decision, DecisionChannel, DecisionCost, DecisionLaw

    cost = DecisionCost(2e6, 1e6, 3e6, {}, {"2026": 2e6}, 0.0, "", True)
    return Decision(
        kind, name, "", "", verdict, "", (), DecisionLaw("allowed", ()), DecisionChannel("none", "", False, None),
        None, None, None, None, cost, (), None,
    )  # fmt: skip


def test_decisions_that_turn_come_and_go():
    before = [decision("merge_schools"), decision("replace_one_leaver_in_n", "leave")]
    now = [decision("merge_schools", "leave"), decision("replace_one_leaver_in_n", "leave"),
           decision("teachers_to_other_work")]  # fmt: skip
    moved, kept = changes(before, now)
    assert kept == 1
    assert [(e.before and e.before.verdict, e.now and e.now.verdict) for e in moved] == [("do", "leave"), (None, "do")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_done_and_paid_comes_back_from_the_sheet(tmp_path, language):
    decisions = [
        decision("merge_schools"),
        decision("replace_one_leaver_in_n"),
        decision("teachers_to_other_work", "leave"),
    ]
    path = tmp_path / "f.xlsx"
    from relode.report.template_workbook import write_template

    write_template(path, language)
    path.write_bytes(with_due(path, decisions, 2026, language))
    book = load_workbook(path)
    sheet = book[say("trials.due.sheet", language)]
    assert sheet.max_row == 3  # what is to be left is not due
    assert sheet["D2"].value == 2e6
    sheet["E2"], sheet["F2"] = say("trials.due.part", language), 1_500_000
    book.save(path)
    done = read_due(path, decisions)
    assert done["merge_schools"] == Done("part", 1.5e6)
    due = due_in(decisions, 2026, done)
    found = record((), due=due)
    said = chapter_text(chapter(found), language)
    assert say("trials.due.part", language) in said
    assert say("trials.monitor.no_sum", language) not in said
    nobody_says = record((), due=due_in(decisions, 2026, {}))
    assert say("trials.monitor.no_sum", language) in chapter_text(chapter(nobody_says), language)
    for cell, value, match in (("A2", "x", "A2"), ("E2", "perhaps", "E2"), ("F2", "much", "F2"), ("F2", -1, "F2")):
        again = load_workbook(path)
        again[say("trials.due.sheet", language)][cell] = value
        again.save(tmp_path / "bad.xlsx")
        with pytest.raises(RelodeError, match=match):
            read_due(tmp_path / "bad.xlsx", decisions)
    again = load_workbook(path)
    again[say("trials.due.sheet", language)]["F1"] = "x"
    again.save(tmp_path / "bad.xlsx")
    with pytest.raises(RelodeError, match="paid"):
        read_due(tmp_path / "bad.xlsx", decisions)


def test_the_record_of_runs_counts_what_held():
    figures = (figure(0.5), figure(0.01), figure(0.8, "debt"))
    before = (decision("merge_schools"), decision("replace_one_leaver_in_n", "leave"))
    moved, _ = changes(before, before[1:])
    seen = [RunSeen("230400", figures, before, moved), RunSeen("210900", figures[:1], before, None)]
    track = tracked([*seen, RunSeen("150200", (), (), None)], ["x"])
    assert (track.runs, track.met, track.again, track.figures, track.held, track.places) == (3, 2, 1, 4, 3, 2)
    assert [(each.quantity, each.figures, each.held) for each in track.quantities] == [
        ("population", 3, 2),
        ("debt", 1, 1),
    ]
    assert [(each.verdict, each.stayed, each.turned) for each in track.verdicts] == [("do", 0, 1), ("leave", 1, 0)]
    # Wilson (1927), by hand for 3/4 in two places: (.75 + .676 ± 1.645 (.0938 + .1691)^.5) / 2.353.
    assert track.held_90 == pytest.approx((0.2479, 0.9647), abs=2e-4)
    for language in LANGUAGES:
        assert chapter_text(track_chapter(track), language)


def test_figures_of_another_place_and_folders_that_are_no_runs_are_refused(tmp_path):
    with pytest.raises(RelodeError, match="not a run folder"):
        monitor_runs.monitor_run(tmp_path, own(tmp_path, population=800_000))
    with pytest.raises(RelodeError, match="not a run folder"):
        monitor_runs.sheets_to_fill(tmp_path)
    assert monitor_runs.track_runs(tmp_path).runs == 0
    with pytest.raises(RelodeError, match="no folder"):
        monitor_runs.track_runs(tmp_path / "nowhere")


@pytest.mark.parametrize("settings", [{"overrides": []}, {"place": "230400", "overrides": [{"place": "230400"}]}])
def test_a_run_whose_settings_cannot_be_read_is_listed(tmp_path, settings):
    (tmp_path / "run").mkdir()
    manifest = {"command": "plan", "settings": settings, "started": "2026-01-01", "finished": "2026-01-01"}
    (tmp_path / "run" / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    found = monitor_runs.track_runs(tmp_path)
    assert (found.runs, found.damaged) == (0, ("run",))


def test_only_figures_with_a_yearly_record_ring():
    assert rings() == {"population", "gdp_real", "house_price", "budget_revenue", "budget_expenditure", "debt"}


def test_a_monitored_run_with_a_changed_need_is_read_again():
    need = ChangedNeed("primary", SaidText("schools", "学校"), 2030, "surplus", "not_sure", 10.0, 0.0)
    found = record((figure(0.5),), needs=(need,))
    assert decoded(Monitored, found.record()) == found
    assert "学校" in chapter_text(chapter(found), "zh")


def test_each_slot_leads_to_its_field(tmp_path, outlook_said):
    from relode.answers.journey import overrides_from

    figures = overrides_from(own(tmp_path, population=600_000))
    before = (decision("merge_schools"), decision("replace_one_leaver_in_n", "leave"))
    kept = monitored("r", CityRun(place="230400"), "2026-01-01", outlook_said, None, figures, {})
    seen = [RunSeen("230400", (figure(0.5), figure(0.01, ahead=2)), before, changes(before, before[1:])[0])]
    for result, tell in ((kept, chapter), (tracked(seen, ["x"]), track_chapter)):
        moved = distinct(result)
        with heard() as said:
            tell(moved)
        assert unlike(SLOTS, type(result).__name__, said, moved) == []
