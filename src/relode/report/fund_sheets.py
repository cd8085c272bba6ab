"""A funding run as a workbook: places, every card, criteria, neighbours, doses, counties and sources."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from io import BytesIO

from relode import __version__
from relode.facts import fingerprint
from relode.fund import allocation_text, fund_text, people_text
from relode.fund.fund_cells import home, ordered_places, place_of
from relode.fund.fund_records import FundedGain, FundedPlace, FundRecord
from relode.language import Language, Sentence, say, spoken, unit_name
from relode.language.names import joined
from relode.plan.cards import card_text
from relode.plan.cards.card_records import Card
from relode.plan.cards.card_text import named
from relode.plan.estimate import Estimate
from relode.report.plan_sheets import Sentences, card_cells, card_columns, ends
from relode.report.workbook import source_columns, source_rows
from relode.story.units import Cell, Sheet, SheetColumn, Value, cleaned, plain, shown
from relode.story.xlsx import Cover, write_sheets

MONEY = ("spending", "ceiling", "floor")
PAID = ("funder", "city", "others")
GAINED = ("jobs", "services", "equity", "low_skilled", "high_skilled")
JOB_YEARS, FOR_ONE = "person-years", "yuan per person"
"""Units of what is gained, and of what one of it costs."""
NET_GAINS = ("jobs", "people")

Cards = Mapping[str, Sequence[Card]]
"""Code of a place -> its cards."""


def fund_workbook(record: FundRecord, cards: Cards, made: date, language: Language) -> bytes:
    """The workbook in `language`, as XLSX."""
    values = {"version": __version__, "fingerprint": fingerprint()[:12], "date": made.isoformat()}
    lines = (
        Sentence("workbook.cover.made", values),
        Sentence("workbook.cover.command", {"command": record.command}),
        fund_text.lead(record),
    )
    said = (*fund_text.headline(record), *people_text.net_words(record), *people_text.worst_off_words(record))
    cover = Cover(fund_text.title(record), lines, Sentence("fund.workbook.more", {}), said)
    written = BytesIO()
    write_sheets(cover, [*fund_sheets(record, cards, language)], written, language)
    return written.getvalue()


def fund_sheets(record: FundRecord, cards: Cards, language: Language) -> Iterator[Sheet]:
    """Every sheet but the cover, empty ones too."""
    yield _places(record, language)
    yield _measures(record, cards, language)
    yield _frontier(record, language)
    yield _net(record, language)
    yield _ages(record, language)
    yield _unfunded(record, language)
    yield _curves(record, language)
    yield _counties(record, language)
    yield Sheet("sources", source_columns(language), source_rows(fund_text.fund_sources(record), language))


def _labelled(name: str, unit: str, language: Language) -> SheetColumn:
    """A column whose label has the unit behind it, unless the label is the unit."""
    label = say(f"fund.column.{name}", language)
    if unit == JOB_YEARS:
        return SheetColumn(label, shown(unit, language).form)
    return SheetColumn.labelled(label, unit, language)


def _text(language: Language, *names: str) -> tuple[SheetColumn, ...]:
    return tuple(SheetColumn(say(f"fund.column.{name}", language)) for name in names)


def _with_interval(name: str, unit: str, language: Language, *more: str) -> tuple[SheetColumn, ...]:
    """Columns of a median with its interval; `more` are keys of workbook.head of further columns of the unit."""
    return (
        _labelled(name, unit, language),
        *(SheetColumn.of(language, head, unit) for head in ("low_90", "high_90", *more)),
    )


def _scaled(values: Sequence[float | None], unit: str, language: Language) -> list[Cell]:
    factor = shown(unit, language).factor
    return [None if value is None else value * factor for value in cleaned(values)]


def _gain(gain: FundedGain, language: Language) -> list[Cell]:
    return _scaled((*ends(gain.estimate), gain.mean), gain.estimate.unit, language)


def _estimate(estimate: Estimate | None, unit: str, language: Language) -> list[Cell]:
    return _scaled(ends(estimate), unit, language)


def _places(record: FundRecord, language: Language) -> Sheet:
    """What each place gets and gains before neighbours answer."""
    first = record.places[0]
    columns = (
        *_text(language, "place", "measures", "verdicts"),
        *(_labelled(name, "yuan per year", language) for name in MONEY),
        *(column for name in PAID for column in _with_interval(name, "yuan per year", language, "mean")),
        _labelled("worst", "yuan per year", language),
        *(
            column
            for name in GAINED
            for column in _with_interval(name, getattr(first, name).estimate.unit, language, "mean")
        ),
        SheetColumn(say("fund.column.job_year", language), shown(FOR_ONE, language).form),
        *plain(language, "low_90", "high_90", form=shown(FOR_ONE, language).form),
        SheetColumn(say("fund.column.weight", language), "0.00"),
        *(column for name in ("kept_nothing", "kept_alone") for column in _with_interval(name, "share", language)),
    )
    return Sheet("fund_places", columns, [_place(each, language) for each in ordered_places(record)])


def _place(place: FundedPlace, language: Language) -> Sequence[Cell]:
    said = Sentences(language)
    return (
        place_of(place.place).name(language),
        joined([said(each) for each in fund_text.step_words(place)], language),
        said(Sentence("fund.verdict.counts", dict(place.verdicts))),
        *_scaled([place.spending, place.ceiling, place.floor], "yuan per year", language),
        *(cell for name in PAID for cell in _gain(getattr(place, name), language)),
        *_scaled([place.worst], "yuan per year", language),
        *(cell for name in GAINED for cell in _gain(getattr(place, name), language)),
        *cleaned(ends(place.job_year)),
        place.weight,
        *_estimate(place.kept_nothing, "share", language),
        *_estimate(place.kept, "share", language),
    )


def _measures(record: FundRecord, cards: Cards, language: Language) -> Sheet:
    """Every measure in every place, judged with the funder's money, with what the run funds of it."""
    rows: list[Sequence[Cell]] = []
    for place in ordered_places(record):
        doses = {step.measure: step.dose for step in place.steps}
        at = place_of(place.place)
        own = say("workbook.cover.command", language, command=f"relode plan {at.slug}")
        for each in card_text.ordered_cards(cards.get(place.place, ())):
            rows.append((at.name(language), *card_cells(each, doses.get(each.name), language), own))
    return Sheet("measures", (*_text(language, "place"), *card_columns(language), *_text(language, "own_plan")), rows)


def _frontier(record: FundRecord, language: Language) -> Sheet:
    """What each criterion would choose."""
    units = {name: one.estimate.unit for name, one in record.allocation.gains.items()}
    columns = (
        *_text(language, "criterion"),
        *_with_interval("used", "yuan per year", language, "mean"),
        *(column for name, unit in units.items() for column in _with_interval(name, unit, language, "mean")),
        *_text(language, "given_up", "where"),
    )
    said = Sentences(language)
    rows = [
        (
            said(allocation_text.criterion_words(each.criterion)),
            *_gain(each.used, language),
            *(cell for name in units for cell in _gain(each.gains[name], language)),
            joined([said(part) for part in allocation_text.given_up(each)], language),
            joined([said(part) for part in allocation_text.where(each)], language),
        )
        for each in record.frontier
    ]
    return Sheet("fund_criteria", columns, rows)


def _net(record: FundRecord, language: Language) -> Sheet:
    """Places of the provinces in the system of all cities, then the sums."""
    columns = (
        *_text(language, "place"),
        *_with_interval("net_jobs", JOB_YEARS, language, "mean"),
        *_with_interval("net_people", "persons", language, "mean"),
        *(column for name in ("kept_nothing", "kept") for column in _with_interval(name, "share", language)),
    )
    if record.net is None:
        return Sheet("fund_net", columns, [])
    rows: list[Sequence[Cell]] = [
        (
            place_of(each.place).name(language),
            *(cell for name in NET_GAINS for cell in _gain(getattr(each, name), language)),
            *_estimate(each.kept_before, "share", language),
            *_estimate(each.kept_after, "share", language),
        )
        for each in people_text.net_places(record.net)
    ]
    for name in ("funded", "province", "elsewhere"):
        values = {"home": home(record)} if name == "province" else {}
        people = _gain(getattr(record.net, f"people_{name}"), language)
        jobs = _gain(getattr(record.net, name), language)
        rows.append((spoken(Sentence(f"fund.workbook.sum.{name}", values), language), *jobs, *people, *[None] * 6))
    return Sheet("fund_net", columns, rows)


def _ages(record: FundRecord, language: Language) -> Sheet:
    """People by age at the horizon, and what ageing alone makes of those of 15 to 59."""
    columns = (
        *_text(language, "place"),
        *_with_interval("working_nothing", "persons", language),
        *(col for name in ("working_more", "others_more") for col in _with_interval(name, "persons", language, "mean")),
        *(_labelled(name, "persons", language) for name in ("aged_start", "aged_end")),
    )
    rows = [
        (
            place_of(each.place).name(language),
            *_estimate(each.nothing, "persons", language),
            *_gain(each.working, language),
            *_gain(each.others, language),
            *_scaled(each.ageing or (None, None), "persons", language),
        )
        for each in record.ages
    ]
    return Sheet("fund_ages", columns, rows)


def _unfunded(record: FundRecord, language: Language) -> Sheet:
    said = Sentences(language)
    rows = [
        (
            place_of(place.place).name(language),
            said(named(each.measure)),
            said(Sentence(f"fund.reason.{each.reason}", {})),
        )
        for place in ordered_places(record)
        for each in place.unfunded
    ]
    return Sheet("fund_unfunded", _text(language, *fund_text.UNFUNDED_COLUMNS), rows)


def _curves(record: FundRecord, language: Language) -> Sheet:
    """What every dose tried of what is worth funding costs and gains."""
    columns = (
        *_text(language, "place", "measure"),
        *plain(language, "dose", form="#,##0.###"),
        *plain(language, "dose_unit"),
        *_with_interval("yuan", "yuan per year", language),
        *_with_interval("jobs", JOB_YEARS, language),
    )
    rows = [
        (
            place_of(curve.place).name(language),
            spoken(named(curve.measure), language),
            Value(point.dose, shown("share", language).form) if curve.unit.startswith("share") else point.dose,
            "%" if curve.unit.startswith("share") else unit_name(curve.unit, language),
            *_estimate(point.yuan, "yuan per year", language),
            *_estimate(point.jobs, JOB_YEARS, language),
        )
        for curve in record.curves
        for point in curve.points
    ]
    return Sheet("fund_curves", columns, rows)


def _counties(record: FundRecord, language: Language) -> Sheet:
    """What a year's money would buy in places below the prefecture level, at published costs."""
    columns = (
        *_text(language, "place", "measure"),
        _labelled("ceiling", "yuan", language),
        *plain(language, "published_low", "published_high", form="#,##0.##"),
        *plain(language, "cost_unit"),
        *plain(language, "buys_low", "buys_high", form="#,##0.#"),
    )
    rows = [
        (
            place_of(county.place).name(language),
            spoken(card_text.measure_words(each.lever, ""), language),
            *_scaled([county.published.budget], "yuan", language),
            each.low, each.high, unit_name(f"yuan per {each.bought}", language), each.least, each.most,
        )
        for county in record.counties
        if county.published is not None
        for each in county.published.measures
        if each.bought == people_text.JOB_YEAR
    ]  # fmt: skip
    return Sheet("fund_counties", columns, rows)
