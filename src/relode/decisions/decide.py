"""The decisions of a place: rows by facts of the place, where the money goes, and targets."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import product

import xarray as xr

from relode import shipped_tables
from relode.decisions.industries import industry_decisions
from relode.decisions.judged import programme_decisions
from relode.decisions.mines import mine_decisions
from relode.decisions.money import account, money_decisions, split, sums_of
from relode.decisions.projects import project_decisions
from relode.decisions.records import GROUPS, RECOMMENDATIONS, Decision, Decisions, PlanTarget
from relode.decisions.request import PlanRequest
from relode.decisions.services import service_decisions
from relode.errors import NoVerdict
from relode.evidence.shipped_draws import shipped_draws
from relode.language import Sentence
from relode.outlook import outlook
from relode.places import Place

TARGET_YEARS = (2030, 2035)
"""The ends of two five-year plans."""
EXPECTED = ("population", "gdp_real", "employment")
"""Planning figures: the path of the outlook."""
BINDING = ("energy_per_output", "farmland")
"""Targets that the province assigns: blank until they are typed."""
COMMON = ("contract", "figures", "trial")
"""Advice that needs no figure of the place: at most three lines."""


def decide(panel: xr.Dataset, place: Place, request: PlanRequest) -> Decisions:
    """What a plan decides for a place, best group and recommendation first; the same settings give the same bits.

    Raises RelodeError for money that the place cannot have.

    Example:
        >>> found = rl.decisions.decide(panel, rl.places.find("hegang"), PlanRequest())
        >>> found.decisions[0].group
        'here'
    """
    horizon, seed, cells = request.horizon, request.seed, request.own_cells
    sums = sums_of(panel, place, request)
    book = account(panel, place, horizon, seed)
    rows = [
        *service_decisions(panel, place, cells, horizon, seed),
        *mine_decisions(panel, place, horizon, seed, cells),
        *money_decisions(panel, place, book),
        *industry_decisions(panel, place),
        *programme_decisions(panel, place, sums.budget, sums.granted, shipped_draws(), horizon, seed),
        *project_decisions(request.listed, place, seed),
        *map(_common, COMMON),
    ]
    shares = shares_of_cities()
    rows = [replace(row, share_of_cities=shares.get((row.id, row.recommendation))) for row in rows]
    ordered = sorted(rows, key=_order)
    sources = tuple(dict.fromkeys(key for row in ordered for fact in row.facts for key in fact.sources))
    return Decisions(
        place=place.code,
        horizon=horizon,
        seed=seed,
        decisions=tuple(ordered),
        money=split(book, ordered, sums),
        account=book,
        targets=tuple(targets(panel, place, ordered)),
        sources=sources,
    )


def _common(key: str) -> Decision:
    """A line of advice that is the same everywhere."""
    return Decision(
        id=f"common:{key}",
        kind="common",
        stage="",
        name=Sentence(f"decision.common.{key}.name", {}),
        group="common",
        recommendation="do",
        reason=Sentence(f"decision.common.{key}.reason", {}),
        first_step=Sentence(f"decision.common.{key}.first_step", {}),
        bureau=Sentence("decision.common.bureau", {}),
        month=None,
        article=(),
        amount=None,
        interval_90=None,
        unit="",
        year=None,
        cost=None,
        payer="",
        channel="",
        facts=(),
    )


def _order(row: Decision) -> tuple[int, int, float]:
    """Groups, then recommendations, then the largest sum of money."""
    size = row.cost.value if row.cost is not None else 0.0
    return GROUPS.index(row.group), RECOMMENDATIONS.index(row.recommendation), -size


@cache
def shares_of_cities() -> Mapping[tuple[str, str], float]:
    """Id and recommendation of a row -> share of the prefectures with accounts that get it (`studies.plan.shares`)."""
    return {
        (row["id"], row["recommendation"]): int(row["cities"]) / int(row["of"])
        for row in shipped_tables.optional_rows("relode.decisions", "shares")
    }


def targets(panel: xr.Dataset, place: Place, rows: Sequence[Decision]) -> Iterator[PlanTarget]:
    """Expected targets from the outlook, binding ones to be typed, and what the recommended rows deliver."""
    try:
        ahead = outlook(panel, place)
    except NoVerdict:
        ahead = None
    if ahead is not None:
        for name, year in product(EXPECTED, TARGET_YEARS):
            if (found := ahead.quantities.get(name)) is None:
                continue
            low, median, high = (found.quantiles[point][ahead.years.index(year)] for point in ("p05", "median", "p95"))
            if low is not None and median is not None and high is not None:
                yield PlanTarget(name, "expected", year, median, found.unit, (low, high))
    for name in BINDING:
        yield PlanTarget(name, "binding", TARGET_YEARS[0], None, "", None)
    for row in rows:
        if row.recommendation in ("do", "secure", "pilot") and row.amount is not None and row.year is not None:
            yield PlanTarget(row.id, "own", row.year, row.amount, row.unit, None)
