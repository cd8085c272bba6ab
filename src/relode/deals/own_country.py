"""Deals of another country: law by gift and tax from a file of the user's own; what it does not say is as taken here.

`deals.toml` beside the tables of the country:

    source = "Local Tax Act 2019, s. 12; city treasurer"      # of what stands under [taken]
    [taken]                                                   # a value, or low, value and high
    city_part_of_tax = [0.2, 0.3, 0.4]
    [law.grant]                                               # a gift: grant, tax_relief, land, works, loan ...
    verdict = "conditional"                                   # allowed, conditional or not_allowed
    title = "State aid rules"
    article = "Art. 107(1) TFEU"
    barred = false                                            # whether no basis helps

Sums that the file does not give are those of Chinese deals at the country's wages: times its average wage over theirs.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from relode.deals.deal import Gift
from relode.deals.defaults import CityMoney, Default, KnownMoney, Setting, china
from relode.deals.judgement import MEASURE_OF, Lawful
from relode.errors import NoVerdict, RelodeError
from relode.facts.readers.file_rows import read_text
from relode.language import LANGUAGES, Amount, Bilingual, say
from relode.story import Column

FILE = "deals.toml"
SOURCE = "own_table"
CITY_PART, WAGE = "city_part_of_tax", "average_wage"
NOT_TAKEN = frozenset({"size_discount", "size_reference", "horizon", "jobs_per_100_million"})
"""Parts of the method, and a figure for 100 million yuan."""


class Rule(BaseModel):
    """What the law of the country says of a gift."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    verdict: Lawful
    title: str = Field(min_length=1)
    article: str = Field(min_length=1)
    barred: bool = False


class LawAndTax(BaseModel):
    """The file. `taken` replaces what is taken for granted of a deal."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    source: str = ""
    discount: tuple[float, ...] = ()
    taken: Mapping[str, float | tuple[float, float, float]] = {}
    law: Mapping[Gift, Rule] = {}


@dataclass(frozen=True)
class OwnPlace:
    """What the tables of a country say of a place: name of the country, budget revenue and wage of the newest year."""

    country: Bilingual
    revenue: KnownMoney | None
    wage: KnownMoney | None


def read_law_and_tax(path: Path) -> LawAndTax:
    """The file as it stands. Raises RelodeError that names the field and what it may be."""
    try:
        file = LawAndTax.model_validate(tomllib.loads(read_text(path)))
    except tomllib.TOMLDecodeError as error:
        raise RelodeError("deals.no_toml", path=path, reason=error) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"] if part != "[key]")
        raise RelodeError(
            "deals.own_field", path=path, field=field, value=first["input"], reason=first["msg"]
        ) from error
    allowed = [name for name in china().defaults if name not in NOT_TAKEN]
    for name, said in file.taken.items():
        low, value, high = _ends(said)
        if name not in allowed:
            raise RelodeError("deals.own_taken", path=path, name=name, known=", ".join(allowed))
        is_share = china().defaults[name].unit == "share"
        if not 0 <= low <= value <= high or (is_share and high > 1):
            raise RelodeError("deals.own_ends", path=path, name=name, value=said)
    if file.taken and not file.source.strip():
        raise RelodeError("deals.own_source", path=path)
    return file


def _ends(said: float | tuple[float, float, float]) -> tuple[float, float, float]:
    return said if isinstance(said, tuple) else (said, said, said)


def setting_of(path: Path, place: OwnPlace) -> Setting:
    """What deals of a place are judged by. Raises NoVerdict with what the file and the tables lack."""
    if not path.is_file():
        raise NoVerdict("deals.own_absent", path=path)
    file = read_law_and_tax(path)
    wage = _ends(file.taken[WAGE])[1] if WAGE in file.taken else place.wage and place.wage.value
    lacking = [f"[taken] {CITY_PART}"] if CITY_PART not in file.taken else []
    if not wage:
        lacking.append(f"[taken] {WAGE}, accounts {WAGE}")
    if lacking or not wage:
        raise NoVerdict("deals.own_lacks", path=path, names=lacking)
    at_home = china()
    times = wage / at_home.defaults[WAGE].value
    taken = {name: _told(each, times) for name, each in at_home.defaults.items()}
    for name, said in file.taken.items():
        low, value, high = _ends(said)
        reason = Bilingual(*(say("deals.own_reason", language, source=file.source) for language in LANGUAGES))
        taken[name] = replace(taken[name], value=value, low=low, high=high, reason=reason, source=SOURCE, row="")
    if WAGE not in file.taken:
        taken[WAGE] = replace(taken[WAGE], value=wage, low=wage, high=wage, source=SOURCE, row="")
    law: dict[str, tuple[dict[str, str], ...]] = {}
    for gift, rule in file.law.items():
        row = {"id": "", "verdict": rule.verdict, "article": rule.article, "source_title": rule.title}
        law[MEASURE_OF.get(gift, gift)] = ({**row, "barred": "yes" if rule.barred else "no"},)
    low_price, price, high_price = (each * times for each in at_home.price)
    return Setting(
        defaults=taken,
        discount=file.discount or at_home.discount,
        price=(low_price, price, high_price),
        unit="money",
        law=law,
        money=CityMoney(place.revenue, None, place.wage),
        country=place.country,
    )


def _told(each: Default, times: float) -> Default:
    """A sum of China at the country's wages; anything else as it is."""
    if not each.unit.startswith("yuan"):
        return each
    reason = Bilingual(*(say("deals.own_wages", language, reason=each.reason.name(language)) for language in LANGUAGES))
    ends = {end: getattr(each, end) * times for end in ("value", "low", "high")}
    return replace(each, **ends, unit=each.unit.replace("yuan", "money"), reason=reason)


def in_money(said: Any, unit: str) -> Any:
    """Blocks with their sums, which are in the unit of the setting, told in it and not as yuan."""
    if isinstance(said, Amount):
        return replace(said, unit=said.unit.replace("yuan", unit))
    if isinstance(said, Column):
        return replace(said, field=lambda row: in_money(said.value(row), unit), unit=said.unit.replace("yuan", unit))
    if isinstance(said, Mapping):
        return {key: in_money(each, unit) for key, each in said.items()}
    if isinstance(said, list | tuple):
        return type(said)(in_money(each, unit) for each in said)
    if is_dataclass(said) and not isinstance(said, type) and type(said).__module__.startswith("relode."):
        names = [each.name for each in fields(said) if each.name != "rows"]
        return replace(said, **{name: in_money(getattr(said, name), unit) for name in names})
    return said
