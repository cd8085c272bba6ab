"""Other terms of the same deal: what each is worth to the city, the fewest that turn it, the map, the grant at 0."""

import numpy as np

from relode.deals.appraisal_record import DealTerm
from relode.deals.deal import Deal, Give
from relode.deals.deal_draws import DealDraws
from relode.deals.defaults import BUDGET_RATE
from relode.deals.flows import DealFlows, amount_of, regiven
from relode.deals.judgement import DealCase
from relode.deals.returns import LinearNet, city_net, city_share, present_value

TERMS = ("paid_on_jobs", "claw_back", "land_at_price", "no_relief", "smaller_works")
RELIEFS = frozenset({"tax_relief", "rebate"})
WORKS = frozenset({"works", "built_by_city"})
STAYING = frozenset({"equity", "loan", "guarantee"})
SMALLER = 0.5
"""Part of the works that the term of fewer works keeps: an assumption, the first phase."""


def with_term(deal: Deal, term: str) -> Deal:
    """The deal under another term; the same deal where the term changes nothing."""
    gives = {
        "paid_on_jobs": [_paid_on_jobs(give) for give in deal.give],
        "claw_back": [_clawed_back(give) for give in deal.give],
        "land_at_price": [give for give in deal.give if give.what != "land"],
        "no_relief": [give for give in deal.give if give.what not in RELIEFS],
        "smaller_works": [_smaller(give) for give in deal.give],
    }[term]
    return deal.model_copy(update={"give": tuple(gives)})


def _paid_on_jobs(give: Give) -> Give:
    is_grant = give.what in ("grant", "power") and give.paid_on != "jobs"
    return give.model_copy(update={"paid_on": "jobs"}) if is_grant else give


def _clawed_back(give: Give) -> Give:
    if give.relief is not None or give.what in STAYING or give.what in WORKS or give.paid_on == "jobs":
        return give
    return give.model_copy(update={"returned_if_missed": 1.0, "secured_by": "bank_guarantee"})


def _smaller(give: Give) -> Give:
    if give.what not in WORKS:
        return give
    halved = {name: SMALLER * getattr(give, name) for name in ("amount", "cost") if getattr(give, name) is not None}
    return give.model_copy(update=halved)


def under_all_terms(deal: Deal) -> Deal:
    """The deal under all terms together."""
    for term in TERMS:
        deal = with_term(deal, term)
    return deal


def break_even_grant(deal: Deal, draws: DealDraws, run: DealFlows, mean: float) -> float | None:
    """The sum of grants at which the mean net is 0, all else as it is; None without a grant. [yuan]"""
    cost, total = 0.0, 0.0
    for part, give, gift in zip(city_share(deal), deal.give, run.gifts, strict=True):
        if give.what == "grant":
            cost += float(part * present_value(gift.paid - gift.back, BUDGET_RATE).mean())
            total += float(amount_of(give, draws).mean())
    if cost <= 0:
        return None
    return max(total * (1 + mean / cost), 0.0)


def terms_of(
    deal: Deal, draws: DealDraws, run: DealFlows, case: DealCase
) -> tuple[tuple[DealTerm, ...], tuple[str, ...]]:
    """What each term is worth, all together, and the fewest that turn the net at the low end above 0."""
    mean = float(case.net.net(draws.but_for).mean())
    low = case.but_for[0]

    def under(name: str, changed: Deal) -> DealTerm:
        net = city_net(changed, regiven(run, changed, draws))
        under_it = float(net.net(draws.but_for).mean())
        return DealTerm(name, under_it - mean, under_it, net.mean(low), net.break_even)

    single = [under(term, changed) for term in TERMS if (changed := with_term(deal, term)) != deal]
    single.sort(key=lambda term: -term.yuan)
    turning: list[str] = []
    if case.net.mean(low) <= 0:
        changed = deal
        for term in single:
            changed = with_term(changed, term.term)
            turning.append(term.term)
            if city_net(changed, regiven(run, changed, draws)).mean(low) > 0:
                break
        else:
            turning = []
    everything = [under("all", under_all_terms(deal))] if len(single) > 1 else []
    return (*single, *everything), tuple(turning)


def net_map(deal: Deal, draws: DealDraws, run: DealFlows, case: DealCase) -> tuple[tuple[float, ...], ...]:
    """Mean net by share of the grants paid on jobs (rows) and but-for share (columns), 0 to 1 in tenths. [yuan]"""
    on_jobs = with_term(deal, "paid_on_jobs")
    other = case.net if on_jobs == deal else city_net(on_jobs, regiven(run, on_jobs, draws))
    return map_of(case.net, other)


def map_of(offered: LinearNet, on_jobs: LinearNet) -> tuple[tuple[float, ...], ...]:
    """The same of two nets: straight lines in both shares. [yuan]"""
    tenths = np.linspace(0, 1, 11)
    first, other = (net.fixed.mean() + tenths * net.slope.mean() for net in (offered, on_jobs))
    grid = np.outer(1 - tenths, first) + np.outer(tenths, other)
    return tuple(tuple(line) for line in grid.tolist())
