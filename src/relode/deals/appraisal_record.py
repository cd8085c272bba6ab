"""What an appraisal says: the records that every way to show it reads."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import computed_field

from relode.deals.deal import Deal
from relode.deals.defaults import CityMoney
from relode.deals.judgement import LawOfGift
from relode.deals.precedents import Precedents
from relode.deals.promises import PromiseRate
from relode.deals.public_works import WorksAppraisal
from relode.language import Sentence
from relode.places import Place
from relode.record import Doc, Hidden, Record


@dataclass(frozen=True)
class MeanBand(Record):
    """A number with its 90 % interval."""

    mean: Annotated[float, Doc("mean of the draws", "unit")]
    low: Annotated[float, Doc("5 % quantile", "unit")]
    high: Annotated[float, Doc("95 % quantile", "unit")]


@dataclass(frozen=True)
class JobStep(Record):
    """One step from promised to net jobs."""

    name: Annotated[str, Doc("promised, begun, completed, built, filled, alive, but_for, net")]
    jobs: Annotated[float, Doc("mean jobs after the step", "persons")]


@dataclass(frozen=True)
class JobsOfDeal(Record):
    """From promised to net jobs, some years after the planned first output."""

    promised: Annotated[float, Doc("jobs promised", "persons")]
    year: Annotated[int, Doc("years after signing", "years")]
    idle: Annotated[float, Doc("share of the draws in which nothing runs in that year", "share")]
    gross_job_years: Annotated[float, Doc("mean years of jobs over all years", "person-years")]
    net_job_years: Annotated[float, Doc("mean years of net jobs over all years", "person-years")]
    cheaper_than_published: Annotated[
        float, Doc("share of the draws in which a year of a net job costs all payers less than published", "share")
    ]
    gross: Annotated[MeanBand, Doc("jobs that are there", "persons")]
    net: Annotated[MeanBand, Doc("jobs that the city would not have otherwise", "persons")]
    steps: Annotated[tuple[JobStep, ...], Doc("means after each step", shape="step")]


@dataclass(frozen=True)
class YearOfMoney(Record):
    """Mean money of the city in one year, not discounted."""

    year: Annotated[int, Doc("years after signing", "years")]
    tax: Annotated[float, Doc("its part of the tax that it would not have otherwise", "yuan")]
    paid: Annotated[float, Doc("paid or forgone by the city", "yuan")]
    back: Annotated[float, Doc("what comes back to it", "yuan")]
    net: Annotated[float, Doc("tax and what comes back, less what is paid and the cost of failures", "yuan")]


@dataclass(frozen=True)
class NetAt(Record):
    """Mean net of the city at a but-for share."""

    but_for: Annotated[float, Doc("but-for share", "share")]
    net: Annotated[float, Doc("mean net in present value", "yuan")]


@dataclass(frozen=True)
class CityNet(Record):
    """The city's budget in present value."""

    mean: Annotated[float, Doc("mean net over the range of the but-for share", "yuan")]
    worst_tenth: Annotated[float, Doc("mean of the worst tenth of the draws", "yuan")]
    given: Annotated[float, Doc("what the city gives, not discounted, mean", "yuan")]
    at: Annotated[tuple[NetAt, ...], Doc("mean net at three but-for shares and both ends", shape="share")]
    by_year: Annotated[tuple[YearOfMoney, ...], Doc("mean money by year", shape="year")]
    by_payer: Annotated[dict[str, float], Doc("mean paid or forgone by payer, to the cent", "yuan", "payer")]
    if_tipped_run_half: Annotated[
        float, Doc("mean net if firms that come because of the gifts run half as often as others", "yuan")
    ]
    payback_half: Annotated[int | None, Doc("year paid back in half of the draws with any payment", "years")]
    payback_nine_of_ten: Annotated[int | None, Doc("year paid back in nine of ten", "years")]
    without_unlawful: Annotated[
        float | None, Doc("mean net without gifts that are not lawful; null if all are", "yuan")
    ]


@dataclass(frozen=True)
class BreakEven(Record):
    """Where the mean net of the city is 0, exactly: it is linear in both."""

    but_for: Annotated[float | None, Doc("but-for share; null if none from 0 to 1", "share")]
    grant: Annotated[float | None, Doc("sum of grants at the mean but-for share; null without a grant", "yuan")]


@dataclass(frozen=True)
class DealTerm(Record):
    """What another term of the contract is worth to the city."""

    term: Annotated[str, Doc("paid_on_jobs, claw_back, land_at_price, no_relief, smaller_works, or all")]
    yuan: Annotated[float, Doc("change of the mean net", "yuan")]
    net: Annotated[float, Doc("mean net under it", "yuan")]
    net_at_low: Annotated[float, Doc("mean net under it at the low end of the but-for range", "yuan")]
    break_even: Annotated[float | None, Doc("break-even but-for share under it", "share")]


@dataclass(frozen=True)
class Decides(Record):
    """What is worth knowing before signing."""

    name: Annotated[str, Doc("the unknown")]
    value_of_information: Annotated[float, Doc("what knowing it is worth", "yuan")]
    switching_value: Annotated[float | None, Doc("value at which the mean net turns, within what was drawn")]


@dataclass(frozen=True)
class FillIn(Record):
    """A field that is not filled in and turns the verdict."""

    field: Annotated[str, Doc("the field of the file")]
    cell: Annotated[Sentence, Doc("column of the sheet of projects")]
    bureau: Annotated[Sentence, Doc("who has it")]
    low: Annotated[Sentence, Doc("what it is at the low end")]
    verdict_low: Annotated[str, Doc("verdict there")]
    high: Annotated[Sentence, Doc("what it is at the high end")]
    verdict_high: Annotated[str, Doc("verdict there")]


@dataclass(frozen=True)
class DealAppraisal(Record):
    """A deal appraised."""

    name: Annotated[str, Doc("name of the project")]
    stated: Annotated[Deal, Doc("what the file states"), Hidden]
    kind: Annotated[str, Doc("deal or public_works")]
    place: Annotated[Place | None, Doc("the place; null where none is named")]
    verdict: Annotated[str, Doc("sign, sign_if, do_not_sign or fill_in")]
    fill_in: Annotated[tuple[FillIn, ...], Doc("missing fields that turn the verdict", shape="field")]
    stops: Annotated[tuple[str, ...], Doc("stop lines that are crossed: revenue, debt_room", shape="line")]
    lawful: Annotated[tuple[LawOfGift, ...], Doc("law by gift", shape="gift")]
    signs: Annotated[tuple[str, ...], Doc("signs that cost nothing to see", shape="sign")]
    rates: Annotated[tuple[PromiseRate, ...], Doc("what promises rest on", shape="stage")]
    jobs: Annotated[JobsOfDeal, Doc("from promised to net jobs")]
    city: Annotated[CityNet, Doc("the city's budget")]
    residents: Annotated[MeanBand, Doc("wages above those of other work, present value", "yuan")]
    other_levels: Annotated[float, Doc("mean net of province and centre in present value", "yuan")]
    break_even: Annotated[BreakEven, Doc("where the mean net is 0")]
    npv: Annotated[dict[str, float], Doc("mean economic net present value by rate", "yuan", "rate")]
    eirr: Annotated[
        float | None, Doc("economic rate of return of the mean flow; null where not unique", "share per year")
    ]
    terms: Annotated[tuple[DealTerm, ...], Doc("terms that would turn it, and all together", shape="term")]
    terms_that_turn: Annotated[
        tuple[str, ...],
        Doc(
            "fewest terms, the largest first, that lift the mean net above 0 at the low end of the but-for range",
            shape="term",
        ),
    ]
    decides: Annotated[tuple[Decides, ...], Doc("what decides, the most worth knowing first", shape="unknown")]
    questions: Annotated[tuple[str, ...], Doc("what to ask the firm", shape="question")]
    precedents: Annotated[Precedents | None, Doc("who tried the same; null without an industry")]
    works: Annotated[WorksAppraisal | None, Doc("of public works")]
    money: Annotated[CityMoney, Doc("what is known of the city's money")]
    but_for: Annotated[tuple[float, float], Doc("range of the but-for share by who else bids", "share", "end")]
    map: Annotated[
        tuple[tuple[float, ...], ...],
        Doc("mean net by share paid on jobs and but-for share, tenths", "yuan", "paid on jobs, but-for"),
    ]
    draws: Annotated[int, Doc("number of draws", "count")]
    seed: Annotated[int, Doc("seed")]

    @computed_field
    @property
    def tags(self) -> tuple[str, ...]:
        """What holds of the answer. (tag)"""
        of_china = ("jobs_rest_on_19_rows", "but_for_not_measured_in_china", "starts_are_reported")
        return of_china if self.stated.setting.country is None else (*of_china, "own_law_and_money")
