"""An answer as an assistant gets it: the record of a command, each number under its key, cut to what it may read."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from relode.errors import RelodeError
from relode.facts import source_keys
from relode.language import Language, name, say
from relode.mcp.user_texts import UserTexts

MOST = 24_000
"""Letters of the figures of an answer."""
LEAST = 60
"""Letters below which a part is left out rather than cut."""


def answer_of(record: Mapping[str, Any], part: str, start: int, texts: UserTexts, language: Language) -> dict[str, Any]:
    """The part of a record that is requested; entries of a list under their numbers, a single value under "".

    The key of a number is its path in the whole record: `part` and the names below `figures`.

    Raises RelodeError for a part that there is not.
    """
    left: dict[str, str] = {}
    found = part_of(record, part, start)
    held = fitted(found, MOST, part, start, left)
    if isinstance(held, list):
        held = {str(at): each for at, each in enumerate(held, start)}
    figures = texts.marked(held if isinstance(held, dict) else {"": held})
    sources = {
        key: name("source_title", key, language) for key in dict.fromkeys(_source_keys(found)) if key in source_keys()
    }
    notes = ["notice", *(["users"] if texts.by_sign else []), *(["cut"] if left else [])]
    return {
        "schema": record.get("schema", ""),
        "part": part,
        "figures": figures,
        "left_out": left,
        "sources": fitted(sources, MOST // 6, "", 0, {}),
        "user_texts": texts.shown_in(figures),
        "notes": [say(f"mcp.{each}", language) for each in notes],
    }


def keyed_lines(value: Any, key: str) -> Iterator[str]:
    """A line for each number and text of an answer, after its key."""
    if isinstance(value, dict):
        for inner, part in value.items():
            yield from keyed_lines(part, ".".join(filter(None, (key, inner))))
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for at, part in enumerate(value):
            yield from keyed_lines(part, f"{key}.{at}")
    elif value not in (None, "", [], {}):
        yield f"{key}: {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"


def part_of(record: Mapping[str, Any], path: str, start: int = 0) -> Any:
    """What is at a path (`services.primary.years`), from an entry on: an entry of a list by its number or a name in it.

    Raises RelodeError for a path that leads nowhere.
    """
    found: Any = record
    for token in path.split(".") if path else ():
        inner: Any = None
        if isinstance(found, dict):
            inner = found.get(token)
        elif isinstance(found, list) and token.isdecimal():
            inner = found[int(token)] if int(token) < len(found) else None
        elif isinstance(found, list):
            inner = next((each for each in found if isinstance(each, dict) and token in each.values()), None)
        if inner is None:
            known = (
                f"0-{len(found) - 1}"
                if isinstance(found, list)
                else ", ".join(found)
                if isinstance(found, dict)
                else "-"
            )
            raise RelodeError("mcp.unknown_part", part=path, token=token, parts=known[:600])
        found = inner
    if isinstance(found, dict) and start:
        return dict(list(found.items())[start:])
    return found[start:] if start and isinstance(found, list | str) else found


def fitted(value: Any, most: int, key: str, start: int, left: dict[str, str]) -> Any:
    """As much of a value as `most` letters hold; `left`: key of what is not whole -> which of its entries are there."""
    size = len(json.dumps(value, ensure_ascii=False))
    if size <= most or not isinstance(value, dict | list | str):
        return value
    if isinstance(value, str):
        left[key] = f"{start}-{start + most} / {start + len(value)}"
        return value[:most]
    named = list(value.items()) if isinstance(value, dict) else list(enumerate(value, start))
    sizes = [len(json.dumps(part, ensure_ascii=False)) + len(str(inner)) + 4 for inner, part in named]
    if isinstance(value, list):
        whole = next((at for at in range(len(sizes)) if sum(sizes[: at + 1]) > most), len(sizes))
        left[key] = f"{start}-{start + whole - 1} / {start + len(value)}" if whole else f"- / {start + len(value)}"
        return value[:whole]
    room, cap = most, most
    for count, each in zip(range(len(sizes), 0, -1), sorted(sizes), strict=True):
        cap = room // count
        if each > cap:
            break
        room -= each
    kept = {}
    for (inner, part), each in zip(named, sizes, strict=True):
        path = f"{key}.{inner}" if key else str(inner)
        if each <= cap:
            kept[inner] = part
        elif cap >= LEAST:
            kept[inner] = fitted(part, cap - len(str(inner)) - 4, path, 0, left)
        else:
            left[path] = "-"
    return kept


def _source_keys(value: Any, is_source: bool = False) -> Iterator[str]:
    """Keys of sources that a record names in fields of that name."""
    if isinstance(value, str) and is_source:
        yield from (key.strip() for key in value.split(";"))
    elif isinstance(value, Mapping):
        for field, part in value.items():
            yield from _source_keys(part, is_source or field in ("source", "sources", "price_source"))
    elif isinstance(value, list):
        for part in value:
            yield from _source_keys(part, is_source)
