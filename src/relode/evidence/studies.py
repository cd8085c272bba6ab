"""The table of published effects: read, checked and brought to one scale. A user's own table has the same columns."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path

from relode import shipped_tables
from relode.errors import RelodeError
from relode.evidence.conversions import (
    CONVERSIONS,
    NORMAL_90,
    OF_WORTH,
    Dose,
    Printed,
    spread_of,
    worth_of,
)
from relode.facts.readers.override_csv import own_table

Row = Mapping[str, str]
Kind = tuple[str, str]
"""A lever, and whether its rows hold money alone or the measure."""

TRANSFERS = ("direct", "near", "far")
READ = ("table", "abstract", "excerpt", "secondary", "memory")
"""How a row was read, surest first."""
HOLDS = ("money", "own_and_money", "own")
"""What a row's effect holds: the money alone, the measure and its money, or the measure alone."""
SAMPLING = ("printed_se", "printed_ci")
"""Intervals of sampling; a range of specifications or versions is no standard error and only widens."""
NEEDED = ("effect_id", "study", "cluster", "lever", "family", "dose", "dose_unit", "horizon_years", "transfer",
          "verified", "holds", "source")  # fmt: skip
"""Cells that every row has."""
COLUMNS = (*NEEDED, "printed", "sign")
"""Columns that a table has at least; the others of the shipped one may be left out."""


@dataclass(frozen=True)
class Family:
    """Effects that can be set beside each other: `scale` is the common size by which they are divided."""

    name: str
    scale: float
    unit: str
    outcome: str
    standard_dose: str


@dataclass(frozen=True)
class Price:
    """What a dose costs, where a study or a named source says so; `low` and `high` where it gives an interval."""

    value: float
    unit: str
    low: float | None
    high: float | None
    source: str


@dataclass(frozen=True)
class PublishedStudy:
    """One published effect on the scale of its family: a number `y`, or only a sign where `y` is None.

    `error` is its printed standard error, `spread` what its conversion and its range of versions add, both in the
    unit of the family; `printed` is what the study says, in `printed_unit`. `shock`: of a price or an ordered cut,
    which is no measure and stays out of the synthesis.
    """

    effect_id: str
    study: str
    cluster: str
    lever: str
    family: str
    y: float | None
    low: float | None
    high: float | None
    error: float | None
    spread: float
    sign: int | None
    printed: float | None
    printed_unit: str
    conversion: str
    dose: Dose
    dose_unit: str
    dose_source: str
    horizon: float
    transfer: str
    verified: str
    holds: str
    shock: bool
    scored: bool
    price: Price | None
    source: str
    read_in: str
    own: bool = False
    """Whether it comes from a user's table."""


def kind_of(study: PublishedStudy) -> Kind:
    """Lever and what its row holds: a multiplier of money says nothing of a measure's own effect."""
    return study.lever, "money" if study.holds == "money" else "measure"


def fingerprint(table: Sequence[PublishedStudy]) -> str:
    """A short mark of everything that a fit reads of these rows."""
    names = ("effect_id", "cluster", "lever", "family", "holds", "y", "error", "spread", "sign", "transfer", "verified",
             "shock")  # fmt: skip
    read = [tuple(getattr(study, name) for name in names) for study in table]
    return hashlib.sha256(repr(read).encode()).hexdigest()[:16]


@cache
def families() -> Mapping[str, Family]:
    """Name -> family, in the order of `families.csv`."""
    rows = shipped_tables.rows("relode.evidence", "families")
    return {
        row["family"]: Family(row["family"], float(row["scale"]), row["unit"], row["outcome"], row["standard_dose"])
        for row in rows
    }


@cache
def studies() -> tuple[PublishedStudy, ...]:
    """Every shipped row, in the order of the table.

    Example:
        >>> rl.evidence.published()[0].effect_id
        'guo2016_gdp'
    """
    return studies_of(shipped_tables.rows("relode.evidence", "studies"), "studies.csv")


def read_studies(path: Path) -> tuple[PublishedStudy, ...]:
    """A user's own studies: a CSV with the columns of the shipped table, UTF-8.

    Raises RelodeError for a file that cannot be read, columns that are missing, and whatever `studies_of` refuses; an
    effect_id that ships is refused too, since a study counts once.
    """
    table = own_table(path)
    if not table:
        raise RelodeError("evidence.no_rows", where=path.name)
    lacking = [name for name in COLUMNS if name not in table[0]]
    if lacking:
        raise RelodeError("evidence.no_columns", where=path.name, offenders=lacking)
    again = sorted({row["effect_id"] for row in table} & {one.effect_id for one in studies()})
    if again:
        raise RelodeError("evidence.ships_already", where=path.name, offenders=again)
    return studies_of(table, path.name, own=True)


def studies_of(table: Sequence[Row], where: str, own: bool = False) -> tuple[PublishedStudy, ...]:
    """Rows as studies.

    Raises RelodeError, with the row and the remedy, for an effect_id that comes twice, a cell that is missing, an
    unknown family, transfer, way of reading or conversion, a number that is none, a sign beside a number that
    contradicts it, and an interval that does not hold its estimate.
    """
    twice = [name for name, times in Counter(row["effect_id"] for row in table).items() if times > 1]
    if twice:
        raise RelodeError("evidence.twice", where=where, offenders=twice)
    return tuple(_study(row, f"{where}, line {line}, {row['effect_id']}", own) for line, row in enumerate(table, 2))


def _study(row: Row, where: str, own: bool) -> PublishedStudy:
    for name in NEEDED:
        if not row[name].strip():
            raise RelodeError("evidence.lacks", where=where, field=name)
    allowed = {"family": tuple(families()), "transfer": TRANSFERS, "verified": READ, "holds": HOLDS}
    for name, values in allowed.items():
        if row[name] not in values:
            raise RelodeError("evidence.unknown", where=where, field=name, value=row[name], allowed=", ".join(values))
    conversion = row.get("conversion") or "as_printed"
    if conversion not in (*CONVERSIONS, "sign"):
        choices = ", ".join(CONVERSIONS)
        raise RelodeError("evidence.unknown", where=where, field="conversion", value=conversion, allowed=choices)
    sign = _sign(row["sign"], where)
    printed, low, high = (_number(row.get(name, ""), name, where) for name in ("printed", "low", "high"))
    dose = Dose(*(_number(row.get(name, ""), name, where) for name in ("dose", "dose_low", "dose_high")))  # type: ignore[arg-type]
    horizon = _number(row["horizon_years"], "horizon_years", where)
    if horizon is None or horizon <= 0 or dose.value == 0:
        raise RelodeError("evidence.not_positive", where=where)
    if printed is None and sign is None:
        raise RelodeError("evidence.no_effect", where=where)
    _agree(printed, low, high, sign, where)
    y: float | None = None
    ends: tuple[float | None, float | None] = (None, None)
    spread = 0.0
    if printed is not None:
        y, ends, spread = _converted(row, conversion, (printed, low, high), dose, horizon, where)
    basis = row.get("interval_basis") or ("printed_ci" if low is not None else "none")
    width = (ends[1] - ends[0]) / 2 / NORMAL_90 if ends[0] is not None and ends[1] is not None else None
    return PublishedStudy(
        **{name: row[name] for name in ("effect_id", "study", "cluster", "lever", "family")},
        y=y,
        low=ends[0],
        high=ends[1],
        error=width if basis in SAMPLING and width else None,
        spread=(spread**2 + (width or 0.0) ** 2) ** 0.5 if basis not in SAMPLING else spread,
        sign=sign if y is None else None,
        printed=printed,
        printed_unit=row.get("printed_unit", ""),
        conversion=conversion if y is not None else "sign",
        dose=dose,
        dose_unit=row["dose_unit"],
        dose_source=row.get("dose_source") or "study",
        horizon=horizon,
        **{name: row[name] for name in ("transfer", "verified", "holds")},
        shock=row.get("shock") == "yes",
        scored=row.get("scored") == "yes",
        price=_price(row, where),
        source=row["source"],
        read_in=row.get("read_in", ""),
        own=own,
    )


def _converted(
    row: Row,
    conversion: str,
    numbers: tuple[float, float | None, float | None],
    dose: Dose,
    horizon: float,
    where: str,
) -> tuple[float, tuple[float | None, float | None], float]:
    """The number and its interval on the scale of the family, and the spread that the conversion adds."""
    if conversion == "sign":
        choices = ", ".join(CONVERSIONS)
        raise RelodeError("evidence.unknown", where=where, field="conversion", value="sign", allowed=choices)
    worth = worth_of(row.get("worth", ""), row.get("printed_unit", ""), where) if conversion in OF_WORTH else None
    of = CONVERSIONS[conversion]
    try:
        y, *ends = (x if x is None else of(Printed(x, dose, worth.value if worth else 0.0, horizon)) for x in numbers)
    except ValueError as error:
        raise RelodeError("evidence.no_logarithm", where=where, value=row["printed"]) from error
    assert y is not None
    low, high = sorted(ends) if ends[0] is not None and ends[1] is not None else (None, None)  # type: ignore[type-var]
    return y, (low, high), spread_of(conversion, dose, worth, y)


def _agree(printed: float | None, low: float | None, high: float | None, sign: int | None, where: str) -> None:
    """Whether number, interval and sign say the same. Raises RelodeError."""
    if (low is None) != (high is None) or (low is not None and printed is None):
        raise RelodeError("evidence.half_interval", where=where)
    if printed is not None and low is not None and high is not None and not low <= printed <= high:
        raise RelodeError("evidence.interval", where=where, low=low, printed=printed, high=high)
    if printed is not None and sign is not None and sign * printed < 0:
        raise RelodeError("evidence.sign_against_number", where=where, sign=sign, printed=printed)


def _sign(text: str, where: str) -> int | None:
    if not text.strip():
        return None
    if text.strip() not in ("-1", "0", "1", "+1"):
        raise RelodeError("evidence.unknown", where=where, field="sign", value=text, allowed="-1, 0, 1")
    return int(text)


def _number(text: str, field: str, where: str) -> float | None:
    if not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise RelodeError("evidence.not_a_number", where=where, field=field, value=text)
    return value


def _price(row: Row, where: str) -> Price | None:
    value, low, high = (_number(row.get(name, ""), name, where) for name in ("price", "price_low", "price_high"))
    if value is None:
        return None
    if not row.get("price_unit") or not row.get("price_source"):
        raise RelodeError("evidence.lacks", where=where, field="price_unit, price_source")
    return Price(value, row["price_unit"], low, high, row["price_source"])
