"""A deal appraised: law, promises, jobs, money, terms, what decides, precedents. One record for all ways to show it."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from relode.arrays import Array
from relode.bureaus import who_has
from relode.deals.appraisal_record import (
    BreakEven,
    CityNet,
    DealAppraisal,
    Decides,
    FillIn,
    JobsOfDeal,
    JobStep,
    MeanBand,
    NetAt,
    YearOfMoney,
)
from relode.deals.deal import Deal
from relode.deals.deal_draws import DRAWS, DealDraws, drawn
from relode.deals.defaults import BUDGET_RATE, CityMoney, Default, city_money
from relode.deals.file import DealOfFile, RowFault
from relode.deals.flows import DealFlows, amount_of, flows, regiven
from relode.deals.judgement import DealCase, MissingField, case_of, deciding, judged, laws_of, missing_fields
from relode.deals.precedents import industry_of, precedents
from relode.deals.promises import rates_of
from relode.deals.public_works import works_appraisal, works_missing, works_need, works_verdict
from relode.deals.returns import (
    city_net,
    city_share,
    economic_net,
    internal_rate,
    payback,
    present_value,
    to_the_cent,
    yearly_economic,
)
from relode.deals.terms import break_even_grant, net_map, terms_of
from relode.errors import RelodeError
from relode.language import Amount, Sentence
from relode.places import Place, find
from relode.usual import SEED

AFTER_DUE = 5
"""Years after the planned first output at which jobs are told: an assumption, the ramp is over then."""
BORROWED = frozenset({"works", "built_by_city", "equity", "loan", "guarantee"})
"""Gifts for which a city borrows or stands."""
COMPARED_BUT_FORS = (0.13, 0.5, 1.0)
"""The median of American estimates, half, and all: the points at which nets are printed."""
LEAST_WORTH = 0.01
"""An unknown that is worth less than so much of what is given decides nothing."""
QUESTION_OF = {
    **{"but_for": "others", "begun": "financing", "completed": "financing", "phase": "phase", "take_up": "posts"},
    **{"life": "orders", "tax": "tax", "city_part": "others", "utilisation": "orders", "overrun": "phase"},
    **{"land_price": "phase", "recovery_alive": "security"},
}
"""Unknown -> what to ask the firm."""
TIPPED_RUN = 0.5
"""How often firms that were tipped run beside others, in the case that is told for comparison: an assumption."""


def appraised(
    deal: Deal,
    place: Place | None = None,
    seed: int = SEED,
    draws: int = DRAWS,
    own_rates: Sequence[Mapping[str, str]] = (),
) -> DealAppraisal:
    """A deal appraised; `place` stands for that of the file where it is given.

    Raises RelodeError for an unknown place or industry, and for a deal of a firm in which nothing is given, or in which
    posts are paid for and none is promised.
    """
    if deal.project.kind == "deal" and not deal.give:
        raise RelodeError("deals.nothing_given", name=deal.project.name)
    if (jobs := deal.promise.jobs) is not None and jobs < 1 and any(give.paid_on == "jobs" for give in deal.give):
        raise RelodeError("deals.no_posts", name=deal.project.name)
    where = place or (find(deal.project.place) if deal.project.place else None)
    money = deal.setting.money or city_money(where)
    chance = drawn(deal, seed, draws, tuple(own_rates))
    if money.wage is not None:
        chance = replace(chance, average_wage=np.full_like(chance.average_wage, money.wage.value))
    run = flows(deal, chance)
    stops = stop_lines(deal, chance, money)
    case = case_of(deal, chance, run, bool(stops))
    is_works = deal.project.kind == "public_works"
    revenue = money.revenue.value if money.revenue else None
    is_china = deal.setting.country is None
    need = works_need(where, deal.works.service, deal.works.users_now) if is_works and is_china else None
    works = works_appraisal(deal, chance, revenue, need)
    if is_works:
        missing = works_missing(deal, works, revenue, bool(stops))
        dear = works.cost_band[1] if works.cost_band else 0.0
        verdict = works_verdict(works.filled, dear, revenue, bool(stops), bool(deal.works.channel))
    else:
        missing, verdict = missing_fields(deal, chance, case), judged(case)
    if missing:
        verdict = "fill_in"
    net = case.net.net(chance.but_for)
    told = "" if is_works or not is_china else deal.project.industry
    industry = industry_of(told) if told else None
    decides = deciding(chance, net, case.net.break_even)
    floor = LEAST_WORTH * max(case.given, 1.0)
    decisive = tuple(
        Decides(one.name, one.value_of_information, one.switching_value)
        for one in decides
        if one.value_of_information > floor
    )
    asked = dict.fromkeys([*(QUESTION_OF[each.name] for each in decisive), "others", "financing", "orders"])
    economic = {rate: economic_net(run, rate) for rate in deal.setting.discount}
    terms, turning = terms_of(deal, chance, run, case)
    gain = present_value(run.wage_gain, BUDGET_RATE) * chance.but_for
    return DealAppraisal(
        name=deal.project.name,
        stated=deal,
        kind=deal.project.kind,
        place=where,
        verdict=verdict,
        fill_in=tuple(_fill_in(each, deal.setting.defaults["city_part_of_tax"]) for each in missing),
        stops=stops,
        lawful=laws_of(deal),
        signs=signs_of(deal),
        rates=() if is_works else rates_of(deal.project.stage, seed, tuple(own_rates)),
        jobs=jobs_of(deal, chance, run),
        city=_city(deal, chance, run, case),
        residents=band(gain),
        other_levels=float(_other_levels(deal, chance, run)),
        break_even=BreakEven(case.net.break_even, break_even_grant(deal, chance, run, float(net.mean()))),
        npv={f"{rate:g}": float(net.net(chance.but_for).mean()) for rate, net in economic.items()},
        eirr=internal_rate(yearly_economic(run, chance)),
        terms=terms,
        terms_that_turn=turning,
        decides=decisive,
        questions=tuple(each for each in asked if each != "others" or deal.local.others_bid == "not_known")[:2],
        precedents=None if industry is None else precedents(where, industry),
        works=works if is_works else None,
        money=money,
        but_for=case.but_for,
        map=net_map(deal, chance, run, case),
        draws=draws,
        seed=seed,
    )


def appraised_list(
    read: Sequence[DealOfFile | RowFault], judge: Callable[[Deal], DealAppraisal]
) -> tuple[list[tuple[str, DealAppraisal]], list[RowFault]]:
    """The projects of a list, each with its row, and the rows that cannot be judged.

    A project that states the name, or investment, jobs and output, of another one has the sign `same_promise`.
    """
    deals = [each for each in read if isinstance(each, DealOfFile)]
    faults = [each for each in read if isinstance(each, RowFault)]
    stated: list[list[object]] = [[each.deal.project.name] for each in deals]
    for keys, promise in zip(stated, (each.deal.promise for each in deals), strict=True):
        if promise.investment and promise.jobs:
            keys.append((promise.investment, promise.jobs, promise.output))
    times = Counter(key for keys in stated for key in keys)
    result = []
    for each, keys in zip(deals, stated, strict=True):
        try:
            one = judge(each.deal)
        except RelodeError as error:
            faults.append(RowFault(each.deal.project.name, each.where, error))
            continue
        if one.kind == "deal" and any(times[key] > 1 for key in keys):
            one = replace(one, signs=("same_promise", *one.signs))
        result.append((each.where, one))
    return result, faults


def _fill_in(each: MissingField, part: Default) -> FillIn:
    """The cell of the sheet of projects, who has it, and the verdict at both ends."""
    key = each.field.replace(".", "_")
    low, high = (
        Sentence(f"deals.end.{key}.{end}", {"share": Amount(value, "share", None, (part.source,))})
        for end, value in (("low", part.low), ("high", part.high))
    )
    cell, bureau = Sentence(f"deals.field.{key}", {}), who_has(key)
    return FillIn(each.field, cell, bureau, low, each.at_low, high, each.at_high)


def stop_lines(deal: Deal, draws: DealDraws, money: CityMoney) -> tuple[str, ...]:
    """Lines that no deal may cross: gifts above a year's revenue, or what is borrowed for above the room for debt."""
    parts = city_share(deal)
    sizes = [float(part * amount_of(give, draws).mean()) for part, give in zip(parts, deal.give, strict=True)]
    borrowed = sum(size for size, give in zip(sizes, deal.give, strict=True) if give.what in BORROWED)
    if deal.project.kind == "public_works":
        sizes.append(deal.works.cost or 0.0 if not deal.works.channel else 0.0)
    above = {
        "revenue": money.revenue is not None and sum(sizes) > money.revenue.value,
        "debt_room": money.debt_room is not None and borrowed > money.debt_room.value,
    }
    return tuple(line for line, is_above in above.items() if is_above)


def signs_of(deal: Deal) -> tuple[str, ...]:
    """Signs in the promise itself: far off what the industry shows, no date, no phase."""
    promise = deal.promise
    known, is_china = deal.setting.defaults, deal.setting.country is None
    jobs, tax = known["jobs_per_100_million"], known["tax_over_output"]
    density = promise.jobs / promise.investment * 1e8 if promise.jobs and promise.investment else None
    share = promise.tax / promise.output if promise.tax is not None and promise.output else None
    seen = {
        "many_jobs": is_china and density is not None and density > jobs.high,
        "few_jobs": is_china and density is not None and density < jobs.low,
        "much_tax": share is not None and share > tax.high,
        "little_tax": share is not None and share < tax.low,
        "no_due_date": promise.due is None,
        "no_first_phase": promise.phase1_jobs is None and promise.phase1_investment is None,
    }
    return tuple(sign for sign, is_seen in seen.items() if is_seen) if deal.project.kind == "deal" else ()


def band(values: Array) -> MeanBand:
    """Mean and 90 % interval of draws, (draw,)."""
    low, high = np.quantile(values, (0.05, 0.95))
    return MeanBand(float(values.mean()), float(low), float(high))


def jobs_of(deal: Deal, draws: DealDraws, run: DealFlows) -> JobsOfDeal:
    """From promised to net jobs AFTER_DUE years after the planned first output."""
    promised = deal.promise.jobs or 0.0
    year = min(int(np.ceil(float(draws.build_years.mean()))) + AFTER_DUE, run.years - 1)
    gross, net = run.gross_jobs[:, year], draws.but_for * run.net_jobs_per_but_for[:, year]
    begun = promised * draws.begun
    completed = begun * draws.completed
    built = completed * draws.phase
    filled = built * draws.take_up
    steps = {"promised": promised + 0 * begun, "begun": begun, "completed": completed, "built": built}
    steps |= {"filled": filled, "alive": gross, "but_for": gross * draws.but_for, "net": net}
    told = tuple(JobStep(name, float(values.mean())) for name, values in steps.items())
    idle = float((run.run[:, year] == 0).mean())
    net_years = draws.but_for * run.net_jobs_per_but_for.sum(axis=1)
    paid = sum((gift.paid.sum(axis=1) for gift in run.gifts), np.zeros(len(net_years)))
    return JobsOfDeal(
        promised=promised,
        year=year,
        idle=idle,
        gross_job_years=float(run.gross_jobs.sum(axis=1).mean()),
        net_job_years=float(net_years.mean()),
        cheaper_than_published=float((deal.setting.price[1] * net_years > paid).mean()),
        gross=band(gross),
        net=band(net),
        steps=told,
    )


def _city(deal: Deal, draws: DealDraws, run: DealFlows, case: DealCase) -> CityNet:
    parts = city_share(deal)
    paid, back = np.zeros_like(run.run), np.zeros_like(run.run)
    for part, gift in zip(parts, run.gifts, strict=True):
        paid, back = paid + part * gift.paid, back + part * gift.back
    tax = draws.but_for[:, None] * run.tax
    yearly = tax - draws.but_for[:, None] * run.failure + back - paid
    spent = yearly[paid.any(axis=1)]
    by_year = tuple(
        YearOfMoney(year, *(float(each[:, year].mean()) for each in (tax, paid, back, yearly)))
        for year in range(run.years)
    )
    points = sorted({*COMPARED_BUT_FORS, *case.but_for})
    unlawful = [law.verdict == "not_allowed" for law in laws_of(deal)]
    without = None
    if any(unlawful):
        kept = deal.model_copy(
            update={"give": tuple(give for give, bad in zip(deal.give, unlawful, strict=True) if not bad)}
        )
        without = float(city_net(kept, regiven(run, kept, draws)).net(draws.but_for).mean())
    return CityNet(
        mean=float(case.net.net(draws.but_for).mean()),
        worst_tenth=case.worst,
        given=case.given,
        at=tuple(NetAt(point, case.net.mean(point)) for point in points),
        by_year=by_year,
        by_payer=paid_by(deal, run),
        if_tipped_run_half=float((case.net.fixed + TIPPED_RUN * draws.but_for * case.net.slope).mean()),
        payback_half=payback(spent, 0.5),
        payback_nine_of_ten=payback(spent, 0.9),
        without_unlawful=without,
    )


def paid_by(deal: Deal, run: DealFlows) -> dict[str, float]:
    """Mean of what each payer pays or forgoes over all years, to the cent. [yuan]"""
    totals = [float(gift.paid.sum(axis=1).mean()) for gift in run.gifts]
    payers = list(dict.fromkeys(payer for give in deal.give for payer in give.payer))
    exact = [
        sum(total * give.payer.get(payer, 0.0) for total, give in zip(totals, deal.give, strict=True))
        for payer in payers
    ]
    return dict(zip(payers, to_the_cent(np.array(exact), sum(totals)).tolist(), strict=True)) if payers else {}


def _other_levels(deal: Deal, draws: DealDraws, run: DealFlows) -> float:
    """Mean net of province and centre: the rest of the tax less what they pay. [yuan]"""
    fixed = sum(
        float((1 - part) * present_value(gift.back - gift.paid, BUDGET_RATE).mean())
        for part, gift in zip(city_share(deal), run.gifts, strict=True)
    )
    return fixed + float((draws.but_for * present_value(run.all_tax - run.tax, BUDGET_RATE)).mean())
