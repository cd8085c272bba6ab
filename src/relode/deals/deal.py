"""A deal as it is stated: what is promised, what is given, by whom, when it is paid, on what and with which basis."""

import math
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, PrivateAttr, model_validator

from relode.deals.defaults import Setting, china, overrun_classes
from relode.deals.typed_values import area, count, is_share, land_price, money, share, typed_words
from relode.errors import RelodeError

Kind = Literal["deal", "public_works"]
Stage = Literal["intention", "contract", "land_paid", "building", "producing"]
Gift = Literal[
    "grant",
    "tax_relief",
    "rebate",
    "land",
    "works",
    "built_by_city",
    "power",
    "equity",
    "loan",
    "guarantee",
    "resource_right",
]
Trigger = Literal["signing", "investment", "production", "jobs"]
Security = Literal["none", "land_held", "bank_guarantee", "deposit"]
Bids = Literal["written_offer", "heard", "none", "not_known"]
PAYERS_OF_DEALS = ("city", "province", "centre", "city_company")
"""Who may pay for a gift: the city's own budget, the province's, the centre's, a state company or fund of the city."""
NO_BASIS = frozenset(typed_words("no_basis"))
"""What a user types who knows that there is no legal basis; an empty field means that it is not known."""


class Stated(BaseModel):
    """What all parts of a deal have in common: no field that has no meaning, nothing is changed later."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def _overrun_class(value: object) -> object:
    """A class of works with a published overrun."""
    if value not in overrun_classes():
        raise RelodeError("deals.overrun_class", value=value, choices=", ".join(overrun_classes()))
    return value


Yuan = Annotated[float, BeforeValidator(lambda value: money(value))]
Persons = Annotated[float, BeforeValidator(count)]
Share = Annotated[float, BeforeValidator(share)]
SquareMetres = Annotated[float, BeforeValidator(area), PlainSerializer(lambda size: f"{size!r}m2", when_used="json")]
LandPrice = Annotated[
    float, BeforeValidator(land_price), PlainSerializer(lambda price: f"{price!r}/m2", when_used="json")
]


class Project(Stated):
    """The project: where, what, how far it is."""

    name: str = Field(min_length=1)
    place: str | None = None
    kind: Kind = "deal"
    industry: str | None = None
    stage: Stage = "contract"
    build_years: float | None = Field(default=None, gt=0, le=15)
    yuan_per_dollar: float | None = Field(default=None, gt=0)


class Promise(Stated):
    """What the other side promises: investment, jobs, output and tax a year at full run; phase 1 and the whole."""

    investment: Yuan | None = None
    phase1_investment: Yuan | None = None
    jobs: Persons | None = None
    phase1_jobs: Persons | None = None
    output: Yuan | None = None
    tax: Yuan | None = None
    start: int | None = Field(default=None, ge=1990, le=2100)
    due: int | None = Field(default=None, ge=1990, le=2100)

    @model_validator(mode="after")
    def _agrees(self) -> "Promise":
        for part, whole in (("phase1_investment", "investment"), ("phase1_jobs", "jobs"), ("start", "due")):
            first, all_of_it = getattr(self, part), getattr(self, whole)
            if first is not None and all_of_it is not None and first > all_of_it:
                raise RelodeError("deals.part_above_whole", first=part, second=whole)
        if self.tax is not None and self.output is not None and self.tax > self.output:
            raise RelodeError("deals.part_above_whole", first="tax", second="output")
        return self


class Give(Stated):
    """One gift: `amount` in yuan over all years, or of a tax relief the share of the city's tax that is forgone."""

    what: Gift
    amount: Yuan | None = None
    relief: Share | None = None
    area: SquareMetres | None = None
    price: LandPrice | None = None
    floor_price: LandPrice | None = None
    cost: Yuan | None = None
    rent: Yuan | None = None
    years: int = Field(default=1, ge=1, le=50)
    payer: dict[str, float] = Field(default={"city": 1.0}, validate_default=False)
    paid_on: Trigger = "signing"
    returned_if_missed: Share = 0.0
    secured_by: Security = "none"
    basis: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _shares_of_tax(cls, values: object) -> object:
        """A relief of `50%` is a share of the tax; shares of payers are read from their text."""
        if not isinstance(values, dict):
            return values
        given = dict(values)
        if is_share(given.get("amount")):
            if given.get("what") not in ("tax_relief", "rebate"):
                raise RelodeError("deals.share_of_what", what=given.get("what"), first="amount")
            if "relief" in given:
                raise RelodeError("deals.contradiction", first="amount", second="relief")
            given["relief"] = given.pop("amount")
        if isinstance(given.get("payer"), str):
            given["payer"] = payers(given["payer"])
        return given

    @model_validator(mode="after")
    def _is_whole(self) -> "Give":
        total = sum(self.payer.values())
        unknown = [payer for payer in self.payer if payer not in PAYERS_OF_DEALS]
        if unknown:
            raise RelodeError("deals.payer", offenders=unknown, choices=", ".join(PAYERS_OF_DEALS))
        if not math.isclose(total, 1.0, abs_tol=1e-9):
            raise RelodeError("deals.payers_sum", total=f"{100 * total:.10g}")
        if self.amount is not None and self.relief is not None:
            raise RelodeError("deals.contradiction", first="amount", second="relief")
        if self.what == "land":
            if self.amount is None and (self.area is None or self.price is None):
                raise RelodeError("deals.missing_of_gift", what=self.what, fields="area, price")
            if self.amount is not None and self.area is not None:
                raise RelodeError("deals.contradiction", first="amount", second="area")
        elif self.what == "built_by_city":
            if self.cost is None and self.amount is None:
                raise RelodeError("deals.missing_of_gift", what=self.what, fields="cost")
            if self.cost is not None and self.amount is not None:
                raise RelodeError("deals.contradiction", first="amount", second="cost")
        elif self.amount is None and self.relief is None:
            raise RelodeError("deals.missing_of_gift", what=self.what, fields="amount")
        return self

    @property
    def has_basis(self) -> bool | None:
        """Whether a legal basis is stated; None where nothing is said."""
        if self.basis is None or not self.basis:
            return None
        return self.basis.lower() not in NO_BASIS


class Local(Stated):
    """What only the city knows: who else bids, its part of the tax, who comes from elsewhere."""

    others_bid: Bids = "not_known"
    city_part_of_tax: Share | None = None
    staff_from_elsewhere: Share | None = None


class Works(Stated):
    """Of public works: what is built, for whom, and what it costs to run."""

    overrun_class: Annotated[str, BeforeValidator(_overrun_class)] | None = None
    service: str | None = None
    cost: Yuan | None = None
    capacity: Persons | None = None
    users_now: Persons | None = None
    users_2030: Persons | None = None
    users_2035: Persons | None = None
    running_cost: Yuan | None = None
    channel: str | None = None


class Deal(Stated):
    """A project with all that was stated of it."""

    project: Project
    promise: Promise = Promise()
    give: tuple[Give, ...] = ()
    local: Local = Local()
    works: Works = Works()
    _setting: Setting | None = PrivateAttr(default=None)

    @property
    def setting(self) -> Setting:
        """What it is judged by: law, tax and what is taken for granted of its country."""
        return self._setting or china()

    def under(self, setting: Setting) -> "Deal":
        """The same deal under the law and tax of another country."""
        changed = self.model_copy()
        changed._setting = setting
        return changed


def payers(text: str) -> dict[str, float]:
    """Who pays which share: `city`, or `city 70%, province 30%`. [0-1]

    Raises RelodeError for a payer that is named twice, and for a share among several that is missing.
    """
    plain = text
    for comma in typed_words("comma"):
        plain = plain.replace(comma, ",")
    parts = [part.strip() for part in plain.split(",") if part.strip()]
    result: dict[str, float] = {}
    for part in parts:
        who, _, size = part.rpartition(" ")
        if not who:
            who, size = part, "100%" if len(parts) == 1 else ""
        if not size or who in result:
            raise RelodeError("deals.payer_form", value=text)
        result[who.strip()] = share(size)
    if not result:
        raise RelodeError("deals.payer_form", value=text)
    return result
