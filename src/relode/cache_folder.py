"""Where what can be computed again is kept between two starts; the folder may be deleted at any time."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "relode"


@contextmanager
def written_whole(at: Path) -> Iterator[IO[bytes]]:
    """A file to write that is `at` once all is written, or never: another process may read it. Raises OSError."""
    at.parent.mkdir(parents=True, exist_ok=True)
    half = NamedTemporaryFile(dir=at.parent, delete=False)  # noqa: SIM115
    try:
        with half:
            yield half
        Path(half.name).replace(at)
    finally:
        Path(half.name).unlink(missing_ok=True)
