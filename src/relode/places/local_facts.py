"""Facts of a place that decide between recommendations: heating, schools, debt rules, zones, owners of mines.

`local_facts.csv` has a line a fact: the table and column that hold it, whose it is (of the place, of its prefecture or
of its province), and where a place without a row is known to have none.
"""

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import Annotated

from relode import shipped_tables
from relode.facts import rows
from relode.facts.shipped import coded_columns
from relode.language import Amount, Bilingual, Clauses, Sentence, Word, plain_cell, with_label
from relode.places.listed import official
from relode.places.lookup import place_of
from relode.places.place import Place, all_places
from relode.record import Doc, Record

NONE = "no"
"""The value of a fact that a complete list does not have for the place."""
MINE_OWNERS = "mine_owner"
NAMED_OWNERS = ("central", "provincial")
"""Kinds of owner that the name of a firm settles; the others are partly unknown."""
SETTLED = 0.9
"""Part of the capacity that owners of one kind must have for the owner to decide. Assumed: nine tenths."""


@dataclass(frozen=True)
class PlaceFact(Record):
    """A fact of a place that a recommendation may rest on."""

    fact: Annotated[str, Doc("name of the fact")]
    label: Annotated[Bilingual, Doc("what it is")]
    value: Annotated[str, Doc("its value: a word of the table, or a number")]
    unit: Annotated[str, Doc('unit of a number, "" for a word')]
    said: Annotated[Sentence, Doc("the value in words")]
    note: Annotated[Sentence, Doc('what belongs to it, or the line that it was read from, "" for nothing')]
    date: Annotated[str, Doc('since when, or of which year, "" where nobody says')]
    certainty: Annotated[str, Doc("high, medium or low")]
    read: Annotated[str, Doc("how it was read: a word of names.csv, kind read_how")]
    page: Annotated[str, Doc('pages that it was read from, ""  where the source is a table')]
    decides: Annotated[bool, Doc("whether a recommendation may rest on it: it is certain, or its page was read")]
    inherited: Annotated[str, Doc('code of the prefecture or province whose fact it is, "" for its own')]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    table: Annotated[str, Doc("table of the facts")]
    row: Annotated[int, Doc("line of the table, 0 where a complete list has none")]


def local_facts(place: Place | str) -> dict[str, PlaceFact]:
    """Name of a fact -> what is known of it for the place; a fact that is not in it is unknown and decides nothing.

    Raises RelodeError for an unknown name.

    Example:
        >>> found = rl.places.local_facts("hegang")
        >>> found["central_heating"].value, found["central_heating"].decides, found["heavy_debt"].value
        ('yes', True, 'applies')
        >>> found["school_system"].decides
        False
    """
    place = place_of(place)
    found = (_fact(line, place) for line in kinds())
    return {each.fact: each for each in found if each}


@cache
def kinds() -> tuple[dict[str, str], ...]:
    """The facts that there are, one a row of `local_facts.csv`."""
    return shipped_tables.rows("relode.places", "local_facts")


def _fact(line: dict[str, str], place: Place) -> PlaceFact | None:
    owner = _whose(line["of"], place)
    if line["fact"] == MINE_OWNERS:
        return _mine_owner(line, place)
    held = _by_place(line["table"]).get(owner, ())
    column = line["column"]
    held = tuple((at, row) for at, row in held if row.get(column) or row.get(f"{column}_zh"))
    if not held:
        return _absent(line, place)
    at, row = held[0]
    certainty = row.get(line["certainty"], line["certainty"])
    read = row.get("read", "computed" if "computed" in row["source"] else "repo")
    values = [_words(line["table"], column, row, line["unit"]) for _, row in held]
    return PlaceFact(
        fact=line["fact"],
        label=Bilingual(line["label_en"], line["label_zh"]),
        value=row.get(column) or row[f"{column}_en"],
        unit=line["unit"],
        said=plain_cell(values[0] if len(values) == 1 else Clauses(tuple(values))),
        note=plain_cell(_words(line["table"], line["note"], row)),
        date=next((row[each] for each in line["date"].split() if row[each]), ""),
        certainty=certainty,
        read=read,
        page=row.get("page", ""),
        decides=certainty == "high" or read == "page",
        inherited="" if owner == place.code else owner,
        sources=tuple(row["source"].split(";")),
        table=line["table"],
        row=at,
    )


def _whose(of: str, place: Place) -> str:
    if of == "province":
        return place.province
    is_county = of == "prefecture" and place.level not in ("province", "prefecture")
    return place.parent if is_county and place.parent in _by_place("heating") else place.code


@cache
def _by_place(table: str) -> dict[str, tuple[tuple[int, dict[str, str]], ...]]:
    """Code of a place -> lines and rows of the table that are of it."""
    found: dict[str, list[tuple[int, dict[str, str]]]] = {}
    for at, row in enumerate(rows(table), 2):
        if "place" in row:
            found.setdefault(row["place"], []).append((at, row))
    return {code: tuple(held) for code, held in found.items()}


def _words(table: str, column: str, row: dict[str, str], unit: str = "") -> object:
    """A cell for a sentence: an amount, a coded word, text of two columns, or text as it is; "" for no column."""
    if f"{column}_en" in row:
        return Bilingual(row[f"{column}_en"], row[f"{column}_zh"])
    cell = row[column] if column else ""
    if unit and cell:
        return Amount(float(cell), unit)
    kind = next((each["kind"] for each in coded_columns() if (each["table"], each["column"]) == (table, column)), "")
    return Word(kind, cell) if kind and cell else cell


def _absent(line: dict[str, str], place: Place) -> PlaceFact | None:
    """That a complete list does not have the place; None where the list is not complete, so that nobody knows."""
    complete = line["absent_in"] == "CN" or line["absent_in"] == place.province
    if not complete or (line["of"] == "place" and place.level != "prefecture"):
        return None
    listed = rows(line["table"])[0]
    return PlaceFact(
        fact=line["fact"],
        label=Bilingual(line["label_en"], line["label_zh"]),
        value=NONE,
        unit="",
        said=plain_cell(Word("local_fact", "not_listed")),
        note=plain_cell(""),
        date="",
        certainty="high",
        read=listed["read"],
        page=listed["page"],
        decides=True,
        inherited=place.province if line["of"] == "province" else "",
        sources=tuple(listed["source"].split(";")),
        table=line["table"],
        row=0,
    )


def _mine_owner(line: dict[str, str], place: Place) -> PlaceFact | None:
    """Which kind of owner has most capacity of the working coal mines of a prefecture, and the shares of all owners."""
    held: Counter[tuple[str, str]] = Counter()
    for mine in rows("coal_mines_gem"):
        if mine["place"] == place.code and mine["status"] == "Operating":
            held[mine_owner(mine["gem_id"], mine["phase"])] += int(float(mine["mine_capacity"] or 0))
    total = sum(held.values())
    if not total:
        return None
    kinds_held: Counter[str] = Counter()
    for (kind, _), capacity in held.items():
        kinds_held[kind] += capacity
    most, capacity = kinds_held.most_common(1)[0]
    certain = most in NAMED_OWNERS and capacity >= SETTLED * total
    parts = [with_label(_owner_word(*owner), Amount(part / total, "share")) for owner, part in held.most_common()]
    return PlaceFact(
        fact=line["fact"],
        label=Bilingual(line["label_en"], line["label_zh"]),
        value=most,
        unit="",
        said=plain_cell(Clauses(tuple(parts))),
        note=plain_cell(Word("local_fact", "of_capacity")),
        date="",
        certainty="high" if certain else "medium",
        read="computed",
        page="",
        decides=certain,
        inherited="",
        sources=("gem_coal_mines_2026", "own_reading"),
        table=line["table"],
        row=0,
    )


def _owner_word(kind: str, group: str) -> Word:
    return Word("owner_group", group) if group else Word("owner_kind", kind)


def mine_owner(gem_id: str, phase: str) -> tuple[str, str]:
    """Kind of owner and group ("" for none) of a coal mine by its two keys; "not_stated" where nobody read it."""
    return _owners().get((gem_id, phase), ("not_stated", ""))


@cache
def _owners() -> dict[tuple[str, str], tuple[str, str]]:
    return {(row["gem_id"], row["phase"]): (row["owner_kind"], row["owner_group"]) for row in rows("coal_mine_owners")}


@dataclass(frozen=True)
class Coverage(Record):
    """Of how many places a local fact is known, and of how many it may decide."""

    fact: Annotated[str, Doc("name of the fact")]
    label: Annotated[Bilingual, Doc("what it is")]
    listed: Annotated[int, Doc("places of the list of 2013 of which it is known")]
    listed_decides: Annotated[int, Doc("places of the list of 2013 of which it may decide")]
    listed_all: Annotated[int, Doc("places of the list of 2013")]
    prefectures: Annotated[int, Doc("prefectures of which it is known")]
    prefectures_decide: Annotated[int, Doc("prefectures of which it may decide")]
    prefectures_all: Annotated[int, Doc("prefectures")]


def coverage() -> tuple[Coverage, ...]:
    """How far each local fact reaches, in the order of `local_facts.csv`.

    Example:
        >>> {each.fact: each.prefectures for each in rl.places.coverage()}["central_heating"]
        337
    """
    listed = [place for place in all_places() if place.code in official()]
    prefectures = [
        place for place in all_places() if place.level == "prefecture" and place.code in _by_place("heating")
    ]
    found = {place.code: local_facts(place) for place in {*listed, *prefectures}}

    def count(places: list[Place], fact: str) -> tuple[int, int]:
        held = [found[place.code][fact] for place in places if fact in found[place.code]]
        return len(held), sum(each.decides for each in held)

    lines = []
    for each in kinds():
        label = Bilingual(each["label_en"], each["label_zh"])
        of_listed, of_all = (count(places, each["fact"]) for places in (listed, prefectures))
        lines.append(Coverage(each["fact"], label, *of_listed, len(listed), *of_all, len(prefectures)))
    return tuple(lines)
