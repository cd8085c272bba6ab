"""An answer that is too long is cut: what is left out is said, with how to ask for it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

from relode.errors import RelodeError
from relode.record import Doc, Record

WORD = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")
LEAST, SKELETON = 10, 12
"""Words below which nothing of a field is kept, and of one entry of a list that is told in short."""
NAMED = 40
"""Names of left-out fields that are told, the others are counted."""


@dataclass(frozen=True)
class CutPart(Record):
    """A part of an answer that is not whole: `part` and `start` ask for the rest: from an entry, or a letter, on."""

    part: Annotated[str, Doc("where it stands: what `part` is to be asked")]
    start: Annotated[int, Doc("what `start` is to be asked for the first entry that is not whole")]
    of: Annotated[int, Doc("entries that it has")]
    left_out: Annotated[tuple[str, ...], Doc("names of fields that are left out, the first of them", shape="field")]


def words(value: Any) -> int:
    """Words of a text, or of what is written as JSON; each Chinese character is one."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return len(WORD.findall(text))


def part_of(record: Mapping[str, Any], path: str, start: int = 0) -> Any:
    """What stands at a path (`services.primary.years`) from an entry on: an entry of a list by its number or a name.

    Raises RelodeError for a path that leads nowhere.
    """
    found: Any = record
    for token in path.split(".") if path else ():
        inner = _inner(found, token)
        if inner is None:
            raise RelodeError("mcp.unknown_part", part=path, token=token, parts=_names(found))
        found = inner[0]
    if isinstance(found, list | str):
        return found[start:]
    return dict(list(found.items())[start:]) if isinstance(found, dict) else found


def _inner(value: Any, token: str) -> tuple[Any] | None:
    if isinstance(value, dict):
        return (value[token],) if token in value else None
    if not isinstance(value, list):
        return None
    if token.isdecimal() and token.isascii():
        return (value[int(token)],) if int(token) < len(value) else None
    named = [each for each in value if isinstance(each, dict) and token in map(str, _plain(each).values())]
    return None if not named else (named[0] if len(named) == 1 else named,)


def _names(value: Any) -> str:
    if isinstance(value, list):
        return f"0-{len(value) - 1}" if value else "-"
    return ", ".join(list(value)[:NAMED]) if isinstance(value, dict) else "-"


def _plain(entry: Mapping[str, Any]) -> dict[str, str]:
    return {name: value for name, value in entry.items() if isinstance(value, str)}


def fitted(value: Any, most: int, path: str, cuts: list[CutPart], is_top: bool = True) -> Any:
    """As much of a value as has room in `most` words; what is not whole is added to `cuts`."""
    if words(value) <= most:
        return value
    if isinstance(value, dict):
        return _top(value, most, path, cuts) if is_top else _fields(value, most, path, cuts)
    if isinstance(value, list):
        return _entries(value, most, path, cuts)
    if isinstance(value, str):
        ends = [found.end() for found in WORD.finditer(value)]
        cuts.append(CutPart(path, ends[most - 1] if most else 0, len(value), ()))
        return value[: cuts[-1].start]
    return value


def _top(value: dict[str, Any], most: int, path: str, cuts: list[CutPart]) -> dict[str, Any]:
    """Short fields whole, long ones with equal room."""
    sizes = {name: words({name: part}) for name, part in value.items()}
    room, left, cap = most, len(sizes), most
    for size in sorted(sizes.values()):
        cap = room // left
        if size > cap:
            break
        room, left = room - size, left - 1
    result: dict[str, Any] = {}
    for name, part in value.items():
        inner = f"{path}.{name}" if path else name
        result[name] = part if sizes[name] <= cap else fitted(part, cap, inner, cuts, is_top=False)
    return result


def _fields(value: dict[str, Any], most: int, path: str, cuts: list[CutPart]) -> dict[str, Any]:
    """Fields in their order as long as there is room."""
    result: dict[str, Any] = {}
    for name, part in value.items():
        most -= words({name: part})
        if most < 0:
            break
        result[name] = part
    left = list(value)[len(result) :]
    cuts.append(CutPart(path, len(result), len(value), tuple(left[:NAMED])))
    return result


def _entries(value: list[Any], most: int, path: str, cuts: list[CutPart]) -> list[Any]:
    """The first entries whole; where not even two have room, the short fields of each."""
    sizes = [words(each) for each in value]
    whole, used = 0, 0
    while whole < len(value) and used + sizes[whole] <= most:
        used, whole = used + sizes[whole], whole + 1
    if whole >= 2 or most < LEAST:
        cuts.append(CutPart(path, whole, len(value), ()))
        return value[:whole]
    each_most = max(SKELETON, most // len(value))
    result = [_short(each, each_most) for each in value[: max(1, most // each_most)]]
    cuts.append(CutPart(path, 0, len(value), ()))
    return result


def _short(entry: Any, most: int) -> Any:
    """The shortest fields of an entry, in their order."""
    if not isinstance(entry, dict):
        return entry if words(entry) <= most else None
    kept: set[str] = set()
    for name in sorted(entry, key=lambda each: words({each: entry[each]})):
        most -= words({name: entry[name]})
        if most < 0:
            break
        kept.add(name)
    return {name: part for name, part in entry.items() if name in kept}


def pages(text: str, most: int) -> list[str]:
    """A text in pages of at most `most` words, cut between lines, or within one that is longer."""
    result: list[list[str]] = [[]]
    room = most
    for line in text.splitlines():
        for piece in _pieces(line, most):
            size = words(piece)
            if size > room:
                result.append([])
                room = most
            result[-1].append(piece)
            room -= size
    return ["\n".join(page) for page in result]


def _pieces(line: str, most: int) -> list[str]:
    ends = [found.end() for found in WORD.finditer(line)]
    if len(ends) <= most:
        return [line]
    at = [0, *ends[most - 1 :: most], len(line)]
    return [line[a:b] for a, b in pairwise(at) if line[a:b].strip()]
