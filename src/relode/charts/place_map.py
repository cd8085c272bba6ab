"""The cities of the province and the peers of a place as dots with their names: no borders are drawn."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from relode.charts.map_layout import Point, Side, fitted, placed_names, round_length
from relode.charts.style import INK, MUTED, PEER, PLAN, Drawing, Picture, compact, styled
from relode.diagnosis import Profile
from relode.diagnosis.depth.statistics_text import ProvinceOf
from relode.language import Amount, Language, Sentence, say
from relode.places import Place, all_places, official
from relode.places.lookup import great_circle_distance

HEAD, EDGE, FOOT = 26.0, 14.0, 26.0
"""Pixels above a map for what it shows, around its dots, and below for the bar."""
MOST_HIGH = 1.0
"""A map is at most this much as high as it is wide."""
SOURCES = ("crosswalk", "county_points")
PARTS = ("province", "peers")
SIDES: tuple[Side, ...] = ("left", "right", "center")


@dataclass(frozen=True)
class _Dot:
    place: Place
    kind: str


@dataclass(frozen=True)
class _Panel:
    """One map in pixels of the whole drawing."""

    head: tuple[float, float, str]
    dots: list[tuple[float, float, str]]
    names: list[tuple[float, float, str, str, str]]
    lines: list[tuple[float, float, float, float]]
    bar: tuple[float, float, float, str]
    bottom: float


def place_map(profile: Profile, language: Language) -> Picture | None:
    """Two maps side by side, on a phone one below the other; None where the place has no point or nothing is near."""
    place = profile.place
    groups = {
        "province": [_Dot(each, "listed" if each.code in official() else "other") for each in cities_beside(place)],
        "peers": [_Dot(each.place, "peer") for each in profile.peers if each.place.longitude is not None],
    }
    shown = {part: dots for part, dots in groups.items() if dots}
    if place.longitude is None or not shown:
        return None
    rows = [
        (
            say(f"charts.place_map.{part}_group", language, province=_province(place, language)),
            dot.place.name(language),
            say(f"charts.place_map.{dot.kind}", language),
            _apart(place, dot.place),
        )
        for part, dots in shown.items()
        for dot in sorted(dots, key=lambda each: _apart(place, each.place))
    ]
    table = pd.DataFrame(rows, columns=["group", "place", "kind", "distance"])

    def draw(width: int) -> Drawing:
        wide = width if compact(width) or len(shown) == 1 else width / 2
        panels, left, top = [], 0.0, 0.0
        for part, dots in shown.items():
            said = say(f"charts.place_map.{part}", language, province=_province(place, language))
            panels.append(_panel(place, dots, said, (left, top, wide - 8), language))
            if compact(width):
                top = panels[-1].bottom + 10
            else:
                left += wide
        return _drawn(panels, width, language)

    return Picture("place_map", _title(place, shown), Sentence("charts.place_map.subtitle", {}), table, draw, SOURCES,
                   (), language, "km")  # fmt: skip


def cities_beside(place: Place) -> list[Place]:
    """The other prefectures of the province that have a point."""
    near = (each for each in all_places() if each.province == place.province and each.level == "prefecture")
    return [each for each in near if each != place and each.longitude is not None]


def _province(place: Place, language: Language) -> str:
    return place.province_zh if language == "zh" else place.province_en


def _apart(place: Place, other: Place) -> float:
    value = great_circle_distance(place, other)
    if value is None:
        raise ValueError(f"{place.code} or {other.code} has no point")
    return float(round(value))


def _title(place: Place, shown: dict[str, list[_Dot]]) -> Sentence:
    """How far the nearest city of the province is, and the nearest and the furthest peer."""
    values: dict[str, object] = {"place": place, "province": ProvinceOf(place)}
    for part, dots in shown.items():
        ranked = sorted((dot.place for dot in dots), key=lambda each: _apart(place, each))
        for end, at in (("near", ranked[0]), ("far", ranked[-1])):
            values |= {f"{part}_{end}": at, f"{part}_{end}_distance": Amount(_apart(place, at), "km", None, SOURCES)}
        values[f"{part}_count"] = len(dots)
    return Sentence(f"charts.place_map.title_{'both' if len(shown) == len(PARTS) else next(iter(shown))}", values)


def _panel(place: Place, dots: Sequence[_Dot], said: str, at: tuple[float, float, float], language: Language) -> _Panel:
    """A map whose left edge, upper edge and width are `at`; the place itself comes first."""
    left, top, width = at
    all_dots = [_Dot(place, "own"), *dots]
    points = [(float(dot.place.longitude or 0), float(dot.place.latitude or 0)) for dot in all_dots]
    inside, high, scale = fitted(points, width, MOST_HIGH, EDGE)
    here: list[Point] = [(left + x, top + HEAD + y) for x, y in inside]
    frame = (left, top + HEAD - 6, left + width, top + HEAD + high)
    names = placed_names(here, [dot.place.name(language) for dot in all_dots], here, frame)
    length = round_length(width / 3 / scale)
    return _Panel(
        head=(left, top, said),
        dots=[(x, y, dot.kind) for (x, y), dot in zip(here, all_dots, strict=True)],
        names=[(n.anchor, (n.top + n.bottom) / 2, n.text, n.side, dot.kind)
               for n, dot in zip(names, all_dots, strict=True) if n],
        lines=[(x, y, *n.end_of_line(x, y))
               for (x, y), n in zip(here, names, strict=True) if n and n.has_line],
        bar=(left + EDGE, top + HEAD + high + 12, length * scale,
             say("charts.place_map.bar", language, distance=f"{length:,.0f}")),
        bottom=top + HEAD + high + FOOT,
    )  # fmt: skip


MARKS: dict[str, dict[str, Any]] = {
    "own": {"shape": "circle", "filled": True, "color": INK, "size": 90},
    "listed": {"shape": "circle", "filled": True, "color": PLAN, "size": 42},
    "other": {"shape": "circle", "filled": False, "color": MUTED, "size": 42},
    "peer": {"shape": "square", "filled": True, "color": PEER, "size": 36},
}


def _drawn(panels: Sequence[_Panel], width: int, language: Language) -> Drawing:
    high = max(panel.bottom for panel in panels)
    x = alt.X("x:Q", scale=alt.Scale(domain=[0, width], nice=False, zero=False), axis=None)
    y = alt.Y("y:Q", scale=alt.Scale(domain=[high, -8], nice=False, zero=False), axis=None)
    heads = pd.DataFrame([panel.head for panel in panels], columns=["x", "y", "text"])
    dots = pd.DataFrame([dot for panel in panels for dot in panel.dots], columns=["x", "y", "kind"])
    names = pd.DataFrame([name for panel in panels for name in panel.names], columns=["x", "y", "text", "side", "kind"])
    lines = pd.DataFrame([line for panel in panels for line in panel.lines], columns=["x", "y", "x2", "y2"])
    bars = pd.DataFrame([(left, y, left + long) for left, y, long, _ in (p.bar for p in panels)],
                        columns=["x", "y", "end"])  # fmt: skip
    said = pd.DataFrame([(left + long + 6, y, text) for left, y, long, text in (p.bar for p in panels)],
                        columns=["x", "y", "text"])  # fmt: skip
    layers: list[alt.Chart] = []
    if len(lines):
        layers.append(
            alt.Chart(lines).mark_rule(color=MUTED, strokeWidth=0.7).encode(x, y, x2=alt.X2("x2:Q"), y2=alt.Y2("y2:Q"))
        )
    for kind, mark in MARKS.items():
        here = dots[dots["kind"] == kind]
        layers += [alt.Chart(here).mark_point(opacity=1, **mark).encode(x, y)] if len(here) else []
    own = names["kind"] == "own"
    for side in SIDES:
        of_side = names["side"] == side
        layers += [_texts(names[of_side & ~own], MUTED, 12, side).encode(x, y)] if any(of_side & ~own) else []
        layers += [_texts(names[of_side & own], INK, 12, side, bold=True).encode(x, y)] if any(of_side & own) else []
    layers += [
        _texts(heads, INK, 13).encode(x, y),
        _texts(said, MUTED, 12).encode(x, y),
        alt.Chart(bars).mark_rule(color=MUTED, strokeWidth=2).encode(x, y, x2=alt.X2("end:Q")),
    ]
    return styled(alt.layer(*layers), width, round(high) + 34, language)


def _texts(table: pd.DataFrame, colour: str, size: int, side: Side = "left", *, bold: bool = False) -> alt.Chart:
    lines: alt.Chart = alt.Chart(table).mark_text(
        align=side, baseline="middle", fontSize=size, color=colour, fontWeight="bold" if bold else "normal"
    )
    encoded: alt.Chart = lines.encode(text=alt.Text("text:N"))
    return encoded
