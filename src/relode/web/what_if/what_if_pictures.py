"""The pictures of a scenario: what each is drawn from, and its Vega-Lite without numbers."""

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from relode.charts import Picture
from relode.charts.style import Drawing
from relode.charts.what_if_fans import (
    HEIGHT,
    PATHS,
    STRIP,
    Ends,
    axis_unit,
    change_axis,
    fact_rows,
    fan,
    fan_rows,
    mark_rows,
    paths,
    paths_axis,
    scaled_axis,
    specification,
)
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR, LAST_YEAR, OPENING_YEAR
from relode.language import Language, Sentence, plain_value, say
from relode.outlook.one_future.observed_series import QUANTITIES as OBSERVED
from relode.outlook.one_future.observed_series import YEARS, levels
from relode.plan.making.plan_text import SOURCES
from relode.plan.simulations.what_if import SHOWN, WhatIf, change_unit
from relode.vocabulary import Label, quantity
from relode.web.pages import page_cache
from relode.web.pages.choices import STRIKES
from relode.web.what_if.scenario import Scenario
from relode.web.what_if.what_if_text import at_prices, finding, setting

FACTS_SINCE = 2010
"""The first year of the facts that are drawn before doing nothing."""


def specs(width: int, language: Language) -> dict[str, dict[str, Any]]:
    """The pictures as Vega-Lite, to be filled with rows, marks and ends of axes.

    Each change by itself, in its place facts and doing nothing before a lever is set (`before_` and its name), a change
    beneath the paths and with their years (`strip`), and the paths.
    """
    drawn = {name: fan((OPENING_YEAR, LAST_YEAR), width, language) for name in SHOWN}
    drawn |= {f"before_{name}": paths((FACTS_SINCE, LAST_YEAR), width, language, height=HEIGHT) for name in SHOWN}
    drawn["strip"] = fan((FACTS_SINCE, LAST_YEAR), width, language, height=STRIP)
    drawn["paths"] = paths((FACTS_SINCE, LAST_YEAR), width, language)
    return {name: specification(each, picture_text(name, language)) for name, each in drawn.items()}


def picture_text(name: str, language: Language) -> str:
    """What a picture shows, for those who hear the page."""
    if name.startswith("before_"):
        return say("web.act.picture_before", language, quantity=quantity(name.removeprefix("before_")).label(language))
    if name in SHOWN:
        return say("web.act.picture", language, quantity=quantity(name).label(language))
    return say(f"web.act.picture_of_{name}", language)


def scenario_picture(result: WhatIf, scenario: Scenario, shown: str, large: str, language: Language) -> Picture:
    """One picture of a scenario as it stands: of a change, or of `paths`, which are of the `large` quantity.

    Before a lever is set the other quantities show facts and doing nothing. RelodeError for what is not drawn.
    """
    if shown not in (*SHOWN, "paths"):
        raise RelodeError("simulate.unknown_quantity", names=shown, allowed=", ".join((*SHOWN, "paths")))
    is_before = shown in SHOWN and shown != large and not scenario.doses
    of_levels = shown == "paths" or is_before
    name = large if shown == "paths" else shown
    marks = mark_rows(marked(scenario))
    if of_levels:
        told = paths_of(result, name, language)
        years: Sequence[int] = (FACTS_SINCE, LAST_YEAR)
        axis, rows = told["axis"], [*told["fans"], *told["facts"]]
    else:
        years, axis, rows = result.futures.years, axis_of(result, name, language), rows_of(result, name, language)
    table = pd.DataFrame([*rows, *marks])

    def chart(width: int) -> Drawing:
        if not of_levels:
            return fan(years, width, language, table, axis)
        return paths(years, width, language, table, axis, HEIGHT if is_before else PATHS)

    kind = "before" if is_before else "paths" if of_levels else "change"
    unit = level_unit(name, language) if of_levels else axis_unit(change_unit(name), language)
    values = {"quantity": Label(name), "unit": unit, "first": FIRST_PLAN_YEAR, "set": setting(result, scenario)}
    subtitle = Sentence(f"web.act.kept_{kind}", values)
    keys = [
        *(sources_of(result.place.code, name) if of_levels else ()),
        *SOURCES,
        *(("published_effects",) if scenario.doses else ()),
    ]
    title = finding(result, scenario)
    return Picture(shown, title, subtitle, table, chart, tuple(dict.fromkeys(keys)), (), language)


def large_of(asked: Mapping[str, str]) -> str:
    """The quantity of the large picture of an address. Raises RelodeError for one that is not drawn."""
    large = asked.get("first", SHOWN[0])
    if large not in SHOWN:
        raise RelodeError("web.unknown_choice", part="first", value=large, choices=", ".join(SHOWN))
    return large


def marked(scenario: Scenario) -> tuple[int, ...]:
    """The years that a picture marks: the beginning of the plan, and of the shock."""
    return (FIRST_PLAN_YEAR, STRIKES) if scenario.shock else (FIRST_PLAN_YEAR,)


def headings(language: Language) -> list[dict[str, str]]:
    """Name and axis unit of each picture of a change."""
    units = {name: axis_unit(change_unit(name), language) for name in SHOWN}
    return [{"name": name, "label": quantity(name).label(language), "unit": units[name]} for name in SHOWN]


def axis_of(result: WhatIf, name: str, language: Language) -> Ends:
    """The ends of the axis of a change. In the unit of the axis."""
    return scaled_axis(change_unit(name), change_axis(result.difference[name]), language)


def rows_of(result: WhatIf, name: str, language: Language) -> list[dict[str, float | str | int]]:
    """What the picture of a change is drawn from, as its axis shows it. In the unit of the axis."""
    fans = {"nothing": np.zeros_like(result.difference[name]), "plan": result.difference[name]}
    return fan_rows(change_unit(name), fans, result.futures.years, language, FIRST_PLAN_YEAR)


def paths_of(result: WhatIf, name: str, language: Language) -> dict[str, Any]:
    """Facts, doing nothing and the plan of one quantity as the axis shows them, with the ends and unit of the axis."""
    unit, facts = quantity(name).unit, facts_of(result.place.code, name)
    fans = {"nothing": result.nothing[name], "plan": result.plan[name]}
    return {
        "name": name,
        "label": quantity(name).label(language),
        "unit": level_unit(name, language),
        "axis": scaled_axis(unit, paths_axis(fans, list(facts.values())), language),
        "fans": fan_rows(unit, fans, result.futures.years, language),
        "facts": fact_rows(unit, facts, language),
    }


def level_unit(name: str, language: Language) -> str:
    """What the numbers of an axis are counted in, of money with the year of its prices."""
    return axis_unit(quantity(name).unit, language) + str(plain_value(at_prices(name), language))


@page_cache.kept(200)
def facts_of(code: str, name: str) -> dict[int, float]:
    """Year -> published value since FACTS_SINCE, as the simulator opens with it; empty for what no source counts.

    In the unit of the quantity.
    """
    known = levels(page_cache.panel(), name, [code])[0] if name in OBSERVED else ()
    return {y: float(value) for y, value in zip(YEARS, known, strict=False) if y >= FACTS_SINCE and isfinite(value)}


def sources_of(code: str, name: str) -> tuple[str, ...]:
    """The sources of these values; empty for what no source counts."""
    if name not in OBSERVED:
        return ()
    cells = page_cache.panel()["source"].sel(quantity=list(OBSERVED[name]), place=code)
    found = cells.sel(year=[year for year in YEARS if year >= FACTS_SINCE]).to_numpy().ravel()
    return tuple(dict.fromkeys(key for key in found if key))
