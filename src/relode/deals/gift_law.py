"""Law by gift: what a city may give to one firm, on which basis, and who decides."""

from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal

from relode.deals.deal import Deal, Give
from relode.facts import rows
from relode.records import Blank, Doc, Record

Lawful = Literal["allowed", "conditional", "not_allowed", "not_known"]
STRICTNESS: tuple[Lawful, ...] = ("allowed", "conditional", "not_allowed")
MEASURE_OF = {"built_by_city": "works"}
"""The measure of the law that stands for a gift of another name."""
BINDING = frozenset({"gift to a firm", "public investment", "city debt", "fund"})
"""Kinds of rows that say what may be given; procedure, guides and audits say how."""
BARRED = frozenset({"guarantee", "loan"})
"""Barred whatever basis is named: the Budget Law knows no exception for a deal of a city."""
MAYOR_SPEAKS = {"grant": "l005", "tax_relief": "l001", "rebate": "l029", "land": "l051", "works": "l065"}
"""The row that is told first of a measure with several."""


@dataclass(frozen=True)
class LawOfGift(Record):
    """What the law says of one gift of a deal."""

    give: Annotated[str, Doc("the gift: grant, tax_relief, rebate, land ...")]
    verdict: Annotated[str, Doc("allowed, conditional, not_allowed, or not_known where the basis is not stated")]
    basis: Annotated[Blank, Doc("the basis that the file states")]
    article: Annotated[str, Doc("article that rules it")]
    title: Annotated[str, Doc("title of the law or rule")]
    row: Annotated[str, Doc("row of the table of law")]


@cache
def law_rows(measure: str) -> tuple[dict[str, str], ...]:
    """The binding rows of a measure, the one that is told first before the others."""
    told = MAYOR_SPEAKS.get(measure)
    found = [row for row in rows("law") if row["measure"] == measure and row["kind"] in BINDING]
    return tuple(sorted(found, key=lambda row: (row["id"] != told, -STRICTNESS.index(_verdict(row)))))


def _verdict(row: dict[str, str]) -> Lawful:
    return next(each for each in STRICTNESS if each == row["verdict"])


def law_of(give: Give) -> LawOfGift:
    """What the law says of a gift, with the basis that the file states for it."""
    binding = law_rows(MEASURE_OF.get(give.what, give.what))
    strictest = max((_verdict(row) for row in binding), key=STRICTNESS.index)
    first = next((row for row in binding if _verdict(row) == strictest), binding[0])
    verdict: Lawful = strictest
    if is_at_floor(give):
        verdict = "allowed"
    elif give.what not in BARRED and strictest == "not_allowed":
        verdict = "not_known" if give.has_basis is None else "conditional" if give.has_basis else "not_allowed"
    elif give.has_basis is False and strictest == "conditional":
        verdict = "not_allowed"
    return LawOfGift(give.what, verdict, give.basis or "", first["article"], first["source_title"], first["id"])


def is_at_floor(give: Give) -> bool:
    """Whether land is sold at or above its stated floor price: then it is no gift."""
    return (
        give.what == "land"
        and give.price is not None
        and give.floor_price is not None
        and give.price >= give.floor_price
    )


def laws_of(deal: Deal) -> tuple[LawOfGift, ...]:
    """What the law says of each gift, in the order of the file."""
    return tuple(law_of(give) for give in deal.give)
