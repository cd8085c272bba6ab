"""What a service is: its users by age, how much of it there is, the norms for it. One file of `services/` each."""

from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import ClassVar

from pydantic import ConfigDict

from relode.errors import RelodeError
from relode.facts import rows
from relode.places.school_ages import AGES as SCHOOL_AGES
from relode.places.school_ages import school_ages
from relode.toml_schema import Text, of_folder, of_text

SCHOOL = {band: stage for stage, band in SCHOOL_AGES["six_three"].items()}
"""Ages of a stage of school as the files have them -> the stage."""
KINDS = ("capacity", "ages", "ratio", "money")
"""With a count of what is there; users alone; a ratio of two ages; a budget."""
OWN = "own"
FOLDER = files("relode.needs").joinpath("services")
"""One file a service."""


@dataclass(frozen=True)
class AgeBand:
    """Users of these ages: all of them times `weight`, and times the share of `row` of service_norms if named."""

    low: int
    high: int
    row: str = ""
    weight: float = 1.0


@dataclass(frozen=True)
class NormRate:
    """So much for `per` users of the band at the same place; `value` as it stands in `row` of service_norms."""

    row: str
    value: float
    per: float


@dataclass(frozen=True)
class Norm:
    """How much a service needs: "own" as today, by `rates`, or as in all places with a count.

    `ages`: whom it counts where that is not the users; `of_all`: it counts all people of the ages, users or not.
    """

    id: str
    name: Text
    ages: tuple[AgeBand, ...] = ()
    rates: tuple[NormRate, ...] = ()
    of_all: bool = False


@dataclass(frozen=True)
class UnitCost:
    """Yuan for one unit of the surplus or shortage, lowest and highest, and where they stand."""

    low: float
    high: float
    source: str
    row: str = ""


@dataclass(frozen=True)
class Remedy:
    """What a city may do about a surplus or shortage; `never`: only own figures tell. `missing`: cells to fill in.

    `leavers`: share of those there who leave in a year (assumed), `after_leavers`: only what is left after them counts.
    `law`: rows of law that bind it; `channels`: rows of funding_channels whose uses name it.
    """

    id: str
    when: str
    name: Text
    first_step: Text
    bureau: Text
    cost: UnitCost | None = None
    missing: tuple[str, ...] = ()
    leavers: float | None = None
    after_leavers: bool = False
    law: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """A service as its file has it; `key` is the name of the file. Quantities are those of the vocabulary.

    `counter`: the word behind a number of what there is. `stages`: its users are the pupils of these services.
    `in_use`: no source counts what there is; it is at least what was in use when users were counted.
    """

    __pydantic_config__: ClassVar = ConfigDict(extra="forbid")

    key: str
    order: int
    kind: str
    unit: str
    name: Text
    users: Text
    bureau: Text
    ages: tuple[AgeBand, ...]
    over: tuple[AgeBand, ...] = ()
    counted: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    in_use: bool = False
    capacity: tuple[str, ...] = ()
    capacity_name: Text | None = None
    counter: Text | None = None
    shown: tuple[str, ...] = ()
    note: Text | None = None
    norms: tuple[Norm, ...] = ()
    measures: tuple[Remedy, ...] = ()
    cells: tuple[str, ...] = ()


@cache
def services() -> tuple[Service, ...]:
    """All services in their order. Raises RelodeError for a file that the schema does not know.

    Example:
        >>> [each.key for each in rl.needs.services()][:3]
        ['nursery', 'kindergarten', 'primary']
    """
    return tuple(_known(each) for each in of_folder(Service, FOLDER))


def in_system(service: Service, system: str) -> Service:
    """The service where schools are of a system: ages of primary and junior schools move with it.

    Limits: six_three: the service as its file has it.
    """
    bands = tuple(
        replace(band, low=ages[0], high=ages[1])
        if (stage := SCHOOL.get((band.low, band.high))) and (ages := school_ages(stage, system))
        else band
        for band in service.ages
    )
    return replace(service, ages=bands)


def usual_ages(service: Service) -> tuple[AgeBand, ...]:
    """Ages of its users where schools are of the usual system, as in most places that a norm is read from."""
    return next((each.ages for each in services() if each.key == service.key), service.ages)


def service_of(key: str, text: str) -> Service:
    """The service of a file's text. Raises RelodeError that names the file, the entry and the remedy."""
    return _known(of_text(Service, f"{key}.toml", text))


def _known(service: Service) -> Service:
    key = service.key
    if service.kind not in KINDS:
        raise RelodeError("needs.unknown_kind", where=f"{key}.toml", kind=service.kind, known=", ".join(KINDS))
    named = {
        "service_norms": [b.row for b in service.ages] + [rate.row for norm in service.norms for rate in norm.rates],
        "law": [row for remedy in service.measures for row in remedy.law],
        "funding_channels": [row for remedy in service.measures for row in remedy.channels],
    }
    for table, keys in named.items():
        unknown = sorted({key for key in keys if key} - {row["id"] for row in rows(table)})
        if unknown:
            raise RelodeError("needs.unknown_row", where=f"{key}.toml", rows=", ".join(unknown), table=f"{table}.csv")
    return service


@cache
def remedies() -> dict[str, Remedy]:
    """Key -> what a city may do, over all services."""
    return {each.id: each for service in services() for each in service.measures}
