"""Two cities: the structure of work of both."""

import altair as alt
import pandas as pd
import xarray as xr

from relode.charts.picture import Picture
from relode.charts.style import INK, PEER, PLAN, Drawing, compact, label_axis, rows_height, styled, wrapped
from relode.charts.tables import in_percent
from relode.diagnosis import SECTION_LETTERS, Profile, number
from relode.language import Language, Sentence, name, say


def compared(panel: xr.Dataset, first: Profile, second: Profile, language: Language) -> Picture:
    """The 20 sections: the share of jobs in both cities in the newest census, first the widest gap."""
    table = _shares(panel, first, second, language)
    names = {"first": first.place.name(language), "second": second.place.name(language)}

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "first", "second")
        percent["section"] = [wrapped(section, 16 if compact(width) else 40) for section in percent["section"]]
        y = alt.Y("section:N", title=None, sort=list(percent["section"]), axis=label_axis())
        x = alt.X("first:Q", title=say("charts.job_structure.axis", language), scale=alt.Scale(zero=True))
        base = alt.Chart(percent).encode(y)
        link = base.mark_rule(color=PEER).encode(x=x, x2="second:Q")
        one = base.mark_point(filled=True, color=INK, size=60, opacity=1).encode(x=x)
        other = base.mark_point(filled=True, color=PLAN, size=60, opacity=1, shape="square").encode(x="second:Q")
        return styled(alt.layer(link, one, other), width, rows_height(percent["section"]), language)

    sources = ("census2020",)
    subtitle = Sentence("charts.compared.subtitle", names)
    return Picture(
        "compared", Sentence("charts.compared.title", names), subtitle, table, draw, sources, (), language, "share"
    )


def _shares(panel: xr.Dataset, first: Profile, second: Profile, language: Language) -> pd.DataFrame:
    rows = []
    for section, letter in SECTION_LETTERS.items():
        pair = [number(panel, p.place.code, f"{section}_employment_share", 2020) for p in (first, second)]
        if pair[0] is not None and pair[1] is not None:
            rows.append((name("section", letter, language), pair[0].value, pair[1].value))
    table = pd.DataFrame(rows, columns=["section", "first", "second"])
    order = (table["first"] - table["second"]).abs().sort_values(ascending=False).index
    return table.loc[order].reset_index(drop=True)
