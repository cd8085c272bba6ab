"""Records of a plan: decisions, the money that pays them, and targets. Texts are sentences, not strings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer

from relode.arrays import Interval
from relode.language import LANGUAGES, Bilingual, Sentence, plain_value
from relode.record import Blank, Doc, Record

Text = Annotated[
    Sentence | Bilingual,
    BeforeValidator(lambda text: Bilingual(**text) if isinstance(text, dict) else text),
    PlainSerializer(
        lambda text: {language: str(plain_value(text, language)) for language in LANGUAGES}, return_type=dict[str, str]
    ),
]
"""A text that is written in both languages, and read back as them."""

GROUPS = ("here", "law", "common")
"""Only here, required by law, general: the order on page one."""
RECOMMENDATIONS = ("do", "secure", "pilot", "more_data", "not_now")
"""The order within a group."""
KINDS = ("service", "mine", "money", "industry", "programme", "project", "common")


@dataclass(frozen=True)
class UsedFact(Record):
    """A fact that a decision rests on: a cell of the panel, of a table, or of the city's own workbook."""

    key: Annotated[str, Doc("quantity of the vocabulary, or key of a local fact")]
    place: Annotated[str, Doc("code of the place that it is of: a county may inherit one")]
    value: Annotated[float | str | None, Doc("the value, null if it is not known", "unit")]
    unit: Annotated[Blank, Doc("unit of a number")]
    year: Annotated[int | None, Doc("its year, null if it has none")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("doubts and certainty", shape="flag")] = ()


@dataclass(frozen=True)
class Sum(Record):
    """A sum of money with its range and where it comes from."""

    value: Annotated[float, Doc("the sum", "unit")]
    unit: Annotated[str, Doc("yuan, or yuan per year")]
    interval_90: Annotated[Interval | None, Doc("its range, null if it is exact", "unit", shape="low, high")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    reported: Annotated[bool, Doc("whether a document or a study reports the price, rather than an assumption")]


@dataclass(frozen=True)
class MissingFact(Record):
    """A fact that only the city knows and that would settle a decision."""

    cell: Annotated[str, Doc("cell of the workbook")]
    bureau: Annotated[Text, Doc("who has it")]
    decides: Annotated[Text, Doc("what it decides")]
    moves: Annotated[float | None, Doc("money that the answer moves, null if no price is known", "yuan per year")]


@dataclass(frozen=True)
class Decision(Record):
    """One row of a plan. `id` is `kind:name`, the same in every place: the closed list of what a plan may say."""

    id: Annotated[str, Doc("kind and key, such as service:primary or programme:retraining")]
    kind: Annotated[str, Doc("service, mine, money, industry, programme, project or common")]
    stage: Annotated[Blank, Doc("stage or kind of the service, null of others")]
    name: Annotated[Text, Doc("what is decided")]
    group: Annotated[str, Doc("here, law or common")]
    recommendation: Annotated[str, Doc("do, secure, pilot, more_data or not_now")]
    reason: Annotated[Text, Doc("why, with the figures that decide")]
    first_step: Annotated[Text, Doc("what to do first")]
    bureau: Annotated[Text, Doc("who leads")]
    month: Annotated[int | None, Doc("month of the year by whose end the first step is due, null if none is set")]
    article: Annotated[tuple[str, ...], Doc("rows of the table of law", shape="row")]
    amount: Annotated[float | None, Doc("surplus or shortage, people, hectares or yuan", "unit")]
    interval_90: Annotated[Interval | None, Doc("its band", "unit", shape="low, high")]
    unit: Annotated[Blank, Doc("unit of the amount")]
    year: Annotated[int | None, Doc("year from which the amount holds")]
    cost: Annotated[Sum | None, Doc("what it costs all payers, null if no source prices it")]
    payer: Annotated[Blank, Doc("own, channel, bonds, firm, fund; null if nothing is paid")]
    channel: Annotated[Blank, Doc("key of funding_channels")]
    facts: Annotated[tuple[UsedFact, ...], Doc("what it rests on: nothing else moves it", shape="fact")]
    asks: Annotated[tuple[MissingFact, ...], Doc("facts that are missing", shape="cell")] = ()
    options: Annotated[tuple[Text, ...], Doc("other ways to the same end", shape="option")] = ()
    by_year: Annotated[
        Mapping[str, tuple[float, float, float]], Doc("year -> low, median, high of the amount", "unit", shape="year")
    ] = field(default_factory=dict)
    share_of_cities: Annotated[float | None, Doc("share of prefectures that get this row and recommendation")] = None


@dataclass(frozen=True)
class MoneyLine(Record):
    """What a plan pays for one decision."""

    id: Annotated[str, Doc("decision")]
    payer: Annotated[str, Doc("own, channel, bonds, firm or fund")]
    channel: Annotated[Blank, Doc("key of funding_channels, null of own money")]
    yuan: Annotated[float, Doc("mean over the years of the plan", "yuan per year")]
    by_year: Annotated[Mapping[str, float], Doc("what is paid", "yuan", shape="year")]


@dataclass(frozen=True)
class MoneySplit(Record):
    """The city's own money for the plan (`--budget`), and where it goes; the five parts add up to it to the yuan.

    own + law + pilots + unassigned = budget; `secured` is money of others, granted or typed, and comes on top.
    """

    budget: Annotated[float | None, Doc("own money for the plan, null if none was typed", "yuan per year")]
    own: Annotated[float, Doc("of it, paid for what is recommended", "yuan per year")]
    secured: Annotated[float, Doc("granted by others, or typed as granted", "yuan per year")]
    law: Annotated[float, Doc("of it, committed by law", "yuan per year")]
    pilots: Annotated[float, Doc("of it, paid for pilots", "yuan per year")]
    unassigned: Annotated[float, Doc("of it, unassigned: debt and arrears first", "yuan per year")]
    displaced: Annotated[
        float | None,
        Doc("part of the budget that surely displaces services, null if the account is not known", "yuan per year"),
    ]
    lines: Annotated[tuple[MoneyLine, ...], Doc("what is paid for each decision", shape="line")]
    flags: Annotated[
        tuple[str, ...], Doc("`granted_above_any_place`: more than a channel is known to have paid", shape="flag")
    ] = ()


@dataclass(frozen=True)
class BookRow(Record):
    """One row of a book: an item by year."""

    item: Annotated[str, Doc("key of the item, in the order that a finance bureau pays")]
    by_year: Annotated[
        Mapping[str, tuple[float, float, float] | None],
        Doc("low, median, high; null if no source tells", "yuan per year", shape="year"),
    ]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]
    flags: Annotated[tuple[str, ...], Doc("doubts; `not_shipped` if no source of ours has it", shape="flag")] = ()


@dataclass(frozen=True)
class TwoBooks(Record):
    """The two books of a city: the general budget and the fund budget, to the last year of the plan."""

    general: Annotated[tuple[BookRow, ...], Doc("general public budget", shape="row")]
    fund: Annotated[tuple[BookRow, ...], Doc("budget of government funds", shape="row")]
    leaves: Annotated[
        Interval | None, Doc("what the general budget leaves for a plan, null if not known", "yuan per year")
    ]
    missing: Annotated[tuple[str, ...], Doc("items that no source of ours has", shape="item")]
    rules: Annotated[
        tuple[UsedFact, ...], Doc("restructuring and heavy-debt rules that apply or may apply", shape="fact")
    ]


@dataclass(frozen=True)
class PlanTarget(Record):
    """A target of a plan."""

    key: Annotated[str, Doc("quantity, or id of the decision that delivers it")]
    kind: Annotated[str, Doc("expected (a forecast), binding (set from above) or own (delivered by the plan)")]
    year: Annotated[int, Doc("its year")]
    value: Annotated[float | None, Doc("its level, null of a binding one that was not typed", "unit")]
    unit: Annotated[str, Doc("its unit")]
    interval_90: Annotated[Interval | None, Doc("band of the forecast, null of the others", "unit", shape="low, high")]
    chance: Annotated[tuple[float, float] | None, Doc("of a binding one: chance without and with the plan")] = None


@dataclass(frozen=True)
class Decisions(Record):
    """What a plan decides for a place."""

    place: Annotated[str, Doc("code of the place")]
    horizon: Annotated[int, Doc("last year")]
    seed: Annotated[int, Doc("seed of all draws")]
    decisions: Annotated[tuple[Decision, ...], Doc("by group, then recommendation, then size", shape="decision")]
    money: Annotated[MoneySplit, Doc("where the budget goes")]
    account: Annotated[TwoBooks | None, Doc("the two books, null of a place without published ones")]
    targets: Annotated[tuple[PlanTarget, ...], Doc("targets", shape="target")]
    sources: Annotated[tuple[str, ...], Doc("keys of sources.csv", shape="source")]

    def of(self, recommendation: str) -> tuple[Decision, ...]:
        """Those with this recommendation, in their order."""
        return tuple(each for each in self.decisions if each.recommendation == recommendation)
