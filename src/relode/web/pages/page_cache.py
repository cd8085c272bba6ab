"""The figures that pages show, and what was computed of them: stored once, and bounded, so that memory stays flat."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar

import xarray as xr

from relode import __version__
from relode.charts import Picture
from relode.diagnosis import Number, Profile, number, profile
from relode.facts import fingerprint
from relode.facts.shipped import rows
from relode.language import Language
from relode.panel import load
from relode.panel.overrides import Override
from relode.places import Place, all_places, by_code
from relode.report import CityResult, report_page, result_of
from relode.report.html import city_pictures, png_of, svg_of

CITIES_KEPT, DRAWINGS_KEPT, REPORTS_KEPT = 48, 400, 8
"""Pixels of the two drawings of a picture: one for a page, one for a phone."""
FIRST_CITY = "230400"
"""Hegang: computed before the server says that it is ready."""
LISTED = ("population_change", "mining_employment_share", "house_price")
"""Figures of the table of all cities."""


P = ParamSpec("P")
T = TypeVar("T")


class Figures:
    """The figures that pages show: those that ship, with `own` ones in place of some; answers are stored with them."""

    def __init__(self, own: Sequence[Override] = ()) -> None:
        self.own = tuple(own)
        self.answers: dict[Callable[..., Any], Callable[..., Any]] = {}


SHIPPED = Figures()
_SHOWN: ContextVar[Figures] = ContextVar("shown", default=SHIPPED)


def shown() -> Figures:
    """The figures that the page is about which is being made: each browser session has its own."""
    return _SHOWN.get()


@contextmanager
def showing(figures: Figures) -> Iterator[None]:
    """Pages that are made meanwhile, in this thread or task, show these figures."""
    before = _SHOWN.set(figures)
    try:
        yield
    finally:
        _SHOWN.reset(before)


def kept(most: int) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Store that many answers of a function for each set of figures that is shown."""

    def of_figures(function: Callable[P, T]) -> Callable[P, T]:
        @wraps(function)
        def stored(*asked: P.args, **named: P.kwargs) -> T:
            answers = shown().answers
            answer: T = answers.setdefault(function, lru_cache(maxsize=most)(function))(*asked, **named)
            return answer

        return stored

    return of_figures


@kept(1)
def panel() -> xr.Dataset:
    """The panel with measures (shape: see `panel.load`), and the user's own figures that are shown."""
    return load(own_figures())


def own_figures() -> tuple[Override, ...]:
    """The user's own figures that are shown."""
    return shown().own


@kept(1)
def own_records() -> list[dict[str, Any]]:
    """Records of the user's own figures that are shown, as a run keeps them."""
    records: list[dict[str, Any]] = json.loads(json.dumps(panel().attrs["overrides"])) if own_figures() else []
    return records


@kept(1)
def version() -> str:
    """What tells a browser that figures have changed: of the facts, of this version and of the user's own figures."""
    return hashlib.sha256(repr((fingerprint(), __version__, own_figures())).encode()).hexdigest()[:12]


@kept(CITIES_KEPT)
def figures(code: str) -> Profile:
    """The figures of a place, without what is judged and expected from them."""
    return profile(panel(), by_code()[code])


@kept(CITIES_KEPT)
def result(code: str) -> CityResult:
    """Everything that is computed for a place."""
    return result_of(panel(), figures(code), own_figures(), datetime.now(UTC).date())


@kept(CITIES_KEPT)
def drawn(code: str, language: Language) -> dict[str, Picture]:
    """The pictures of a place, not yet drawn."""
    return city_pictures(result(code), language)


@kept(DRAWINGS_KEPT)
def drawing(code: str, key: str, language: Language, width: str, theme: str) -> str:
    """A picture of a place as SVG. KeyError if the place has no such picture."""
    picture = drawn(code, language)[key]
    return svg_of(picture, width, theme)


@kept(32)
def picture_png(code: str, key: str, language: Language) -> bytes:
    """A picture of a place as PNG. KeyError if the place has no such picture."""
    return png_of(drawn(code, language)[key])


@kept(REPORTS_KEPT)
def report(code: str, language: Language, stylesheet: str, script: str) -> str:
    """The report of a place to open here, with the addresses of its style sheet and script."""
    return report_page(result(code), language, stylesheet, script, f"/city/{by_code()[code].slug}/picture", version())


@kept(1)
def listed_figures() -> dict[str, dict[str, Number]]:
    """Code -> quantity -> newest figure, of every place below provinces, for the table of all cities."""
    numbers: dict[str, dict[str, Number]] = {}
    years = [int(year) for year in panel()["year"].values][::-1]
    for quantity in LISTED:
        known = panel()["value"].sel(quantity=quantity).notnull().to_numpy()[:, ::-1]
        for at, place in enumerate(all_places()):
            if place.level != "province" and known[at].any():
                newest = number(panel(), place.code, quantity, years[int(known[at].argmax())])
                if newest is not None:
                    numbers.setdefault(place.code, {})[quantity] = newest
    return numbers


def provinces() -> list[Place]:
    """Every province of the panel."""
    return [place for place in all_places() if place.level == "province"]


def warm_pages() -> None:
    """Read the tables and compute one city, so that no page waits for what all of them need."""
    listed_figures()
    result(FIRST_CITY)


def warm_city() -> None:
    """Draw one picture of that city, so that no later one waits for what all drawings need."""
    drawing(FIRST_CITY, "population_change", "en", "wide", "light")
    forget_tables()


def forget_tables() -> None:
    """Drop the text of tables: the large ones are read once, into what all cities need; pages read small ones again."""
    rows.cache_clear()
