"""What is fixed before anything is simulated: practical sizes, the one aim of each lever, published costs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from relode.language import Bilingual
from relode.shipped_tables import rows

ROOM = "relode.plan.verdicts"
TIMES_TOO_DEAR = 3.0
"""A measure is left whose cost is beyond this many times the published band. Decided beforehand."""


@dataclass(frozen=True)
class PracticalSize:
    """The least effect on an outcome that matters, in `unit` of `measured`; `lower` and `upper` for a check of it."""

    outcome: str
    size: float
    lower: float
    upper: float
    unit: str
    measured: Bilingual
    source: str
    reason: Bilingual


@dataclass(frozen=True)
class Aim:
    """The one outcome that a lever is judged by; `known_harms` are outcomes that it is known to worsen, and says so."""

    lever: str
    outcome: str
    known_harms: tuple[str, ...]
    reason: Bilingual


@dataclass(frozen=True)
class Band:
    """What a unit of the aim costs where it was published, in `unit`; below `suspicious` a cost must be explained."""

    low: float
    high: float
    suspicious: float
    unit: str
    sources: tuple[str, ...]

    @property
    def too_dear(self) -> float:
        """Beyond it a measure is left; in the unit of `high`."""
        return TIMES_TOO_DEAR * self.high


@cache
def practical_sizes() -> Mapping[str, PracticalSize]:
    """Outcome -> its practical size, in the order in which a card shows outcomes."""
    return {
        row["outcome"]: PracticalSize(
            row["outcome"],
            float(row["size"]),
            float(row["lower"]),
            float(row["upper"]),
            row["unit"],
            Bilingual(row["measured_en"], row["measured_zh"]),
            row["source"],
            Bilingual(row["reason_en"], row["reason_zh"]),
        )
        for row in rows(ROOM, "practical_sizes")
    }


def sizes() -> dict[str, float]:
    """Outcome -> practical size."""
    return {name: row.size for name, row in practical_sizes().items()}


@cache
def aims() -> Mapping[str, Aim]:
    """Lever -> its aim."""
    return {
        row["lever"]: Aim(
            row["lever"],
            row["outcome"],
            tuple(filter(None, row["known_harms"].split(";"))),
            Bilingual(row["reason_en"], row["reason_zh"]),
        )
        for row in rows(ROOM, "aims")
    }


def published_band(lever: str, value_added_per_worker: float) -> Band | None:
    """The published cost of a unit of the lever's aim, yuan of 2020; None where no source has one.

    `value_added_per_worker` is that of the city outside mining in 2020, yuan: a band of jobs is a multiple of it.
    """
    row = next(row for row in rows(ROOM, "published_bands") if row["lever"] == lever)
    if not row["high"]:
        return None
    scale = value_added_per_worker if row["scale"] == "value_added_per_worker" else 1.0
    low, high, suspicious = (scale * float(row[name]) for name in ("low", "high", "suspicious"))
    return Band(low, high, suspicious, row["unit"], tuple(row["source"].split(";")))
