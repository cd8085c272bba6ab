"""What an outlook says of a place, as frozen records."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from relode.outlook.backcasts.measured_errors import Measured
from relode.places import Place

if TYPE_CHECKING:  # not needed to make an outlook
    import pandas as pd

BANDS = ("median", "p05", "p25", "p75", "p95")
Values = tuple[float | None, ...]


@dataclass(frozen=True)
class Forecast:
    """One quantity ahead. `quantiles`: name -> one value a year of the outlook, None up to the origin.

    `opening` is the newest figure, of `origin`. `measured` are the method's scores over all past origins and
    horizons, `by_horizon` those so many years ahead; past `measured_until` no error was measured. Money of GDP is
    at prices of `price_base`. `chance_of_fall`: that the last year's value is below `opening`.
    """

    quantity: str
    unit: str
    price_base: int | None
    method: str
    origin: int
    opening: float
    history: tuple[tuple[int, float], ...]
    quantiles: Mapping[str, Values]
    chance_of_fall: float
    measured: Measured
    by_horizon: Mapping[int, Measured]
    measured_until: int
    tags: tuple[str, ...]
    sources: tuple[str, ...]

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on, and more."""
        return {
            "unit": self.unit,
            "price_base": self.price_base,
            **{name: list(values) for name, values in self.quantiles.items()},
            "method": self.method,
            "origin": self.origin,
            "opening": self.opening,
            "history": [{"year": year, "value": value} for year, value in self.history],
            "chance_of_fall": self.chance_of_fall,
            "measured_group": self.measured.group,
            "coverage_50": self.measured.coverage_50,
            "coverage_90": self.measured.coverage_90,
            "coverage_90_by_horizon": {str(ahead): row.coverage_90 for ahead, row in self.by_horizon.items()},
            "coverage_90_interval": [self.measured.coverage_90_low, self.measured.coverage_90_high],
            "skill": self.measured.skill,
            "skill_interval_95": [self.measured.skill_low, self.measured.skill_high],
            "measured_until": self.measured_until,
            "tags": list(self.tags),
            "sources": list(self.sources),
        }


@dataclass(frozen=True)
class NotForecast:
    """A quantity that cannot be forecast for the place, and the key of the reason."""

    quantity: str
    reason: str


@dataclass(frozen=True, repr=False)
class Outlook:
    """What may happen to a place."""

    place: Place
    years: tuple[int, ...]
    forecasts: tuple[Forecast, ...]
    missing: tuple[NotForecast, ...]

    def __repr__(self) -> str:
        names = ", ".join(each.quantity for each in self.forecasts)
        return f"Outlook of {self.place.name_en} {self.years[0]}-{self.years[-1]}: {names}"

    def _repr_html_(self) -> str:
        return str(self.table().to_html(index=False))

    def table(self) -> "pd.DataFrame":
        """A row a quantity and year: median, 50 % and 90 % interval in the quantity's unit."""
        import pandas as pd  # not needed to make an outlook

        rows = [
            (each.quantity, each.unit, year, *(each.quantiles[name][at] for name in BANDS))
            for each in self.forecasts
            for at, year in enumerate(self.years)
        ]
        return pd.DataFrame(rows, columns=["quantity", "unit", "year", *BANDS])

    def record(self) -> dict[str, object]:
        """The fields that scripts may rely on, and more."""
        return {
            "place": self.place.record(),
            "years": list(self.years),
            "quantities": {each.quantity: each.record() for each in self.forecasts},
            "method": {each.quantity: each.method for each in self.forecasts},
            "coverage_90": {each.quantity: each.measured.coverage_90 for each in self.forecasts},
            "tags": sorted({tag for each in self.forecasts for tag in each.tags}),
            "missing": [{"quantity": each.quantity, "reason": each.reason} for each in self.missing],
        }
