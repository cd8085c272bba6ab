"""The answer for one place: probabilities beside base rates, reasons that add up, and the score."""

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

import numpy as np

from relode.arrays import Array, Interval
from relode.facts.table_labels import Labels, labels_of, position_of
from relode.pathways.entry.additive_model import chance
from relode.pathways.entry.backtest import Backtest, interval, model_scores, score_draws
from relode.pathways.entry.entry_forecast import TWO_YEARS, EntryForecast, forecast, notices, surroundings_of
from relode.pathways.entry.entry_record import (
    AlikeCells,
    EntryCandidate,
    EntryMeaning,
    EntryModel,
    EntryRates,
    EntryReport,
    EntryScore,
    NamedPart,
    ScoreGain,
)
from relode.pathways.entry.questions import base_log_odds, nulls, parts, related_by_industry, surroundings_by_place
from relode.pathways.entry.transitions import Task
from relode.streams import stream
from relode.usual import SEED

if TYPE_CHECKING:
    import xarray as xr

# Cells of the backtest with about the same log-odds, whose share of entries is shown beside a probability: at most
# so far away, which is a probability of .039 to .063 beside .05, and at most so many.
ALIKE_WIDTH, ALIKE_MOST = 0.25, 1000
SHOWN_REASONS = 3
MEASURES = ("auc", "average_precision")


def entry_report(
    table: "xr.DataArray",
    place: str,
    adjacency: Collection[tuple[str, str]] = (),
    parents: Mapping[str, str] | None = None,
    task: Task = TWO_YEARS,
    top: int = 10,
    draws: int = 100,
    seed: int = SEED,
) -> EntryReport:
    """Which industries may enter `place` after the last year of `table`.

    `table` is (year, place, industry), as `read_counts` gives it, with the coordinate `region` where it is known.
    `place` is a code, or a name where the table has names. Holds what an entry is, the base rates, the `top`
    candidates with parts that add up to their log-odds, and the scores of the model beside the nulls in places
    that it has never seen.
    Raises RelodeError for an unknown place, too few years, and nothing to learn from.
    """
    places, industries = labels_of(table, "place"), labels_of(table, "industry")
    row = position_of(place, places)
    rng = stream("entry_report", seed)
    result = forecast(table, surroundings_of(table, adjacency, parents), rng, task)
    candidates = np.flatnonzero(result.cells[row])
    best = candidates[np.argsort(-result.log_odds[row, candidates], kind="stable")][:top]
    return EntryReport(
        place=places.codes[row],
        place_name=places.names[row],
        notices=notices(table.to_numpy()[-task.window :], places, industries, adjacency),
        entry=_what_an_entry_is(result, task),
        base_rates=_base_rates(result, row),
        candidates=tuple(_candidate(result, places, industries, row, int(industry)) for industry in best),
        model=_model(result),
        score=score_summary(result.test, result.name, rng, draws),
        seed=seed,
    )


def score_summary(test: Backtest, name: str, rng: np.random.Generator, draws: int) -> EntryScore:
    """Every model's scores on held-out places, and the gain of `name` over the best null with its 95 % interval."""
    scores = {model: model_scores(test, model) for model in test.scores}
    best = {measure: max(nulls(test.question), key=lambda one: scores[one][measure]) for measure in MEASURES}
    drawn = score_draws(test, tuple(dict.fromkeys((*best.values(), name))), rng, draws)
    return EntryScore(
        models=scores,
        cells=int(test.cells.sum()),
        events=int((test.events & test.cells).sum()),
        intervals_95={measure: interval(drawn[name][:, column]) for column, measure in enumerate(MEASURES)},
        gain_over_null={
            measure: ScoreGain(
                null,
                scores[name][measure] - scores[null][measure],
                interval(drawn[name][:, column] - drawn[null][:, column]),
            )
            for column, (measure, null) in enumerate(best.items())
        },
        held_out_units=int(test.unit.max() + 1),
    )


def _what_an_entry_is(entry_forecast: EntryForecast, task: Task) -> EntryMeaning:
    latest = entry_forecast.tested[1]
    entered = entry_forecast.test.events & entry_forecast.test.cells
    smallest = float(latest.base[latest.base > 0].min())
    first = latest.outcome[0][entered]
    step = (latest.outcome_years[0] - latest.base_years[-1]) // task.lead
    start = entry_forecast.base_years[-1] + task.lead * step
    return EntryMeaning(
        absent_in=tuple(entry_forecast.base_years),
        present_in=tuple(start + number * step for number in range(task.window)),
        smallest_visible_count=smallest,
        share_entering_at_smallest_count=float((first <= smallest).mean()),
    )


def _base_rates(entry_forecast: EntryForecast, row: int) -> EntryRates:
    cells, entered = entry_forecast.test.cells, entry_forecast.test.events & entry_forecast.test.cells
    chances = chance(entry_forecast.log_odds[row, entry_forecast.cells[row]])
    return EntryRates(
        all_places=float(entered.sum() / cells.sum()),
        this_place_expected=float(chances.mean()) if len(chances) else 0.0,
        this_place_candidates=len(chances),
        this_place_expected_entries=float(chances.sum()),
        mean_entries_per_place=float(entered.sum() / len(entered)),
    )


def _candidate(
    entry_forecast: EntryForecast, places: Labels, industries: Labels, row: int, industry: int
) -> EntryCandidate:
    added = {
        part: float(values[industry])
        for part, values in parts(entry_forecast.model, entry_forecast.learnt, row).items()
    }
    related = related_by_industry(entry_forecast.model, entry_forecast.learnt, row, industry)
    near = surroundings_by_place(entry_forecast.model, entry_forecast.learnt, entry_forecast.around, row, industry)
    line = float(entry_forecast.log_odds[row, industry])
    seen = entry_forecast.test.events & entry_forecast.test.cells
    return EntryCandidate(
        industry=industries.codes[industry],
        industry_name=industries.names[industry],
        probability=float(chance(np.array(line))),
        industry_base_rate=float(seen[:, industry].sum() / max(int(entry_forecast.test.cells[:, industry].sum()), 1)),
        entered_when_alike=_alike(entry_forecast, line),
        log_odds=line,
        base=base_log_odds(entry_forecast.model),
        contributions=added,
        above_what_size_explains=added["related"] + added["surroundings"] + added["siblings"],
        related_by_industry=_largest(related, industries),
        surroundings_by_place=_largest(near, places),
    )


def _alike(entry_forecast: EntryForecast, line: float) -> AlikeCells:
    """Share of entries among the backtest's cells with about these log-odds, with a 95 % interval (Jeffreys)."""
    lines, entered = (
        entry_forecast.test.scores[entry_forecast.name][entry_forecast.test.cells],
        entry_forecast.test.events[entry_forecast.test.cells],
    )
    away = np.abs(lines - line)
    nearest = np.argsort(away, kind="stable")[:ALIKE_MOST]
    nearest = nearest[away[nearest] <= ALIKE_WIDTH]
    if not len(nearest):
        return AlikeCells(0, None, None, None)
    count, hits = len(nearest), int(entered[nearest].sum())
    low, high = chance(np.array([lines[nearest].min(), lines[nearest].max()])).tolist()
    return AlikeCells(count, (low, high), hits / count, _jeffreys(hits, count))


def _jeffreys(hits: int, count: int) -> Interval:
    from scipy.special import betaincinv

    low, high = (float(betaincinv(hits + 0.5, count - hits + 0.5, tail)) for tail in (0.025, 0.975))
    return low, high


def _largest(values: Array, labels: Labels) -> tuple[NamedPart, ...]:
    """The largest contributions by name, and the sum of all others without one: together they are the part."""
    order = np.argsort(-np.abs(values), kind="stable")[:SHOWN_REASONS]
    order = order[values[order] != 0]
    named = [NamedPart(labels.shown(int(i)), float(values[i])) for i in order]
    return (*named, NamedPart(None, float(values.sum() - values[order].sum())))


def _model(entry_forecast: EntryForecast) -> EntryModel:
    earlier, later = entry_forecast.tested
    return EntryModel(
        name=entry_forecast.name,
        terms=dict(zip(entry_forecast.model.names, entry_forecast.model.coefficients.tolist(), strict=True)),
        events_learnt_from=entry_forecast.model.events,
        cells_learnt_from=entry_forecast.model.cells,
        held_out="place" if entry_forecast.around.region is None else "region",
        learnt_in_backtest=(tuple(earlier.base_years), tuple(earlier.outcome_years)),
        scored_in_backtest=(tuple(later.base_years), tuple(later.outcome_years)),
        has_neighbours=entry_forecast.around.adjacent is not None,
    )
