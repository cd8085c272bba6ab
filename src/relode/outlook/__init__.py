"""What may happen: statistical forecasts with measured bands, and the backcast that every forecast must pass.

`backcast(panel)` scores methods at past origins; any object with `predict` can be scored beside them (`Forecaster`).
`outlook(panel, place)` gives nine quantities of a city ahead, with the coverage that such bands had in the past:
the one predictive distribution (`predictive`), that every chapter, page and file shows; `ages(panel, place)` its people
by sex and year of age; `people_futures(panel)` the people of all prefectures at once, whose sums are the nation's.
`pictures` has the tidy tables for charts.
"""

from relode.outlook.ahead.city import ages, outlook
from relode.outlook.ahead.forecasts import Forecast, NotForecast, Outlook
from relode.outlook.ahead.outlook_text import backcast_text, forecast_notes, outlook_text
from relode.outlook.backcasts.backcast import Backcast, ScoreRow, backcast
from relode.outlook.backcasts.targets import (
    MODES,
    NATIONAL_GIVEN,
    NOTHING_GIVEN,
    OTHER_PROVINCES_GIVEN,
    PRICES_GIVEN,
    TARGETS,
    Forecaster,
    Past,
    Target,
    past_of,
)
from relode.outlook.forecasters.method_list import methods
from relode.outlook.forecasters.predictive import Distribution, Draws, Spread
from relode.outlook.one_future.joint_futures import people_futures
from relode.outlook.one_future.predictive_record import Predictive
from relode.outlook.one_future.statement import predictive
from relode.outlook.people_by_age.age_futures import AgeFutures

__all__ = [
    "MODES",
    "NATIONAL_GIVEN",
    "NOTHING_GIVEN",
    "OTHER_PROVINCES_GIVEN",
    "PRICES_GIVEN",
    "TARGETS",
    "AgeFutures",
    "Backcast",
    "Distribution",
    "Draws",
    "Forecast",
    "Forecaster",
    "NotForecast",
    "Outlook",
    "Past",
    "Predictive",
    "ScoreRow",
    "Spread",
    "Target",
    "ages",
    "backcast",
    "backcast_text",
    "forecast_notes",
    "methods",
    "outlook",
    "outlook_text",
    "past_of",
    "people_futures",
    "predictive",
]
