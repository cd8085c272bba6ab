"""The report as one HTML file that opens from disk and asks no host."""

from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from relode import __version__
from relode.charts import Picture, pictures, scores, svg
from relode.diagnosis import findings
from relode.diagnosis.in_words import own_type_words
from relode.diagnosis.measured import CENSUS_YEARS
from relode.diagnosis.number import long_form_ratio, notable_flags
from relode.diagnosis.profile import Beside, shown
from relode.facts import fingerprint, rows
from relode.language import Language, Sentence, Word, name, number_text, plain_value, spoken, unit_name
from relode.language.names import has_name
from relode.outlook import Backcast, forecast_notes
from relode.report.content import Result, newest_years, used_sources
from relode.report.next_chapter import next_chapter
from relode.report.words import Words
from relode.vocabulary import quantity

WIDTHS = {"wide": 640, "narrow": 312}
"""Pixels of the two drawings of a picture: one for a page, one for a phone."""


def report_html(result: Result, language: Language) -> str:
    """The whole report in `language`."""
    drawn = pictures(result.panel, result.profile, result.pathways, result.outlook, language)
    keys = used_sources(result, [*nation_sources(), *(key for picture in drawn.values() for key in picture.sources)])
    words = Words(language, {key: i for i, key in enumerate(keys, 1)})
    template = _environment(words).get_template("report.html.j2")
    return template.render(
        result=result,
        profile=result.profile,
        pathways=result.pathways,
        findings=_findings(result),
        pictures={key: _drawn(picture, words) for key, picture in drawn.items()},
        themes=_themes(result, words),
        sources=[_source(key, i, language) for key, i in words.order.items()],
        assumptions=list(rows("assumptions")),
        newest=_newest(result, words),
        style=_style(),
        missing=_missing(result, words),
        ahead=_ahead(result, language),
        next=next_chapter(result.pathways, language),
        own_type=own_type_words(result.profile.own_type),
        overrides=_overrides(result, words),
        version=__version__,
        fingerprint=fingerprint()[:12],
        quantity=quantity,
        ratios={f"ratio_{year}": long_form_ratio(year) for year in CENSUS_YEARS},
    )


def backcast_html(found: Backcast, language: Language) -> str:
    """The page of a backcast in `language`."""
    drawn = scores(found, language)
    keys = dict.fromkeys(key for picture in drawn for key in picture.sources)
    words = Words(language, {key: i for i, key in enumerate(keys, 1)})
    return (
        _environment(words)
        .get_template("backcast.html.j2")
        .render(
            pictures=[_drawn(picture, words) for picture in drawn],
            sources=[_source(key, i, language) for key, i in words.order.items()],
            style=_style(),
            version=__version__,
            fingerprint=fingerprint()[:12],
        )
    )


def _environment(words: Words) -> Environment:
    environment = Environment(
        loader=PackageLoader("relode.report", "."), autoescape=select_autoescape(default=True),
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals.update(words=words, say=words.say, language=words.language, named=_namer(words.language))
    return environment


def _style() -> Markup:
    return Markup(files("relode.report").joinpath("report.css").read_text(encoding="utf-8"))


def nation_sources() -> list[str]:
    """Sources of the figures of the nation in a report."""
    return [key for year in CENSUS_YEARS for key in long_form_ratio(year).sources]


def _findings(result: Result) -> dict[str, Sentence | None]:
    profile = result.profile
    found = {
        "people": findings.people(profile),
        "excess": findings.people_excess(profile),
        "mining": findings.mining(profile),
        "growth": findings.growth(profile),
        "house_price": findings.house_price(profile),
        "ageing": findings.ageing(profile),
    }
    return found


def _drawn(picture: Picture, words: Words) -> dict[str, Any]:
    plain = f"{spoken(picture.title, picture.language)}. {spoken(picture.subtitle, picture.language)}"
    return {
        "key": picture.key,
        "title": picture.title,
        "subtitle": picture.subtitle,
        "svg": {size: Markup(svg(picture.draw(width), plain)) for size, width in WIDTHS.items()},
        "marks": words.marks(picture.sources),
        "flags": notable_flags(picture.flags),
        "columns": list(picture.table.columns),
        "rows": _rows(picture),
    }


def _rows(picture: Picture) -> list[list[str]]:
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


def _themes(result: Result, words: Words) -> list[dict[str, Any]]:
    """The key figures, theme by theme: exact value, interval, and what stands beside."""
    profile = result.profile
    table: dict[str, list[dict[str, Any]]] = {}
    for item in shown():
        if item.theme == "structure":  # drawn, with its numbers beneath the picture
            continue
        newest = profile.latest(item.quantity)
        if newest is None:
            continue
        interval = newest.interval_90
        ends = [number_text(end, newest.unit, words.language, "bare") for end in interval] if interval else None
        row = {
            "label": quantity(item.quantity).label(words.language),
            "value": words.figure(newest, "exact"),
            "interval": ends,
            "year": newest.year,
            "flags": notable_flags(newest.flags),
            **{
                group: _group(findings.beside(profile, item.quantity, group), newest.unit, words)
                for group in ("peers", "type")
            },
        }
        table.setdefault(item.theme, []).append(row)
    return [
        {"key": theme, "rows": lines, "compared": any(r["peers"] or r["type"] for r in lines)}
        for theme, lines in table.items()
    ]


def _group(row: Beside | None, unit: str, words: Words) -> str | None:
    if row is None:
        return None
    low, high = (number_text(q, unit, words.language, "bare") for q in (row.quantiles[1], row.quantiles[3]))
    middle = number_text(row.quantiles[2], unit, words.language)
    return {"en": f"{middle} ({low} to {high})", "zh": f"{middle}（{low}至{high}）"}[words.language]


def _source(key: str, number: int, language: Language) -> dict[str, Any]:
    row = next(row for row in rows("sources") if row["key"] == key)
    said = {part: name(f"source_{part}", key, language) for part in ("title", "publisher") if row[part]}
    return {"key": key, "number": number, "year": row["year"], "publisher": "", **said}


def _newest(result: Result, words: Words) -> Markup:
    years = newest_years(result.profile)
    said = {what: year or words.plain("report.vintage_unknown") for what, year in years.items()}
    if not years["census"]:
        return words.say("report.vintage_no_census", **said, date=result.made.isoformat())
    age = result.made.year - years["census"]
    return words.say("report.vintage", **said, date=result.made.isoformat(), age=age)


def _ahead(result: Result, language: Language) -> list[dict[str, Any]]:
    """For each forecast, its picture and what a reader must know of it."""
    forecasts = result.outlook.forecasts if result.outlook else ()
    return [{"picture": f"ahead_{each.quantity}", "notes": forecast_notes(each, language)} for each in forecasts]


def _missing(result: Result, words: Words) -> list[dict[str, Any]]:
    """Reason -> labels of the quantities that are missing for it."""
    reasons: dict[str, list[str]] = {}
    for missing in result.profile.missing:
        reasons.setdefault(missing.reason, []).append(quantity(missing.quantity).label(words.language))
    return [{"reason": words.say(f"report.missing.{reason}"), "labels": labels} for reason, labels in reasons.items()]


def _overrides(result: Result, words: Words) -> list[Markup]:
    said = []
    for record in result.panel.attrs["overrides"]:
        meaning = quantity(record["quantity"])
        values = {
            "quantity": meaning.label(words.language),
            "place": next(str(plain_value(p, words.language)) for p in [_place(record["place"])]),
            "year": record["year"],
            "value": number_text(record["value"], meaning.unit, words.language, "exact"),
            "note": record["note"],
        }
        if record["before"] is None:
            said.append(words.say("report.sources.override_new", **values))
        else:
            before = number_text(record["before"], meaning.unit, words.language, "exact")
            said.append(words.say("report.sources.override", **values, before=before))
    return said


def _place(code: str) -> object:
    from relode.places import by_code

    return by_code()[code]


def _namer(language: Language) -> Any:
    def named(kind: str, key: str) -> str:
        return str(plain_value(Word(kind, key), language)) if has_name(kind, key) else key

    return named
