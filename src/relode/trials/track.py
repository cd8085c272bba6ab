"""All runs of this machine beside what came since: how often their bands held, and how their verdicts fared."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from relode.decisions.decision_records import Decision
from relode.measures.sampling_error import share_interval
from relode.record import Doc, Record
from relode.trials.monitor import ChangedDecision, WatchedFigure


@dataclass(frozen=True)
class RunSeen(Record):
    """A run, what came of its figures, and its decisions when they were looked at last."""

    place: Annotated[str, Doc("code of the place")]
    figures: Annotated[tuple[WatchedFigure, ...], Doc("figures that came since", shape="figure")]
    decisions: Annotated[tuple[Decision, ...], Doc("its decisions", shape="decision")]
    changed: Annotated[
        tuple[ChangedDecision, ...] | None, Doc("those that are others now, null where nobody looked again")
    ]


@dataclass(frozen=True)
class TrackedQuantity(Record):
    """Bands of one quantity."""

    quantity: Annotated[str, Doc("name of the quantity")]
    figures: Annotated[int, Doc("figures that came, of all runs", "count")]
    held: Annotated[int, Doc("of them in the 90 % interval", "count")]
    alarms: Annotated[int, Doc("of them surprising", "count")]


@dataclass(frozen=True)
class TrackedVerdict(Record):
    """Decisions of one verdict, by whether they kept it when they were looked at last."""

    verdict: Annotated[str, Doc("verdict of the run")]
    stayed: Annotated[int, Doc("decisions that kept it", "count")]
    turned: Annotated[int, Doc("decisions that did not", "count")]


@dataclass(frozen=True)
class TrackRecord(Record):
    """The record of a folder of runs."""

    runs: Annotated[int, Doc("finished plan runs", "count")]
    met: Annotated[int, Doc("of them with a figure that came since", "count")]
    again: Annotated[int, Doc("of them whose decisions were made again", "count")]
    damaged: Annotated[tuple[str, ...], Doc("folders that could not be read", shape="folder")]
    figures: Annotated[int, Doc("figures that came, of all runs", "count")]
    held: Annotated[int, Doc("of them in the 90 % interval", "count")]
    places: Annotated[int, Doc("places that they are of", "count")]
    held_90: Annotated[
        tuple[float, float] | None,
        Doc("90 % interval of the share that held, as if each place had one figure", "share", "low, high"),
    ]
    quantities: Annotated[tuple[TrackedQuantity, ...], Doc("by quantity", shape="quantity")]
    verdicts: Annotated[tuple[TrackedVerdict, ...], Doc("by verdict of the run", shape="verdict")]


def tracked(seen: Sequence[RunSeen], damaged: Sequence[str] = ()) -> TrackRecord:
    """The record of runs. Figures of a place hang together, so the interval counts places."""
    every = [figure for run in seen for figure in run.figures]
    held = sum(each.held for each in every)
    quantities = []
    for name in dict.fromkeys(each.quantity for each in every):
        some = [each for each in every if each.quantity == name]
        quantities.append(TrackedQuantity(name, len(some), sum(e.held for e in some), sum(e.alarm for e in some)))
    again = [run for run in seen if run.changed is not None]
    before = Counter(one.verdict for run in again for one in run.decisions)
    turned = Counter(one.before.verdict for run in again for one in run.changed or () if one.before is not None)
    places = len({run.place for run in seen if run.figures})
    return TrackRecord(
        runs=len(seen),
        met=sum(bool(run.figures) for run in seen),
        again=len(again),
        damaged=tuple(damaged),
        figures=len(every),
        held=held,
        places=places,
        held_90=share_interval(held / len(every), places) if every else None,
        quantities=tuple(quantities),
        verdicts=tuple(TrackedVerdict(name, count - turned[name], turned[name]) for name, count in before.items()),
    )
