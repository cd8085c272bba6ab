"""A deal appraised as a chapter: a memo of two pages in the order of a feasibility study. Its annex is in `annex`."""

from collections.abc import Iterable, Sequence

from relode.deals.annex import clauses
from relode.deals.appraisal_record import DealAppraisal, DealTerm, Decides, FillIn
from relode.deals.judgement import LawOfGift
from relode.deals.money_chapter import (
    COMPUTED,
    LAW,
    LEDGERS,
    LITERATURE,
    STATED,
    money,
    money_column,
    people,
    revenue,
    share,
    terms,
    verdict_word,
    works_money,
    works_reasons,
    works_users,
    works_verdict_words,
    yuan,
)
from relode.deals.precedents import Precedents
from relode.language import Amount, Sentence, Word
from relode.pathways.industries.city_model import Precedent
from relode.story import Block, Callout, Chapter, Column, Heading, Passage, PictureSpot, Steps, Table

FEW_WORTH = 4
"""So many unknowns are told in a memo."""


def chapter(one: DealAppraisal) -> Chapter:
    """The memo on one deal or one public works."""
    is_works = one.kind == "public_works"
    key = "deals.heading_works" if is_works else "deals.heading"
    blocks = (_verdict(one), *(_works(one) if is_works else _deal(one)))
    return Chapter("deal", Sentence(key, {"name": one.name}), blocks)


def _deal(one: DealAppraisal) -> Iterable[Block]:
    yield from _law(one)
    yield from _jobs(one)
    yield from money(one)
    yield from terms(one)
    yield from _decides(one)
    is_china = one.stated.setting.country is None
    if is_china:
        yield from precedent_blocks(one.precedents, is_placed=one.place is not None)
    yield from _signs(one)
    if is_china:  # contract words are those of its law
        yield from clauses(one)


def _verdict(one: DealAppraisal) -> Callout:
    """The verdict and what must be true."""
    said = works_verdict_words(one) if one.kind == "public_works" else Sentence(f"deals.verdict.{one.verdict}", {})
    return Callout((said, *reasons(one)), _callout_kind(one.verdict), COMPUTED)


def _callout_kind(verdict: str) -> str:
    return {"sign": "do", "sign_if": "do_on_terms", "do_not_sign": "not_now", "fill_in": "more_data"}[verdict]


def reasons(one: DealAppraisal) -> tuple[Sentence, ...]:
    """Why the verdict is what it is, the deciding reason first."""
    said = [*_stops(one)]
    if one.verdict == "fill_in":
        said += [fill_in_words(each, one.kind) for each in one.fill_in]
    if one.kind == "public_works":
        return (*said, *works_reasons(one))
    unlawful = [Sentence(f"deals.choice.{law.give}", {}) for law in one.lawful if law.verdict == "not_allowed"]
    if unlawful:
        said.append(Sentence("deals.why.unlawful", {"gives": unlawful}))
    nets = {at.but_for: at.net for at in one.city.at}
    low, high = one.but_for
    needed = one.break_even.but_for
    if nets[1.0] < 0:
        said.append(Sentence("deals.why.never_pays", {"loss": yuan(-nets[1.0])}))
    elif nets[low] > 0:
        said.append(Sentence("deals.why.pays_at_low", {"net": yuan(nets[low]), "low": share(low)}))
    elif needed is not None and needed <= high:
        values = {"but_for": share(needed), "low": share(low), "high": share(high)}
        said.append(Sentence("deals.why.but_for", values))
    elif needed is not None:
        said.append(Sentence("deals.why.beyond_range", {"but_for": share(needed), "high": share(high)}))
    if nets[low] > 0 and one.verdict == "sign_if":
        said.append(Sentence("deals.why.worst", {"loss": yuan(-one.city.worst_tenth)}))
    if one.terms_that_turn:
        terms = [Sentence(f"deals.term.{term}", {}) for term in one.terms_that_turn]
        said.append(Sentence("deals.why.terms", {"terms": terms}))
    elif (everything := _all_terms(one)) is not None and nets[low] <= 0:
        terms = [Sentence(f"deals.term.{each.term}", {}) for each in one.terms if each.term != "all"]
        nets_told = {"net": yuan(everything.net), "before": yuan(one.city.mean)}
        said.append(Sentence("deals.why.all_terms", {**nets_told, "terms": terms}))
    return tuple(said)


def fill_in_words(each: FillIn, kind: str) -> Sentence:
    """The cell, who has it, and what would be said at both ends."""
    values = {
        "cell": each.cell,
        "bureau": each.bureau,
        "low": each.low,
        "verdict_low": verdict_word(each.verdict_low, kind),
        "high": each.high,
        "verdict_high": verdict_word(each.verdict_high, kind),
    }
    return Sentence("deals.why.fill_in", values)


def _all_terms(one: DealAppraisal) -> DealTerm | None:
    return next((term for term in one.terms if term.term == "all"), None)


def _stops(one: DealAppraisal) -> Iterable[Sentence]:
    if "revenue" in one.stops and one.money.revenue:
        known = one.money.revenue
        yield Sentence("deals.why.stop_revenue", {"revenue": Amount(known.value, "yuan", None, (known.source,))})
    if "debt_room" in one.stops and one.money.debt_room:
        known = one.money.debt_room
        yield Sentence("deals.why.stop_debt_room", {"room": Amount(known.value, "yuan", None, (known.source,))})


def _works(one: DealAppraisal) -> Iterable[Block]:
    yield from works_users(one)
    yield from works_money(one)
    if one.lawful:
        yield from _law(one)
    yield from revenue(one)


def _law(one: DealAppraisal) -> Iterable[Block]:
    yield Heading(Sentence("deals.law.heading", {}))
    if not one.lawful:
        yield Passage((Sentence("deals.law.none", {}),))
        return
    family = "law" if one.stated.setting.country is None else "own_law"
    columns = (
        Column("deals.law.gift", lambda law: Sentence(f"deals.choice.{law.give}", {})),
        Column("deals.law.verdict", lambda law: Sentence(f"deals.{family}.{law.verdict}", {}), width=2),
        Column("deals.law.basis", lambda law: law.basis or None),
        Column("deals.law.article", lambda law: _rule(law) if law.title else None, width=2),
    )
    yield Table(None, columns, one.lawful, LAW)
    if one.city.without_unlawful is not None:
        yield Passage((Sentence("deals.law.without", {"net": yuan(one.city.without_unlawful)}),), sources=COMPUTED)


def _rule(law: LawOfGift) -> Sentence:
    """The rule with its article and its row."""
    if not law.row:
        return Sentence("deals.own_law.rule", {"title": law.title, "article": law.article})
    article = Word("law_article", law.article) if law.article else ""
    return Sentence("deals.law.rule", {"title": law.title, "article": article, "row": law.row})


def _jobs(one: DealAppraisal) -> Iterable[Block]:
    jobs = one.jobs
    if not jobs.promised:
        yield Heading(Sentence("deals.jobs.heading_plain", {}))
        yield Passage((Sentence("deals.jobs.none", {}),))
        return
    promised = Amount(jobs.promised, "persons", None, STATED)
    yield Heading(Sentence("deals.jobs.heading_plain", {}))
    values = {
        "promised": promised,
        "gross": people(jobs.gross),
        "net": people(jobs.net),
        "year": jobs.year,
        "idle": share(jobs.idle),
    }
    count = next((rate.count for rate in one.rates if rate.stage == "jobs"), 0)
    counted = Sentence("deals.jobs.nineteen", {"count": Amount(count, "count", None, LEDGERS)})
    yield Passage((Sentence("deals.jobs.lead", values), counted), sources=COMPUTED)
    yield PictureSpot("deal_steps", 0.5)


def _decides(one: DealAppraisal) -> Iterable[Block]:
    yield Heading(Sentence("deals.decides.heading", {}))
    if one.decides:
        columns = (
            Column("deals.decides.name", lambda each: Sentence(f"deals.unknown.{each.name}", {}), width=2),
            money_column("deals.decides.worth", lambda each: yuan(each.value_of_information)),
            Column("deals.decides.switch", _turns_at),
        )
        yield Table(None, columns, one.decides[:FEW_WORTH], COMPUTED)
    else:
        yield Passage((Sentence("deals.decides.nothing", {}),))
    yield Steps(tuple(Sentence(f"deals.question.{question}", {}) for question in one.questions))


UNIT_OF_UNKNOWN = {"life": "years", "tax": "yuan", "land_price": "yuan per m2"}
"""Units of unknowns that are no shares."""


def _turns_at(each: Decides) -> Amount | None:
    """The value at which the mean net turns, in the unit of the unknown."""
    if each.switching_value is None:
        return None
    return Amount(each.switching_value, UNIT_OF_UNKNOWN.get(each.name, "share"), None, COMPUTED)


def precedent_blocks(known: Precedents | None, *, is_placed: bool) -> Iterable[Block]:
    """Who tried the same: places like it where the deal has a place, those whose zones name the industry, the check."""
    yield Heading(Sentence("deals.precedents.heading", {}))
    if known is None:
        yield Passage((Sentence("deals.precedents.no_industry", {}),))
        return
    zones, listings = ("zone_catalogue_2018",), ("listings_2025",)

    def told(places: Sequence[Precedent]) -> list[Sentence]:
        return [Sentence("industries.year", {"place": each.place, "year": each.year}) for each in places]

    said = []
    if is_placed:
        key = "went" if known.went else "went_none"
        values = {"industry": known.industry, **({"places": told(known.went)} if known.went else {})}
        said.append(Sentence(f"deals.precedents.{key}", values))
    if known.did_not:
        said.append(Sentence("deals.precedents.did_not", {"places": told(known.did_not)}))
    said.append(Sentence("deals.precedents.rivals", {"rivals": Amount(known.rivals, "count", None, zones)}))
    if known.check:
        check = Sentence(f"industries.check.{known.check}", {})
        said.append(Sentence("deals.precedents.check", {"check": check}))
    yield Passage(tuple(said), sources=(*zones, *listings))


def _signs(one: DealAppraisal) -> Iterable[Block]:
    if not one.signs:
        return
    known = one.stated.setting.defaults
    jobs, tax = known["jobs_per_100_million"], known["tax_over_output"]
    ends = {
        "many_jobs": {"high": Amount(jobs.high, "persons", None, LITERATURE)},
        "few_jobs": {"low": Amount(jobs.low, "persons", None, LITERATURE)},
        "much_tax": {"high": Amount(tax.high, "share", None, LITERATURE)},
        "little_tax": {"low": Amount(tax.low, "share", None, LITERATURE)},
    }
    yield Heading(Sentence("deals.signs.heading", {}))
    for sign in one.signs:
        yield Passage((Sentence(f"deals.sign.{sign}", ends.get(sign, {})),), "bullet", LITERATURE)
