"""Where dots and their names stand on a map: an equal-area projection, and names that do not cover each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, floor, hypot, log10, radians, sin, sqrt
from typing import Literal

import numpy as np

from relode.arrays import Values
from relode.places.distance import EARTH_RADIUS
from relode.story.text_columns import width as text_width

Point = tuple[float, float]
Side = Literal["left", "right", "center"]
LETTER, LINE = 7.4, 13.0
"""Pixels of a letter, and of a line."""
WIDE = 12.5
"""Pixels of a Chinese character."""
ROUND = (2.0, 9.0, 18.0, 30.0, 44.0, 60.0, 80.0, 105.0, 135.0)
"""Pixels from a dot to its name that are tried one after the other; from 18 on a thin line joins them."""
LINED = 18.0
AROUND = ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -0.8), (1, 0.8), (-1, -0.8), (-1, 0.8))
MORE_AROUND = tuple((x, y) for x in (-0.5, 0.5, -1.0, 1.0) for y in (-1.0, 1.0, -0.4, 0.4))
"""Sides of a dot: across, down."""
BESIDE = 1.0
"""Pixels that stay free between two names of a line."""
STEPS = (1.0, 2.0, 5.0)
PARALLELS, MERIDIAN = (25.0, 47.0), 105.0
"""Degrees of the map of the country."""
MOVED = 42
"""Pixels that the name of a region may stand off its middle, across and down."""
DOT = 4.0
"""Pixels around the middle of a dot that no line of another runs through."""


@dataclass(frozen=True)
class NameAt:
    """The name of a dot: its box (left, top, right, bottom) in pixels, and whether a line leads to it.

    `side` of the box that is nearest to the dot is the one that its letters are set from: left, right or center.
    """

    text: str
    side: Side
    left: float
    top: float
    right: float
    bottom: float
    has_line: bool

    @property
    def anchor(self) -> float:
        """Where its letters are set from, in pixels from the left."""
        return {"left": self.left, "right": self.right, "center": (self.left + self.right) / 2}[self.side]

    def end_of_line(self, x: float, y: float) -> Point:
        """Where a line from a dot at a point ends, in pixels: at the edge of the box, or inside it from above."""
        return min(max(x, self.left), self.right), min(max(y, self.top + 2), self.bottom - 2)

    def is_crossed(self, start: Point, end: Point) -> bool:
        """Whether a line has a point in the box or on its edge."""
        (x, y), (dx, dy) = start, (end[0] - start[0], end[1] - start[1])
        enters, leaves = 0.0, 1.0
        for step, room in ((-dx, x - self.left), (dx, self.right - x), (-dy, y - self.top), (dy, self.bottom - y)):
            if step == 0:
                if room < 0:
                    return False
            elif step < 0:
                enters = max(enters, room / step)
            else:
                leaves = min(leaves, room / step)
        return enters <= leaves

    def covers(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether the box and another have a point in common."""
        return self.left < right and left < self.right and self.top < bottom and top < self.bottom


def projected(points: Sequence[Point], centre: Point) -> list[Point]:
    """Longitude and latitude in degrees -> km east and north of `centre` on an equal-area plane.

    Distances from the centre are right to 1 in 80 within 2,000 km. Source: snyder1987.
    """
    middle, height = radians(centre[0]), radians(centre[1])
    result = []
    for longitude, latitude in points:
        turn, up = radians(longitude) - middle, radians(latitude)
        apart = 1 + sin(height) * sin(up) + cos(height) * cos(up) * cos(turn)
        scale = EARTH_RADIUS * sqrt(2 / apart)
        north = cos(height) * sin(up) - sin(height) * cos(up) * cos(turn)
        result.append((scale * cos(up) * sin(turn), scale * north))
    return result


def middle_of(points: Sequence[Point]) -> Point:
    """The point in the middle of the others on the sphere, in degrees."""
    x = sum(cos(radians(up)) * cos(radians(turn)) for turn, up in points)
    y = sum(cos(radians(up)) * sin(radians(turn)) for turn, up in points)
    z = sum(sin(radians(up)) for _, up in points)
    return degrees(atan2(y, x)), degrees(asin(z / hypot(x, y, z)))


def fitted(points: Sequence[Point], width: float, most_high: float, edge: float) -> tuple[list[Point], float, float]:
    """Longitude and latitude in degrees -> pixels from the upper left corner of a map `width` pixels wide.

    Beside them its height, at most `most_high` times its width, and how many pixels a km has. `edge` pixels stay free
    above and below the points, three times as many on either side.
    """
    plane = projected(points, middle_of(points))
    west, east = min(x for x, _ in plane), max(x for x, _ in plane)
    south, north = min(y for _, y in plane), max(y for _, y in plane)
    room = most_high * width - 2 * edge
    scale = min((width - 6 * edge) / max(east - west, 1.0), room / max(north - south, 1.0))
    high = max((north - south) * scale, 60.0) + 2 * edge
    shift = (width - (east - west) * scale) / 2
    return [(shift + (x - west) * scale, edge + (north - y) * scale) for x, y in plane], high, scale


def round_length(longest: float) -> float:
    """The longest of 1, 2, 5, 10, 20, 50 ... that is at most `longest`, in its unit."""
    power = 10.0 ** floor(log10(longest))
    return max(step * power for step in STEPS if step * power <= longest)


def conic(points: Sequence[Point], width: float, height: float) -> list[Point]:
    """Longitude and latitude in degrees -> pixels on the map of the country, as Vega fits it to a width and height.

    Equal-area conic with the parallels PARALLELS and the meridian MERIDIAN. Source: snyder1987.
    """
    south, north = (sin(radians(each)) for each in PARALLELS)
    n = (south + north) / 2
    c = 1 + south * (2 * n - south)
    flat = []
    for longitude, latitude in points:
        radius, turn = sqrt(c - 2 * n * sin(radians(latitude))) / n, n * radians(longitude - MERIDIAN)
        flat.append((radius * sin(turn), radius * cos(turn)))
    lefts, tops = zip(*flat, strict=True)
    wide, high = max(lefts) - min(lefts), max(tops) - min(tops)
    scale = min(width / wide, height / high)
    left, top = (width - wide * scale) / 2, (height - high * scale) / 2
    return [(left + (x - min(lefts)) * scale, top + (y - min(tops)) * scale) for x, y in flat]


def names_of_dots(
    dots: Sequence[Point], names: Sequence[str], radii: Sequence[float], size: Point, most: int, apart: float
) -> dict[int, NameAt]:
    """Index of a dot -> where its name stands beside it, of `most` dots at most, the first ones first.

    No two of them are nearer than `apart` pixels to each other; a dot whose name has no room is passed over.
    """
    found, discs = dict[int, NameAt](), _discs(dots, radii)
    for i, (x, y) in enumerate(dots):
        if len(found) == most:
            break
        if any(hypot(x - dots[other][0], y - dots[other][1]) < apart for other in found):
            continue
        tried = (each for each in _tried(x, y, names[i], radii[i]) if not each.has_line)
        at = next((each for each in tried if _is_clear(each, discs, [*found.values()], size)), None)
        if at is not None:
            found[i] = at
    return found


def names_of_regions(
    middles: Sequence[Point],
    names: Sequence[str],
    dots: Sequence[Point],
    radii: Sequence[float],
    taken: Sequence[NameAt],
    size: Point,
) -> dict[int, NameAt]:
    """Index of a region -> where its name stands, as near to its middle as dots and other names let it, if at all."""
    shifts = sorted(
        ((across, down) for across in range(-MOVED, MOVED + 1, 6) for down in range(-MOVED, MOVED + 1, 4)),
        key=lambda each: hypot(*each),
    )
    found, discs = dict[int, NameAt](), _discs(dots, radii)
    for i, (x, y) in enumerate(middles):
        half = _wide(names[i]) / 2
        tried = (
            NameAt(names[i], "center", x + a - half, y + d - LINE / 2, x + a + half, y + d + LINE / 2, False)
            for a, d in shifts
        )
        at = next((each for each in tried if _is_clear(each, discs, [*taken, *found.values()], size)), None)
        if at is not None:
            found[i] = at
    return found


def _is_clear(at: NameAt, discs: Values, names: Sequence[NameAt], size: Point) -> bool:
    """Whether a name lies inside the map and covers no other name and no disc, (disc, x y radius)."""
    if at.left < 0 or at.top < 0 or at.right > size[0] or at.bottom > size[1]:
        return False
    if any(at.covers(each.left - 2, each.top, each.right + 2, each.bottom) for each in names):
        return False
    x, y, radius = discs.T
    across, down = x - np.clip(x, at.left, at.right), y - np.clip(y, at.top + 2, at.bottom - 2)
    return not (np.hypot(across, down) < radius + 1).any()


def _discs(dots: Sequence[Point], radii: Sequence[float]) -> Values:
    return np.array([(x, y, radius) for (x, y), radius in zip(dots, radii, strict=True)]).reshape(-1, 3)


def placed_names(
    dots: Sequence[Point], names: Sequence[str], taken: Sequence[Point], frame: tuple[float, float, float, float]
) -> list[NameAt | None]:
    """Where the name of each dot stands: beside it, else further off with a line; None where no place is free.

    Those that stand beside their dot are put first, among them the first have the first choice. A line crosses no
    name, and no name stands on a line, where that can be had. `taken` are dots that no name covers; `frame` is left,
    top, right, bottom.
    """
    result: list[NameAt | None] = [None] * len(names)
    lines: list[tuple[Point, Point]] = []
    for with_line in (False, True):
        for i, (dot, text) in enumerate(zip(dots, names, strict=True)):
            if result[i] is not None:
                continue
            tried = (each for each in _tried(*dot, text) if each.has_line == with_line)
            free = (each for each in tried if _is_free(each, taken, result, frame))
            if with_line:  # the first of those with the fewest crossings
                others = [each for each in taken if each != dot]
                at = min(free, key=lambda each: _crossings(each, dot, result, lines, others), default=None)
            else:
                at = next(free, None)
            result[i] = at
            if at is not None and with_line:
                lines.append((dot, at.end_of_line(*dot)))
    return result


def _crossings(
    at: NameAt,
    dot: Point,
    result: Sequence[NameAt | None],
    lines: Sequence[tuple[Point, Point]],
    others: Sequence[Point],
) -> int:
    """How many names and other dots the line to a name runs through, and how many lines run through the name."""
    own = (dot, at.end_of_line(*dot))
    names = sum(each is not None and each.is_crossed(*own) for each in result)
    dots = sum(NameAt("", "left", x - DOT, y - DOT, x + DOT, y + DOT, False).is_crossed(*own) for x, y in others)
    return names + dots + sum(at.is_crossed(*line) for line in lines)


def _wide(text: str) -> float:
    return max(LETTER * len(each) + (WIDE - LETTER) * (text_width(each) - len(each)) for each in text.split("\n"))


def _tried(x: float, y: float, text: str, radius: float = 6.0) -> list[NameAt]:
    wide, high = _wide(text), LINE * (text.count("\n") + 1)
    tried = []
    for off in ROUND:
        gap = off + radius
        for across, down in (*AROUND, *(MORE_AROUND if off >= LINED else ())):
            left = x + gap * across - (wide if across < 0 else wide / 2 if across == 0 else 0)
            top = y + (gap + high / 2) * down - high / 2
            side: Side = "left" if across > 0 else "right" if across < 0 else "center"
            tried.append(NameAt(text, side, left, top, left + wide, top + high, off >= LINED))
    return tried


def _is_free(
    at: NameAt, taken: Sequence[Point], names: Sequence[NameAt | None], frame: tuple[float, float, float, float]
) -> bool:
    left, top, right, bottom = frame
    inside = at.left >= left and at.top >= top and at.right <= right and at.bottom <= bottom
    clear = all(not at.covers(x - 3, y - 3, x + 3, y + 3) for x, y in taken)
    return (
        inside
        and clear
        and not any(
            each and at.covers(each.left - BESIDE, each.top, each.right + BESIDE, each.bottom) for each in names
        )
    )
