"""Where dots and their names stand on a map: an equal-area projection, and names that do not cover each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, atan2, cos, degrees, floor, hypot, log10, radians, sin, sqrt

from relode.language.text_columns import width as text_width
from relode.places.distances import EARTH_RADIUS

Point = tuple[float, float]
LETTER, LINE = 7.4, 13.0
"""Pixels of a letter, and of a line."""
WIDE = 12.5
"""Pixels of a Chinese character."""
ROUND = (2.0, 9.0, 18.0, 30.0, 44.0, 60.0, 80.0, 105.0, 135.0)
"""Pixels from a dot to its name that are tried one after the other; from 18 on a thin line joins them."""
STEPS = (1.0, 2.0, 5.0)


@dataclass(frozen=True)
class NameAt:
    """The name of a dot: its box (left, top, right, bottom) in pixels, and whether a line leads to it.

    `side` of the box that is nearest to the dot is the one that its letters are set from: left, right or center.
    """

    text: str
    side: str
    left: float
    top: float
    right: float
    bottom: float
    has_line: bool

    @property
    def anchor(self) -> float:
        """Where its letters are set from, in pixels from the left."""
        return {"left": self.left, "right": self.right, "center": (self.left + self.right) / 2}[self.side]

    def covers(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether the box and another have a point in common."""
        return self.left < right and left < self.right and self.top < bottom and top < self.bottom


def projected(points: Sequence[Point], centre: Point) -> list[Point]:
    """Longitude and latitude in degrees -> km east and north of `centre` on an equal-area plane.

    Distances from the centre are right to 1 in 80 within 2,000 km. Source: snyder1987.
    """
    middle, height = radians(centre[0]), radians(centre[1])
    found = []
    for longitude, latitude in points:
        turn, up = radians(longitude) - middle, radians(latitude)
        apart = 1 + sin(height) * sin(up) + cos(height) * cos(up) * cos(turn)
        scale = EARTH_RADIUS * sqrt(2 / apart)
        north = cos(height) * sin(up) - sin(height) * cos(up) * cos(turn)
        found.append((scale * cos(up) * sin(turn), scale * north))
    return found


def middle_of(points: Sequence[Point]) -> Point:
    """The point in the middle of the others on the sphere, in degrees."""
    x = sum(cos(radians(up)) * cos(radians(turn)) for turn, up in points)
    y = sum(cos(radians(up)) * sin(radians(turn)) for turn, up in points)
    z = sum(sin(radians(up)) for _, up in points)
    return degrees(atan2(y, x)), degrees(asin(z / hypot(x, y, z)))


def round_length(longest: float) -> float:
    """The longest of 1, 2, 5, 10, 20, 50 ... that is at most `longest`, in its unit."""
    power = 10.0 ** floor(log10(longest))
    return max(step * power for step in STEPS if step * power <= longest)


def placed_names(
    dots: Sequence[Point], names: Sequence[str], taken: Sequence[Point], frame: tuple[float, float, float, float]
) -> list[NameAt | None]:
    """Where the name of each dot stands: beside it, else further off with a line; None where no place is free.

    The first have the first choice. `taken` are dots that no name covers; `frame` is left, top, right, bottom.
    """
    found: list[NameAt | None] = []
    for (x, y), text in zip(dots, names, strict=True):
        free = (each for each in _tried(x, y, text) if _is_free(each, taken, found, frame))
        found.append(next(free, None))
    return found


def _tried(x: float, y: float, text: str) -> list[NameAt]:
    wide = LETTER * len(text) + (WIDE - LETTER) * (text_width(text) - len(text))
    tried = []
    for off in ROUND:
        gap = off + 6
        for across, down in ((1, 0), (-1, 0), (0, -1), (0, 1), (1, -0.8), (1, 0.8), (-1, -0.8), (-1, 0.8)):
            left = x + gap * across - (wide if across < 0 else wide / 2 if across == 0 else 0)
            top = y + (gap + LINE / 2) * down - LINE / 2
            side = "left" if across > 0 else "right" if across < 0 else "center"
            tried.append(NameAt(text, side, left, top, left + wide, top + LINE, off >= 18))
    return tried


def _is_free(
    at: NameAt, taken: Sequence[Point], found: Sequence[NameAt | None], frame: tuple[float, float, float, float]
) -> bool:
    left, top, right, bottom = frame
    inside = at.left >= left and at.top >= top and at.right <= right and at.bottom <= bottom
    clear = all(not at.covers(x - 3, y - 3, x + 3, y + 3) for x, y in taken)
    return (
        inside and clear and not any(each and at.covers(each.left, each.top, each.right, each.bottom) for each in found)
    )
