"""The projects of a list as decisions, beside needs and programmes: verdicts of deals, yardstick of the accounts.

A gift to one firm is judged as the programme of investment subsidies is: its own effect is the net jobs that come of
the promise, what its money does by itself and the yardstick are those of the accounts for the same money from the same
pot. The contract is taken to be signed in the first year of plans; jobs and payments count until the horizon. Public
works have users and no gain, as needs have.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from relode.arrays import Values, Vector
from relode.bureaus import who_has
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.chapter import fill_in_words, reasons
from relode.deals.deal_draws import DRAWS, drawn
from relode.deals.file import DealOfFile, ProjectSheet, RowFault, projects_of
from relode.deals.flows import flows
from relode.deals.review import ListFault, ReviewedProject, fault_words, reviewed_projects
from relode.decisions.decision_records import (
    Decision,
    DecisionChannel,
    DecisionCost,
    DecisionLaw,
    DrawnNumber,
    ListedFault,
    ListedProject,
    ProjectGain,
    SaidText,
    TurningCell,
)
from relode.decisions.gains import worst_tenth
from relode.decisions.money_account import MILLION, UNITS, AccountRequest, MoneyAccount, PotName, Uses
from relode.decisions.rule import Kind
from relode.errors import RelodeError
from relode.facts import rows
from relode.horizon import FIRST_PLAN_YEAR
from relode.language import LANGUAGES, Sentence, spoken
from relode.places import Place, find
from relode.streams import stream

LEVER = "subsidy"
"""The programme whose money that of a gift to one firm is like."""
POT_OF: Mapping[str, PotName] = {"city": "own", "city_company": "own", "province": "granted", "centre": "granted"}
"""Payer of a deal -> the pot."""
VERDICT_OF: Mapping[str, Kind] = {
    "sign": "do",
    "sign_if": "do_on_terms",
    "do_not_sign": "leave",
    "fill_in": "fill_in",
}
STRICTEST = ("not_allowed", "not_known", "conditional", "allowed")


@dataclass(frozen=True)
class ProjectDraws:
    """What comes of a deal until the horizon, mean a year, (draw,) each: net jobs [persons], pot -> paid [yuan]."""

    jobs: Vector
    paid: Mapping[PotName, Vector]
    by_payer: Mapping[str, Vector]
    by_year: Vector


@dataclass(frozen=True)
class ListedProjects:
    """The projects of a sheet, judged, their draws (None of public works), and what is wrong with the sheet."""

    projects: tuple[ReviewedProject, ...]
    draws: tuple[ProjectDraws | None, ...]
    faults: tuple[ListFault, ...]
    horizon: int
    seed: int


def refuse_other_places(sheet: ProjectSheet, place: Place) -> None:
    """Raises RelodeError for a sheet without projects that can be read, and for one that names another place."""
    read = projects_of(sheet)
    deals = [each.deal for each in read if isinstance(each, DealOfFile)]
    if not deals:
        faults = [each.error for each in read if isinstance(each, RowFault)]
        raise faults[0] if faults else RelodeError("deals.none_in_file", path=sheet.workbook)
    named = {deal.project.place for deal in deals} - {None}
    elsewhere = sorted(each for each in named if each and find(each) != place)
    if elsewhere:
        raise RelodeError("deals.other_place", path=sheet.workbook, places=elsewhere, place=place.slug)


def listed_projects(sheet: ProjectSheet, place: Place, horizon: int, seed: int) -> ListedProjects:
    """The projects of a sheet as a plan of `place` judges them. Raises RelodeError as `refuse_other_places` does."""
    refuse_other_places(sheet, place)
    projects, faults = reviewed_projects(projects_of(sheet), place, seed)
    draws = tuple(project_draws(one, horizon, seed) for one in projects)
    return ListedProjects(projects, draws, faults, horizon, seed)


def project_draws(one: ReviewedProject, horizon: int, seed: int) -> ProjectDraws | None:
    """Net jobs and payments of a deal in the years of the plan; None of public works and without promised jobs."""
    deal, years = one.deal.stated, horizon - FIRST_PLAN_YEAR + 1
    if one.deal.kind == "public_works" or not deal.promise.jobs:
        return None
    chance = drawn(deal, seed)
    run = flows(deal, chance)
    net = chance.but_for[:, None] * run.net_jobs_per_but_for
    by_payer: dict[str, Values] = {}
    for give, gift in zip(deal.give, run.gifts, strict=True):
        for payer, part in give.payer.items():
            by_payer[payer] = by_payer.get(payer, 0.0) + part * gift.paid[:, :years]
    mean_paid = {payer: money.mean(axis=1) for payer, money in by_payer.items()}
    paid: dict[PotName, Vector] = {}
    for payer, yuan in mean_paid.items():
        paid[POT_OF[payer]] = paid.get(POT_OF[payer], 0.0) + yuan
    total = sum(by_payer.values(), np.zeros((DRAWS, years)))
    return ProjectDraws(net[:, :years].mean(axis=1), paid, mean_paid, total.mean(axis=0))


def project_requests(listed: ListedProjects, pay_share: float) -> dict[PotName, AccountRequest]:
    """What accounts are asked for: the money of all projects from each pot, even over the years of the plan.

    One request a pot: what a yuan does is the same for every project of the list, since accounts are linear in money.
    """
    sums: dict[PotName, float] = {}
    for each in listed.draws:
        for pot, paid in (each.paid if each else {}).items():
            sums[pot] = sums.get(pot, 0.0) + float(paid.mean())
    return {
        pot: AccountRequest(
            LEVER, "", "jobs", yuan, pay_share, pot, FIRST_PLAN_YEAR, listed.horizon, listed.horizon, _uses(pot)
        )
        for pot, yuan in sums.items()
        if yuan > 0
    }


def _uses(pot: PotName) -> Uses:
    """A grant for a firm from above names no use that is no works; own money pays services."""
    return "services" if pot == "own" else "works"


def project_decisions(listed: ListedProjects, accounts: Mapping[PotName, MoneyAccount]) -> list[Decision]:
    """The projects as decisions in the order of the sheet; without gains before the accounts ran."""
    pairs = zip(listed.projects, listed.draws, strict=True)
    return [project_decision(one, draws, accounts, listed) for one, draws in pairs]


def project_decision(
    one: ReviewedProject,
    draws: ProjectDraws | None,
    accounts: Mapping[PotName, MoneyAccount],
    listed: ListedProjects,
) -> Decision:
    """A project with its verdict and, once accounts ran, its gain."""
    deal, verdict = one.deal, verdict_of(one)
    is_works = deal.kind == "public_works"
    bureau = deal.fill_in[0].bureau if deal.fill_in else who_has(f"of_{deal.kind}")
    gain = None if draws is None or not accounts else project_gain(draws, accounts, listed.seed)
    return Decision(
        kind="project",
        name=deal.name,
        lever="",
        service="",
        verdict=verdict,
        reason=f"project_{verdict}",
        because=(),
        law=law_of(deal),
        channel=channel_of(one),
        amount=None,
        year=one.due,
        fact=None,
        gain=None,
        cost=cost_of(one, draws, listed.horizon),
        fill_in=tuple(
            TurningCell(each.field.replace(".", "_"), VERDICT_OF[each.verdict_low], VERDICT_OF[each.verdict_high], None)
            for each in deal.fill_in
        ),
        project=ListedProject(
            kind=deal.kind,
            where=one.where,
            reason=said_text(why(one)),
            first_step=said_text([first_step(deal)]),
            bureau=said_text([bureau]),
            net_of_city=None if is_works else deal.city.mean,
            worst_of_city=None if is_works else deal.city.worst_tenth,
            gain=gain,
        ),
    )


def verdict_of(one: ReviewedProject) -> Kind:
    """The verdict in the words of decisions: works of a channel wait for it, within what it gave to one at most."""
    verdict = VERDICT_OF[one.deal.verdict]
    if verdict != "do" or one.channel is None:
        return verdict
    return "do_on_terms" if "above_pot" in one.faults else "do_if_granted"


def why(one: ReviewedProject) -> list[Sentence]:
    """Why the verdict is what it is, and what is to be mended in the list; what is not lawful is said once."""
    mend = [fault_words(fault, one) for fault in one.faults if fault != "unlawful"]
    return [*reasons(one.deal), *mend]


def project_gain(draws: ProjectDraws, accounts: Mapping[PotName, MoneyAccount], seed: int) -> ProjectGain:
    """Net jobs and what the money does less the yardstick; each pot by what a yuan of it does in its account.

    Draws of the deal (draw,) each meet a future of the accounts, drawn at random.
    """
    futures = len(next(iter(accounts.values())).money)
    at = stream("project_futures", seed).integers(0, futures, len(draws.jobs))

    def in_draws(name: str) -> Vector:
        total = np.zeros(len(draws.jobs))
        for pot, paid in draws.paid.items():
            if pot in accounts:
                account = accounts[pot]
                total = total + paid * (getattr(account, name) / account.yuan)[at]
        return total

    money, yardstick = in_draws("money"), in_draws("yardstick")
    gain, yuan = draws.jobs + money - yardstick, sum(float(paid.mean()) for paid in draws.paid.values())
    return ProjectGain(
        net_jobs=drawn_jobs(draws.jobs),
        money_effect=drawn_jobs(money),
        yardstick=drawn_jobs(yardstick),
        gain=drawn_jobs(gain),
        chance_here=float((gain > 0).mean()),
        gain_per_million=float(gain.mean()) / yuan * MILLION if yuan > 0 else None,
        yardstick_per_million=float(yardstick.mean()) / yuan * MILLION if yuan > 0 else None,
        worst_tenth=worst_tenth(gain),
    )


def drawn_jobs(values: Vector) -> DrawnNumber:
    """Mean and 90 % interval of jobs (draw,). [persons]"""
    low, high = (float(x) for x in np.quantile(values, (0.05, 0.95)))
    return DrawnNumber(float(values.mean()), UNITS["jobs"], (low, high))


def law_of(deal: DealAppraisal) -> DecisionLaw:
    """The strictest that the law says of what is given, and the rows that say it."""
    if not deal.lawful:
        return DecisionLaw("allowed", ())
    strictest = min((law.verdict for law in deal.lawful), key=STRICTEST.index)
    return DecisionLaw(strictest, tuple(dict.fromkeys(law.row for law in deal.lawful if law.verdict == strictest)))


def channel_of(one: ReviewedProject) -> DecisionChannel:
    """The channel that the sheet names with the most that it gave to one, else the city's own money."""
    if one.channel is None:
        return DecisionChannel("own", "", False, None)
    return DecisionChannel(
        pot_of_channel(one.channel), one.channel, False, None if one.ceiling is None else (0.0, one.ceiling)
    )


def pot_of_channel(channel: str) -> PotName:
    """The pot of a channel: what is repaid counts as bonds."""
    row = next(row for row in rows("funding_channels") if row["id"] == channel)
    if row["kind"] == "own budget":
        return "own"
    return "bonds" if row["repaid"].startswith("yes") else "granted"


def cost_of(one: ReviewedProject, draws: ProjectDraws | None, horizon: int) -> DecisionCost | None:
    """What all payers pay in the years of the plan, with its 90 % interval; of works the whole cost, spread evenly."""
    years = horizon - FIRST_PLAN_YEAR + 1
    if draws is not None and draws.by_payer:
        paid = sum(draws.by_payer.values(), np.zeros(len(draws.jobs)))
        low, high = (float(x) for x in np.quantile(paid, (0.05, 0.95)))
        by_payer = {payer: float(money.mean()) for payer, money in draws.by_payer.items()}
        by_year = {str(FIRST_PLAN_YEAR + at): float(money) for at, money in enumerate(draws.by_year)}
        return DecisionCost(float(paid.mean()), low, high, by_payer, by_year, 0.0, "reader", True)
    works = one.deal.works
    if works is None or works.cost_middle is None or works.cost_band is None:
        return None
    middle, low, high = (each / years for each in (works.cost_middle, *works.cost_band))
    payer = "centre" if one.channel is not None and pot_of_channel(one.channel) == "granted" else "city"
    return DecisionCost(middle, low, high, {payer: middle}, {}, 0.0, "reader", True)


def first_step(deal: DealAppraisal) -> Sentence:
    """The cell to be filled, the term to be asked for, the contract to be written, or nothing to be signed."""
    if deal.fill_in:
        return fill_in_words(deal.fill_in[0], deal.kind)
    if deal.verdict == "sign_if" and deal.terms_that_turn:
        return Sentence("deals.step_first.terms", {"term": Sentence(f"deals.term.{deal.terms_that_turn[0]}", {})})
    return Sentence(f"deals.step_first.{deal.kind}_{deal.verdict}", {})


def said_text(sentences: Sequence[Sentence]) -> SaidText:
    """Sentences as a record keeps them: what a list says has no key of ours."""
    english, chinese = (
        ("" if language == "zh" else " ").join(spoken(each, language) for each in sentences) for language in LANGUAGES
    )
    return SaidText(english, chinese)


def listed_faults(listed: ListedProjects) -> tuple[ListedFault, ...]:
    """What is wrong with the rows of the sheet."""
    return tuple(ListedFault(each.project, each.where, each.fault, said_text([each.told])) for each in listed.faults)
