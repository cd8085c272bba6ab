"""Draft words for the contract of a deal: dates, payment by posts, claw-back, what fits the gifts that it holds."""

from collections.abc import Iterable, Set

from relode.deals.amounts import COMPUTED, STATED
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.deal import Give
from relode.deals.gift_law import BARRED
from relode.deals.gifts import COMMITTED
from relode.language import Amount, Sentence
from relode.story import Block, Heading, Passage

PAID_OUT = frozenset({"grant", "rebate", "power"})
"""Gifts that are paid to the firm and can be paid by posts."""
WITHOUT_RETURN = frozenset({"tax_relief", "built_by_city", "equity"}) | BARRED
"""Gifts that no clause on return fits: reliefs are the law's, the city keeps a plant or a share, the rest is barred."""


def clauses(one: DealAppraisal) -> Iterable[Block]:
    """Words for the contract that fit the gifts of the deal."""
    again = "heading_again" if one.verdict == "do_not_sign" else "heading"
    yield Heading(Sentence(f"deals.clauses.{again}", {}))
    for said in _words(one):
        yield Passage((said,), "bullet", COMPUTED)
    yield Passage((Sentence("deals.clauses.lawyer", {}),), "note")


def _words(one: DealAppraisal) -> Iterable[Sentence]:
    gives = one.stated.give
    kinds: Set[str] = {give.what for give in gives}
    yield from _dates(one, kinds)
    if kinds & PAID_OUT:
        yield _by_posts(one)
    if "built_by_city" in kinds:
        yield Sentence("deals.clauses.hall", {})
    if "equity" in kinds:
        yield Sentence("deals.clauses.equity", {})
    if any(_is_returned(give) for give in gives):
        yield Sentence("deals.clauses.return", {"years": COMMITTED})
    if kinds & BARRED:
        yield Sentence("deals.clauses.barred", {})
    yield Sentence("deals.clauses.review", {})


def _dates(one: DealAppraisal, kinds: Set[str]) -> Iterable[Sentence]:
    """By when works begin and the plant produces; nothing of one that produces."""
    stage = one.stated.project.stage
    if stage == "producing":
        return
    key = "dates_building" if stage == "building" else "dates" if "land" in kinds else "dates_plain"
    yield Sentence(f"deals.clauses.{key}", {})


def _by_posts(one: DealAppraisal) -> Sentence:
    """What is paid for a post: the grant that is offered, and no more than that at which the city breaks even."""
    offered = sum(give.amount or 0.0 for give in one.stated.give if give.what == "grant")
    bearable = one.break_even.grant or 0.0
    if not one.jobs.promised or min(offered, bearable) <= 0:
        return Sentence("deals.clauses.jobs_plain", {})
    values = {
        "sum": Amount(min(offered, bearable) / one.jobs.promised, "yuan", None, COMPUTED),
        "promised": Amount(one.jobs.promised, "1", None, STATED),
    }
    return Sentence("deals.clauses.jobs", values)


def _is_returned(give: Give) -> bool:
    """Whether what is given can have been given before its effect, and can be had back."""
    return give.what not in WITHOUT_RETURN and give.paid_on != "jobs"
