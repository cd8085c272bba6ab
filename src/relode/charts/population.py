"""People of a city: their number over the years, and by age and sex."""

from collections.abc import Mapping

import altair as alt
import pandas as pd
import xarray as xr

from relode.charts.style import INK, MUTED, PEER, PLAN, Drawing, Picture, compact, styled
from relode.charts.tables import group_values, in_percent, place_names
from relode.diagnosis import Profile, same_type
from relode.diagnosis.profiles import findings
from relode.language import Amount, Language, Sentence, Word, say
from relode.outlook.ahead.change_accounts import SOURCES
from relode.outlook.people_by_age.cohorts import GROUPS, OLD, SEXES, WORKING, Cohorts, census, if_nobody_moved
from relode.places import Place


def population_change(panel: xr.Dataset, profile: Profile, language: Language) -> Picture | None:
    """Each peer and each place of the type as a dot, the city dark, the province as a line."""
    title = findings.people(profile)
    own, province = (profile.at(name, 2020) for name in ("population_change", "province_population_change"))
    if title is None or own is None or province is None:
        return None
    groups = {"peers": [p.place for p in profile.peers], "type": same_type(profile.place)}
    table = place_names(group_values(panel, groups, "population_change", 2020), language)
    table["group"] = [say(f"charts.groups.{group}", language) for group in table["group"]]

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value")
        axis = say("charts.population_change.axis", language)
        x = alt.X("value:Q", title=axis, scale=alt.Scale(nice=True))
        y = alt.Y("group:N", title=None, sort=None)
        peers = alt.Chart(percent).mark_point(filled=True, color=PEER, opacity=0.55, size=60).encode(x, y)
        line = alt.Chart().mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x=alt.XDatum(province.value * 100))
        here = alt.Chart().mark_rule(color=INK, strokeWidth=2.5).encode(x=alt.XDatum(own.value * 100))
        labels = _labels(profile, own.value * 100, province.value * 100, language)
        layers = alt.layer(peers, line, here, *labels)
        return styled(layers, width, 170, language)

    subtitle = Sentence(
        "charts.population_change.subtitle",
        {"count": len(profile.peers), "whole": Word("province_kind", profile.place.province_kind)},
    )
    return Picture("population_change", title, subtitle, table, draw, own.sources, own.flags, language, "share")


def _labels(profile: Profile, own: float, province: float, language: Language) -> list[alt.Chart]:
    """Direct labels above the plot: on the outer side of each line, so that they never meet."""
    city_first = own <= province
    names = (
        (own, profile.place.name(language), INK, city_first),
        (province, province_name(profile, language), MUTED, not city_first),
    )
    return [
        alt.Chart()
        .mark_text(align="right" if left else "left", dx=-5 if left else 5, color=colour, fontSize=13, text=text)
        .encode(x=alt.XDatum(value), y=alt.value(-8))
        for value, text, colour, left in names
    ]


def province_name(profile: Profile, language: Language) -> str:
    """The name of the province of a place."""
    return profile.place.province_zh if language == "zh" else profile.place.province_en


BEFORE, SINCE, UNTIL = 2010, 2020, 2035
COLOURS = {BEFORE: MUTED, SINCE: PEER, UNTIL: PLAN}


def people_by_age(place: Place) -> Mapping[int, Cohorts]:
    """Year -> residents by sex and group: both censuses, and 2035 if nobody came or went; empty where not published.

    [persons]
    """
    ahead, (earlier, before) = if_nobody_moved(place.code, SINCE, UNTIL), census(BEFORE)
    if ahead is None or place.code not in earlier:
        return {}
    return {BEFORE: before[earlier.index(place.code)], SINCE: ahead[0], UNTIL: ahead[-1]}


def pyramid(place: Place, language: Language) -> Picture | None:
    """Men to the left, women to the right: bars of the last census, lines of the one before and of 2035."""
    cohorts = people_by_age(place)
    if not cohorts:
        return None
    rows = [
        (say(f"charts.pyramid.{sex}", language), group, year, float(people[s, g]))
        for year, people in cohorts.items()
        for s, sex in enumerate(SEXES)
        for g, group in enumerate(GROUPS)
    ]
    table = pd.DataFrame(rows, columns=["part", "group", "year", "value"])
    men = say("charts.pyramid.male", language)
    scale = 1e-3 if language == "en" else 1e-4
    signed = table.assign(value=table["value"].where(table["part"] != men, -table["value"]) * scale)

    def draw(width: int) -> Drawing:
        furthest = 1.08 * float(signed["value"].abs().max())
        axis = alt.Axis(labelExpr="format(abs(datum.value), ',~f')", tickCount=4 if compact(width) else 8)
        domain = alt.Scale(domain=[-furthest, furthest], nice=False)
        title = say("charts.ahead.axis_people", language)
        x = alt.X("value:Q", title=title, axis=axis, scale=domain)
        y = alt.Y("group:N", title=None, sort=list(GROUPS)[::-1], axis=alt.Axis(labelOverlap=False))
        years = [alt.Chart(signed[signed["year"] == year]).encode(y) for year in cohorts]
        bars = years[1].mark_bar(color=COLOURS[SINCE], opacity=0.55).encode(x)
        ends = [
            years[at].mark_tick(color=COLOURS[year], thickness=3, size=15).encode(x)
            for at, year in ((0, BEFORE), (2, UNTIL))
        ]
        middle = alt.Chart().mark_rule(color=INK).encode(x=alt.XDatum(0))
        sides = [
            alt.Chart()
            .mark_text(color=MUTED, fontSize=13, align="center", text=say(f"charts.pyramid.{sex}", language))
            .encode(x=alt.XDatum(side * 0.6 * furthest, scale=domain), y=alt.value(-10))
            for sex, side in (("male", -1), ("female", 1))
        ]
        return styled(alt.layer(bars, *ends, middle, *sides), width, 17 * len(GROUPS) + 50, language)

    def of(year: int, groups: slice) -> Amount:
        return Amount(float(cohorts[year][:, groups].sum()), "persons", None, SOURCES)

    values = {"place": place, "since": SINCE, "until": UNTIL, "old": of(UNTIL, OLD), "old_before": of(SINCE, OLD),
              "working": of(UNTIL, WORKING), "working_before": of(SINCE, WORKING)}  # fmt: skip
    title = Sentence("charts.pyramid.title", values)
    subtitle = Sentence("charts.pyramid.subtitle", {"before": BEFORE, "since": SINCE, "until": UNTIL})
    return Picture("pyramid", title, subtitle, table, draw, SOURCES, (), language, "persons")
