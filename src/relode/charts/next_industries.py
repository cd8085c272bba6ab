"""What speaks for each industry that could come next in a city, beyond its size and the industry's own trend."""

import numpy as np
import pandas as pd

from relode.charts.dots import dot_rows
from relode.charts.picture import Picture
from relode.charts.style import Drawing
from relode.language import Language, Sentence, say
from relode.pathways import CityIndustries

BEYOND_SIZE = ("related", "surroundings", "siblings", "inputs", "zones")
"""Parts of the log-odds that say something of this city and not of its size."""


def next_industries(industries: CityIndustries | None, language: Language) -> Picture | None:
    """A dot for each scored candidate, in the order of the answer; None where none is scored."""
    if industries is None:
        return None
    rows = [
        (one.unit.name(language), sum(one.contributions[part] for part in BEYOND_SIZE))
        for one in industries.candidates
        if one.score is not None
    ]
    if not rows:
        return None
    table = pd.DataFrame(rows, columns=["industry", "value"])

    def draw(width: int) -> Drawing:
        axis = say("charts.next_industries.axis", language)
        return dot_rows(table.assign(low=np.nan, high=np.nan), "industry", axis, width, language)

    count, every, scored = int((table["value"] > 0).sum()), len(industries.candidates), len(table)
    counts = {"count": count, "all": every, "scored": scored, "unscored": every - scored}
    key = "all" if scored == every else "some"
    title = Sentence(f"findings.next_industries.{key}", {**counts, "place": industries.unit})
    subtitle = Sentence("charts.next_industries.subtitle", {})
    sources = ("zone_catalogue_2018", "listings_2025")
    return Picture("next_industries", title, subtitle, table, draw, sources, (), language, "1")
