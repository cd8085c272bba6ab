"""Published experiments and how they are set up: read from tables, and refused where something is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import ceil, isfinite
from pathlib import Path

from relode import shipped_tables
from relode.errors import RelodeError
from relode.examination.measures import MEASURES
from relode.examination.readings import check_reading
from relode.facts import rows
from relode.facts.readers.own_table import own_table
from relode.language import Bilingual, Language
from relode.model.opening.opening_tables import COMMODITIES
from relode.model.policy.levers import SUBSIDISED_SECTORS, levers
from relode.places import find

Row = Mapping[str, str]

SHOCKS = ("lever", "spending", "public_jobs", "price")
"""What the simulator can be shocked with. `none` is an experiment that cannot be set up."""
USES = ("fit", "examine", "context")
LASTING = "lasting"
SHARE_OF_OUTPUT, SHARE_OF_JOBS, LOG_POINTS = "share of GDP per year", "share of jobs", "log points"
SHARE_OF_INVESTMENT = "share of investment"
CAPITAL_OVER_OUTPUT, MW_BY_AREA, MW_BY_PERSON = "capital over GDP per year", "MW per km2 per year", "MW per person"
CONVERTED = {
    SHARE_OF_OUTPUT: ("central_transfer",),
    SHARE_OF_INVESTMENT: ("subsidy",),
    CAPITAL_OVER_OUTPUT: ("renewable_build_out",),
    MW_BY_AREA: ("renewable_build_out",),
    MW_BY_PERSON: ("renewable_build_out",),
}
"""Units other than a lever's own, and the levers that take them: converted at the place's opening figures."""
MONEY_LEVERS = tuple(name for name, row in levers().items() if row.cost == "gdp_share")
"""Levers whose dose is money already, as a share of output: they take outside spending."""
LONGEST = 25
"""Years that a run of the examination lasts after the opening, the first year of a shock being the first of them."""


@dataclass(frozen=True)
class Shock:
    """One part of what is done: `instrument` (a lever; a commodity or `all` for a price) at `dose` in `unit`.

    It lasts `years`, None for good; the dose is reached in `ramp` equal yearly steps. `both` marks what happens
    without the experiment too. `outside_share` of the money comes from above.
    """

    kind: str
    instrument: str
    sector: str
    both: bool
    dose: float
    unit: str
    assumed: bool
    years: int | None
    ramp: int
    outside_share: float


@dataclass(frozen=True)
class Outcome:
    """What is read: a quantity of the simulator ("" where it has none), over what, how, and the practical size."""

    name: str
    quantity: str
    measure: str
    base: str
    less: float
    practical_size: float | None
    reason_en: str
    reason_zh: str


@dataclass(frozen=True)
class Experiment:
    """A published estimate with its setup. `shocks` is empty where it cannot be set up, for the reason given."""

    effect_id: str
    study: str
    lever: str
    outcome: Outcome
    horizon: int
    estimate: float
    low: float | None
    high: float | None
    verified: str
    transfer: str
    use: str
    by_sign: bool
    shocks: tuple[Shock, ...]
    places: tuple[str, ...]
    group: str
    reason_en: str
    reason_zh: str

    @property
    def set_up(self) -> bool:
        """Whether the simulator can be shocked and read so."""
        return bool(self.shocks and self.outcome.quantity)

    @property
    def reason_words(self) -> Bilingual:
        """Why it is set up so, or why it cannot be."""
        of_outcome = self.outcome
        return Bilingual(self.reason_en or of_outcome.reason_en, self.reason_zh or of_outcome.reason_zh)

    def reason(self, language: Language) -> str:
        """The same in `language`."""
        return self.reason_words.name(language)


@cache
def experiments() -> tuple[Experiment, ...]:
    """Every row of published_effects.csv with its setup, in the order of the table. Raises RelodeError."""
    setups = shipped("setups")
    known = [row["effect_id"] for row in rows("published_effects")]
    stray = sorted({row["effect_id"] for row in setups} - set(known))
    if stray:
        raise RelodeError("examine.stray_setups", where="setups.csv", offenders=stray)
    return experiments_of(rows("published_effects"), setups, "published_effects.csv")


def read_experiments(path: Path) -> tuple[Experiment, ...]:
    """Experiments of the user's: one CSV with the columns of published_effects.csv and of setups.csv together.

    Raises RelodeError for a file that cannot be read, columns that are missing, and whatever `experiments_of` refuses.
    """
    table = own_table(path)
    if not table:
        raise RelodeError("examine.no_rows", where=path.name)
    lacking = [name for name in (*PUBLISHED_COLUMNS, "shock", "dose", "unit", "places") if name not in table[0]]
    if lacking:
        raise RelodeError("examine.no_columns", where=path.name, offenders=lacking)
    first = [row for row in table if row["estimate"] or row["outcome"]]
    return experiments_of(first, table, path.name)


PUBLISHED_COLUMNS = ("effect_id", "study", "lever", "outcome", "horizon_years", "estimate", "low", "high",
                     "verified", "transfer", "use")  # fmt: skip


def experiments_of(published: Sequence[Row], setups: Sequence[Row], where: str) -> tuple[Experiment, ...]:
    """Experiments from published rows and setup rows; further setup rows of one effect_id add shocks.

    Raises RelodeError for an effect_id that comes twice, no setup, no dose, unit or place, an unknown shock, lever,
    sector, unit, place or outcome, numbers that are none, a horizon outside 1 to 25 years, contradictory intervals,
    and a study with more than one `use`.
    """
    twice = sorted({row["effect_id"] for row in published if _count(published, row["effect_id"]) > 1})
    if twice:
        raise RelodeError("examine.twice", where=where, offenders=twice)
    uses: dict[str, set[str]] = {}
    for row in published:
        uses.setdefault(row["study"], set()).add(row["use"])
    mixed = [study for study, each in uses.items() if len(each) > 1]
    if mixed:
        raise RelodeError("examine.two_uses", where=where, offenders=mixed)
    by_id: dict[str, list[Row]] = {}
    for row in setups:
        by_id.setdefault(row["effect_id"], []).append(row)
    return tuple(_experiment(row, by_id.get(row["effect_id"], []), f"{where}, {row['effect_id']}") for row in published)


def _count(published: Sequence[Row], effect_id: str) -> int:
    return sum(row["effect_id"] == effect_id for row in published)


def _experiment(row: Row, setups: Sequence[Row], where: str) -> Experiment:
    if not setups:
        raise RelodeError("examine.no_setup", where=where)
    if row["use"] not in USES:
        raise RelodeError("examine.unknown", where=where, field="use", value=row["use"], allowed=", ".join(USES))
    estimate = _number(row["estimate"], "estimate", where)
    low, high = (_number(row[end], end, where) if row[end] else None for end in ("low", "high"))
    if (low is None) != (high is None) or (low is not None and high is not None and not low <= estimate <= high):
        raise RelodeError("examine.interval", where=where, low=row["low"], estimate=row["estimate"], high=row["high"])
    horizon = ceil(_number(row["horizon_years"], "horizon_years", where))
    if not 1 <= horizon <= LONGEST:
        raise RelodeError("examine.horizon", where=where, years=row["horizon_years"], longest=LONGEST)
    outcome = _outcome(row["outcome"], where)
    possible = setups[0]["shock"] != "none"
    by_sign = (setups[0].get("test") or ("sign" if "_sign" in row["outcome"] else "value")) == "sign"
    if by_sign and estimate not in (-1, 0, 1) and not setups[0].get("test"):
        raise RelodeError("examine.sign", where=where, estimate=row["estimate"])
    if by_sign and estimate == 0 and outcome.quantity and outcome.practical_size is None:
        raise RelodeError("examine.no_practical_size", where=where, outcome=outcome.name)
    return Experiment(
        **{name: row[name] for name in ("effect_id", "study", "lever", "verified", "transfer", "use")},
        outcome=outcome,
        horizon=horizon,
        estimate=estimate,
        low=low,
        high=high,
        by_sign=by_sign,
        shocks=tuple(_shock(each, where) for each in setups) if possible else (),
        places=_places(setups[0]["places"], where) if possible else (),
        group=setups[0]["places"],
        reason_en=setups[0].get("reason_en", ""),
        reason_zh=setups[0].get("reason_zh", ""),
    )


def _shock(row: Row, where: str) -> Shock:
    for name in ("shock", "dose", "unit"):
        if not row[name]:
            raise RelodeError("examine.lacks", where=where, field=name)
    kind, lever, unit = row["shock"], row.get("instrument") or row.get("lever", ""), row["unit"]
    if kind not in SHOCKS:
        raise RelodeError("examine.unknown", where=where, field="shock", value=kind, allowed=", ".join(SHOCKS))
    if kind == "spending":
        lever = lever if lever in MONEY_LEVERS else "public_services_spending"
    if kind == "public_jobs":
        lever = "public_services_spending"
    allowed = ("all", *COMMODITIES) if kind == "price" else tuple(levers())
    if lever not in allowed:
        raise RelodeError("examine.unknown", where=where, field="instrument", value=lever, allowed=", ".join(allowed))
    units = _units(kind, lever)
    if unit not in units:
        raise RelodeError("examine.unknown", where=where, field="unit", value=unit, allowed=", ".join(units))
    years, ramp = row.get("years") or "1", row.get("ramp") or "0"
    return Shock(
        kind=kind,
        instrument=lever,
        sector=_sector(kind, lever, row.get("sector", ""), where),
        both=row.get("arm") == "both",
        dose=_number(row["dose"], "dose", where),
        unit=unit,
        assumed=row.get("dose_source", "assumption") == "assumption",
        years=None if years == LASTING else int(_number(years, "years", where)),
        ramp=int(_number(ramp, "ramp", where)),
        outside_share=_number(row.get("outside_share") or "1", "outside_share", where),
    )


def _units(kind: str, lever: str) -> tuple[str, ...]:
    """Units that a dose may have."""
    if kind == "price":
        return (LOG_POINTS,)
    if kind == "public_jobs":
        return (SHARE_OF_JOBS,)
    if kind == "spending":
        return (SHARE_OF_OUTPUT,)
    return (levers()[lever].unit, *(unit for unit, takers in CONVERTED.items() if lever in takers),
            *((SHARE_OF_OUTPUT,) if lever in MONEY_LEVERS else ()))  # fmt: skip


def _sector(kind: str, lever: str, sector: str, where: str) -> str:
    by_sector = kind == "lever" and levers()[lever].by_sector
    allowed = ("all", *SUBSIDISED_SECTORS) if by_sector else ("",)
    if sector not in allowed:
        raise RelodeError("examine.unknown", where=where, field="sector", value=sector, allowed=", ".join(allowed))
    return sector


def _places(text: str, where: str) -> tuple[str, ...]:
    """Codes of the places of a group of place_groups.csv, or of cities named with semicolons between them."""
    if not text:
        raise RelodeError("examine.lacks", where=where, field="places")
    groups = {row["name"]: row["places"] for row in shipped("place_groups")}
    try:
        return tuple(find(name).code for name in groups.get(text, text).split(";"))
    except RelodeError as error:
        raise RelodeError("examine.place", where=where, reason=error, groups=", ".join(groups)) from error


def _outcome(name: str, where: str) -> Outcome:
    if name not in outcomes():
        raise RelodeError("examine.unknown_outcome", where=where, outcome=name)
    return outcomes()[name]


@cache
def outcomes() -> Mapping[str, Outcome]:
    """Outcome as published -> what is read of the simulator. RelodeError for an unknown measure or reading."""
    result = {}
    for row in shipped("outcomes"):
        if row["quantity"]:
            check_reading(row["quantity"], "outcomes.csv")
            if row["measure"] not in MEASURES:
                allowed = ", ".join(MEASURES)
                raise RelodeError(
                    "examine.unknown", where="outcomes.csv", field="measure", value=row["measure"], allowed=allowed
                )
            if row["base"]:
                check_reading(row["base"], "outcomes.csv")
        size = float(row["practical_size"]) if row["practical_size"] else None
        result[row["outcome"]] = Outcome(
            row["outcome"], row["quantity"], row["measure"], row["base"], float(row["less"] or 0), size,
            row["reason_en"], row["reason_zh"],
        )  # fmt: skip
    return result


@cache
def shipped(table: str) -> tuple[dict[str, str], ...]:
    """Rows of a table of the protocol."""
    return shipped_tables.rows("relode.examination", table)


def _number(text: str, field: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise RelodeError("examine.not_a_number", where=where, field=field, value=text)
    return value
