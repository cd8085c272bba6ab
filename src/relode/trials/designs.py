"""What of a measure is tried, on whom, and by which outcome: the rows of `designs.csv`."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from relode import shipped_tables
from relode.decisions.programmes import Programme, programmes
from relode.errors import NoVerdict, RelodeError
from relode.language import Bilingual
from relode.needs.service import Remedy, remedies

Transform = Literal["share", "ln"]


@dataclass(frozen=True)
class TrialDesign:
    """Unit, how it is chosen, outcome and noise of a trial. `measure` is a lever, a remedy, or other_OUTCOME.

    `noise`: bound, assumption, counties or prefectures; `sd`, `sd_low`, `sd_high` where the row has them [unit of the
    outcome]. `practical`: the smallest effect that matters [unit of the outcome].
    """

    measure: str
    unit: str
    choice: str
    outcome: str
    transform: Transform
    noise: str
    sd: float | None
    sd_low: float | None
    sd_high: float | None
    practical: float
    source: str
    reason: Bilingual


@cache
def designs() -> dict[str, TrialDesign]:
    """Measure -> design."""
    found = {}
    for row in shipped_tables.rows("relode.trials", "designs"):
        sd, low, high = (float(row[name]) if row[name] else None for name in ("sd", "sd_low", "sd_high"))
        found[row["measure"]] = TrialDesign(
            row["measure"], row["unit"], row["choice"], row["outcome"], row["transform"], row["noise"],  # type: ignore[arg-type]
            sd, low, high, float(row["practical"]), row["source"], Bilingual(row["reason_en"], row["reason_zh"]),
        )  # fmt: skip
    return found


def measure_of(name: str) -> Programme | Remedy:
    """The programme or remedy of this key or name. Raises RelodeError with those that there are."""
    every: list[Programme | Remedy] = [*programmes(), *remedies().values()]
    for each in every:
        said = each.name.said if isinstance(each, Programme) else each.name
        if name.strip().casefold() in (key_of(each), said.en.casefold(), said.zh):
            return each
    raise RelodeError("trials.unknown_measure", name=name, known=", ".join(key_of(each) for each in every))


def key_of(measure: Programme | Remedy) -> str:
    """Its key: that of the programme, or the id of the remedy."""
    return measure.key if isinstance(measure, Programme) else measure.id


def name_of(measure: Programme | Remedy) -> Bilingual:
    """Its name."""
    return measure.name.said if isinstance(measure, Programme) else measure.name


def design_of(measure: Programme | Remedy) -> TrialDesign:
    """How it is tried. Raises NoVerdict for a measure that is judged by a count and needs no trial."""
    names = [measure.lever, f"other_{measure.outcome}"] if isinstance(measure, Programme) else [measure.id]
    found = next((designs()[name] for name in names if name in designs()), None)
    if found is None:
        raise NoVerdict("trials.counted", name=name_of(measure))
    return found
