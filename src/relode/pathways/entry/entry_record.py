"""What the answer for one place of a user's own table holds."""

from dataclasses import dataclass
from typing import Annotated

from relode.arrays import Interval
from relode.record import Doc, Record


@dataclass(frozen=True)
class EntryMeaning(Record):
    """What counts as an entry, and how small what entered was: an entry is seldom a pillar industry."""

    absent_in: Annotated[tuple[int, ...], Doc("years without a visible count", shape="year")]
    present_in: Annotated[tuple[int, ...], Doc("years with one in each", shape="year")]
    smallest_visible_count: Annotated[float, Doc("smallest count that the table shows", "unit of the table")]
    share_entering_at_smallest_count: Annotated[
        float, Doc("share of the entries that had just this in their first year", "share")
    ]


@dataclass(frozen=True)
class EntryRates(Record):
    """How often industries enter places."""

    all_places: Annotated[float, Doc("share of all cells that could have been entered and were", "share")]
    this_place_expected: Annotated[float, Doc("mean chance of an industry that is absent here", "share")]
    this_place_candidates: Annotated[int, Doc("industries that are absent here", "count")]
    this_place_expected_entries: Annotated[float, Doc("entries that the model expects here", "count")]
    mean_entries_per_place: Annotated[float, Doc("entries of a place on average", "count")]


@dataclass(frozen=True)
class AlikeCells(Record):
    """What became of the backtest's cells whose log-odds were at most 0.25 from these, the nearest 1,000 at most."""

    cells: Annotated[int, Doc("cells", "count")]
    from_to: Annotated[
        Interval | None, Doc("lowest and highest probability of them, null if none", "share", "low, high")
    ]
    share: Annotated[float | None, Doc("share of them that were entered, null if none", "share")]
    interval_95: Annotated[Interval | None, Doc("its 95 % interval (Jeffreys)", "share", "low, high")]


@dataclass(frozen=True)
class NamedPart(Record):
    """What one industry or place adds to a part."""

    name: Annotated[str | None, Doc("the industry or place by code and name, null for the sum of all others")]
    value: Annotated[float, Doc("what it adds", "log-odds")]


@dataclass(frozen=True)
class EntryCandidate(Record):
    """An industry that may enter."""

    industry: Annotated[str, Doc("code of the industry, as the table has it")]
    industry_name: Annotated[str | None, Doc("its name, null where the table has none")]
    probability: Annotated[float, Doc("chance that it enters", "share")]
    industry_base_rate: Annotated[float, Doc("share of the places without it that it entered in the test", "share")]
    entered_when_alike: Annotated[AlikeCells, Doc("cells of the test with about this chance")]
    log_odds: Annotated[float, Doc("sum of the base and all parts", "log-odds")]
    base: Annotated[float, Doc("log-odds of a mean candidate without surprises", "log-odds")]
    contributions: Annotated[dict[str, float], Doc("what each part adds", "log-odds", "part")]
    above_what_size_explains: Annotated[float, Doc("the parts that size does not explain", "log-odds")]
    related_by_industry: Annotated[tuple[NamedPart, ...], Doc("which industries make up the part related")]
    surroundings_by_place: Annotated[tuple[NamedPart, ...], Doc("which places make up the part surroundings")]


@dataclass(frozen=True)
class EntryModel(Record):
    """What was learnt, and from what."""

    name: Annotated[str, Doc("full, or three_terms where entries are few")]
    terms: Annotated[dict[str, float], Doc("coefficient of each term", "log-odds", "term")]
    events_learnt_from: Annotated[int, Doc("entries", "count")]
    cells_learnt_from: Annotated[int, Doc("cells", "count")]
    held_out: Annotated[str, Doc("what is held out whole: region or place")]
    learnt_in_backtest: Annotated[tuple[tuple[int, ...], ...], Doc("years before and after", "year")]
    scored_in_backtest: Annotated[tuple[tuple[int, ...], ...], Doc("years before and after", "year")]
    has_neighbours: Annotated[bool, Doc("whether borders are known")]


@dataclass(frozen=True)
class ScoreGain(Record):
    """A gain of the model over the null that did best by this score."""

    null: Annotated[str, Doc("the null that must be beaten")]
    value: Annotated[float, Doc("the gain", "1")]
    interval_95: Annotated[Interval, Doc("its 95 % interval", "1", "low, high")]


@dataclass(frozen=True)
class EntryScore(Record):
    """How the models did in places that they had never seen."""

    models: Annotated[dict[str, dict[str, float]], Doc("scores of each model", "1", "model and score")]
    cells: Annotated[int, Doc("cells of the test", "count")]
    events: Annotated[int, Doc("entries among them", "count")]
    intervals_95: Annotated[dict[str, Interval], Doc("95 % interval of the model's scores", "1", "score")]
    gain_over_null: Annotated[dict[str, ScoreGain], Doc("gain over the best of the nulls", "1", "score")]
    held_out_units: Annotated[int, Doc("regions or places that were held out", "count")]


@dataclass(frozen=True)
class EntryNotice(Record):
    """Something about the table that a reader must know."""

    kind: Annotated[str, Doc("gone_industries, unknown_in_borders, place_codes or industry_codes")]
    count: Annotated[int, Doc("how many", "count")]
    names: Annotated[tuple[str, ...], Doc("the first three of them")]


@dataclass(frozen=True)
class EntryReport(Record):
    """Which industries may enter a place of a user's own table."""

    place: Annotated[str, Doc("code of the place, as the table has it")]
    place_name: Annotated[str | None, Doc("its name, null where the table has none")]
    notices: Annotated[tuple[EntryNotice, ...], Doc("what a reader must know of the table")]
    entry: Annotated[EntryMeaning, Doc("what an entry is")]
    base_rates: Annotated[EntryRates, Doc("how often there are entries")]
    candidates: Annotated[tuple[EntryCandidate, ...], Doc("the likeliest, most likely first", shape="industry")]
    model: Annotated[EntryModel, Doc("what was learnt")]
    score: Annotated[EntryScore, Doc("how well it foretells")]
    seed: Annotated[int, Doc("seed of all draws")]
