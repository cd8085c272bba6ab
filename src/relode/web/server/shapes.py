"""The objects of the interface for programs, as the contract of the command line fixes them; more fields may come."""

from typing import Any

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """An object with the fields that programs may rely on, and more."""

    model_config = ConfigDict(extra="allow")


class PlaceShape(Shape):
    """A place."""

    code: str
    slug: str
    name_zh: str
    name_en: str
    level: str
    province: str


class NumberShape(Shape):
    """A number with everything that is known of it."""

    value: float
    unit: str
    year: int
    interval_90: tuple[float, float] | None
    sources: list[str]
    flags: list[str]


class ListedPlace(PlaceShape):
    """A place in the list of all."""

    type: str | None
    main_resource: str | None
    is_exhausted: bool | None


class Cities(Shape):
    """`relode cities --json`."""

    places: list[ListedPlace]


class OfficialShape(Shape):
    """What the list of 2013 says."""

    type: str | None
    is_exhausted: bool | None
    exhausted_year: int | None
    main_resource: str | None
    clusters: list[dict[str, Any]]


class Diagnosis(Shape):
    """`relode diagnose CITY --json`."""

    place: PlaceShape
    official: OfficialShape
    quantities: dict[str, NumberShape]
    own_type: dict[str, Any]
    peers: list[dict[str, Any]]
    missing: list[dict[str, str]]


class CandidateShape(Shape):
    """A successor industry."""

    industry: str
    name_en: str
    name_zh: str
    missing: list[str]
    hosts: list[PlaceShape]


class PathwaysShape(Shape):
    """`relode pathways CITY --json`."""

    place: PlaceShape
    base_rates: list[dict[str, Any]]
    candidates: list[CandidateShape]


class OutlookShape(Shape):
    """`relode outlook CITY --json`."""

    place: PlaceShape
    years: list[int]
    quantities: dict[str, dict[str, Any]]
    method: dict[str, str]
    coverage_90: dict[str, float]
    tags: list[str]


class Step(Shape):
    """A step of the derivation of a number."""

    quantity: str
    year: int
    value: float
    unit: str


class Explanation(NumberShape):
    """`relode explain CITY QUANTITY YEAR --json`."""

    label: str
    meaning: str
    derivation: list[Step]
    table: str
    row: int


class WhatIfShape(Shape):
    """What a scenario changes in a city, over the same futures as doing nothing."""

    place: PlaceShape
    years: list[int]
    futures: int
    seed: int
    until: int
    quantities: dict[str, dict[str, Any]]
    changes: dict[str, dict[str, Any]]
    cost: dict[str, Any]
    cost_share: dict[str, Any]


class PlanRunShape(Shape):
    """A plan run on disk: `finished` is null until it came to its end; `plan` is what was asked for."""

    run: str
    started: str
    finished: str | None
    plan: dict[str, Any]


class PlanRunsShape(Shape):
    """The plan runs of a place."""

    place: PlaceShape
    runs: list[PlanRunShape]


class PlanShape(Shape):
    """`relode plan CITY --json`."""

    run: str
    plans: list[dict[str, Any]]
    recommended: str | None
    tags: list[str]
    fails_when: list[dict[str, Any]]
    signposts: list[dict[str, Any]]
    objectives: list[str]
    futures: int
    seed: int | None


class ProgressShape(Shape):
    """How far a plan run is: `done` of `of` generations, `step` of `steps`, `text` in the language asked for."""

    run: str
    state: str
    what: str
    done: int
    of: int
    ahead: int
    seconds: float | None
    step: int
    steps: int
    version: str
    text: str


class Problem(Shape):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str


class State(Shape):
    """Whether the server can answer."""

    version: str
    data_fingerprint: str
    simulator: str
    shocks: list[str]
