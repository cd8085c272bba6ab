"""How migration falls with distance: `migration_gravity.csv`."""

from collections.abc import Iterator, Mapping

from studies import write
from studies.calibration import migration
from studies.calibration.estimates import ShippedEstimate, as_csv

FLOW_SOURCES: Mapping[int, str] = {2000: "migration_2000_2010", 2010: "migration_2000_2010", 2020: "migration_2020"}


def migration_rows() -> Iterator[ShippedEstimate]:
    """Elasticity to distance in each table, what distance gains on held-out pairs, and what cannot be told."""
    for year in migration.YEARS:
        moves, sources = migration.flows(year), (FLOW_SOURCES[year],)
        gravity = migration.gravity(moves)
        reason = "migration_five_years" if year > migration.LATEST_STOCK else "migration_stock"
        yield ShippedEstimate(
            str(year),
            "distance_elasticity",
            gravity.elasticity,
            gravity.standard_error,
            None,
            None,
            gravity.n,
            sources,
            reason,
        )
        gained, low, high = migration.distance_gain(moves)
        yield ShippedEstimate(str(year), "deviance_gain", gained, None, low, high, gravity.n, sources)
    yield ShippedEstimate(
        "all", "border_effect", float("nan"), None, None, None, 0, (FLOW_SOURCES[2010],), "migration_no_diagonal"
    )


if __name__ == "__main__":
    write("calibration/migration_gravity", as_csv(migration_rows()))
