"""Which quantity a word, a column or a whole file is, and in which unit, by tables of the words that offices use."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from relode import shipped_tables
from relode.facts.readers.country_table import across
from relode.facts.readers.office_file import UNIT_LINE, OfficeFile
from relode.facts.readers.proposed_part import ASKED, MOST_CHOICES, TOTALS, Part, shown

TITLE_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d|\s*[-\u2014\u2013~])")
"""The one year of a title."""
Known = Callable[[str], str | None]
"""Word -> quantity of ours, None for a word that is none."""


def choose_quantities(
    part: Part,
    look: OfficeFile,
    roles: dict[str, str],
    keep: dict[str, Any],
    template: Mapping[str, Any],
    known: Known,
) -> None:
    """Which quantity each word, column or the whole file is, and in which unit."""
    settings, fixed = part.settings, dict[str, Any]()
    years = across(look.heads) if look.layout.plain != "down" else ()
    if "year" not in roles and not years:
        places_of_year = (*look.titles, *look.heads, look.path.stem)
        year = next((found[1] for text in places_of_year if (found := TITLE_YEAR.search(text))), None)
        fixed["year"] = ASKED if year is None else int(year)
        part.say("no_year" if year is None else "year", year=year or "")
    if "quantity" in roles:
        words = sorted(look.values[roles["quantity"]] or ())
        named = _named(words, known)
        if named and len(named) < len(words):
            keep[roles["quantity"]] = sorted(named)
            part.say("words", head=roles["quantity"], others=shown(set(words) - named.keys()))
        units = _units_by_word(look, roles) if "unit" in roles else {}
        _say_words(
            part, {word: named.get(word, "") for word in named or words}, lambda word: units.get(word) or _unit_in(word)
        )
    elif years or ("value" in roles and ("year" in roles or "year" in fixed)):
        source = look.values.get(roles.get("source", ""), frozenset()) or frozenset()
        texts = [*source, *look.titles, look.path.name.split(".")[0]]
        word, name = next(((text, name) for text in texts if (name := quantity_of(text, known))), (texts[-1], None))
        quantity = name or re.sub(r"\W+", "_", texts[-1]).strip("_").casefold()
        fixed["quantity"] = quantity
        part.say("quantity" if name else "own", word=word, name=quantity)
        factor = factor_of(part, quantity, unit_of(look, roles, keep, word))
        settings["scale"] = {quantity: factor} if factor != 1 else {}
    else:
        taken = {*roles.values(), *keep, *part.settings.get("match", {})}
        wanted = template.get("take")
        figures = [h for h in look.heads if h not in taken and look.is_figure(h)] if wanted is None else [
            h for h in look.heads if any(re.fullmatch(form, h) for form in wanted)]  # fmt: skip
        named = _named(figures, known)
        if named or wanted is not None:
            others = set(figures) - named.keys()
            settings["take"] = [head for head in figures if head in named] or figures
            if others and named:
                part.say("columns", others=shown(others))
        whole = next((text for text in look.titles if UNIT_LINE.search(text)), "")
        _say_words(part, {head: named.get(head, "") for head in named or figures}, lambda head: _unit_in(head) or whole)
    settings["fixed"] = fixed


def _say_words(part: Part, words: Mapping[str, str], unit_of: Callable[[str], str]) -> None:
    scale, quantities = dict[str, float](), dict[str, str]()
    for word, name in list(words.items())[:MOST_CHOICES]:
        if not name:
            part.say("own", word=word, name=word)
            continue
        quantities[name] = word
        part.say("quantity", word=word, name=name)
        factor = factor_of(part, name, unit_of(word))
        if factor != 1:
            scale[name] = factor
    part.settings |= {"quantities": quantities, "scale": scale}


def _named(words: Sequence[str], known: Known) -> dict[str, str]:
    """Word -> quantity of ours; of several words for one the one that says it is the total, else the shortest."""
    found: dict[str, list[str]] = {}
    for word in words:
        if (name := quantity_of(word, known)) is not None:
            found.setdefault(name, []).append(word)

    def rank(word: str) -> tuple[bool, int, str]:
        return not any(part.strip().casefold() in TOTALS for part in re.split(r"[/:,]", word)), len(word), word

    return {min(alike, key=rank): name for name, alike in found.items()}


def quantity_of(word: str, known: Known) -> str | None:
    """The quantity of ours that a word names: by our own words, then by those that offices use."""
    bare = re.sub(r"^[#\s]+", "", word).casefold()
    counted, _, unit = bare.rpartition(", ")
    texts = [bare, *(part.strip() for part in bare.split(" / ")), *re.split(r"__|:", bare)]
    texts += [counted] if _factor(unit) is not None else []
    return next(
        (name for text in texts for name in [known(text)] if name),
        next((name for text in texts for form, name in _words() if form.fullmatch(text)), None),
    )


@cache
def _words() -> tuple[tuple[re.Pattern[str], str], ...]:
    table = shipped_tables.rows("relode.facts", "office_words")
    return tuple((re.compile(row["pattern"], re.IGNORECASE), row["quantity"]) for row in table)


@cache
def _factors() -> tuple[tuple[re.Pattern[str], float], ...]:
    table = shipped_tables.rows("relode.facts", "office_units")
    return tuple((re.compile(row["pattern"], re.IGNORECASE), float(row["factor"])) for row in table)


def _factor(unit: str) -> float | None:
    return next((factor for form, factor in _factors() if form.fullmatch(unit)), None)


def factor_of(part: Part, name: str, unit: str) -> float:
    """What a figure in the unit is to be taken times; it is told, and told where the unit is not known. [ratio]"""
    bare = UNIT_LINE.sub("", unit).strip()
    factor = _factor(bare)
    whole = factor if factor is not None else 1.0
    times = int(whole) if whole == int(whole) else whole
    if bare and times != 1:
        part.say("unit", unit=bare, name=name or part.table, factor=f"{times:,}")
    elif bare and factor is None:
        part.say("unit_unknown", unit=bare, name=name or part.table)
    return times


def _unit_in(word: str) -> str:
    """The unit that stands behind a word: in brackets, behind a comma where it is known, a slash or two strokes."""
    found = re.search(r"[(\uff08]([^()\uff08\uff09]+)[)\uff09]\s*(?:\d/)?$", word)
    behind = word.rpartition(", ")[2]
    if found is None and behind != word and _factor(behind) is not None:
        return behind
    return found[1].strip() if found else next((p for p in reversed(re.split(r" / |__", word)) if p != word), "")


def unit_of(look: OfficeFile, roles: Mapping[str, str], keep: Mapping[str, Any], word: str) -> str:
    """The unit of a whole table: of its column of units, of a line above its head, or behind its word."""
    head = roles.get("unit", "")
    held = look.values.get(head) or frozenset()
    if head in keep and isinstance(keep[head], str):
        return str(keep[head])
    if len(held) == 1:
        return next(iter(held))
    line = next((text for text in look.titles if UNIT_LINE.search(text)), "")
    return line[UNIT_LINE.search(line).end() :] if line else _unit_in(word)  # type: ignore[union-attr]


def _units_by_word(look: OfficeFile, roles: Mapping[str, str]) -> dict[str, str]:
    """Word of a quantity -> its unit, by the rows of the file."""
    held = look.values[roles["unit"]] or frozenset()
    words = look.values[roles["quantity"]] or frozenset()
    if len(held) == 1:
        return dict.fromkeys(words, next(iter(held)))
    at, unit = look.heads.index(roles["quantity"]), look.heads.index(roles["unit"])
    return {row[at]: row[unit] for _, row in look.lying().body()}
