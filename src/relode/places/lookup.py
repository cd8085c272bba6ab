"""From what a person types to a place: slug, Chinese name with or without 市, pinyin variant or code."""

from collections import defaultdict
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache

from relode.errors import RelodeError
from relode.facts import rows
from relode.places.place import Place, all_places, by_code, plain


def find(name: str) -> Place:
    """The place that `name` means.

    A code, slug or full name wins over an alias; an alias that several places share is refused with the
    list to choose from, an unknown name with the nearest ones. Raises RelodeError.
    """
    for index in (_full_names(), _other_names()):
        codes = sorted(index.get(plain(name), ()))
        if len(codes) == 1:
            return by_code()[codes[0]]
        if codes:
            raise RelodeError("ambiguous_place", name=name, choices=_choices(codes))
    near = suggestions(name)
    if near:
        raise RelodeError("unknown_place_near", name=name, suggestions=_choices(near))
    raise RelodeError("unknown_place", name=name)


def suggestions(name: str) -> list[str]:
    """Codes of at most three places whose names are spelt nearly like `name`, nearest first."""
    names = {**_other_names(), **_full_names()}
    cutoff = 0.78 if name.isascii() else 0.5
    close = get_close_matches(plain(name), [n for n in names if n.isascii() == name.isascii()], n=6, cutoff=cutoff)
    return list(dict.fromkeys(code for match in close for code in sorted(names[match])))[:3]


def _choices(codes: Iterable[str]) -> str:
    places = (by_code()[code] for code in codes)
    return ", ".join(f"{p.slug} ({p.name_zh}, {p.province_zh}, {p.code})" for p in places)


@cache
def _full_names() -> dict[str, set[str]]:
    """Code, slug, full names, and the English name with its province, of every place."""
    index = defaultdict(set)
    for place in all_places():
        short = place.name_en.split(" (")[0]
        for name in (place.code, place.name_zh, place.name_en, short + place.province_en):
            index[plain(name)].add(place.code)
    return index


@cache
def _other_names() -> dict[str, set[str]]:
    """Aliases: short names, old names, pinyin and other spellings, former codes, and names of 2013 on the list."""
    index = defaultdict(set)
    for row in rows("aliases"):
        index[plain(row["alias"])].add(row["place"])
    for place in all_places():
        index[plain(place.name_en.split(" (")[0])].add(place.code)
    return index
