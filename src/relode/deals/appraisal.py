"""A deal appraised: law, promises, jobs, money, terms, what decides, precedents. One record for all ways to show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import numpy as np

from relode.arrays import Array
from relode.deals.city_money import CityMoney, city_money
from relode.deals.deal import Deal
from relode.deals.deal_defaults import BUDGET_RATE, defaults, discount_rates
from relode.deals.flows import DRAWS, DealDraws, DealFlows, amount_of, drawn, flows, regiven
from relode.deals.gift_law import LawOfGift, laws_of
from relode.deals.judgement import (
    TERMS,
    DealCase,
    case_of,
    deciding,
    judged,
    missing_fields,
    under_all_terms,
    with_term,
)
from relode.deals.precedents import Precedents, industry_of, precedents
from relode.deals.promises import (
    PromiseRate,
    announced_starts,
    built_phases,
    completions,
    counted_jobs,
    delays,
    starts,
    summary,
    year_shock,
)
from relode.deals.public_works import WorksAppraisal, works_appraisal, works_missing, works_verdict
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
from relode.places import Place, find
from relode.records import Doc, Record
from relode.streams import stream

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


@dataclass(frozen=True)
class MeanBand(Record):
    """A number with its 90 % interval."""

    mean: Annotated[float, Doc("mean of the draws", "unit")]
    low: Annotated[float, Doc("5 % quantile", "unit")]
    high: Annotated[float, Doc("95 % quantile", "unit")]


@dataclass(frozen=True)
class JobStep(Record):
    """One step from promised to net jobs."""

    name: Annotated[str, Doc("promised, begun, completed, built, filled, alive, but_for, net")]
    jobs: Annotated[float, Doc("mean jobs after the step", "persons")]


@dataclass(frozen=True)
class JobsOfDeal(Record):
    """From promised to net jobs, some years after the planned first output."""

    promised: Annotated[float, Doc("jobs promised", "persons")]
    year: Annotated[int, Doc("years after signing", "years")]
    idle: Annotated[float, Doc("share of the draws in which nothing runs in that year", "share")]
    gross_job_years: Annotated[float, Doc("mean years of jobs over all years", "person-years")]
    gross: Annotated[MeanBand, Doc("jobs that are there", "persons")]
    net: Annotated[MeanBand, Doc("jobs that the city would not have otherwise", "persons")]
    steps: Annotated[tuple[JobStep, ...], Doc("means after each step", shape="step")]


@dataclass(frozen=True)
class YearOfMoney(Record):
    """Mean money of the city in one year, not discounted."""

    year: Annotated[int, Doc("years after signing", "years")]
    tax: Annotated[float, Doc("its part of the tax that it would not have otherwise", "yuan")]
    paid: Annotated[float, Doc("paid or forgone by the city", "yuan")]
    back: Annotated[float, Doc("what comes back to it", "yuan")]
    net: Annotated[float, Doc("tax and what comes back, less what is paid and the cost of failures", "yuan")]


@dataclass(frozen=True)
class NetAt(Record):
    """Mean net of the city at a but-for share."""

    but_for: Annotated[float, Doc("but-for share", "share")]
    net: Annotated[float, Doc("mean net in present value", "yuan")]


@dataclass(frozen=True)
class CityNet(Record):
    """The city's budget in present value."""

    mean: Annotated[float, Doc("mean net over the range of the but-for share", "yuan")]
    worst_tenth: Annotated[float, Doc("mean of the worst tenth of the draws", "yuan")]
    given: Annotated[float, Doc("what the city gives, not discounted, mean", "yuan")]
    at: Annotated[tuple[NetAt, ...], Doc("mean net at three but-for shares and both ends", shape="share")]
    by_year: Annotated[tuple[YearOfMoney, ...], Doc("mean money by year", shape="year")]
    by_payer: Annotated[dict[str, float], Doc("mean paid or forgone by payer, to the cent", "yuan", "payer")]
    payback_half: Annotated[int | None, Doc("year paid back in half of the draws with any payment", "years")]
    payback_nine_of_ten: Annotated[int | None, Doc("year paid back in nine of ten", "years")]
    without_unlawful: Annotated[
        float | None, Doc("mean net without gifts that are not lawful; null if all are", "yuan")
    ]


@dataclass(frozen=True)
class BreakEven(Record):
    """Where the mean net of the city is 0, exactly: it is linear in both."""

    but_for: Annotated[float | None, Doc("but-for share; null if none from 0 to 1", "share")]
    grant: Annotated[float | None, Doc("sum of grants at the mean but-for share; null without a grant", "yuan")]


@dataclass(frozen=True)
class DealTerm(Record):
    """What another term of the contract is worth to the city."""

    term: Annotated[str, Doc("paid_on_jobs, claw_back, land_at_price, no_relief, smaller_works, or all")]
    yuan: Annotated[float, Doc("change of the mean net", "yuan")]
    net: Annotated[float, Doc("mean net under it", "yuan")]
    net_at_low: Annotated[float, Doc("mean net under it at the low end of the but-for range", "yuan")]
    break_even: Annotated[float | None, Doc("break-even but-for share under it", "share")]


@dataclass(frozen=True)
class Decides(Record):
    """What is worth knowing before signing."""

    name: Annotated[str, Doc("the unknown")]
    value_of_information: Annotated[float, Doc("what knowing it is worth", "yuan")]
    switching_value: Annotated[float | None, Doc("value at which the mean net turns, within what was drawn")]


@dataclass(frozen=True)
class FillIn(Record):
    """A field that is not filled in and turns the verdict."""

    field: Annotated[str, Doc("the field of the file")]
    at_low: Annotated[str, Doc("verdict at its low value")]
    at_high: Annotated[str, Doc("verdict at its high value")]


@dataclass(frozen=True)
class DealAppraisal(Record):
    """A deal appraised."""

    ALSO: ClassVar[Mapping[str, str]] = {"tags": "tags"}

    name: Annotated[str, Doc("name of the project")]
    kind: Annotated[str, Doc("deal or public_works")]
    place: Annotated[Place | None, Doc("the place; null where none is named")]
    verdict: Annotated[str, Doc("sign, sign_if, do_not_sign or fill_in")]
    fill_in: Annotated[tuple[FillIn, ...], Doc("missing fields that turn the verdict", shape="field")]
    stops: Annotated[tuple[str, ...], Doc("stop lines that are crossed: revenue, debt_room", shape="line")]
    lawful: Annotated[tuple[LawOfGift, ...], Doc("law by gift", shape="gift")]
    signs: Annotated[tuple[str, ...], Doc("signs that cost nothing to see", shape="sign")]
    rates: Annotated[tuple[PromiseRate, ...], Doc("what promises rest on", shape="stage")]
    jobs: Annotated[JobsOfDeal, Doc("from promised to net jobs")]
    city: Annotated[CityNet, Doc("the city's budget")]
    residents: Annotated[MeanBand, Doc("wages above those of other work, present value", "yuan")]
    other_levels: Annotated[float, Doc("mean net of province and centre in present value", "yuan")]
    break_even: Annotated[BreakEven, Doc("where the mean net is 0")]
    npv: Annotated[dict[str, float], Doc("mean economic net present value by rate", "yuan", "rate")]
    eirr: Annotated[
        float | None, Doc("economic rate of return of the mean flow; null where not unique", "share per year")
    ]
    terms: Annotated[tuple[DealTerm, ...], Doc("terms that would turn it, and all together", shape="term")]
    terms_that_turn: Annotated[
        tuple[str, ...],
        Doc(
            "fewest terms, the largest first, that lift the mean net above 0 at the low end of the but-for range",
            shape="term",
        ),
    ]
    decides: Annotated[tuple[Decides, ...], Doc("what decides, the most worth knowing first", shape="unknown")]
    questions: Annotated[tuple[str, ...], Doc("what to ask the firm", shape="question")]
    precedents: Annotated[Precedents | None, Doc("who tried the same; null without an industry")]
    works: Annotated[WorksAppraisal | None, Doc("of public works")]
    money: Annotated[CityMoney, Doc("what is known of the city's money")]
    but_for: Annotated[tuple[float, float], Doc("range of the but-for share by who else bids", "share", "end")]
    map: Annotated[
        tuple[tuple[float, ...], ...],
        Doc("mean net by share paid on jobs and but-for share, tenths", "yuan", "paid on jobs, but-for"),
    ]
    draws: Annotated[int, Doc("number of draws", "count")]
    seed: Annotated[int, Doc("seed")]

    @property
    def tags(self) -> tuple[str, ...]:
        """What holds of the answer. (tag)"""
        return ("jobs_rest_on_19_rows", "but_for_not_measured_in_china", "starts_are_reported")


def appraised(
    deal: Deal,
    place: Place | None = None,
    seed: int = 1,
    draws: int = DRAWS,
    own_rates: Sequence[Mapping[str, str]] = (),
) -> DealAppraisal:
    """A deal appraised; `place` stands for that of the file where it is given.

    Raises RelodeError for an unknown place or industry.
    """
    where = place or (find(deal.project.place) if deal.project.place else None)
    money = city_money(where)
    chance = drawn(deal, seed, draws, tuple(own_rates))
    if money.wage is not None:
        chance = _with_wage(chance, money.wage.value)
    run = flows(deal, chance)
    stops = stop_lines(deal, chance, money)
    case = case_of(deal, chance, run, bool(stops))
    works = works_appraisal(deal, chance, money.revenue.value if money.revenue else None)
    is_works = deal.project.kind == "public_works"
    missing = works_missing(deal, works) if is_works else missing_fields(deal, chance, case)
    if missing:
        verdict = "fill_in"
    elif is_works:
        verdict = works_verdict(works, money.revenue.value if money.revenue else None, bool(stops))
    else:
        verdict = judged(case)
    net = case.net.net(chance.but_for)
    industry = None if is_works or not deal.project.industry else industry_of(deal.project.industry)
    decides = deciding(chance, net, case.net.break_even)
    floor = LEAST_WORTH * max(case.given, 1.0)
    told = tuple(Decides(one.name, one.value_of_information, one.switching_value) for one in decides)
    economic = {rate: economic_net(run, rate) for rate in discount_rates()}
    terms, turning = terms_of(deal, chance, run, case)
    gain = present_value(run.wage_gain, BUDGET_RATE) * chance.but_for
    return DealAppraisal(
        name=deal.project.name,
        kind=deal.project.kind,
        place=where,
        verdict=verdict,
        fill_in=tuple(FillIn(each.field, each.at_low, each.at_high) for each in missing),
        stops=stops,
        lawful=laws_of(deal),
        signs=signs_of(deal),
        rates=() if is_works else rates_of(deal, seed, tuple(own_rates)),
        jobs=jobs_of(deal, chance, run),
        city=_city(deal, chance, run, case),
        residents=band(gain),
        other_levels=float(_other_levels(deal, chance, run)),
        break_even=BreakEven(case.net.break_even, break_even_grant(deal, chance, run, float(net.mean()))),
        npv={f"{rate:g}": float(net.net(chance.but_for).mean()) for rate, net in economic.items()},
        eirr=internal_rate(yearly_economic(run, chance)),
        terms=terms,
        terms_that_turn=turning,
        decides=tuple(each for each in told if each.value_of_information > floor),
        questions=_questions([each.name for each in told if each.value_of_information > floor]),
        precedents=None if industry is None else precedents(where, industry),
        works=works if is_works else None,
        money=money,
        but_for=case.but_for,
        map=net_map(deal, chance, run, case),
        draws=draws,
        seed=seed,
    )


def _with_wage(draws: DealDraws, wage: float) -> DealDraws:
    return replace(draws, average_wage=np.full_like(draws.average_wage, wage))


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
    jobs, tax = defaults()["jobs_per_100_million"], defaults()["tax_over_output"]
    density = promise.jobs / promise.investment * 1e8 if promise.jobs and promise.investment else None
    share = promise.tax / promise.output if promise.tax is not None and promise.output else None
    seen = {
        "many_jobs": density is not None and density > jobs.high,
        "few_jobs": density is not None and density < jobs.low,
        "much_tax": share is not None and share > tax.high,
        "little_tax": share is not None and share < tax.low,
        "no_due_date": promise.due is None,
        "no_first_phase": promise.phase1_jobs is None and promise.phase1_investment is None,
    }
    return tuple(sign for sign, is_seen in seen.items() if is_seen) if deal.project.kind == "deal" else ()


def rates_of(deal: Deal, seed: int, own: tuple[Mapping[str, str], ...] = ()) -> tuple[PromiseRate, ...]:
    """The rates that a deal of its stage rests on, with their rows."""
    rng = stream("deal", seed)
    stage = deal.project.stage
    result = []
    if stage in ("intention", "contract", "land_paid"):
        fit = starts("approved" if stage == "land_paid" else "contract", rng, 4000, own)
        result.append(summary("start", stage, fit.share, "share", fit.count, fit.rows))
    if stage == "intention":
        begun, count, ids = announced_starts()
        share = rng.beta(begun + 0.5, count - begun + 0.5, 4000)
        result.append(summary("announced", stage, share, "share", count, ids))
    if stage != "producing":
        fit = completions(rng, 4000, own)
        result.append(summary("completion", stage, fit.share, "share", fit.count, fit.rows))
        built, ids = built_phases()
        result.append(summary("phase", stage, built, "share", len(built), ids))
        steps, chances, ids = delays()
        late = rng.choice(steps, size=4000, p=chances / chances.sum())
        result.append(summary("delay", stage, late, "years", len(ids), ids))
    came, ids = counted_jobs()
    result.append(summary("jobs", stage, came, "share", len(came), ids))
    sd, ids = year_shock()
    result.append(PromiseRate("shock", stage, sd, sd, sd, "1", len(ids), ids))
    return tuple(result)


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
    return JobsOfDeal(promised, year, idle, float(run.gross_jobs.sum(axis=1).mean()), band(gross), band(net), told)


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


def _questions(names: Sequence[str]) -> tuple[str, ...]:
    """Two questions to the firm: of what is most worth knowing, else who bids and whether the money is there."""
    asked = dict.fromkeys([*(QUESTION_OF[name] for name in names), "others", "financing"])
    return tuple(asked)[:2]


def net_map(deal: Deal, draws: DealDraws, run: DealFlows, case: DealCase) -> tuple[tuple[float, ...], ...]:
    """Mean net by share of the grants paid on jobs (rows) and but-for share (columns), 0 to 1 in tenths. [yuan]"""
    on_jobs = with_term(deal, "paid_on_jobs")
    other = case.net if on_jobs == deal else city_net(on_jobs, regiven(run, on_jobs, draws))
    tenths = np.linspace(0, 1, 11)
    return tuple(
        tuple(float((1 - share) * case.net.mean(b) + share * other.mean(b)) for b in tenths) for share in tenths
    )
