"""The append-only file of a search: one line of JSON for its settings, then one for each generation."""

import json
from dataclasses import asdict, dataclass
from errno import ENOSPC
from importlib.metadata import version
from os import strerror
from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np

from relode.arrays import Array
from relode.errors import RelodeError

SEARCHES = 2
"""Seeds searched in a run, each with a file: the second says whether the first was luck."""


@dataclass(frozen=True)
class Settings:
    """What a search is: change one and it is another search.

    `lower` and `upper` bound the levers, (lever,). `subject` says what is evaluated (city, futures, version): a
    file of another subject is refused.
    """

    lower: tuple[float, ...]
    upper: tuple[float, ...]
    objectives: int
    constraints: int
    population: int
    generations: int
    seed: int
    subject: str


@dataclass(frozen=True)
class Generation:
    """Plans evaluated in one call: (plan, lever), (plan, objective), (plan, constraint)."""

    decisions: Array
    objectives: Array
    constraints: Array


class Generations:
    """The generations of a file, and where the next is written. JSON keeps every bit of a float.

    A last line without its end was being written when the search was stopped: it is taken off, and that
    generation is evaluated again. `replayed` counts the generations that were asked for and were there.
    """

    def __init__(self, path: Path, settings: Settings) -> None:
        self._path = path
        self._known = _opened(path, settings)
        self._stream = path.open("ab", buffering=0)
        self.replayed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()

    def at(self, number: int, decisions: Array) -> Generation | None:
        """The generation `number` if the file has it. Raises RelodeError if it is one of other decisions."""
        if number >= len(self._known):
            return None
        known = self._known[number]
        if known.decisions.tobytes() != np.ascontiguousarray(decisions, dtype=np.float64).tobytes():
            raise _not_this_search(self._path, RelodeError("plan.search_file_line", line=number + 2))
        self.replayed += 1
        return known

    def append(self, generation: Generation) -> None:
        """Write a generation, whole or not at all. Raises RelodeError where it cannot be written."""
        line = _line({name: values.tolist() for name, values in vars(generation).items()}).encode()
        end = self._stream.tell()
        try:
            if self._stream.write(line) != len(line):  # a disk that fills up takes the start of a line
                raise OSError(ENOSPC, strerror(ENOSPC))
        except OSError as error:
            self._stream.truncate(end)
            raise _unwritable(self._path, error) from error


def _opened(path: Path, settings: Settings) -> list[Generation]:
    """The generations that the file holds, [] for a file that was made now."""
    head = _head(settings)
    if not path.exists() or not path.stat().st_size:
        try:
            path.write_text(_line(head), encoding="utf-8")
        except OSError as error:
            raise _unwritable(path, error) from error
        return []
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    if not lines[-1].endswith("\n"):
        torn = lines.pop()
        with path.open("r+b") as stream:
            stream.truncate(path.stat().st_size - len(torn.encode()))
    if not lines:
        return _opened(path, settings)
    found = _read(path, lines[0], 1)
    differs = [name for name in head if found.get(name) != head[name]]
    if differs:
        raise _not_this_search(path, RelodeError("plan.search_file_settings", offenders=differs))
    return [_generation(path, line, number) for number, line in enumerate(lines[1:], 2)]


def _head(settings: Settings) -> dict[str, object]:
    """Settings and versions, as JSON gives them back."""
    versions = {name: version(name) for name in ("numpy", "pymoo")}
    head: dict[str, object] = json.loads(json.dumps({**asdict(settings), **versions}))
    return head


def _generation(path: Path, line: str, number: int) -> Generation:
    found = _read(path, line, number)
    try:
        return Generation(**{name: np.array(values, dtype=np.float64) for name, values in found.items()})
    except (TypeError, ValueError):
        raise _not_this_search(path, RelodeError("plan.search_file_line", line=number)) from None


def _read(path: Path, line: str, number: int) -> dict[str, object]:
    try:
        found = json.loads(line)
    except json.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise _not_this_search(path, RelodeError("plan.search_file_line", line=number))
    return found


def _line(record: dict[str, object]) -> str:
    return json.dumps(record) + "\n"


def _unwritable(path: Path, error: OSError) -> RelodeError:
    return RelodeError("unwritable_folder", folder=path.parent, reason=error.strerror or error)


def _not_this_search(path: Path, reason: RelodeError) -> RelodeError:
    return RelodeError("plan.search_file", path=path, reason=reason)
