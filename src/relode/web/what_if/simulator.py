"""The simulator behind the page: warmed in the background, one compiled program for all cities."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import fields, replace
from functools import lru_cache
from importlib import import_module
from tempfile import TemporaryFile
from types import EllipsisType
from typing import TYPE_CHECKING, Any
from weakref import finalize

import numpy as np

from relode.arrays import Values
from relode.errors import RelodeError
from relode.places import Place, by_code
from relode.web.pages import page_cache
from relode.web.pages.choices import SHOCKS, STRIKES
from relode.web.server.allocator import give_back

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, DTypeLike

    from relode.plan.what_if import Asked, Ground

CITIES_KEPT = 12
_LOADING = threading.Lock()


def load_engine() -> None:
    """Load the libraries of the simulator, one thread at a time: two at once would meet each other half loaded."""
    with _LOADING:
        import_module("relode.plan.stage")
        import_module("relode.plan.what_if")


class FiledPaths:
    """Paths (future, year, ..., place) in a file without a name, place by place: 130 MB that stay on disk.

    Raises OSError where no file can be written.
    """

    def __init__(self, paths: ArrayLike) -> None:
        by_place = np.ascontiguousarray(np.moveaxis(np.asarray(paths, np.float64), -1, 0))
        self.count, self.shape, self.bytes = len(by_place), by_place.shape[1:], by_place[0].nbytes
        self.reading = threading.Lock()
        self.file = TemporaryFile()  # noqa: SIM115
        finalize(self, self.file.close)
        self.file.write(by_place.data)

    def __getitem__(self, asked: tuple[EllipsisType, list[int]]) -> Values:
        """The places at some positions, (future, year, ..., place): all that a city asks for."""
        return np.stack([self._read(at) for at in asked[1]], axis=-1)

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> Values:
        """All places, (future, year, ..., place), for a run of the whole system."""
        return np.asarray(self[..., list(range(self.count))], dtype)

    def _read(self, at: int) -> Values:
        with self.reading:
            self.file.seek(at * self.bytes)
            return np.frombuffer(self.file.read(self.bytes)).reshape(self.shape)


def on_disk(made: Ground) -> Ground:
    """The ground with the paths of all places on disk: only those of a city that is asked about come into memory."""
    from relode.model.results import IDIOSYNCRATIC

    stored: Any = made.stored
    paths: Any = {part.name: FiledPaths(getattr(stored, part.name)) for part in fields(stored)}
    series: Any = made.futures.exogenous
    own = [name for name in IDIOSYNCRATIC if not isinstance(getattr(series, name), FiledPaths)]
    shocks: Any = {name: FiledPaths(getattr(series, name)) for name in own}
    futures = replace(made.futures, exogenous=replace(series, **shocks))
    return replace(made, stored=replace(stored, **paths), futures=futures)


class Simulator:
    """`state`: "warming" until the first ground stands, then "ready"; "failed" if that went wrong."""

    def __init__(self, count: int = 200, years: int = 30) -> None:
        self.count, self.years = count, years
        self.state = "warming"
        self.grounds: dict[str, Ground] = {}
        self.asked = lru_cache(maxsize=CITIES_KEPT)(self._asked)

    def start(self) -> None:
        """Warm up in a thread that does not keep the process alive."""
        threading.Thread(target=self.warm, name="warm-up", daemon=True).start()

    def warm(self) -> None:
        """Ground without a shock; a city on it, so that all is compiled; then the shocks.

        Beside it the pages of that city. Its program is compiled while the ground is still computed, and the ground
        goes to disk once it answers.
        """
        try:
            load_engine()
            pages = threading.Thread(target=page_cache.warm_city, name="warm-pages", daemon=True)
            pages.start()
            from relode.model.opening.opening_world import world
            from relode.plan.what_if import asked, ground

            opened = world(page_cache.panel())
            first = ground(opened, count=self.count, years=self.years)
            with suppress(RelodeError):  # what a city lacks is told on its own page
                asked(first, by_code()[page_cache.FIRST_CITY]).nothing.load()
            self.grounds[""] = first
            self.state = "ready"
            first = self.grounds[""] = on_disk(first)
            for shock in SHOCKS:
                # No name for what is still in memory: it must be gone before the next one is made.
                self.grounds[shock] = on_disk(
                    ground(opened, f"{shock}@{STRIKES}", first, count=self.count, years=self.years)
                )
            pages.join()
            self._forget_programs()
        finally:
            if self.state != "ready":
                self.state = "failed"

    def _forget_programs(self) -> None:
        """Drop the compiled programs of the whole system, which nobody asks for again, and load that of a city anew."""
        import jax

        forget: Callable[[], None] = jax.clear_caches
        forget()
        with suppress(RelodeError):
            self._asked(page_cache.FIRST_CITY, "").nothing.load()
        page_cache.forget_tables()
        give_back()

    def city(self, place: Place, shock: str = "") -> Asked:
        """The city ready to be asked. Raises RelodeError while it warms up and for a place outside the system."""
        if shock not in self.grounds:
            raise RelodeError("web.failed" if self.state == "failed" else "web.warming")
        return self.asked(place.code, shock)

    def _asked(self, code: str, shock: str) -> Asked:
        from relode.plan.what_if import asked

        return asked(self.grounds[shock], by_code()[code])
