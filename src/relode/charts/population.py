"""Population: the city's change among its peers and its own type."""

import altair as alt
import xarray as xr

from relode.charts.picture import Picture
from relode.charts.style import INK, MUTED, PEER, Drawing, styled
from relode.charts.tables import group_values, in_percent, place_names
from relode.diagnosis import Profile, same_type
from relode.diagnosis.profiles import findings
from relode.language import Language, Sentence, Word, say


def population_change(panel: xr.Dataset, profile: Profile, language: Language) -> Picture | None:
    """Each peer and each place of the type as a dot, the city dark, the province as a line."""
    title = findings.people(profile)
    own, province = (profile.at(name, 2020) for name in ("population_change", "province_population_change"))
    if title is None or own is None or province is None:
        return None
    groups = {"peers": [p.place for p in profile.peers], "type": same_type(profile.place)}
    table = place_names(group_values(panel, groups, "population_change", 2020), language)
    table["group"] = [say(f"charts.groups.{group}", language) for group in table["group"]]

    def draw(width: int) -> Drawing:
        percent = in_percent(table, "value")
        axis = say("charts.population_change.axis", language)
        x = alt.X("value:Q", title=axis, scale=alt.Scale(nice=True))
        y = alt.Y("group:N", title=None, sort=None)
        peers = alt.Chart(percent).mark_point(filled=True, color=PEER, opacity=0.55, size=60).encode(x, y)
        line = alt.Chart().mark_rule(color=MUTED, strokeDash=[4, 3]).encode(x=alt.XDatum(province.value * 100))
        here = alt.Chart().mark_rule(color=INK, strokeWidth=2.5).encode(x=alt.XDatum(own.value * 100))
        labels = _labels(profile, own.value * 100, province.value * 100, language)
        layers = alt.layer(peers, line, here, *labels)
        return styled(layers, width, 170, language)

    subtitle = Sentence(
        "charts.population_change.subtitle",
        {"count": len(profile.peers), "whole": Word("province_kind", profile.place.province_kind)},
    )
    return Picture("population_change", title, subtitle, table, draw, own.sources, own.flags, language, "share")


def _labels(profile: Profile, own: float, province: float, language: Language) -> list[alt.Chart]:
    """Direct labels above the plot: on the outer side of each line, so that they never meet."""
    city_first = own <= province
    names = (
        (own, profile.place.name(language), INK, city_first),
        (province, province_name(profile, language), MUTED, not city_first),
    )
    return [
        alt.Chart()
        .mark_text(align="right" if left else "left", dx=-5 if left else 5, color=colour, fontSize=13, text=text)
        .encode(x=alt.XDatum(value), y=alt.value(-8))
        for value, text, colour, left in names
    ]


def province_name(profile: Profile, language: Language) -> str:
    """The name of the province of a place."""
    return profile.place.province_zh if language == "zh" else profile.place.province_en
