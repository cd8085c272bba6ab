"""What a scenario costs and changes, as sentences with their figures."""

from collections.abc import Mapping
from importlib.resources import files
from itertools import accumulate
from typing import Any

from relode.charts.what_if_fans import SMALLEST_CHANGE
from relode.decisions.programmes import programme_of_lever
from relode.errors import RelodeError
from relode.horizon import FIRST_PLAN_YEAR, OPENING_YEAR
from relode.language import Amount, Language, Sentence
from relode.model.policy.levers import LeverCost, levers
from relode.places import Place, by_code
from relode.plan.simulations.what_if import WhatIf
from relode.plan.simulations.what_if_record import Change, PolicyMoney
from relode.plan.spending import YUAN
from relode.vocabulary import Label, quantity
from relode.web.what_if.scenario import Scenario

SIMULATOR = ("simulator",)
"""What made the figures of a scenario, in place of a published source."""
TOLD = 0.8
"""A change of jobs that can be seen is told as more or fewer where so many futures have it, as on cards."""
LEAST_SHARE = 0.001
"""A cost below a thousandth of public spending is told as that."""
CHOICE = ("reader",)
"""Who set a figure of a scenario."""


def finding(what_if: WhatIf, scenario: Scenario) -> Sentence:
    """What the scenario does to jobs, beside doing nothing."""
    change = what_if.changes["employment"]
    if not scenario.doses:
        return Sentence("web.act.nothing", {"place": what_if.place, "futures": what_if.futures.count})
    count = _counted(what_if, "employment")
    values = {"place": what_if.place, "year": what_if.until, "count": count, **_agreeing(what_if, change)}
    values["change"] = _simulated(change.value, change.unit, change.interval_90, "tenths")
    values["least"] = Amount(SMALLEST_CHANGE, change.unit, None, SIMULATOR, "tenths")
    if all(abs(end) < 0.5 for end in (count.value, *(count.interval_90 or ()))):
        return Sentence("web.act.nobody", values)
    is_more, is_fewer = change.more_share >= TOLD, 1 - change.more_share >= TOLD
    if abs(change.value) < SMALLEST_CHANGE:
        # Futures that agree on what nobody can see: no effect that is unclear, and none to speak of.
        return Sentence(f"web.act.{'hardly' if is_more or is_fewer else 'unclear'}", values)
    if not (is_more or is_fewer):
        return Sentence("web.act.unclear", values)
    low, high = change.interval_90
    sure = "_probably" if low < 0 < high else ""
    return Sentence(f"web.act.{'more' if is_more else 'fewer'}{sure}", values)


def money_alone(scenario: Scenario) -> Sentence | None:
    """Which of the levers that are set count by their money alone, None where each has an effect of its own."""
    names = tuple(Label(name, within=True) for name, *_ in scenario.doses if programme_of_lever(name) is None)
    return Sentence("web.act.not_counted", {"levers": names}) if names else None


def setting(what_if: WhatIf, scenario: Scenario) -> Sentence:
    """The levers that are set, in how many futures."""
    names = [name for name, *_ in scenario.doses]
    doses = [Sentence("web.origin.lever", {"lever": Label(name), "dose": dose(name, scenario)}) for name in names]
    values = {"place": what_if.place, "futures": what_if.futures.count, "levers": doses}
    return Sentence(f"web.origin.of_{'levers' if doses else 'nothing'}", values)


def _agreeing(what_if: WhatIf, change: Change) -> dict[str, object]:
    """How many of the futures have more, and how many less."""
    count = what_if.futures.count
    agreeing = round(change.more_share * count)
    return {"agreeing": agreeing, "opposing": count - agreeing, "futures": count}


def host_of(place: Place) -> Place | None:
    """The prefecture-level unit that a county is a part of in the simulator; None for such a unit itself."""
    above = by_code().get(place.parent)
    return above if above is not None and above.level == "prefecture" else None


def outside(place: Place, error: RelodeError, language: Language) -> Sentence:
    """Why a place is not simulated: a county is a part of its prefecture, another place lacks figures."""
    host = host_of(place)
    if host is not None:
        return Sentence("web.act.part_of", {"place": place, "host": host})
    return Sentence("web.act.outside", {"place": place, "reason": error.say(language)})


def note(what_if: WhatIf, name: str, scenario: Scenario) -> Sentence:
    """What the scenario does to one quantity; without levers, its level if nothing is done."""
    if not scenario.doses:
        low, _, median, _, high = (
            float(v) for v in what_if.nothing[name][:, what_if.futures.years.index(what_if.until)]
        )
        level = _simulated(median, quantity(name).unit, (low, high))
        values = {"year": what_if.until, "level": level, "base": at_prices(name)}
        return Sentence("web.act.no_change", values)
    change = what_if.changes[name]
    values = {
        "year": what_if.until,
        "change": _simulated(change.value, change.unit, change.interval_90, "tenths"),
        "least": Amount(SMALLEST_CHANGE, change.unit, None, SIMULATOR, "tenths"),
        **_agreeing(what_if, change),
    }
    if max(map(abs, change.interval_90)) < SMALLEST_CHANGE:
        return Sentence("web.act.no_effect", values)
    if abs(change.value) < SMALLEST_CHANGE:
        is_agreed = max(change.more_share, 1 - change.more_share) >= TOLD
        return Sentence(f"web.act.{'hardly_effect' if is_agreed else 'unclear_effect'}", values)
    if name in what_if.counts:
        return Sentence("web.act.change_counted", {**values, "count": _counted(what_if, name)})
    return Sentence("web.act.change", values)


def at_prices(name: str) -> Sentence | str:
    """Of which year the prices of a simulated quantity are; empty for one without money."""
    is_money = "yuan" in quantity(name).unit
    return Sentence("outlook.city.price_base", {"year": OPENING_YEAR}) if is_money else ""


def others(what_if: WhatIf) -> Sentence:
    """Who pays for the levers beside the city, and how much a year."""
    paying = _paying({name: _money(paid) for name, paid in what_if.paid.items() if name != "city"})
    return Sentence("web.act.others_pay", {"payers": paying}) if paying else Sentence("web.act.city_only", {})


def borne(what_if: WhatIf, lever: str) -> Sentence:
    """Who bears a lever that is set, and how much a year."""
    # The head of the column says that it is a year's.
    sums = {name: Amount(paid.value * YUAN, "yuan", None, SIMULATOR) for name, paid in what_if.paid_for[lever].items()}
    return Sentence("web.act.borne", {"payers": _paying(sums) or (Sentence("web.act.free", {}),)})


def _paying(paid: Mapping[str, Amount]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence("web.act.payer", {"payer": Sentence(f"levers.payer.{name}", {}), "sum": each})
        for name, each in paid.items()
        if each.value > 0
    )


def command(place: Place, scenario: Scenario, what_if: WhatIf) -> str:
    """How the command line runs the policy that the page keeps."""
    shock = f" --shock {scenario.named_shock()}" if scenario.shock else ""
    seed, count = what_if.futures.seed, what_if.futures.count
    return f"relode simulate {place.slug} --policy {place.slug}-what-if.toml --futures {count} --seed {seed}{shock}"


def as_python(place: Place, scenario: Scenario, what_if: WhatIf) -> str:
    """The same in Python."""
    count, seed = what_if.futures.count, what_if.futures.seed
    written = files("relode.web").joinpath("templates", "what_if_python.txt").read_text(encoding="utf-8")
    return written.format(slug=place.slug, count=count, seed=seed, shock=scenario.named_shock())


def money(what_if: WhatIf, scenario: Scenario) -> Sentence:
    """What the city bears a year beside its budget, a share of the public spending that plans are asked for."""
    share, spending = what_if.cost_share, what_if.spending
    values = {"sum": _money(what_if.cost), "until": what_if.until, "first": FIRST_PLAN_YEAR}
    if share is None or spending is None:
        return Sentence("web.act.budget_unknown", values)
    values |= {
        "share": _simulated(share.value, share.unit, share.interval_90, "tenths"),
        "least": Amount(LEAST_SHARE, share.unit, None, CHOICE, "tenths"),
        "budget": Amount(scenario.budget, "share", None, CHOICE),
        "whole": Amount(spending.spending, "yuan", None, spending.sources),
        "year": spending.year,
    }
    within = "far_within_budget" if share.value < LEAST_SHARE else "within_budget"
    key = "over_budget" if is_over(what_if, scenario) else within if scenario.doses else "no_cost"
    return Sentence(f"web.act.{key}", values)


def is_over(what_if: WhatIf, scenario: Scenario) -> bool:
    """Whether the scenario costs the city more than the budget, as far as its public spending is published."""
    return what_if.cost_share is not None and what_if.cost_share.value > scenario.budget


def payers_bar(what_if: WhatIf, scenario: Scenario) -> dict[str, Any]:
    """Where each payer's part of a bar begins, how long it is, and where the line of the budget stands. [1]

    The bar holds the budget at least: it is full where all of the budget is spent.

    Without public spending that is published there is no line, and no bar.
    """
    if what_if.spending is None:
        return {"parts": [], "line": 0.0}
    budget = scenario.budget * what_if.spending.spending / YUAN
    whole = max(budget, sum(each.value for each in what_if.paid.values()))
    lengths = {name: each.value / whole for name, each in what_if.paid.items() if each.value > 0}
    begins = accumulate(lengths.values(), initial=0.0)
    parts = [
        {"payer": p, "from": at, "length": length} for (p, length), at in zip(lengths.items(), begins, strict=False)
    ]
    return {"parts": parts, "line": budget / whole}


def dose(name: str, scenario: Scenario) -> Sentence:
    """The dose of a lever."""
    value = scenario.value(name)
    if not value:
        return Sentence("web.act.off", {})
    lever = levers()[name]
    return Sentence(f"levers.dose.{lever.dose_of}", {"dose": Amount(value, lever.unit)})


def price(cost: LeverCost) -> Sentence:
    """A unit cost of a lever with its range, and who pays it; one that is a share says of what."""
    unit, _, of = cost.unit.partition(" of ")
    key, unit = ("price_of_" + of.split()[0].lower(), unit) if unit == "share" and of else ("price", cost.unit)
    values = {
        "item": Sentence(f"levers.item.{cost.item}", {}),
        "price": Amount(cost.value, unit, (cost.lower, cost.upper), (cost.source,)),
        "payer": Sentence(f"levers.payer.{cost.payer}", {}),
    }
    return Sentence(f"web.act.{key}", values)


def _money(paid: PolicyMoney) -> Amount:
    return _simulated(paid.value, paid.unit, paid.interval_90)


def _counted(what_if: WhatIf, name: str) -> Amount:
    """What the scenario changes in persons."""
    count = what_if.counts[name]
    return _simulated(count.value, count.unit, count.interval_90)


def _simulated(value: float, unit: str, interval_90: tuple[float, float] | None = None, style: str = "") -> Amount:
    return Amount(value, unit, interval_90, SIMULATOR, style)
