"""The report on entry in words, from a made-up record in which every figure differs."""

from dataclasses import replace

import pytest

from relode.language import Amount, Sentence
from relode.pathways.entry.entry_record import (
    AlikeCells,
    EntryCandidate,
    EntryMeaning,
    EntryModel,
    EntryNotice,
    EntryRates,
    EntryReport,
    EntryScore,
    NamedPart,
    ScoreGain,
)
from relode.pathways.entry.text import entry_sentences

YEARS = (((2001, 2002), (2003, 2004)), ((2002,), (2004,)))
ADDED = {"market_size": 0.1, "industry": 0.2, "related": 0.3, "surroundings": 0.4, "siblings": 0.5, "calibration": -0.6}
NAMED = (NamedPart("11 Bee", 0.25), NamedPart(None, 0.05))
CANDIDATE = EntryCandidate(
    "12", "Cow", 0.21, 0.22, AlikeCells(23, (0.24, 0.25), 0.26, (0.27, 0.28)), 1.29, 0.39, ADDED, 1.2, NAMED, NAMED[1:]
)
MODELS = {
    "density": {"auc": 0.6, "average_precision": 0.1, "recall_at_10": 0.2},
    "full": {"auc": 0.8, "average_precision": 0.3, "recall_at_10": 0.4, "slope": 0.9, "predicted_over_observed": 1.1},
}
GAINS = {"auc": ScoreGain("density", 0.2, (0.15, 0.25)), "average_precision": ScoreGain("full", 0.02, (0.01, 0.03))}
REPORT = EntryReport(
    "p1", "Town", (EntryNotice("gone_industries", 2, ("a", "b")),), EntryMeaning((2004, 2005), (2006, 2007), 3.0, 0.4),
    EntryRates(0.05, 0.06, 70, 8.5, 9.0), (CANDIDATE,), EntryModel("full", {}, 310, 900, "region", *YEARS, True),
    EntryScore(MODELS, 77, 55, {}, GAINS, 6), 1,
)  # fmt: skip


def amount(value, unit):
    return Amount(value, unit, None, ("own_table",))


def count(value):
    return amount(value, "count")


def share(value):
    return amount(value, "share")


def ratio(value):
    return amount(value, "1")


def span(first, last):
    return Sentence("entry.years", {"first": first, "last": last})


def test_every_figure_stands_in_its_place():
    absent, present = span(2004, 2005), span(2006, 2007)
    alike = {"cells": count(23), "share": share(0.26), "from": share(0.24), "to": share(0.25),
             "low": share(0.27), "high": share(0.28)}  # fmt: skip
    parts = {"total": 1.29, "base": 0.39, "above": 1.2, "industry_part": 0.2, "market_size": 0.1, "related": 0.3,
             "surroundings": 0.4, "siblings": 0.5, "calibration": -0.6}  # fmt: skip
    names = [Sentence("entry.named", {"name": "11 Bee", "value": ratio(0.25)}),
             Sentence("entry.rest", {"value": ratio(0.05)})]  # fmt: skip
    learnt = Sentence("entry.transition", {"before": span(2001, 2002), "after": span(2003, 2004)})
    lines = [
        Sentence("entry.score.line", {"model": Sentence(f"entry.name.{name}", {}), "auc": ratio(auc),
                                      "precision": ratio(precision), "recall": ratio(recall)})
        for name, auc, precision, recall in (("density", 0.6, 0.1, 0.2), ("full", 0.8, 0.3, 0.4))
    ]  # fmt: skip
    gain = {
        "auc": 0.2,
        "auc_low": 0.15,
        "auc_high": 0.25,
        "precision": 0.02,
        "precision_low": 0.01,
        "precision_high": 0.03,
    }
    nulls = {"auc_null": Sentence("entry.name.density", {}), "precision_null": Sentence("entry.name.full", {})}
    assert entry_sentences(REPORT) == (
        Sentence("entry.head", {"place": "p1 Town", "years": present}),
        Sentence("entry.notice.gone_industries", {"count": count(2), "names": "a, b"}),
        Sentence("entry.what", {"absent": absent, "present": present, "smallest": count(3.0)}),
        Sentence("entry.small", {"smallest": count(3.0), "share": share(0.4)}),
        Sentence("entry.base_rate", {"all": share(0.05), "candidates": count(70), "expected": count(8.5),
                                     "mean": share(0.06)}),
        Sentence("entry.model.full", {"events": count(310)}),
        Sentence("entry.candidate", {"rank": 1, "industry": "12 Cow", "probability": share(0.21),
                                     "industry_rate": share(0.22), "alike": Sentence("entry.alike.some", alike)}),
        Sentence("entry.parts", {name: ratio(value) for name, value in parts.items()}),
        Sentence("entry.related", {"names": names}),
        Sentence("entry.score.head", {
            "held": Sentence("entry.score.region", {"count": count(6)}), "learnt": learnt,
            "scored": Sentence("entry.transition", {"before": 2002, "after": 2004}),
            "events": count(55), "cells": count(77),
        }),
        *lines,
        Sentence("entry.score.gain", {**{name: ratio(value) for name, value in gain.items()}, **nulls}),
        Sentence("entry.score.calibration", {"slope": ratio(0.9), "ratio": ratio(1.1)}),
        Sentence("entry.descriptive", {}),
    )  # fmt: skip


def test_places_without_names_candidates_or_neighbours_are_told_so():
    found = entry_sentences(replace(REPORT, place_name=None, notices=(), candidates=()))
    assert found[0].values["place"] == "p1"
    assert [one.key for one in found[5:7]] == ["entry.none", "entry.score.head"]
    bare = replace(CANDIDATE, industry_name=None, related_by_industry=NAMED[1:], surroundings_by_place=NAMED,
                   entered_when_alike=AlikeCells(0, None, None, None))  # fmt: skip
    two = [
        one for one in entry_sentences(replace(REPORT, candidates=(CANDIDATE, bare))) if one.key == "entry.candidate"
    ]
    assert [(one.values["rank"], one.values["industry"]) for one in two] == [(1, "12 Cow"), (2, "12")]
    assert two[1].values["alike"] == Sentence("entry.alike.none", {})
    keys = [one.key for one in entry_sentences(replace(REPORT, candidates=(bare,)))]
    assert "entry.surroundings" in keys
    assert "entry.related" not in keys


@pytest.mark.parametrize(("lows", "is_gained"), [((0.1, 0.1), True), ((0.1, 0.0), False), ((-0.1, 0.1), False)])
def test_a_gain_is_one_where_both_intervals_lie_above_nothing(lows, is_gained):
    gains = {
        name: ScoreGain("density", 0.2, (low, 0.3))
        for name, low in zip(("auc", "average_precision"), lows, strict=True)
    }
    keys = [one.key for one in entry_sentences(replace(REPORT, score=replace(REPORT.score, gain_over_null=gains)))]
    assert ("entry.score.no_gain" in keys) is not is_gained
