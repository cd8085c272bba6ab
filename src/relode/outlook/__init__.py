"""What may happen: statistical forecasts with measured bands, and how such forecasts did at past origins.

`outlook(panel, place)` gives nine quantities of a city ahead, with the coverage that such bands had in the past:
the one predictive distribution (`predictive`), that every chapter, page and file shows; `ages(panel, place)` its people
by sex and year of age; `people_futures(panel)` the people of all prefectures at once, whose sums are the nation's;
`backcast()` the scores of methods at past origins.
"""

from relode.outlook.ahead.city import ages, outlook
from relode.outlook.ahead.forecasts import Forecast, NotForecast, Outlook
from relode.outlook.ahead.outlook_text import forecast_notes, outlook_text
from relode.outlook.one_future.joint_futures import people_futures
from relode.outlook.one_future.predictive_record import Predictive
from relode.outlook.one_future.statement import predictive
from relode.outlook.past_scores import Backcast, ScoreRow, backcast, backcast_text
from relode.outlook.people_by_age.age_futures import AgeFutures

__all__ = [
    "AgeFutures",
    "Backcast",
    "Forecast",
    "NotForecast",
    "Outlook",
    "Predictive",
    "ScoreRow",
    "ages",
    "backcast",
    "backcast_text",
    "forecast_notes",
    "outlook",
    "outlook_text",
    "people_futures",
    "predictive",
]
