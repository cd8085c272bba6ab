"""Should we sign this, with four switches: what is offered is typed, and the answer follows the switches."""

from typing import Any, Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from relode.deals.deal import Deal
from relode.deals.deal_file import deal_of
from relode.deals.switches import SwitchedDeal, Switches, switched
from relode.deals.typed_values import share
from relode.errors import RelodeError
from relode.language import Amount, Language, Sentence
from relode.records import versioned
from relode.web.server.rendering import render

FIELDS = ("investment", "jobs", "tax", "grant", "land", "works")
"""Sums and numbers of the form, in its order."""
EXAMPLE = {"investment": "2B", "jobs": "600", "tax": "120M", "grant": "100M", "land": "20M", "works": ""}
"""What the form shows at first: invented."""
BIDS = ("written_offer", "heard", "none", "not_known")
STAGES = ("intention", "contract", "land_paid", "building")
SOURCES = ("deal_ledgers", "deal_literature")
Bid = Literal["written_offer", "heard", "none", "not_known"]
DealStage = Literal["intention", "contract", "land_paid", "building"]


def deal_page(request: Request, language: Language, given: dict[str, str]) -> Response:
    """The form with its switches and the answer. Raises RelodeError for a value that has no meaning."""
    filled = _filled(given)
    result = _answer(filled)
    content: dict[str, Any] = {
        "values": filled,
        "fields": FIELDS,
        "bids": BIDS,
        "stages": STAGES,
        "answer": _told(result),
        "verdict": result.verdict,
    }
    return render(request, "deal.html.j2", language, content)


def deal_json(given: dict[str, str]) -> Response:
    """The answer for programs. Raises RelodeError for a value that has no meaning."""
    return JSONResponse(versioned("deal", _answer(_filled(given)).record()))


def _filled(given: dict[str, str]) -> dict[str, str]:
    """What was asked; the example where nothing was."""
    standard = {**EXAMPLE, "bids": "heard", "stage": "contract", "but_for": "0.13", "on_jobs": "0"}
    asked = {name: value for name, value in given.items() if value}
    if any(name in asked for name in FIELDS):
        standard |= dict.fromkeys(FIELDS, "")
    return {**standard, "claw_back": "", "land_at_price": "", **asked}


def _answer(filled: dict[str, str]) -> SwitchedDeal:
    at = Switches(
        but_for=share(filled["but_for"]),
        on_jobs=share(filled["on_jobs"]),
        claw_back=bool(filled["claw_back"]),
        land_at_price=bool(filled["land_at_price"]),
    )
    return switched(_deal(filled), at)


def _deal(filled: dict[str, str]) -> Deal:
    """The deal that the form states; a field of the form is named as such where it has no meaning."""
    promise = {name: filled[name] for name in ("investment", "jobs", "tax") if filled[name]}
    gives = [
        {"what": what, "amount": filled[what], "paid_on": "signing" if what == "grant" else "investment"}
        for what in ("grant", "land", "works")
        if filled[what]
    ]
    values = {
        "project": {"name": "deal", "stage": filled["stage"]},
        "promise": promise,
        "give": gives,
        "local": {"others_bid": filled["bids"]},
    }

    def where(section: str, field: str, number: int) -> str:
        return gives[number]["what"] if section == "give" and number < len(gives) else field

    if not promise:
        raise RelodeError("deals.nothing_promised")
    return deal_of(values, where)


def _told(result: SwitchedDeal) -> list[Sentence]:
    """The answer in sentences."""
    mean, worst = (Amount(value, "yuan", None, SOURCES) for value in (result.mean, result.worst_tenth))
    jobs, gross = (Amount(value, "persons", None, SOURCES) for value in (result.net_jobs, result.gross_jobs))
    even = (
        Sentence("deals.break_even.never", {})
        if result.break_even is None
        else Sentence("deals.break_even.but_for", {"but_for": Amount(result.break_even, "share", None, SOURCES)})
    )
    return [
        Sentence("deals.page.mean", {"mean": mean, "worst": worst}),
        even,
        Sentence("deals.page.jobs", {"net": jobs, "gross": gross, "year": result.year_of_jobs}),
    ]
