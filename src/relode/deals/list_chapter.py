"""Several deals side by side, a reviewed list and a learnt ledger as chapters."""

from collections.abc import Callable, Iterator, Sequence

from relode.deals.annex import rate_columns
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.chapter import reasons
from relode.deals.defaults import published_price
from relode.deals.ledger import CohortScore, LearntLedger
from relode.deals.money_chapter import (
    COMPUTED,
    LAW,
    LEDGERS,
    LITERATURE,
    STATED,
    money_column,
    people,
    share,
    verdict_word,
    yuan,
)
from relode.deals.public_works import channel_name
from relode.deals.review import ListReview, ReviewedProject
from relode.deals.targets import ListedTarget
from relode.language import Amount, Sentence
from relode.story import Block, Chapter, Column, Heading, Passage, Table
from relode.story.figures import rounded
from relode.vocabulary import Label


def of_deal(cell: Callable[[DealAppraisal], Amount | None]) -> Callable[[DealAppraisal], Amount | None]:
    """The cell of a deal; works of the city have users and a cost, and no net or jobs."""
    return lambda one: None if one.kind == "public_works" else cell(one)


def side_by_side(deals: Sequence[DealAppraisal]) -> Chapter:
    """The same yardstick for each of several deals, or for one deal under several contracts."""
    columns = (
        Column("deals.side.name", "name", width=2),
        Column("deals.side.verdict", lambda one: verdict_word(one.verdict, one.kind)),
        Column("deals.side.net_jobs", of_deal(lambda one: people(one.jobs.net))),
        money_column("deals.side.mean", of_deal(lambda one: yuan(one.city.mean))),
        money_column("deals.side.worst", of_deal(lambda one: yuan(one.city.worst_tenth))),
        Column(
            "deals.side.break_even",
            of_deal(lambda one: None if one.break_even.but_for is None else share(one.break_even.but_for)),
        ),
    )
    table = Table(Sentence("deals.side.table", {}), columns, tuple(deals), COMPUTED)
    return Chapter("deals", Sentence("deals.side.heading", {}), (table,))


def review_chapter(review: ListReview) -> Chapter:
    """The list on one page: the sum, a row for each project with what is to be mended, targets."""
    judged = (Passage(_sum(review), sources=COMPUTED), _projects(review))
    none = Passage((Sentence("deals.review.none_judged", {}),))
    blocks = (*(judged if review.projects else (none,)), *_left_out(review), *_targets(review))
    return Chapter("review", _heading(review, "heading", "of_place"), blocks)


def review_annex(review: ListReview) -> Chapter:
    """What a reviewed list rests on: faults with their figures, law, channels, cost of a job, users, who tried."""
    rests_on = (_grounds(review), _channels(review)) if review.projects else ()
    blocks = (*_faults(review), *_decides(review), *rests_on)
    return Chapter("annex", _heading(review, "annex", "annex_of_place"), blocks)


def _heading(review: ListReview, plain: str, of_place: str) -> Sentence:
    return Sentence(f"deals.review.{of_place if review.place else plain}", {"place": review.place})


def _row_of(where: str) -> str:
    """The row of the sheet without its file."""
    return where.rpartition("!")[2]


def _left_out(review: ListReview) -> Iterator[Passage]:
    """Which rows are not judged: those that cannot be read, and examples."""
    for kind in ("unreadable", "elsewhere", "example"):
        if rows := dict.fromkeys(fault.where for fault in review.faults if fault.fault == kind):
            yield Passage((Sentence(f"deals.review.{kind}", {"rows": [_row_in_words(where) for where in rows]}),))


def _row_in_words(where: str) -> Sentence | str:
    """The row and its sheet; of values, which have no sheet, where they stand."""
    sheet, is_of_sheet, row = where.rpartition("!")
    return Sentence("deals.review.row", {"row": row, "sheet": sheet.rpartition(" ")[2]}) if is_of_sheet else where


def _sum(review: ListReview) -> tuple[Sentence, ...]:
    values = {
        "count": len(review.projects),
        "asked": yuan(review.money.asked),
        "mean": yuan(review.city_mean),
        "jobs": Amount(review.net_jobs, "persons", None, COMPUTED),
    }
    said = [Sentence("deals.review.sum", values)]
    revenue, part = review.money.known.revenue, review.money.share_of_revenue
    if revenue is not None and part is not None:
        own = {
            "own": yuan(review.money.by_channel.get("city", 0.0)),
            "share": share(part),
            "revenue": Amount(revenue.value, "yuan", None, (revenue.source,)),
            "year": revenue.year,
        }
        said.append(Sentence("deals.review.own", own))
    if count := len(_open(review)):
        said.append(Sentence("deals.review.open", {"count": count}))
    return (*said, Sentence("deals.review.users", {}))


def _faults(review: ListReview) -> Sequence[Block]:
    heading = Heading(Sentence("deals.review.faults", {}))
    if not review.faults:
        return (heading, Passage((Sentence("deals.review.no_faults", {}),)))
    columns = (
        Column("deals.side.name", "project", width=2),
        Column("deals.review.fault", "told", width=4),
        Column("deals.review.where", lambda fault: _row_in_words(fault.where)),
    )
    return (heading, Table(None, columns, review.faults, COMPUTED, sheet="review_faults"))


def _projects(review: ListReview) -> Table:
    columns = (
        Column("deals.review.where", lambda one: _row_of(one.where), width=0.6),
        Column("deals.side.name", "deal.name", width=3.2),
        Column("deals.side.verdict", lambda one: verdict_word(one.deal.verdict, one.deal.kind), width=1.5),
        money_column("deals.review.asked", lambda one: yuan(one.asked), width=1.5),
        Column("deals.side.net_jobs", _net_jobs, width=0.8),
        money_column("deals.side.mean", _mean, width=1.5),
        Column("deals.review.fault", _mend, width=1.5),
    )
    return Table(Sentence("deals.review.projects", {}), columns, review.projects, COMPUTED, sheet="review_projects")


def _open(review: ListReview) -> list[ReviewedProject]:
    """Projects that wait for figures or hang on terms."""
    return [one for one in review.projects if one.deal.verdict in ("fill_in", "sign_if")]


def _decides(review: ListReview) -> Iterator[Table]:
    """What is missing of projects that are open, and what the terms are."""
    if open_ones := _open(review):
        columns = (
            Column("deals.side.name", "deal.name", width=2),
            Column("deals.review.told", lambda one: list(reasons(one.deal)), width=5),
        )
        yield Table(Sentence("deals.review.decides", {}), columns, open_ones, COMPUTED, sheet="review_decides")


def _net_jobs(one: ReviewedProject) -> Amount | None:
    return Amount(one.deal.jobs.net.mean, "count", None, COMPUTED) if one.deal.jobs.promised else None


def _mean(one: ReviewedProject) -> Amount | None:
    return None if one.deal.kind == "public_works" else yuan(one.deal.city.mean)


def _mend(one: ReviewedProject) -> list[Sentence] | None:
    return [Sentence(f"deals.fault_word.{fault}", {}) for fault in one.faults] or None


def _grounds(review: ListReview) -> Table:
    columns = (
        Column("deals.review.where", lambda one: _row_of(one.where)),
        Column("deals.side.name", "deal.name", width=2),
        Column("deals.law.verdict", _law, width=2),
        Column("deals.review.channel", lambda one: None if one.channel is None else channel_name(one.channel)),
        money_column("deals.review.ceiling", lambda one: None if one.ceiling is None else yuan(one.ceiling)),
        Column("deals.side.net_jobs", lambda one: people(one.deal.jobs.net) if one.deal.jobs.promised else None),
        money_column("deals.review.price", _price),
        Column("deals.review.need", _need),
        Column("deals.review.tried", _tried, width=2),
    )
    price = Amount(published_price()[1], "yuan", None, LITERATURE)
    caption = Sentence("deals.review.grounds", {"price": price})
    return Table(caption, columns, review.projects, (*COMPUTED, *LAW), sheet="review_grounds")


def _law(one: ReviewedProject) -> list[Sentence] | None:
    """What the law says of each gift."""
    return [
        Sentence(
            "deals.review.law_of_gift",
            {"gift": Sentence(f"deals.choice.{law.give}", {}), "verdict": Sentence(f"deals.law.{law.verdict}", {})},
        )
        for law in one.deal.lawful
    ] or None


def _price(one: ReviewedProject) -> Amount | None:
    return None if one.cost_per_job_year is None else yuan(one.cost_per_job_year)


def _need(one: ReviewedProject) -> list[Sentence] | None:
    return [
        Sentence("deals.works.user_of", {"year": year, "number": Amount(number, "persons", None, STATED)})
        for year, number in one.need.items()
    ] or None


def _tried(one: ReviewedProject) -> list[object] | None:
    known = one.deal.precedents
    return [each.place for each in (*known.went, *known.did_not)] or None if known else None


def _channels(review: ListReview) -> Table:
    columns = (
        Column("deals.review.channel", lambda pair: _channel(pair[0])),
        money_column("deals.review.asked", lambda pair: yuan(pair[1])),
    )
    return Table(
        Sentence("deals.review.channels", {}),
        columns,
        tuple(review.money.by_channel.items()),
        COMPUTED,
        sheet="review_channels",
    )


def _channel(key: str) -> object:
    return Sentence("deals.review.city", {}) if key == "city" else channel_name(key)


def _targets(review: ListReview) -> Sequence[Block]:
    if not review.targets:
        return ()
    lost = "not_forecast" if review.place else "no_place"
    columns = (
        Column("deals.review.quantity", lambda one: Label(one.quantity), width=2),
        Column("deals.review.year", lambda one: str(one.year)),
        Column("deals.review.target", lambda one: Amount(one.target, one.unit, None, STATED)),
        Column(
            "deals.review.chance",
            lambda one: Sentence(f"deals.review.{lost}", {}) if one.chance is None else share(one.chance),
        ),
        Column("deals.review.band", _band, width=2),
        Column("deals.review.to_do", _to_do),
    )
    table = Table(Sentence("deals.review.targets", {}), columns, review.targets, COMPUTED, sheet="review_targets")
    return (table,) if review.place else (table, Passage((Sentence("deals.review.place_lost", {}),), "note"))


def _band(one: ListedTarget) -> Amount | None:
    """The expected as it is written, so that what is to be gained is the difference of what stands beside it."""
    if one.band is None:
        return None
    low, middle, high = one.band
    return rounded(Amount(middle, one.unit, (low, high), COMPUTED))


def _to_do(one: ListedTarget) -> Amount | None:
    expected = _band(one)
    return None if expected is None else Amount(one.target - expected.value, one.unit, None, COMPUTED)


def ledger_chapter(learnt: LearntLedger) -> Chapter:
    """What a ledger adds: rates before and after, and how well cohorts are foretold."""
    before = Table(Sentence("deals.ledger.before", {}), rate_columns(), learnt.before, LEDGERS)
    after = Table(Sentence("deals.ledger.after", {}), rate_columns(), learnt.after, LEDGERS)
    columns = (
        Column("deals.ledger.rule", lambda one: Sentence(f"deals.ledger.{one.rule}", {}), width=2),
        Column("deals.ledger.cohorts", lambda one: Amount(one.cohorts, "count", None, LEDGERS)),
        Column("deals.ledger.coverage", lambda one: share(one.coverage_90)),
        Column("deals.ledger.log_score", _log_score),
        Column("deals.ledger.mae", lambda one: share(one.mae)),
    )
    scores = Table(Sentence("deals.ledger.scores", {}), columns, learnt.scores, LEDGERS)
    lead = Sentence("deals.ledger.lead", {"count": learnt.cohorts, "path": learnt.path})
    return Chapter("ledger", Sentence("deals.ledger.heading", {}), (Passage((lead,)), before, after, scores))


def _log_score(one: CohortScore) -> Amount:
    return Amount(one.log_score, "1", None, LEDGERS)
