"""What if: the levers with cost and evidence, and what a scenario changes, in words and numbers for a page."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from operator import itemgetter
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from starlette.requests import Request

from relode.arrays import Values
from relode.charts.what_if_fans import mark_rows
from relode.decisions.programmes import programme_of_lever
from relode.evidence.evidence_answer import independent, lever_studies
from relode.evidence.evidence_chapter import studies_table
from relode.language import Language, Sentence, interval_text, number_text, plain_value, say, spoken
from relode.model.policy.levers import EVIDENCE_GRADES, GROUPS, SUBSIDISED_SECTORS, Lever, lever_costs, levers
from relode.places import Place, by_code
from relode.plan.simulations.what_if import SHOWN, WhatIf, what_if
from relode.plan.spending import YUAN
from relode.story import Column, Table
from relode.story.words import Trace, Words
from relode.vocabulary import quantity
from relode.web.own_figures.sessions import session_of
from relode.web.server.rendering import words_of
from relode.web.what_if.scenario import Scenario
from relode.web.what_if.simulator import Simulator
from relode.web.what_if.what_if_pictures import axis_of, marked, paths_of, rows_of
from relode.web.what_if.what_if_text import (
    as_python,
    at_prices,
    borne,
    command,
    dose,
    finding,
    money,
    money_alone,
    note,
    others,
    payers_bar,
    price,
)

_MAKING = threading.Lock()
STEPS = 50
"""Steps of a slider from its lowest to its highest dose."""
MONEY_ALREADY = "yuan per yuan"
"""The unit of costs whose dose is money already: nothing to tell."""
TABLE_YEARS = (2020, 2025, 2030, 2035, 2040, 2045, 2050)


def lever_rows(scenario: Scenario, language: Language) -> list[dict[str, Any]]:
    """Each lever as the page shows it, by group: name, range, dose, cost, evidence."""
    rows = [
        {
            "name": name,
            "group": lever.group,
            "label": quantity(name).label(language),
            "meaning": quantity(name).meaning(language),
            "lower": lever.lower,
            "upper": lever.upper,
            "grid": (lever.upper - lever.lower) / STEPS,
            "step": step_of(lever, scenario.value(name)),
            "value": scenario.value(name),
            "text": spoken(dose(name, scenario), language),
            "without": replace(scenario, doses=tuple(d for d in scenario.doses if d[0] != name)).query(),
            "sectors": SUBSIDISED_SECTORS if lever.by_sector else (),
            "sector": scenario.sector(name),
            "cost": say(f"levers.cost.{lever.cost}", language),
            "prices": [price(cost) for cost in lever_costs() if cost.lever == name and cost.unit != MONEY_ALREADY],
            "strength": len(EVIDENCE_GRADES) - EVIDENCE_GRADES.index(lever.evidence_grade),
            "grade": _graded(name, lever.evidence_grade, language),
            "own_effect": _own_effect(lever, language),
            "reason": lever.reason.name(language),
            "sources": lever.source.split(";"),
            "studies": _studies(name),
        }
        for name, lever in levers().items()
    ]
    return sorted(rows, key=lambda row: GROUPS.index(row["group"]))


def _own_effect(lever: Lever, language: Language) -> str:
    """Whether studies tell what it does of its own, and when half of it is there."""
    if programme_of_lever(lever.key) is None:
        return say("web.act.money_alone", language)
    return say("web.act.lag", language, lag=number_text(lever.lag, "years", language))


def step_of(lever: Lever, dose: float) -> float | str:
    """The step of a slider; a dose between two steps, as a link may have it, is kept: there is none then.

    [unit of the lever]
    """
    step = (lever.upper - lever.lower) / STEPS
    count = (dose - lever.lower) / step
    return step if dose == 0 or abs(count - round(count)) < 1e-6 else "any"


def _graded(name: str, grade: str, language: Language) -> str:
    """The grade of the evidence, and how many independent studies hold the lever's own doing."""
    count, direct = independent(lever_studies(name))
    values = {"grade": Sentence(f"levers.grade.{grade}", {}), "count": count, "direct": direct}
    return spoken(Sentence(f"web.act.graded.{'studied' if count else 'thin'}", values), language)


def _studies(name: str) -> Table:
    """Published effects of a lever. Keys of rows are for the command line; a page names authors and year."""
    table = studies_table(lever_studies(name))
    said = Sentence("web.act.studies", {})
    return replace(table, caption=said, columns=(replace(table.columns[0], field="study"), *table.columns[1:]))


class WhatIfs:
    """Answers of a simulator, kept by city and scenario."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator
        self.found = lru_cache(maxsize=24)(self._found)
        self.told = lru_cache(maxsize=24)(self._told)
        self.nothing = lru_cache(maxsize=24)(self._nothing)
        self.at_cost = lru_cache(maxsize=24)(self._at_cost)

    def _found(self, code: str, scenario: Scenario) -> WhatIf:
        place = by_code()[code]
        return what_if(self.simulator.city(place, scenario.shock), scenario.policy(place), scenario.until)

    def _at_cost(self, code: str, lever: str, yuan: float, until: int) -> Scenario | None:
        """One lever at the dose that costs all payers so much a year, None beyond its largest. [yuan per year]

        Costs are nearly in proportion to the dose: what two probes leave of the difference is below a hundredth.
        """
        dose = levers()[lever].upper / 10
        sector = SUBSIDISED_SECTORS[1] if levers()[lever].by_sector else ""
        for _ in range(2):
            result = self.found(code, Scenario(((lever, sector, dose),), until=until))
            paid = sum(each.value for each in result.paid.values()) * YUAN
            if paid <= 0 or dose * yuan / paid > levers()[lever].upper:
                return None
            dose = float(f"{dose * yuan / paid:.4g}")
        return Scenario(((lever, sector, dose),), until=until)

    def _told(self, code: str, scenario: Scenario, first: str, language: Language) -> dict[str, Any]:
        result = self.found(code, scenario)
        said = said_of(result, scenario, words_of(language, trace=trace_of(by_code()[code], scenario, language)))
        return {
            "finding": said["finding"],
            "alone": said.get("alone", ""),
            "notes": {name: said[f"note_{name}"] for name in SHOWN},
            "rows": {name: rows_of(result, name, language) for name in SHOWN},
            "paths": paths_of(result, first, language),
            "before": {} if scenario.doses else {name: paths_of(result, name, language) for name in SHOWN},
            "values": {name: spoken(dose(name, scenario), language) for name in levers()},
            "costs": {name: spoken(borne(result, name), language) for name in result.paid_for},
            "money": {
                **payers_bar(result, scenario),
                "text": said["money"],
                "others": said["others"],
            },
            "command": command(by_code()[code], scenario, result),
            "python": as_python(by_code()[code], scenario, result),
            "table": table(result, self.nothing(code, scenario.shock, language), language),
            "refused": result.refused.say(language) if result.refused else "",
            "axes": {name: axis_of(result, name, language) for name in SHOWN},
            "marks": mark_rows(marked(scenario)),
            "query": scenario.query(),
        }

    def _nothing(self, code: str, shock: str, language: Language) -> list[str]:
        """The cells of doing nothing, which every scenario's table shares."""
        city = self.simulator.city(by_code()[code], shock)
        return cells(city.nothing_bands, city.own.futures.years, language)


def said_of(result: WhatIf, scenario: Scenario, words: Words) -> dict[str, Markup]:
    """What is said of a scenario, as HTML: its finding, its money, who else pays, and each picture."""
    said = {"finding": finding(result, scenario), "money": money(result, scenario), "others": others(result)}
    if (alone := money_alone(scenario)) is not None:
        said["alone"] = alone
    said |= {f"note_{name}": note(result, name, scenario) for name in SHOWN}
    return {name: words.html(each) for name, each in said.items()}


def trace_of(place: Place, scenario: Scenario, language: Language) -> Trace:
    """Takes down the figures of what is said of a scenario."""
    asked = urlencode({**scenario.query(), "budget": f"{scenario.budget:g}", "in": language})
    return Trace(f"/city/{place.slug}/what-if/figure/{{}}?{asked}")


def what_ifs_of(request: Request) -> WhatIfs | None:
    """The answers to levers for the session of a request, None if the server has no simulator.

    A session with own figures has a simulator of its own, which warms up when levers are first opened.
    """
    simulator, session = request.app.state.simulator, session_of(request)
    if simulator is None:
        return None
    with _MAKING:
        if session.what_ifs is None:
            is_start = session is request.app.state.sessions.start
            session.what_ifs = WhatIfs(simulator if is_start else simulator.again(session.figures))
    return session.what_ifs


def table(result: WhatIf, nothing: Sequence[str], language: Language) -> list[list[str]]:
    """The table twin: one line a quantity and year, doing nothing and the plan, median and 90 % band."""
    years = result.futures.years
    names = {name: quantity(name).label(language) + str(plain_value(at_prices(name), language)) for name in SHOWN}
    heads = [(names[name], str(year)) for name in SHOWN for year in TABLE_YEARS if year in years]
    plan = cells(result.plan, years, language)
    return [[*head, *each] for head, *each in zip(heads, nothing, plan, strict=True)]


def numbers_table(rows: Sequence[Sequence[str]]) -> Table:
    """The rows of `table` under their heads."""
    heads = ("report.table.quantity", "report.table.year", "web.act.column_nothing", "web.act.column_plan")
    columns = tuple(Column(head, itemgetter(at)) for at, head in enumerate(heads))
    return Table(Sentence("web.act.table", {}), columns, rows)


def cells(bands: Mapping[str, Values], years: Sequence[int], language: Language) -> list[str]:
    """Median and 90 % band of each quantity and year of the table, in its order.

    `bands` hold (band, year) of each quantity, in its unit.
    """
    texts = []
    for name in SHOWN:
        unit = quantity(name).unit
        for year in (y for y in TABLE_YEARS if y in years):
            low, _, median, _, high = (float(v) for v in bands[name][:, years.index(year)])
            span = interval_text((low, high), unit, language)
            texts.append(say("report.with_interval", language, text=number_text(median, unit, language), span=span))
    return texts
