"""The simulator behind the page: warmed in the background, one compiled program for all cities."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from relode.allocator import give_back
from relode.errors import RelodeError
from relode.places import Place, by_code
from relode.web.pages import page_cache
from relode.web.pages.choices import SHOCKS, STRIKES
from relode.web.pages.page_cache import Figures
from relode.web.what_if.filed_paths import drop_old, kept_paths, on_disk, program

if TYPE_CHECKING:
    from relode.model.futures import Futures
    from relode.model.links import StoredPath
    from relode.model.opening.opening_world import World
    from relode.plan.simulations.what_if import WhatIfCity, WhatIfGround

CITIES_KEPT = 12
PATIENCE = 1.5
"""Seconds in which whoever waited for a lever asks again, before more is computed ahead: a page does as often."""
WARMING_STEPS = 4
"""Steps of warming: libraries, the opening of all places, their paths, a city on them."""
_LOADING, _WARMING = threading.Lock(), threading.Lock()


def load_engine() -> None:
    """Load the libraries of the simulator, one thread at a time: two at once would meet each other half loaded."""
    with _LOADING:
        import_module("relode.plan.simulations.what_if")


def _collect_what_comes_now() -> None:
    """Look for reference cycles again, but not among what stays: half a second of each later answer that meets it."""
    gc.freeze()
    gc.enable()


class Simulator:
    """`state`: "warming" until the first ground stands, then "ready"; "failed" if that went wrong.

    `kept` is the folder in which paths outlive the server. Where nothing `is_served`, it ends with what it keeps.
    """

    def __init__(
        self,
        count: int = 200,
        years: int = 30,
        *,
        figures: Figures = page_cache.SHIPPED,
        kept: Path | None = None,
        is_served: bool = True,
    ) -> None:
        self.count, self.years, self.figures = count, years, figures
        self.kept, self.is_served = kept, is_served
        self.state = "warming"
        self.steps_done = 0
        self.is_over = False
        self.first_served = threading.Event()
        self.grounds: dict[str, WhatIfGround] = {}
        self.asked = lru_cache(maxsize=CITIES_KEPT)(self._asked)
        self.is_given_up = False

    @property
    def warmed(self) -> float:
        """Part of the steps of warming that is done, 0 to 1. [1]"""
        return self.steps_done / WARMING_STEPS

    def start(self) -> None:
        """Warm up in a thread that does not keep the process alive."""
        threading.Thread(target=self.warm, name="warm-up", daemon=True).start()

    def again(self, figures: Figures) -> Simulator:
        """Another one on other figures, which warms up."""
        other = Simulator(self.count, self.years, figures=figures, kept=self.kept)
        other.start()
        return other

    def warm(self) -> None:
        """Warm up, one simulator at a time: two at once would need the memory of two."""
        with _WARMING, page_cache.showing(self.figures):
            if not self.is_given_up:
                self._warm()

    def _warm(self) -> None:
        """Ground without a shock; a city on it, so that all is compiled; then the pages of that city and the shocks.

        A ground that no earlier server left goes to disk once it answers. Nothing looks for reference cycles until
        then: tracing the simulator makes millions of objects that stay, and looking at them takes a third of the time.
        """
        gc.disable()
        threading.Thread(target=program, name="program", daemon=True).start()
        try:
            load_engine()
            self.steps_done = 1
            from relode.plan.simulations.what_if import asked

            opened = self._opened()
            self.steps_done = 2
            first = self._ground(opened)
            self.steps_done = 3
            with suppress(RelodeError):  # what a city lacks is told on its own page
                _ = asked(first, by_code()[page_cache.FIRST_CITY]).nothing
            self.steps_done = WARMING_STEPS
            self.grounds[""] = first
            self.state = "ready"
            _collect_what_comes_now()
            if self.is_served:
                self.first_served.wait(PATIENCE)
                page_cache.warm_city()
            first = self.grounds[""] = on_disk(first, self.kept)
            for shock in SHOCKS if not self.is_given_up else ():
                # No name for what is still in memory: it must be gone before the next one is made.
                self.grounds[shock] = on_disk(self._ground(opened, shock, first), self.kept)
            drop_old(self.kept)
            if self.is_served:
                self._forget_programs()
        finally:
            _collect_what_comes_now()
            self.is_over = True
            if self.state != "ready":
                self.state = "failed"

    def _ground(self, opened: World, shock: str = "", calm: WhatIfGround | None = None) -> WhatIfGround:
        from relode.plan.simulations.what_if import ground

        paths = self._paths if calm else self._paths_and_program
        name = f"{shock}@{STRIKES}" if shock else None
        return ground(opened, name, calm, count=self.count, years=self.years, paths=paths)

    def _paths_and_program(self, futures: Futures) -> StoredPath:
        """The paths of all places; the program of a city is compiled beside them, on another processor."""
        from relode.model.results import compile_one_city

        def compiled() -> None:
            with suppress(RelodeError):  # what a city lacks is told on its own page
                compile_one_city(futures, page_cache.FIRST_CITY)

        beside = threading.Thread(target=compiled, name="compile", daemon=True)
        return self._paths(futures, beside)

    def _paths(self, futures: Futures, beside: threading.Thread | None = None) -> StoredPath:
        """The paths of all places, kept or computed; what is done `beside` ends too."""
        from relode.model.results import stored_paths

        # Looked up first: beside a program that is traced each of a hundred arrays would wait for its turn.
        found = kept_paths(futures, self.kept)
        if beside:
            beside.start()
        path = found or stored_paths(futures)
        if beside:
            beside.join()
        return path

    def _opened(self) -> World:
        from relode.model.opening.opening_world import world

        return world(page_cache.panel())

    def _forget_programs(self) -> None:
        """Drop the compiled programs of the whole system, which nobody asks for again, and load that of a city anew."""
        import jax

        forget: Callable[[], None] = jax.clear_caches
        forget()
        with suppress(RelodeError):
            _ = self._asked(page_cache.FIRST_CITY, "").nothing
        page_cache.forget_tables()
        give_back()

    def city(self, place: Place, shock: str = "") -> WhatIfCity:
        """The city ready to be asked. Raises RelodeError while it warms up and for a place outside the system."""
        if shock not in self.grounds:
            raise RelodeError("web.failed" if self.is_over or self.state == "failed" else "web.warming")
        self.first_served.set()
        return self.asked(place.code, shock)

    def _asked(self, code: str, shock: str) -> WhatIfCity:
        from relode.plan.simulations.what_if import asked

        return asked(self.grounds[shock], by_code()[code])
