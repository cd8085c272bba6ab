"""How far a run has come, on stderr: one line of a terminal that is written again, or lines of a log."""

import sys


def progress_line(text: str, *, last: bool, kept: bool | None = None) -> None:
    """Write the line of a terminal again, and end it if it is the `last`; elsewhere only what is to be `kept`.

    Kept is the last unless something else is said.
    """
    if sys.stderr.isatty():
        print(f"\r\033[K{text}", end="\n" if last else "", file=sys.stderr, flush=True)
    elif last if kept is None else kept:
        print(text, file=sys.stderr, flush=True)
