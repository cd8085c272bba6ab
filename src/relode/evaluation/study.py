"""A study: one outcome by place and year, and the year in which each place was first treated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

from relode.arrays import Grid
from relode.errors import RelodeError
from relode.evaluation.policies import PastPolicy, overlapping, protocol
from relode.language import Amount

COLUMNS = ("place", "year", "outcome", "first_year", "cluster")


class Refused(RelodeError):
    """A question that no design can answer with these rows: the reason, and what would help."""


@dataclass(frozen=True)
class Study:
    """`table` has one row a place and year: place, year, outcome, first_year (0: never), cluster (province).

    `horizon` is the number of years from treatment on over which an effect is averaged, None for all; `dropped` are
    the places left out because the outcome is missing in a year of the window, `treated_from_start` those left out
    because they are treated in its first year already: no year before tells what they would have been without.
    """

    table: pd.DataFrame
    horizon: int | None = None
    dropped: tuple[str, ...] = ()
    treated_from_start: tuple[str, ...] = ()

    @property
    def treated(self) -> tuple[str, ...]:
        """Places that are treated in the window."""
        return tuple(self._first()[lambda first: first > 0].index)

    @property
    def controls(self) -> tuple[str, ...]:
        """Places that are not treated in it."""
        return tuple(self._first()[lambda first: first == 0].index)

    @property
    def cohorts(self) -> tuple[int, ...]:
        """First years of treatment, in order."""
        return tuple(sorted(set(self._first()) - {0}))

    @property
    def first_years(self) -> dict[str, int]:
        """First year of treatment of each place, 0: never."""
        return {str(place): int(year) for place, year in self._first().items()}

    def _first(self) -> "pd.Series[int]":
        return self.table.groupby("place")["first_year"].first()

    def without(self, places: Sequence[str]) -> "Study":
        """The study without some places."""
        return replace(self, table=self.table[~self.table["place"].isin(places)].reset_index(drop=True))


def study(
    table: pd.DataFrame,
    *,
    place: str = "place",
    year: str = "year",
    outcome: str = "outcome",
    first_year: str = "first_year",
    cluster: str | None = "cluster",
    horizon: int | None = None,
    least_pre_periods: int = 2,
    balanced_share: float = 0.0,
) -> Study:
    """A checked study from any table whose columns are named by the caller; every place its own cluster if None.

    Places without the outcome in each year are left out and named in `dropped`, places that are treated in the first
    year already in `treated_from_start`, unless all of the treated are. Raises RelodeError for rows that occur twice or
    with two first years, and Refused where nothing is treated, nothing is left untreated, half of the treated
    have fewer than `least_pre_periods` years before their treatment, or fewer than `balanced_share` of the treated
    places have the outcome throughout.

    Example:
        >>> from relode import evaluation
        >>> import pandas as pd
        >>> jobs, years = {"a": 5, "b": 7, "c": 6}, range(2010, 2016)
        >>> rows = [(p, y, jobs[p] + (p == "a" and y >= 2013), 2013 * (p == "a")) for p in jobs for y in years]
        >>> table = pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year"])
        >>> found = evaluation.study(table, cluster=None)
        >>> found.treated, found.controls, found.cohorts
        (('a',), ('b', 'c'), (2013,))
    """
    names = {place: "place", year: "year", outcome: "outcome", first_year: "first_year"}
    absent = [name for name in (*names, *([cluster] if cluster else [])) if name not in table]
    if absent:
        raise RelodeError("study_columns", missing=absent)
    rows = table.rename(columns={**names, **({cluster: "cluster"} if cluster else {})})
    rows = rows.assign(cluster=rows["cluster"] if cluster else rows["place"])[list(COLUMNS)]
    _check_rows(rows)
    rows = rows.assign(first_year=rows["first_year"].fillna(0).astype(int), year=rows["year"].astype(int))
    rows.loc[rows["first_year"] > rows["year"].max(), "first_year"] = 0
    if not (rows["first_year"] > 0).any():
        raise Refused("study_nothing_treated")
    kept, dropped = _balanced(rows, balanced_share)
    treated = kept["first_year"] > 0
    early = treated & (kept["first_year"] <= kept["year"].min())
    left_out = () if (early == treated).all() else tuple(sorted(set(kept.loc[early, "place"])))
    kept = kept[~kept["place"].isin(left_out)].sort_values(["place", "year"]).reset_index(drop=True)
    data = Study(kept, horizon, dropped, left_out)
    if not data.controls:
        raise Refused("study_no_controls", years=list(data.cohorts))
    years, first = sorted(set(kept["year"])), kept.groupby("place")["first_year"].first()
    before = sorted(sum(y < start for y in years) for start in first[first > 0])
    if (middle := before[(len(before) - 1) // 2]) < least_pre_periods:
        raise Refused("study_pre_periods", count=middle, least=least_pre_periods)
    return data


def _check_rows(rows: pd.DataFrame) -> None:
    twice = rows[rows.duplicated(["place", "year"], keep=False)]
    if len(twice):
        raise RelodeError("study_rows_twice", offenders=[f"{r.place} {r.year}" for r in twice.itertuples()])
    starts = rows.fillna({"first_year": 0}).groupby("place")["first_year"].nunique()
    if (starts > 1).any():
        raise RelodeError("study_two_starts", offenders=list(starts[starts > 1].index))


def _balanced(rows: pd.DataFrame, share: float) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Rows of places with the outcome in every year in which any place has it, and the others' names."""
    with_outcome = rows[rows["outcome"].notna()]
    years = with_outcome["year"].nunique()
    counts = rows.assign(known=rows["outcome"].notna()).groupby("place")["known"].sum()
    whole = set(counts[counts == years].index) if years else set()
    treated = set(rows.loc[rows["first_year"] > 0, "place"])
    if not treated & whole or len(treated & whole) < share * len(treated):
        raise Refused("study_outcome_missing", lacking=sorted(treated - whole), count=len(treated - whole))
    return with_outcome[with_outcome["place"].isin(whole)], tuple(sorted(set(rows["place"]) - whole))


def outcome_names() -> tuple[str, ...]:
    """The outcomes that the protocol names."""
    return tuple(protocol()["outcomes"])


def study_of(panel: xr.Dataset, policy: PastPolicy, outcome: str, least_treated: int | None = None) -> Study:
    """The study of a policy and an outcome, refused where the protocol's rules say that nothing can be learnt.

    `least_treated` places are asked for, those of the protocol if None. Years are the longest run in which the
    protocol's share of the treated places have the outcome. Raises RelodeError for an outcome that the protocol does
    not name, and Refused.
    """
    if outcome not in outcome_names():
        raise RelodeError("unknown_outcome", name=outcome, known=", ".join(outcome_names()))
    rules = protocol()["rules"]
    both = {name: at for name, at in overlapping(policy).items() if _overlaps(*at)}
    if both:
        name, (own, other) = max(both.items(), key=lambda item: item[1][0])
        shares = {"treated": own, "controls": other}
        raise Refused("study_overlap", other=name, **{k: Amount(round(v, 4), "share") for k, v in shares.items()})
    least = rules["least_treated"] if least_treated is None else least_treated
    return by_rules(outcome_table(panel, policy, outcome), policy.horizon, least)


def by_rules(table: pd.DataFrame, horizon: int, least_treated: int = 0, cluster: str | None = "cluster") -> Study:
    """The study of a table with the columns COLUMNS by the rules of the protocol; each place its own cluster if None.

    Raises Refused where the rules say that nothing can be learnt.
    """
    rules = protocol()["rules"]
    data = study(
        table, cluster=cluster, horizon=horizon, least_pre_periods=rules["least_pre_periods"],
        balanced_share=rules["balanced_share"],
    )  # fmt: skip
    if len(data.treated) < least_treated:
        raise Refused("study_few_treated", count=len(data.treated), least=least_treated)
    if len(data.controls) < rules["least_controls"]:
        raise Refused("study_few_controls", count=len(data.controls), least=rules["least_controls"])
    return data


def outcome_table(panel: xr.Dataset, policy: PastPolicy, outcome: str) -> pd.DataFrame:
    """Columns place, year, outcome, first_year, cluster, flag; a logarithm of what is not positive is missing.

    Refused where the figures do not cover enough treated places.
    """
    places = sorted({*policy.first_years, *policy.controls} & set(panel["place"].to_numpy().tolist()))
    years = [int(y) for y in panel["year"].to_numpy() if policy.first <= y <= policy.last]
    cells = panel.sel(quantity=outcome, place=places, year=years)
    values = cells["value"].to_numpy()
    if protocol()["outcomes"][outcome]["transform"] == "ln":
        values = np.log(np.where(values > 0, values, np.nan))
    else:
        values = 100 * values
    own, published = np.array([code in policy.first_years for code in places]), np.isfinite(values).any(axis=0)
    covered = np.isfinite(values[own]).mean(axis=0) >= protocol()["rules"]["covered_share"]
    known = published.copy()  # a census comes every ten years: those between are no gap
    known[published] = _longest_run(covered[published])
    if not known.any():
        raise Refused("study_outcome_missing", lacking=sorted(policy.first_years), count=len(policy.first_years))
    rows = rows_of(places, np.array(years)[known], values[:, known], policy.first_years, [code[:2] for code in places])
    return rows.assign(flag=cells["flag"].to_numpy()[:, known].ravel())


def rows_of(
    places: Sequence[str],
    years: Sequence[int] | npt.NDArray[np.int_],
    values: Grid,
    first_years: Mapping[str, int],
    clusters: Sequence[str],
) -> pd.DataFrame:
    """A row a place and year of `values`, (place, year), in the columns of a study; `clusters` of the places."""
    return pd.DataFrame(
        {
            "place": np.repeat(places, len(years)),
            "year": np.tile(years, len(places)),
            "outcome": values.ravel(),
            "first_year": np.repeat([first_years.get(code, 0) for code in places], len(years)),
            "cluster": np.repeat(clusters, len(years)),
        }
    )


def _longest_run(known: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The longest run of years without a gap, the later one of two as long."""
    kept, start = (0, 0), 0
    for end in range(1, len(known) + 1):
        if not known[end - 1]:
            start = end
        elif end - start >= kept[1] - kept[0]:
            kept = (start, end)
    within = np.arange(len(known))
    return (within >= kept[0]) & (within < kept[1])


def within_provinces(data: Study) -> Study | None:
    """Outcomes as differences from the other untreated places of the province, where it has at least two.

    None where fewer than the protocol's treated places lie in such a province.
    """
    rows = data.table
    untreated = rows[rows["first_year"] == 0]
    sums = untreated.groupby(["cluster", "year"])["outcome"].agg(["sum", "count"]).reset_index()
    rows = rows.merge(sums[sums["count"] >= 2], on=["cluster", "year"])
    own = rows["outcome"].where(rows["first_year"] == 0, 0.0)
    mean = (rows["sum"] - own) / (rows["count"] - (rows["first_year"] == 0))
    kept = rows.assign(outcome=rows["outcome"] - mean)[list(data.table.columns)]
    near = replace(data, table=kept.sort_values(["place", "year"]).reset_index(drop=True))
    return near if len(near.treated) >= protocol()["rules"]["least_treated"] else None


def _overlaps(treated: float, controls: float) -> bool:
    rules = protocol()["rules"]
    return bool(treated >= rules["overlap_share"] and treated >= rules["overlap_ratio"] * controls)
