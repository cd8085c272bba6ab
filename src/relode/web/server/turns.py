"""Whose turn it is: what is computed ahead of time gives way to a page that somebody waits for."""

import threading
import time

LONGEST = 3.0
"""Seconds that one step of what is computed ahead gives way: it must come to its end under any load."""


class Turns:
    """Counts the pages that are being made; `give_way` is called between steps of what is computed ahead."""

    def __init__(self, longest: float = LONGEST) -> None:
        self.longest = longest
        self.pages = 0
        self.changed = threading.Condition()

    def begin(self) -> None:
        """A page that somebody waits for is being made."""
        with self.changed:
            self.pages += 1

    def end(self) -> None:
        """It is made."""
        with self.changed:
            self.pages -= 1
            self.changed.notify_all()

    def give_way(self) -> float:
        """Wait until no page is being made, but not for ever. Seconds waited. [s]"""
        begin = time.monotonic()
        with self.changed:
            self.changed.wait_for(lambda: not self.pages, self.longest)
        return time.monotonic() - begin
