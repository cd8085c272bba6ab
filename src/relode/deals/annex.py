"""What a memo adds: draft words for the contract; money by year, pictures, what was taken for granted."""

from collections.abc import Iterable, Set

from relode.deals.appraisal_record import DealAppraisal
from relode.deals.deal import Give
from relode.deals.defaults import Default, orders_default
from relode.deals.flows import COMMITTED
from relode.deals.judgement import BARRED
from relode.deals.money_chapter import COMPUTED, LEDGERS, LITERATURE, STATED, money_column, share, yuan
from relode.deals.promises import PromiseRate
from relode.language import Amount, Sentence, Word
from relode.story import Block, Chapter, Column, Heading, Passage, PictureSpot, Table

SHOWN_YEARS = frozenset({0, 1, 2, 3, 4, 5, 7, 10, 15, 20})


def annex(one: DealAppraisal) -> Chapter:
    """What a memo rests on, for those who check it."""
    is_works = one.kind == "public_works"
    blocks = [*([] if is_works else [*_years(one), *_rates(one)]), *_defaults(one, is_works)]
    return Chapter("annex", Sentence("deals.annex", {"name": one.name}), tuple(blocks))


def _years(one: DealAppraisal) -> Iterable[Block]:
    yield PictureSpot("deal_terms")
    yield PictureSpot("deal_map")
    columns = (
        Column("deals.money.year", "year"),
        money_column("deals.money.tax", lambda each: yuan(each.tax)),
        money_column("deals.money.paid", lambda each: yuan(each.paid)),
        money_column("deals.money.back", lambda each: yuan(each.back)),
        money_column("deals.money.net", lambda each: yuan(each.net)),
    )
    shown = tuple(each for each in one.city.by_year if each.year in SHOWN_YEARS)
    yield Table(Sentence("deals.money.table", {}), columns, shown, COMPUTED)
    points = (
        Column("deals.money.but_for", lambda at: share(at.but_for)),
        money_column("deals.money.net", lambda at: yuan(at.net)),
    )
    yield Table(Sentence("deals.money.at", {}), points, one.city.at, COMPUTED)
    yield Passage((Sentence("deals.money.tipped", {"net": yuan(one.city.if_tipped_run_half)}),), sources=COMPUTED)


def _rates(one: DealAppraisal) -> Iterable[Block]:
    yield Heading(Sentence("deals.rates.heading", {}))
    yield Table(Sentence("deals.rates.table", {}), rate_columns(), one.rates, LEDGERS)


def rate_columns() -> tuple[Column, ...]:
    """Columns of a table of rates with the rows that they rest on."""
    return (
        Column(
            "deals.rates.stage",
            lambda rate: Sentence(f"deals.rate.{'approved' if rate.of == 'approved' else rate.stage}", {}),
            width=2,
        ),
        Column("deals.rates.share", _rate, width=2),
        Column("deals.rates.count", lambda rate: Amount(rate.count, "count", None, LEDGERS)),
        Column("deals.rates.rows", _rows, width=2),
    )


def _rate(rate: PromiseRate) -> Amount:
    return Amount(rate.median, rate.unit, (rate.low, rate.high), LEDGERS)


def _rows(rate: PromiseRate) -> Sentence:
    return Sentence("deals.rates.rows_told", {"first": list(rate.rows[:2]), "count": len(rate.rows)})


def _defaults(one: DealAppraisal, is_works: bool) -> Iterable[Block]:
    columns = (
        Column("deals.defaults.name", "label", width=2),
        Column("deals.defaults.middle", _default),
        Column("deals.defaults.reason", "reason", width=3),
        Column("deals.defaults.row", lambda each: each.row or Word("source_title", each.source)),
    )
    known = (*one.stated.setting.defaults.values(), orders_default())
    rows = tuple(each for each in known if not is_works or each.name.startswith("overrun"))
    yield Heading(Sentence("deals.defaults.heading", {}))
    yield Table(Sentence("deals.defaults.table", {}), columns, rows, LITERATURE)
    yield Passage((Sentence("deals.defaults.explain", {}),), "note")


def _default(default: Default) -> Amount:
    """A default between its ends."""
    ends = (default.low, default.high) if default.low < default.high else None
    return Amount(default.value, default.unit, ends, (default.source,))


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
    """What an instalment pays for a post: of the grant that is offered, no more than where the city breaks even."""
    grants = [give for give in one.stated.give if give.what == "grant" and give.amount]
    offered, bearable = sum(give.amount or 0.0 for give in grants), one.break_even.grant or 0.0
    if not one.jobs.promised or min(offered, bearable) <= 0:
        return Sentence("deals.clauses.jobs_plain", {})
    instalment = sum((give.amount or 0.0) / give.years for give in grants) * min(1.0, bearable / offered)
    values = {
        "sum": Amount(instalment / one.jobs.promised, "yuan", None, COMPUTED),
        "promised": Amount(one.jobs.promised, "1", None, STATED),
    }
    return Sentence("deals.clauses.jobs", values)


def _is_returned(give: Give) -> bool:
    """Whether what is given can have been given before its effect, and can be had back."""
    return give.what not in WITHOUT_RETURN and give.paid_on != "jobs"
