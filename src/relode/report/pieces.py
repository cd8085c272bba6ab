"""Parts of a report that a page shows too: tables, findings, gaps and sources, ready for a template."""

from dataclasses import dataclass
from operator import itemgetter
from typing import Any, NamedTuple

from markupsafe import Markup

from relode.charts import Picture
from relode.charts.ahead import has_picture
from relode.diagnosis import Profile
from relode.diagnosis.profiles import findings
from relode.diagnosis.profiles.place_profile import GroupQuantiles, shown
from relode.facts import rows
from relode.facts.licences import Expiry, aged
from relode.language import (
    Amount,
    Bilingual,
    Language,
    Sentence,
    Word,
    name,
    number_text,
    plain_value,
    spoken,
    unit_name,
)
from relode.language.names import has_name
from relode.outlook import forecast_notes
from relode.outlook.ahead.outlook_text import line
from relode.panel import not_moved
from relode.panel.census_measures import CENSUS_YEARS
from relode.panel.number import Number, long_form_ratio, notable_flags
from relode.places import by_code
from relode.report.content import CityResult, newest_years
from relode.story import Column, Table
from relode.story.columns import IN_TEXT
from relode.story.words import Words
from relode.vocabulary import Label, quantity


def nation_sources() -> list[str]:
    """Sources of the figures of the nation in a report."""
    return [key for number in ratios().values() for key in number.sources]


def ratios() -> dict[str, Number]:
    """How many employed persons stand behind one whom each census asked; empty if not known of both."""
    numbers = {f"ratio_{year}": long_form_ratio(year) for year in CENSUS_YEARS}
    known = {key: number for key, number in numbers.items() if number is not None}
    return known if len(known) == len(numbers) else {}


def key_findings(result: CityResult) -> dict[str, Sentence | None]:
    """The first sentences of a place, None where the data do not allow one."""
    profile = result.profile
    values = {
        "people": findings.people(profile),
        "excess": findings.people_excess(profile),
        "mining": findings.mining(profile),
        "growth": findings.growth(profile),
        "house_price": findings.house_price(profile),
        "ageing": findings.ageing(profile),
    }
    return values


def numbers_table(picture: Picture) -> Table:
    """The numbers of a picture as a reader writes them, in the unit of the picture or of the row."""
    columns = (Column(f"charts.columns.{name}", itemgetter(at)) for at, name in enumerate(picture.table.columns))
    return Table(Sentence("report.table.numbers", {}), tuple(columns), table_rows(picture), folded=True)


def table_rows(picture: Picture) -> list[list[str]]:
    """The table twin: numbers as a reader writes them, in the unit of the picture or of the row."""
    names = list(picture.table.columns)
    return [
        [
            _cell(name, value, dict(zip(names, row, strict=True)), picture)
            for name, value in zip(names, row, strict=True)
        ]
        for row in picture.table.itertuples(index=False)
    ]


def _cell(name: str, value: object, row: dict[str, object], picture: Picture) -> str:
    if not isinstance(value, float):
        return str(value)
    if value != value:
        return "–"
    if name == "count":
        return f"{value:.0f}"
    if name == "quotient":
        return number_text(value, "ratio", picture.language)
    if "unit" in row and name != "below":  # each row has a unit of its own, in words beside it
        return number_text(value, "share" if row["unit"] in _share_names(picture.language) else "1", picture.language)
    return number_text(value, picture.unit, picture.language)


def _share_names(language: Language) -> set[str]:
    return {unit_name(unit, language) for unit in ("share", "share per year", "share change")}


def key_figures(profile: Profile) -> list[Table]:
    """The newest figure of each quantity and what stands beside, theme by theme."""
    themes: dict[str, list[Number]] = {}
    for item in shown():
        newest = profile.latest(item.quantity) if item.theme != "structure" else None  # that is drawn, with its numbers
        if newest is not None:
            themes.setdefault(item.theme, []).append(newest)
    return [_theme(key, numbers, profile) for key, numbers in themes.items()]


def _theme(key: str, numbers: list[Number], profile: Profile) -> Table:
    beside = {
        group: [quarters(findings.beside(profile, each.quantity, group), each) for each in numbers]
        for group in ("peers", "type")
    }
    is_compared = any(each is not None for column in beside.values() for each in column)
    rows = [KeyFigure(*each) for each in zip(numbers, *beside.values(), strict=True)]
    compared = [Column(f"report.table.{group}", group, format=IN_TEXT) for group in beside] if is_compared else []
    columns = (
        Column("report.table.quantity", lambda row: Label(row.number.quantity)),
        Column("report.table.value", "number", format="exact"),
        Column("report.table.year", "number.year"),
        *compared,
        Column("report.table.flags", lambda row: flag_words(row.number)),
    )
    return Table(Sentence(f"report.theme.{key}", {}), columns, rows)


class KeyFigure(NamedTuple):
    """The newest figure of a quantity and the quarters of its peers and of places of its type."""

    number: Number
    peers: Sentence | None
    type: Sentence | None


def flag_words(number: Number) -> list[Word] | None:
    """What to know of a figure, None where that is nothing."""
    return [Word("flag", flag) for flag in notable_flags(number.flags)] or None


def quarters(row: GroupQuantiles | None, newest: Number) -> Sentence | None:
    """The median of a group with its quarters, and its year where that is another than the city's."""
    if row is None:
        return None
    low, _, high = row.quantiles[1:4]
    ends = {name: Amount(end, newest.unit, None, newest.sources) for name, end in (("low", low), ("high", high))}
    key = "quarters" if row.year == newest.year else "quarters_of_year"
    return Sentence(f"report.table.{key}", {"middle": findings.median(row, newest), **ends, "year": row.year})


def source_entry(key: str, number: int, language: Language) -> dict[str, Any]:
    """An entry of the list of sources."""
    row = next(row for row in rows("sources") if row["key"] == key)
    said = {part: name(f"source_{part}", key, language) for part in ("title", "publisher") if row[part]}
    past = {each.source: spoken(aged_words(each), language) for each in aged([key])}
    return {"key": key, "number": number, "year": row["year"], "publisher": "", "aged": past.get(key, ""), **said}


def aged_words(of: Expiry) -> Sentence:
    """That a source is past the date by which to look for newer figures, and why they are likely."""
    return Sentence(
        "report.sources.aged", {"date": of.look_again.isoformat(), "reason": Bilingual(of.reason_en, of.reason_zh)}
    )


def newest(result: CityResult, words: Words) -> Markup:
    """How old the facts are."""
    years = newest_years(result.profile)
    said = {
        what: Sentence("report.vintage_year", {"year": year}) if year else Sentence("report.vintage_unknown", {})
        for what, year in years.items()
    }
    if not years["census"]:
        return words.say("report.vintage_no_census", **said, date=result.made.isoformat())
    age = result.made.year - years["census"]
    return words.say("report.vintage", **said, date=result.made.isoformat(), age=age)


@dataclass(frozen=True)
class ForecastNote:
    """What a reader must know of a forecast beneath its picture, and the sources of its figures."""

    picture: str
    notes: tuple[Sentence, ...]
    sources: tuple[str, ...]


def ahead(result: CityResult) -> list[ForecastNote]:
    """For each forecast, its picture and what a reader must know of it; without a picture its figures in a sentence."""
    if result.outlook is None:
        return []
    until = result.outlook.years[-1]
    return [
        ForecastNote(
            f"ahead_{each.quantity}",
            forecast_notes(each) if has_picture(each) else (line(each, until), *forecast_notes(each)),
            each.sources,
        )
        for each in result.outlook.forecasts
    ]


def missing(result: CityResult, words: Words) -> list[dict[str, Any]]:
    """Reason -> labels of the quantities that are missing for it."""
    reasons: dict[str, list[str]] = {}
    for missing in result.profile.missing:
        reasons.setdefault(missing.reason, []).append(quantity(missing.quantity).label(words.language))
    return [{"reason": words.say(f"report.missing.{reason}"), "labels": labels} for reason, labels in reasons.items()]


def overrides(result: CityResult, words: Words) -> list[Markup]:
    """The user's own figures, one sentence each."""
    said = []
    for record in result.panel.attrs["overrides"]:
        meaning = quantity(record["quantity"])
        values = {
            "quantity": Label(meaning.name),
            "place": by_code()[record["place"]],
            "year": record["year"],
            "value": Amount(record["value"], meaning.unit, None, ("user",)),
            "note": record["note"],
        }
        sentences = [Sentence("report.sources.override_new", values)]
        if record["before"] is not None:
            before = Amount(record["before"], meaning.unit, None, ("user",))
            sentences = [Sentence("report.sources.override", {**values, "before": before})]
        if record["low"] is not None:
            ends = {end: Amount(record[end], meaning.unit, None, ("user",)) for end in ("low", "high")}
            sentences.append(Sentence("report.sources.own_interval", ends))
        doubts = [Sentence("report.sources.doubt", {"doubt": doubt[words.language]}) for doubt in record["doubts"]]
        said.append(Markup(" ").join(words.html(each) for each in (*sentences, *doubts)))
    for moved, followers in not_moved(result.overrides):
        labels = [Label(each) for each in followers]
        said.append(words.say("report.sources.not_moved", name=Label(moved), followers=labels))
    return said


def namer(language: Language) -> Any:
    """A function of kind and key that gives the word, or the key itself where there is none."""

    def named(kind: str, key: str) -> str:
        return str(plain_value(Word(kind, key), language)) if has_name(kind, key) else key

    return named
