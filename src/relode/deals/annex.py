"""The annex of a memo: money by year, other terms in pictures, what promises rest on, what was taken for granted."""

from collections.abc import Iterable

from relode.deals.amounts import COMPUTED, LEDGERS, LITERATURE, money_column, share, yuan
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.deal_defaults import Default, defaults
from relode.deals.local_orders import orders_default
from relode.deals.promises import PromiseRate
from relode.language import Amount, Sentence, Word
from relode.story import Block, Chapter, Column, Heading, Passage, PictureSpot, Table

SHOWN_YEARS = (0, 1, 2, 3, 4, 5, 7, 10, 15, 20)


def annex(one: DealAppraisal) -> Chapter:
    """What a memo rests on, for those who check it."""
    is_works = one.kind == "public_works"
    blocks = [*([] if is_works else [*_years(one), *_rates(one)]), *_defaults(is_works)]
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
        Column("deals.rates.stage", lambda rate: Sentence(f"deals.rate.{rate.stage}", {}), width=2),
        Column("deals.rates.share", _rate, width=2),
        Column("deals.rates.count", lambda rate: Amount(rate.count, "count", None, LEDGERS)),
        Column("deals.rates.rows", _rows, width=2),
    )


def _rate(rate: PromiseRate) -> Amount:
    return Amount(rate.median, rate.unit, (rate.low, rate.high), LEDGERS)


def _rows(rate: PromiseRate) -> Sentence:
    return Sentence("deals.rates.rows_told", {"first": list(rate.rows[:2]), "count": len(rate.rows)})


def _defaults(is_works: bool) -> Iterable[Block]:
    columns = (
        Column("deals.defaults.name", "label", width=2),
        Column("deals.defaults.middle", _default),
        Column("deals.defaults.reason", "reason", width=3),
        Column("deals.defaults.row", lambda each: each.row or Word("source_title", each.source)),
    )
    known = (*defaults().values(), orders_default())
    rows = tuple(each for each in known if not is_works or each.name.startswith("overrun"))
    yield Heading(Sentence("deals.defaults.heading", {}))
    yield Table(Sentence("deals.defaults.table", {}), columns, rows, LITERATURE)
    yield Passage((Sentence("deals.defaults.explain", {}),), "note")


def _default(default: Default) -> Amount:
    """A default between its ends."""
    ends = (default.low, default.high) if default.low < default.high else None
    return Amount(default.value, default.unit, ends, (default.source,))
