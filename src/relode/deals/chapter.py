"""A deal appraised as a chapter: one page of words in the order of a feasibility study, and several side by side."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from relode.deals.appraisal_record import CityNet, DealAppraisal, FillIn, MeanBand
from relode.deals.defaults import BUDGET_RATE
from relode.deals.judgement import LawOfGift
from relode.deals.precedents import Precedents
from relode.deals.public_works import ENOUGH, LAST, Band, WorksAppraisal, WorksNeed, channel_name, channel_of
from relode.language import Amount, Bilingual, Sentence, Word
from relode.pathways.industries.city_model import Precedent
from relode.story import Block, Callout, Chapter, Column, Heading, Passage, PictureSpot, Steps, Table

LEDGERS, LITERATURE, LAW = ("deal_ledgers",), ("deal_literature",), ("law_texts",)
COMPUTED = (*LEDGERS, *LITERATURE)
"""Sources of what is computed here: the counted rows and the published parameters."""
STATED = ("reader",)
"""Source of what the file states."""
AGES = ("census2020_age", "wpp2024")
"""Sources of the ages that users are computed from."""
FEW_WORTH = 4
"""So many unknowns are in a memo."""
UNIT_OF_UNKNOWN = {"life": "years", "tax": "yuan", "land_price": "yuan per m2"}
"""Units of unknowns that are no shares."""
CALLOUTS = {"sign": "do", "sign_if": "do_on_terms", "do_not_sign": "not_now", "fill_in": "more_data"}


def yuan(value: float, interval: tuple[float, float] | None = None) -> Amount:
    """A sum of money."""
    return Amount(value, "yuan", interval, COMPUTED)


def share(value: float) -> Amount:
    """A share of a whole, as a figure."""
    return Amount(value, "share", None, COMPUTED)


def people(band: MeanBand) -> Amount:
    """Jobs with their interval."""
    return Amount(band.mean, "persons", (band.low, band.high), COMPUTED)


def money_column(name: str, value: Callable[[Any], Amount | None], width: float = 1.0) -> Column:
    """A column of money in the digits of the sentences around it."""
    return Column(name, value, format="interval", width=width)


def verdict_word(verdict: str, kind: str) -> Sentence:
    """A verdict in a word: public works are built, deals are signed."""
    family = "verdict_word_works" if kind == "public_works" else "verdict_word"
    return Sentence(f"deals.{family}.{verdict}", {})


def side_by_side(deals: Sequence[DealAppraisal], left_out: Sequence[Bilingual] = ()) -> Chapter:
    """The same figures for each of several deals, and the rows of a list that cannot be judged, with their faults."""

    def of_deal(cell: Callable[[DealAppraisal], Amount | None]) -> Callable[[DealAppraisal], Amount | None]:
        return lambda one: None if one.kind == "public_works" else cell(one)

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
    blocks: list[Block] = [Table(Sentence("deals.side.table", {}), columns, tuple(deals), COMPUTED)]
    blocks += [Passage((Sentence("deals.side.left_out", {"reason": each}),), "bullet") for each in left_out]
    return Chapter("deals", Sentence("deals.side.heading", {}), tuple(blocks))


def chapter(one: DealAppraisal) -> Chapter:
    """The memo on one deal or one public works."""
    is_works = one.kind == "public_works"
    verdict = _works_verdict(one) if is_works else Sentence(f"deals.verdict.{one.verdict}", {})
    callout = Callout((verdict, *reasons(one)), CALLOUTS[one.verdict], COMPUTED)
    key = "deals.heading_works" if is_works else "deals.heading"
    return Chapter("deal", Sentence(key, {"name": one.name}), (callout, *(_works(one) if is_works else _deal(one))))


def _deal(one: DealAppraisal) -> Iterable[Block]:
    yield from _law(one)
    yield from _jobs(one)
    yield from _money(one)
    yield from _terms(one)
    yield from _decides(one)
    if one.stated.setting.country is None:
        yield from precedent_blocks(one.precedents, is_placed=one.place is not None)
    yield from _signs(one)


def reasons(one: DealAppraisal) -> tuple[Sentence, ...]:
    """Why the verdict is what it is, the deciding reason first."""
    known = {"revenue": one.money.revenue, "debt_room": one.money.debt_room}
    said = [
        Sentence(f"deals.why.stop_{line}", {"limit": Amount(limit.value, "yuan", None, (limit.source,))})
        for line in one.stops
        if (limit := known[line])
    ]
    if one.verdict == "fill_in":
        said += [fill_in_words(each, one.kind) for each in one.fill_in]
    if one.kind == "public_works":
        return (*said, *_works_reasons(one.works))
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
    everything = next((term for term in one.terms if term.term == "all"), None)
    if one.terms_that_turn:
        terms = [Sentence(f"deals.term.{term}", {}) for term in one.terms_that_turn]
        said.append(Sentence("deals.why.terms", {"terms": terms}))
    elif everything is not None and nets[low] <= 0:
        terms = [Sentence(f"deals.term.{each.term}", {}) for each in one.terms if each.term != "all"]
        nets_told = {"net": yuan(everything.net), "before": yuan(one.city.mean)}
        said.append(Sentence("deals.why.all_terms", {**nets_told, "terms": terms}))
    return tuple(said)


def fill_in_words(each: FillIn, kind: str) -> Sentence:
    """The cell, who has it, and the verdict at both ends."""
    values = {
        "cell": each.cell,
        "bureau": each.bureau,
        "low": each.low,
        "verdict_low": verdict_word(each.verdict_low, kind),
        "high": each.high,
        "verdict_high": verdict_word(each.verdict_high, kind),
    }
    return Sentence("deals.why.fill_in", values)


def _law(one: DealAppraisal) -> Iterable[Block]:
    yield Heading(Sentence("deals.law.heading", {}))
    if not one.lawful:
        yield Passage((Sentence("deals.law.none", {}),))
        return
    family = "law" if one.stated.setting.country is None else "own_law"

    def rule(law: LawOfGift) -> Sentence | None:
        if not law.title or not law.row:
            return Sentence("deals.own_law.rule", {"title": law.title, "article": law.article}) if law.title else None
        article = Word("law_article", law.article) if law.article else ""
        return Sentence("deals.law.rule", {"title": law.title, "article": article, "row": law.row})

    columns = (
        Column("deals.law.gift", lambda law: Sentence(f"deals.choice.{law.give}", {})),
        Column("deals.law.verdict", lambda law: Sentence(f"deals.{family}.{law.verdict}", {}), width=2),
        Column("deals.law.basis", lambda law: law.basis or None),
        Column("deals.law.article", rule, width=2),
    )
    yield Table(None, columns, one.lawful, LAW)
    if one.city.without_unlawful is not None:
        yield Passage((Sentence("deals.law.without", {"net": yuan(one.city.without_unlawful)}),), sources=COMPUTED)


def _jobs(one: DealAppraisal) -> Iterable[Block]:
    jobs = one.jobs
    yield Heading(Sentence("deals.jobs.heading_plain", {}))
    if not jobs.promised:
        yield Passage((Sentence("deals.jobs.none", {}),))
        return
    values = {
        "promised": Amount(jobs.promised, "persons", None, STATED),
        "gross": people(jobs.gross),
        "net": people(jobs.net),
        "year": jobs.year,
        "idle": share(jobs.idle),
    }
    count = next((rate.count for rate in one.rates if rate.stage == "jobs"), 0)
    counted = Sentence("deals.jobs.nineteen", {"count": Amount(count, "count", None, LEDGERS)})
    yield Passage((Sentence("deals.jobs.lead", values), counted), sources=COMPUTED)
    yield PictureSpot("deal_steps", 0.5)


def _money(one: DealAppraisal) -> Iterable[Block]:
    city, grant = one.city, one.break_even.grant
    yield Heading(Sentence("deals.money.heading", {}))
    values = {"mean": yuan(city.mean), "worst": yuan(city.worst_tenth), "rate": share(BUDGET_RATE)}
    budget = [
        Sentence("deals.money.lead", values),
        *_payback(city, int(one.stated.setting.defaults["horizon"].value)),
        break_even_words(one.break_even.but_for),
    ]
    if grant is not None:
        key = "grant" if grant > 0 else "no_grant"
        budget.append(Sentence(f"deals.break_even.{key}", {"grant": yuan(grant)}))
    yield Passage(tuple(budget), sources=COMPUTED)
    payers = [
        Sentence("deals.money.of_payer", {"payer": Sentence(f"deals.choice.{payer}", {}), "sum": yuan(total)})
        for payer, total in city.by_payer.items()
    ]
    at_rates = [
        Sentence("deals.money.npv", {"value": yuan(value), "rate": share(float(rate))})
        for rate, value in one.npv.items()
    ]
    gains = {"residents": yuan(one.residents.mean), "others": yuan(one.other_levels), "values": at_rates}
    others = [
        *([Sentence("deals.money.payers", {"sums": payers})] if payers else []),
        Sentence("deals.money.others", gains),
        Sentence("deals.money.no_eirr", {})
        if one.eirr is None
        else Sentence("deals.money.eirr", {"rate": share(one.eirr)}),
    ]
    yield Passage(tuple(others), sources=COMPUTED)
    yield from _revenue(one)
    yield PictureSpot("deal_years", 0.5)


def break_even_words(needed: float | None) -> Sentence:
    """The but-for share at which the mean net is 0."""
    if needed is None:
        return Sentence("deals.break_even.never", {})
    return Sentence("deals.break_even.but_for", {"but_for": share(needed)})


def _payback(city: CityNet, years: int) -> Iterable[Sentence]:
    """When the money is back in half and in nine of ten of the cases with a payment; nothing where none is expected."""

    def reached(year: int) -> Sentence:
        return Sentence("deals.money.in_year", {"year": year}) if year else Sentence("deals.money.at_once", {})

    half, nine = city.payback_half, city.payback_nine_of_ten
    if not city.given:
        return
    if half is None:
        yield Sentence("deals.money.back_never", {"years": years})
    elif nine is None:
        yield Sentence("deals.money.back_half", {"half": reached(half), "years": years})
    elif half == nine:
        yield Sentence("deals.money.back_nine", {"nine": reached(nine)})
    else:
        yield Sentence("deals.money.back_both", {"half": reached(half), "nine": reached(nine)})


def _revenue(one: DealAppraisal) -> Iterable[Block]:
    """A year's revenue; of a place that publishes none, that gifts were not compared with it."""
    known = one.money.revenue
    if known is not None:
        values = {"revenue": Amount(known.value, "yuan", None, (known.source,)), "year": known.year}
        yield Passage((Sentence("deals.money.revenue", values),), sources=(known.source,))
    elif one.place is not None and one.kind == "deal":
        yield Passage((Sentence("deals.money.no_revenue", {}),))


def _terms(one: DealAppraisal) -> Iterable[Block]:
    yield Heading(Sentence("deals.terms.heading", {}))
    if not one.terms:
        yield Passage((Sentence("deals.terms.none", {}),))
        return
    columns = (
        Column("deals.terms.term", lambda term: Sentence(f"deals.term.{term.term}", {}), width=2),
        Column("deals.terms.yuan", lambda term: yuan(term.yuan), format="sign"),
        money_column("deals.terms.net", lambda term: yuan(term.net)),
        Column("deals.terms.break_even", lambda term: None if term.break_even is None else share(term.break_even)),
    )
    yield Table(None, columns, one.terms, COMPUTED)


def _decides(one: DealAppraisal) -> Iterable[Block]:
    yield Heading(Sentence("deals.decides.heading", {}))
    if one.decides:
        columns = (
            Column("deals.decides.name", lambda each: Sentence(f"deals.unknown.{each.name}", {}), width=2),
            money_column("deals.decides.worth", lambda each: yuan(each.value_of_information)),
            Column(
                "deals.decides.switch",
                lambda each: (
                    None
                    if each.switching_value is None
                    else Amount(each.switching_value, UNIT_OF_UNKNOWN.get(each.name, "share"), None, COMPUTED)
                ),
            ),
        )
        yield Table(None, columns, one.decides[:FEW_WORTH], COMPUTED)
    else:
        yield Passage((Sentence("deals.decides.nothing", {}),))
    yield Steps(tuple(Sentence(f"deals.question.{question}", {}) for question in one.questions))


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


def _works_verdict(one: DealAppraisal) -> Sentence:
    """The verdict on public works; of works that are built on terms, what the term is."""
    works, revenue = one.works, one.money.revenue
    if one.verdict != "sign_if" or works is None or works.filled is None:
        return Sentence(f"deals.verdict_works.{one.verdict}", {})
    too_dear = revenue is not None and works.cost_band is not None and works.cost_band[1] > revenue.value
    key = "sign_if" if too_dear and works.filled < ENOUGH else "with_money" if too_dear else "smaller"
    return Sentence(f"deals.verdict_works.{key}", {})


def _works_reasons(works: WorksAppraisal | None) -> Iterable[Sentence]:
    if works is None:
        return
    if works.filled is not None:
        yield Sentence("deals.why.few_users", {"filled": Amount(works.filled, "share", None, STATED)})
    if works.cost_middle is not None and works.cost_band is not None:
        cost = yuan(works.cost_middle, works.cost_band)
        if works.share_of_revenue is not None:
            yield Sentence("deals.why.cost_band", {"cost": cost, "share": share(works.share_of_revenue)})
        else:
            yield Sentence("deals.why.cost_only", {"cost": cost})
    if works.cost_per_user is not None:
        yield Sentence("deals.why.cost_per_user", {"cost": yuan(works.cost_per_user)})


def _works(one: DealAppraisal) -> Iterable[Block]:
    """Users of the works and of the service in the whole city, who pays, what else the money would pay for."""
    works = one.works
    yield Heading(Sentence("deals.works.heading", {}))
    if works is None or works.filled is None or works.capacity is None:
        yield Passage((Sentence("deals.works.users_unknown", {}),))
    else:
        users = [
            Sentence(
                "deals.works.user_now" if year == "now" else "deals.works.user_of",
                {"number": Amount(number, "persons", None, STATED), "year": year},
            )
            for year, number in works.users.items()
        ]
        values = {
            "users": users,
            "capacity": Amount(works.capacity, "persons", None, STATED),
            "filled": Amount(works.filled, "share", None, STATED),
        }
        yield Passage((Sentence("deals.works.users", values),), sources=STATED)
    if works is None or works.need is None:
        yield Passage((Sentence("deals.works.needs_absent", {}),))
    else:
        yield Passage(tuple(_need(works.users_from, works.need)), sources=AGES)
    yield Heading(Sentence("deals.works.money_heading", {}))
    said = [_channel(one.stated.works.channel), _running(one.stated.works.running_cost, works)]
    if works is not None and works.cost_middle:
        years = sorted(works.cost_middle / price for price in one.stated.setting.price)
        instead = {"years": Amount(years[1], "person-years", (years[0], years[2]), LITERATURE)}
        said.append(Sentence("deals.works.instead", instead))
    yield Passage(tuple(said), sources=(*STATED, "funding_rules", *LITERATURE))
    if one.lawful:
        yield from _law(one)
    yield from _revenue(one)


def _channel(stated: str | None) -> Sentence:
    """The channel that the file names, and the most that it gave to one."""
    if not stated:
        return Sentence("deals.works.channel_none", {})
    channel, ceiling = channel_of(stated)
    if channel is None:
        return Sentence("deals.works.channel_other", {"channel": stated})
    name = channel_name(channel)
    if ceiling is None:
        return Sentence("deals.works.channel_plain", {"channel": name})
    most = Amount(ceiling, "yuan", None, ("funding_rules",))
    return Sentence("deals.works.channel", {"channel": name, "ceiling": most})


def _running(cost: float | None, works: WorksAppraisal | None) -> Sentence:
    """What the works cost to run a year, and for each user."""
    if cost is None:
        return Sentence("deals.works.running_none", {})
    stated = Amount(cost, "yuan", None, STATED)
    users = works.users.get(LAST) if works else None
    if not users:
        return Sentence("deals.works.running_plain", {"cost": stated})
    return Sentence("deals.works.running", {"cost": stated, "each": yuan(cost / users)})


def _need(users_from: str, need: WorksNeed) -> Iterable[Sentence]:
    def ended(band: Band, unit: str) -> Amount:
        middle, low, high = band
        return Amount(middle, unit, (low, high), AGES)

    changes = {f"change_{year}": ended(band, "share") for year, band in need.change.items()}
    yield Sentence("deals.works.need", {"service": need.name, **changes})
    if LAST in need.users and users_from:
        source = Sentence(f"deals.works.from_{users_from}", {})
        yield Sentence("deals.works.need_users", {"number": ended(need.users[LAST], "persons"), "from": source})
    if not need.capacity_is_counted:
        yield Sentence("deals.works.uncounted", {})
    elif need.sure[LAST] == 0:
        yield Sentence("deals.works.unsure", {})
    else:
        key = "surplus" if need.sure[LAST] > 0 else "shortage"
        yield Sentence(f"deals.works.{key}", {"number": Amount(abs(need.sure[LAST]), need.unit, None, AGES)})
