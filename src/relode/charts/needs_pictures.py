"""Needs in two pictures: waves of users beside what is there, and what is surely too much or too little by year."""

from collections.abc import Mapping
from statistics import median

import altair as alt
import pandas as pd

from relode.charts.indicator_map import colour_ends, indicator_map
from relode.charts.style import INK, MUTED, Drawing, Picture, compact, styled, wrapped, year_axis
from relode.language import Amount, Clauses, Language, Sentence, say
from relode.needs import NationalNeeds, Needs
from relode.needs.chapter import FIRST
from relode.needs.national import SOURCES

WAVES: Mapping[str, str] = {
    "kindergarten": "#cc79a7",
    "primary": "#0072b2",
    "junior": "#009e73",
    "senior": "#d55e00",
    "care_homes": "#8c6d31",
}
BORN = 0.5
"""Part of the users who must have been born by the census for a year to be drawn in colour."""
WIDE = 700
"""Pixels from which two names of services stand side by side."""
PHONE = 30
"""Columns of a name that a phone has room for."""
DETAIL = alt.Detail("service:N")


def pictures_of(record: Needs | NationalNeeds, language: Language) -> dict[str, Picture]:
    """Key -> picture of a place, or of all listed places."""
    if isinstance(record, Needs):
        return needs_pictures(record, language)
    picture = teachers_map(record, language)
    return {picture.key: picture}


def _legend(width: int) -> alt.Legend:
    """Names of services above a picture: side by side where they fit."""
    return alt.Legend(
        orient="top", columns=2 if width >= WIDE else 1, labelFontSize=13,
        symbolType="stroke", symbolStrokeWidth=3,
        labelExpr=r"split(datum.label, '\n')",
    )  # fmt: skip


def _named(table: pd.DataFrame, width: int) -> pd.DataFrame:
    """The table with names of services in lines that fit the width."""
    return table.assign(service=[wrapped(each, PHONE) for each in table["service"]]) if compact(width) else table


def teachers_map(record: NationalNeeds, language: Language) -> Picture:
    """Pupils of 2030 for each teacher of today as dots at the places; grey where nothing is counted."""
    rows = [
        (each.place.slug, each.place.name(language), each.place.longitude, each.place.latitude, each.pupils_a_teacher)
        for each in record.places
        if each.place.longitude is not None
    ]
    table = pd.DataFrame(rows, columns=["slug", "place", "longitude", "latitude", "value"])
    table["text"] = table["place"]
    known = [each.pupils_a_teacher for each in record.places if each.pupils_a_teacher is not None]
    ends = colour_ends(known, has_zero=False)

    def draw(width: int) -> Drawing:
        return indicator_map(table, ends, False, ".0f", width, language)

    middle = Amount(median(known), "ratio")
    title = Sentence("charts.needs_map.title", {"year": record.year, "middle": middle, "count": len(known)})
    subtitle = Sentence("charts.needs_map.subtitle", {"year": record.year})
    shown = table[["place", "value"]].dropna().sort_values("value")
    return Picture("needs_map", title, subtitle, shown, draw, SOURCES, (), language, "ratio")


def needs_pictures(record: Needs, language: Language) -> dict[str, Picture]:
    """Key -> picture; that of surpluses is left out where nothing is sure."""
    drawn = (waves(record, language), sure_by_year(record, language))
    return {each.key: each for each in drawn if each is not None}


def waves(record: Needs, language: Language) -> Picture:
    """Users of five services over those of FIRST [%], grey where most are not born; a line at what is served today."""
    rows = []
    for key, colour in WAVES.items():
        service = record.service(key)
        base = service.at(FIRST).users.value
        for each in service.years:
            born = each.alive_share >= BORN
            name = service.users_name if key == "care_homes" else service.name
            rows.append((name.name(language), each.year, 100 * each.users.value / base, born, colour))
    table = pd.DataFrame(rows, columns=["service", "year", "value", "born", "colour"])

    def draw(width: int) -> Drawing:
        first, last = int(table["year"].min()), int(table["year"].max())
        x = alt.X("year:Q", title=None, axis=year_axis(first, last, width), scale=alt.Scale(nice=False))
        y = alt.Y("value:Q", title=say("charts.needs_users.axis", language, base=FIRST), scale=alt.Scale(zero=True))
        rows = _named(table, width)
        colours = rows.drop_duplicates("service")
        scale = alt.Scale(domain=colours["service"].tolist(), range=colours["colour"].tolist())
        colour = alt.Color("service:N", title=None, scale=scale, legend=_legend(width))
        line = alt.Chart().mark_rule(color=INK, strokeDash=[2, 3]).encode(y=alt.YDatum(100))
        later = alt.Chart(rows).mark_line(color=MUTED, strokeWidth=1.5, strokeDash=[4, 3]).encode(x, y, DETAIL)
        alive = alt.Chart(rows[rows["born"]]).mark_line(strokeWidth=2.5).encode(x, y, colour)
        return styled(alt.layer(line, later, alive), width, 340, language)

    primary = record.service("primary")
    told = {"place": record.place, "year": record.year, "base": FIRST}
    fall = Amount(1 - primary.at(record.year).users.value / primary.at(FIRST).users.value, "share")
    title = Sentence("charts.needs_users.title", told | {"fall": fall})
    subtitle = Sentence("charts.needs_users.subtitle", told)
    shown = table[["service", "year", "value"]].assign(value=table["value"] / 100)
    return Picture("needs_users", title, subtitle, shown, draw, record.sources, (), language, "share")


def sure_by_year(record: Needs, language: Language) -> Picture | None:
    """Sure surplus (above 0) and shortage (below) of each service, in per cent of what is there."""
    rows = [
        (service.name.name(language), each.year, each.sure / service.capacity.value)
        for service in record.services
        if service.capacity is not None and any(year.sure for year in service.years)
        for each in service.years
    ]
    if not rows:
        return None
    table = pd.DataFrame(rows, columns=["service", "year", "value"])

    def draw(width: int) -> Drawing:
        first, last = int(table["year"].min()), int(table["year"].max())
        x = alt.X("year:Q", title=None, axis=year_axis(first, last, width), scale=alt.Scale(nice=False))
        y = alt.Y("value:Q", title=say("charts.needs_sure.axis", language), axis=alt.Axis(format="%"))
        rows = _named(table, width)
        names = list(dict.fromkeys(rows["service"]))
        colours = alt.Scale(domain=names, range=list(WAVES.values())[: len(names)])
        colour = alt.Color("service:N", title=None, legend=_legend(width), scale=colours)
        steps = alt.Chart(rows).mark_line(interpolate="step-after", strokeWidth=2.5).encode(x, y, colour)
        zero = alt.Chart().mark_rule(color=INK).encode(y=alt.YDatum(0))
        return styled(alt.layer(zero, steps), width, 300, language)

    subtitle = Sentence("charts.needs_sure.subtitle", {})
    return Picture("needs_sure", _sure_title(record), subtitle, table, draw, record.sources, (), language, "share")


def _sure_title(record: Needs) -> Sentence:
    """Which services are surely too many or too few in the year of the needs."""
    sure = [(each.name, each.at(record.year).sure) for each in record.services if each.capacity is not None]
    kinds = {
        "surplus": [name for name, amount in sure if amount > 0],
        "shortage": [name for name, amount in sure if amount < 0],
    }
    found = [Sentence(f"charts.needs_sure.{kind}", {"names": names}) for kind, names in kinds.items() if names]
    about = {"place": record.place, "year": record.year}
    if not found:
        return Sentence("charts.needs_sure.title_none", about)
    return Sentence("charts.needs_sure.title", {**about, "found": Clauses(tuple(found))})
