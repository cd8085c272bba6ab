"""A run a year later and the record of runs, block by block, from invented records."""

from dataclasses import replace

import pytest

from relode.decisions.decision_records import SaidText
from relode.decisions.decision_text import bureau_of, first_step, name_of
from relode.language import Amount, Sentence
from relode.places import by_code
from relode.plan.failure.failing_text import conditions_words
from relode.plan.making.plan_records import Failing
from relode.story import Callout, Heading, Passage
from relode.trials.alarms import limit_of
from relode.trials.due import Done, DueDecision
from relode.trials.monitor import ChangedDecision, ChangedNeed, Monitored, WatchedFigure
from relode.trials.monitor_chapter import chapter, track_chapter
from relode.trials.track import TrackedQuantity, TrackedVerdict, TrackRecord
from relode.vocabulary import Label

from .test_trial_chapters import decision
from .told import told


def figure(quantity, value, held, alarm, ahead):
    return WatchedFigure(quantity, "persons", None, 2026, ahead, value, 10.0, (8.0, 13.0), held, 0.04, alarm)


FIGURES = (
    figure("population", 9.0, True, False, 1), figure("debt", 9.5, False, False, 2),
    figure("employment", 10.0, False, True, 2), figure("debt", 10.5, True, False, 1),
)  # fmt: skip
FAILS = Failing((), "never", (), 0.5, 0.6, None, 0.7, 90)
NOW = replace(FAILS, reason="always", base_rate=0.8)
DUE = (
    DueDecision(decision(), 2e6, Done("yes", 1.5e6)), DueDecision(decision(), 3e6, Done("part", None)),
    DueDecision(decision(), None, Done(None, 7e5)), DueDecision(decision(), 4e6, Done("yes", 0.0)),
    DueDecision(decision(), 5e6, Done("yes", None)), DueDecision(decision(), 6e6, Done(None, None)),
)  # fmt: skip
FOUND = Monitored(
    run="r", place="230400", made="2026-01-02T03:04", year=2027, due_year=2026, horizon=2035, given=(), figures=FIGURES,
    without_band=("grain_output 2025", "budget_revenue 2024"), without_prices=("debt 2026",), alarms=1,
    needs=(ChangedNeed("primary", SaidText("schools", "学校"), 2030, "surplus", "not_sure", 12.0, 3.0),),
    changed=(ChangedDecision(decision(), None), ChangedDecision(None, decision("leave")),
             ChangedDecision(decision("try_small"), decision("leave"))),
    kept=5, fails_before=FAILS, fails_now=NOW, due=DUE,
)  # fmt: skip


def key(name, /, **values):
    return Sentence(f"trials.monitor.{name}", values)


def test_a_year_later_is_told_block_by_block():
    """Two of four held; alarms ring for no employment; of six due three were done, one in part, of two nobody says."""
    furthest = limit_of(2)
    rate = {
        "aimed": Amount(0.05, "share"), "ahead": Amount(2, "years"),
        "left_out": Amount(furthest.left_out, "share", (furthest.left_out_low, furthest.left_out_high)),
        "earlier": Amount(furthest.earlier, "share", (furthest.earlier_low, furthest.earlier_high)),
        "place_years": furthest.place_years, "alone": Amount(furthest.by_the_bands_alone, "share"),
    }  # fmt: skip
    said = {"held": 2, "count": 4, "alarms": 1, "made": "2026-01-02"}
    words, step, bureau = (of(decision()) for of in (name_of, first_step, bureau_of))
    do, leave = (Sentence(f"decisions.verdict.{verdict}", {}) for verdict in ("do", "leave"))
    half, surprise = Amount(10.0, "persons", (8.0, 13.0)), Amount(0.04, "share")
    rows = [
        # More people are no worse than fewer, less debt is no worse than more.
        ("population", 9.0, "held", "not_kept", "statistics"), ("debt", 9.5, "missed", "kept", "finance"),
        ("employment", 10.0, "alarm", "kept", "labour"), ("debt", 10.5, "held", "not_kept", "finance"),
    ]  # fmt: skip
    made = chapter(FOUND)
    assert (made.key, made.heading) == ("monitor", key("heading", place=by_code()["230400"], year=2027))
    assert [told(block) for block in made.blocks] == [
        Callout((key("alarms", **said),)),
        (
            key("figures"),
            tuple(f"trials.monitor.{name}" for name in
                  ("quantity", "year", "said", "came", "surprise", "verdict", "bound", "bureau")),
            [(Label(name), 2026, half, Amount(value, "persons"), surprise, key(verdict), key(bound),
              Sentence(f"document.lead.{lead}", {})) for name, value, verdict, bound, lead in rows],
            (("user",), False, "monitor_figures"),
        ),
        Passage((key("rate", **rate), key("silent", names=[Label("employment")])), "note"),
        Passage((
            key("without", names=[key("of_year", name=Label("grain_output"), year=2025),
                                  key("of_year", name=Label("budget_revenue"), year=2024)]),
            key("without_prices", names=[key("of_year", name=Label("debt"), year=2026)]),
        ), "note"),
        Heading(key("again")),
        Passage((key("changed", changed=3, kept=5),)),
        (
            key("decisions"), ("trials.monitor.decision", "trials.monitor.before", "trials.monitor.now"),
            [(words, do, key("nothing")), (words, key("nothing"), leave),
             (words, Sentence("decisions.verdict.try_small", {}), leave)],
            ((), False, "monitor_changed"),
        ),
        (
            key("needs"),
            tuple(f"trials.monitor.{name}" for name in ("need", "year", "before", "now", "sure_before", "sure_now")),
            [(FOUND.needs[0].name.said, 2030, Sentence("needs.short.surplus", {}), Sentence("needs.short.not_sure", {}),
              Amount(12.0, "1"), Amount(3.0, "1"))],
            ((), False, "monitor_needs"),
        ),
        Passage((key("signposts_before", said=conditions_words(FAILS, 2035)),), "bullet"),
        Passage((key("signposts_now", said=conditions_words(NOW, 2035)),), "bullet"),
        Heading(key("done_heading")),
        # What was planned is told of those alone of which somebody says what was paid: 2 and 4 million.
        Passage((key("done_of", count=6, done=3, part=1, unsaid=2),
                 key("paid_of", paid=Amount(2.2e6, "yuan"), planned=Amount(6e6, "yuan"), known=3))),
        (
            key("due", year=2026),
            ("trials.monitor.decision", *(f"trials.due.{name}" for name in
                                          ("step", "bureau", "planned", "done", "paid"))),
            [(words, step, bureau, each.yuan and Amount(each.yuan, "yuan"),
              each.done.state and Sentence(f"trials.due.{each.done.state}", {}),
              None if each.done.paid is None else Amount(each.done.paid, "yuan")) for each in DUE],
            ((), False, "monitor_due"),
        ),
    ]  # fmt: skip


def test_where_nothing_came_or_changes_a_few_words_are_said():
    quiet = replace(
        FOUND, figures=FIGURES[:2], without_band=(), without_prices=(), alarms=0, needs=(), changed=(), kept=8,
        fails_now=FAILS, due=(),
    )  # fmt: skip
    blocks = chapter(quiet).blocks
    assert blocks[0] == Callout((key("quiet", held=1, count=2, alarms=0, made="2026-01-02"),))
    assert len(blocks[2].said) == 1
    assert blocks[3:] == (
        Heading(key("again")), Passage((key("changed", changed=0, kept=8),)), Passage((key("needs_stay"),)),
        Passage((key("signposts_stay"),)), Heading(key("done_heading")), Passage((key("nothing_due"),)),
    )  # fmt: skip
    none = chapter(replace(quiet, figures=(), without_prices=("debt 2026",))).blocks
    assert none[0] == Callout((key("none", held=0, count=0, alarms=0, made="2026-01-02"),))
    assert none[1] == Passage((key("without_prices", names=[key("of_year", name=Label("debt"), year=2026)]),), "note")


@pytest.mark.parametrize("side", ["fails_before", "fails_now"])
def test_signposts_are_told_of_both_or_not_at_all(side):
    keys = {said.key for said in chapter(replace(FOUND, **{side: None})).sentences}
    assert not {key for key in keys if "signposts" in key}


def test_what_nobody_says_was_paid_is_no_sum():
    due = tuple(replace(each, done=replace(each.done, paid=None)) for each in DUE)
    assert key("no_sum") in chapter(replace(FOUND, due=due)).sentences


def test_the_record_of_runs_is_told_block_by_block():
    record = TrackRecord(
        runs=9, met=7, again=4, damaged=("x", "y"), figures=20, held=15, places=3, held_90=(0.6, 0.9),
        quantities=(TrackedQuantity("debt", 8, 6, 1),), verdicts=(TrackedVerdict("do", 5, 2),),
    )  # fmt: skip

    def said(name, /, **values):
        return Sentence(f"trials.track.{name}", values)

    made = track_chapter(record)
    heads = ("trials.monitor.quantity", *(f"trials.track.{name}" for name in ("figures", "in_band", "alarms")))
    kinds = ("trials.monitor.before", "trials.track.stayed", "trials.track.turned")
    assert (made.key, made.heading) == ("track", said("heading"))
    assert [told(block) for block in made.blocks] == [
        Passage((said("lead", runs=9, met=7, again=4),)),
        Passage((said("damaged", names=["x", "y"]),), "note"),
        Passage((said("held", figures=20, held=Amount(0.75, "share", (0.6, 0.9)), places=3),)),
        (said("by_quantity"), heads, [(Label("debt"), 8, 6, 1)], ((), False, "track_quantities")),
        (said("verdicts"), kinds, [(Sentence("decisions.verdict.do", {}), 5, 2)], ((), False, "track_verdicts")),
    ]
    bare = track_chapter(replace(record, damaged=(), figures=0, verdicts=()))
    assert bare.blocks == (Passage((said("lead", runs=9, met=7, again=4),)),)
