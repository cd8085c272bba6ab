"""Write model.md and model.zh.md, the equations of the simulator: python docs/model.py.

They are made from docstrings, tables and symbols.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from equations import GREEK, explained, latex, latex_symbol
from relode import shipped_tables
from relode.facts import rows
from relode.language import Language, joined, name, say, unit_name
from relode.model.equation_book import INDEX, EquationEntry, by_symbol, entries
from relode.model.parameters import Prior, priors
from relode.vocabulary import Quantity, terms

PAGES: dict[Language, str] = {"en": "model.md", "zh": "model.zh.md"}
COLUMNS = ("reversion", "volatility", "long_run_volatility", "drift")


@dataclass(frozen=True)
class Section:
    """A part of the page: functions ("module" for all of it, or "module:name"), and mechanisms of its parameters."""

    key: str
    functions: tuple[str, ...]
    mechanisms: tuple[str, ...] = ()


SECTIONS = (
    Section(
        "smooth",
        ("smooth:positive_part", "smooth:ramp", "smooth:sigmoid", "smooth:smooth_minimum", "smooth:drawn"),
        ("numerics",),
    ),
    Section("outside", ("exogenous:price_paths", "exogenous:growth_paths"), ("nation", "places")),
    Section("mining", ("sectors.extraction", "year.mining:mining"), ("extraction",)),
    Section(
        "production",
        ("year.mining:since_opening", "sectors.production", "year.firms:working"),
        ("production", "services"),
    ),
    Section("labour", ("sectors.labour", "year.firms:wages", "year.households:out_of_work"), ("labour",)),
    Section(
        "investment",
        ("sectors.investment", "year.investing:investing", "year.investing:productivity"),
        ("investment", "entry"),
    ),
    Section("housing", ("sectors.housing", "year.households:homes"), ("housing",)),
    Section("people", ("sectors.people", "year.households:moving", "links:closeness", "links:settled"), ("people",)),
    Section("skills", ("sectors.skills",), ("skills",)),
    Section(
        "budget",
        (
            "sectors.budget",
            "year.households:budgeting",
            "policy.costs:arrived",
            "policy.costs:charged_on_stocks",
            "policy.costs:charged_on_flows",
            "policy.costs:received",
        ),
        ("budget",),
    ),
    Section("land", ("sectors.land",), ("land",)),
    Section("balances", ("year.accounts:imbalances",)),
    Section("start", ("opening.inversion:opening_state",)),
)
OTHER_PAGE: Mapping[Language, str] = {"en": "model.zh.md", "zh": "model.md"}
LIMITS = ("solow", "schwartz", "decline", "logit", "entry", "glaeser", "growing", "curve", "debt")
EXAMPLES = ('parameters.priors()["depth_cost"]', 'equation_book.entries("sectors.labour")')
BESIDE_CHINESE = re.compile(r"(?<=[^\x00-\x7f])(?=\$)|(?<=\$)(?=[^\x00-\x7f])")
"""Where mathematics touches a Chinese character: without a space between, pages do not set it."""
WORDS = re.compile(r"[A-Za-z]+(?:_[A-Za-z0-9]+)?~?'?")


@dataclass
class _Seen:
    """What the page has explained so far, and the sources it has named."""

    symbols: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)


def page(language: Language) -> str:
    """The page as Markdown. KeyError where a source has no reference: a defect of ours."""
    seen, tables, known = _Seen(), {"prices": prices(language)}, references()
    parts = [*_head(language)]
    for section in SECTIONS:
        parts += _section(section, language, seen)
    parts += _tables(language, tables, seen)
    for key in ("closure", "limits", "missing", "evidence"):
        parts += ["", f"## {say(f'equations.section.{key}', language)}", "", *_prose(key, language)]
    parts += ["", f"## {say('equations.section.sources', language)}", "", say("equations.sources.assumption", language)]
    keys = sorted(seen.sources - {"assumption"})
    text = "\n".join([*parts, "", *(f"- `{key}`: {known[key]}" for key in keys), ""])
    return BESIDE_CHINESE.sub(" ", text) if language == "zh" else text


def with_mathematics(text: str) -> str:
    """Prose with the symbols in it set as mathematics: those with an index, and Greek ones."""

    def set_one(match: re.Match[str]) -> str:
        word = match[0]
        plain = word.rstrip("'")
        stem = INDEX.sub("", plain)
        known = plain in by_symbol() or stem in {INDEX.sub("", symbol) for symbol in by_symbol()}
        return f"${latex_symbol(word)}$" if known and ("_" in word or plain.rstrip("~") in GREEK) else word

    return WORDS.sub(set_one, text)


def entries_of(section: Section) -> Iterator[EquationEntry]:
    """The functions of a section in its order."""
    for item in section.functions:
        module, _, only = item.partition(":")
        yield from (entry for entry in entries(module) if only in ("", entry.name))


def _head(language: Language) -> Iterator[str]:
    yield from (
        f"# {say('equations.page.title', language)}",
        "",
        f"[{say('report.other_language', language)}]({OTHER_PAGE[language]})",
        "",
    )
    yield from (say("equations.page.lead", language), "")
    drawn = [p for table in ("parameters", "exogenous") for p in priors(table).values() if p.shape != "fixed"]
    alone = sum(p.source == "assumption" for p in drawn)
    partly = sum("assumption" in p.source.split(";") for p in drawn) - alone
    counts = {"count": len(drawn), "assumed": alone, "partly": partly, "sourced": len(drawn) - alone - partly}
    yield from (
        say(f"equations.page.{key}", language, **counts) for key in ("honest", "checked", "opening", "relative")
    )
    comments = say("equations.page.code", language).split("|")
    yield from ("", "```python", "from relode.model import equation_book, parameters", "")
    yield from (f"{line}  {comment}" for line, comment in zip(EXAMPLES, comments, strict=True))
    yield from ("```", "", f"## {say('equations.page.notation_title', language)}", "")
    marks = {"s": "$s$", "k": "$k$", "i": "$i$", "sigma": r"$\sigma$"}
    yield say("equations.page.notation", language, **marks)


def _section(section: Section, language: Language, seen: _Seen) -> Iterator[str]:
    yield from ("", f"## {say(f'equations.section.{section.key}', language)}", "")
    yield say(f"equations.intro.{section.key}", language)
    listed = list(entries_of(section))
    for entry in listed:
        yield from _entry(entry, language)
        seen.sources.update(entry.sources)
    drawn = [
        p for table in ("parameters", "exogenous") for p in priors(table).values() if p.mechanism in section.mechanisms
    ]
    own = {p.name for p in priors().values()} | {p.name for p in priors("exogenous").values()}
    used = set().union(*(explained(entry.equations) for entry in listed if entry.module != "smooth")) - seen.symbols
    seen.symbols |= used
    rows = [meant for symbol, meant in by_symbol().items() if symbol in used and meant.name not in own]
    if rows:
        head = say("equations.head.symbols", language)
        yield from ("", say("equations.word.symbols", language), "", head, _rule(head))
        yield from (_line(_symbol_cells(row, language)) for row in rows)
    if drawn:
        head = say("equations.head.parameters", language)
        yield from ("", say("equations.word.parameters", language), "", head, _rule(head))
        yield from (_line(_parameter_cells(prior, language)) for prior in drawn)
        seen.sources.update(key for prior in drawn for key in prior.source.split(";"))


def _entry(entry: EquationEntry, language: Language) -> Iterator[str]:
    own = in_chinese().get((entry.module, entry.name)) if language == "zh" else None
    meaning, note, limits = (own["meaning"], own["note"], own["limits"]) if own else (
        entry.meaning, entry.note, entry.limits)  # fmt: skip
    yield from ("", f"**`{entry.name}`** {with_mathematics(meaning)}")
    for line in entry.equations:
        yield from ("", "$$", latex(line), "$$")
    after = [
        with_mathematics(note),
        say("equations.word.limits", language, text=with_mathematics(limits)) if limits else "",
        say("equations.word.source", language, keys=joined((f"`{k}`" for k in entry.sources), language))
        if entry.sources
        else "",
    ]
    said = [text for text in after if text]
    if said:
        yield from ("", " ".join(said))


def _symbol(meant: Quantity) -> str:
    return f"${latex_symbol(meant.symbol)}$" if meant.symbol else ""


def _symbol_cells(meant: Quantity, language: Language) -> list[str]:
    return [_symbol(meant), f"`{meant.name}`", meant.label(language), _unit(meant.model_unit, language)]


def _parameter_cells(prior: Prior, language: Language) -> list[str]:
    meant = terms()[prior.name]
    return [
        _symbol(meant),
        f"`{prior.name}`",
        meant.label(language),
        f"{prior.value:g}",
        _range(prior.lower, prior.upper),
        _unit(prior.unit, language),
        _keys(prior.source),
        {"en": prior.reason_en, "zh": prior.reason_zh}[language],
    ]


def _tables(language: Language, tables: Mapping[str, Sequence[str]], seen: _Seen) -> Iterator[str]:
    yield from ("", f"## {say('equations.section.tables', language)}", "")
    parts = {"sectors": _sectors(language), "relatedness": _relatedness(language), "prices": tables["prices"]}
    parts["fixed"] = [
        _line([f"`{row['where']}`", row["value"], _keys(row["source"]), row[f"reason_{language}"]])
        for row in shipped_tables.rows("relode.model", "fixed_numbers")
    ]
    for key, lines in parts.items():
        head = say(f"equations.head.{key}", language)
        yield from ("", say(f"equations.tables.{key}", language), "", head, _rule(head), *lines)
    rows = [
        *shipped_tables.rows("relode.model", "sectors"),
        *shipped_tables.rows("relode.model", "relatedness"),
        *shipped_tables.rows("relode.model", "fixed_numbers"),
    ]
    seen.sources.update(key for row in rows for key in row["source"].split(";"))
    seen.sources.update(key for line in tables["prices"] for key in re.findall(r"`([a-z_0-9]+)`", line))


def _sectors(language: Language) -> list[str]:
    return [
        _line(
            [
                name("sector", row["sector"], language),
                row["capital_share"],
                row["labour_share"],
                f"{row['depreciation']} ({_range(row['depreciation_lower'], row['depreciation_upper'])})",
                f"{row['emission_factor']} ({_range(row['emission_factor_lower'], row['emission_factor_upper'])})",
                _keys(row["source"]),
                row[f"reason_{language}"],
            ]
        )
        for row in shipped_tables.rows("relode.model", "sectors")
    ]


def _relatedness(language: Language) -> list[str]:
    return [
        _line(
            [
                " – ".join(name("sector", row[end], language) for end in ("sector", "other")),
                row["relatedness"],
                _range(row["lower"], row["upper"]) if row["lower"] else "",
                _keys(row["source"]),
                row[f"reason_{language}"],
            ]
        )
        for row in shipped_tables.rows("relode.model", "relatedness")
    ]


def _prose(key: str, language: Language) -> Iterator[str]:
    if key != "limits":
        ending = "text" if key == "closure" else "list"
        yield say(f"equations.{key}.{ending}", language)
        return
    head = say("equations.limits.head", language)
    yield from (say("equations.limits.text", language), "", head, _rule(head))
    yield from (with_mathematics(say(f"equations.limits.{row}", language)) for row in LIMITS)
    yield from ("", say("equations.limits.not_nested", language))


@cache
def in_chinese() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """(module, function) -> meaning, note and limits of a docstring in Chinese: language/equations.csv."""
    return {(row["module"], row["name"]): row for row in shipped_tables.rows("relode.language", "equations")}


def _unit(unit: str, language: Language) -> str:
    return unit if unit == "1" else unit_name(unit, language)


def _keys(source: str) -> str:
    return ", ".join(f"`{key}`" for key in source.split(";"))


def _range(lower: float | str, upper: float | str) -> str:
    return f"{float(lower):g}–{float(upper):g}"


def _rule(head: str) -> str:
    return "| " + " | ".join(["---"] * (head.count("|") - 1)) + " |"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def prices(language: Language) -> list[str]:
    """One line a commodity: what its price process is fitted to or assumed."""
    table = shipped_tables.rows("relode.calibration", "price_process")
    kinds = list(dict.fromkeys(row["subject"] for row in table if row["quantity"] == "reversion"))
    return [_price(kind, [row for row in table if row["subject"] == kind], language) for kind in kinds]


def references() -> dict[str, str]:
    """Key -> authors, year, title, where, of publications and of sources of facts."""
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    papers = {
        row["key"]: f"{row['authors']} ({row['year']}). {row['title']}. {row['published']}."
        for row in csv.DictReader(content.splitlines())
    }
    return papers | {row["key"]: row["citation"].rstrip(".") + "." for row in rows("sources")}


def _price(kind: str, rows_of_kind: list[dict[str, str]], language: Language) -> str:
    found = {row["quantity"]: row for row in rows_of_kind}
    cells = [
        "{:.2f} ({:.2f} – {:.2f})".format(*(float(found[c][n]) for n in ("value", "low", "high"))) for c in COLUMNS
    ]
    sources = dict.fromkeys(key for c in COLUMNS for key in found[c]["sources"].split(";"))
    return (
        "| "
        + " | ".join([name("model_commodity", kind, language), *cells, ", ".join(f"`{k}`" for k in sources)])
        + " |"
    )


if __name__ == "__main__":
    for language, file in PAGES.items():
        Path(__file__).with_name(file).write_text(page(language), encoding="utf-8")
