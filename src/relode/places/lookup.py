"""From what a person types to a place: slug, Chinese name with or without 市, pinyin variant or code."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from math import isnan

from relode.errors import RelodeError
from relode.facts import rows
from relode.language import Bilingual
from relode.places.place import Place, all_places, by_code, plain


def find(name: str) -> Place:
    """The place that `name` means.

    A code, slug or full name wins over an alias; an alias that several places share is refused with the
    list to choose from, an unknown name with the nearest ones. Raises RelodeError.

    Example:
        >>> rl.places.find("hegang").code
        '230400'
        >>> rl.places.find("Hegang").slug
        'hegang'
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


def codes_called(name: str) -> list[str]:
    """Codes of the places that a name or code may mean, none for an unknown one: for many names, without suggestions.

    A six-digit code of a district or county that is no place here means the prefecture that it lies in.
    """
    wanted = plain(name)
    for index in (_full_names(), _other_names()):
        if codes := sorted(index.get(wanted, ())):
            return codes
    inside = f"{wanted[:4]}00"
    is_code = len(wanted) == 6 and wanted.isascii() and wanted.isdecimal()
    return [inside] if is_code and inside in by_code() and not inside.endswith("0000") else []


def find_city(name: str) -> Place:
    """The place called `name` that Relode can speak of. Raises RelodeError for a province or an unknown name.

    Example:
        >>> rl.places.find_city("230400").name_en
        'Hegang'
    """
    place = find(name)
    if place.level == "province":
        raise RelodeError("place_is_province", name=name)
    return place


def place_of(asked: Place | str) -> Place:
    """The place itself, or the one that a text names. Raises RelodeError for a province or an unknown name.

    Example:
        >>> rl.places.place_of("hegang") is rl.places.place_of(rl.places.find("hegang"))
        True
    """
    return asked if isinstance(asked, Place) else find_city(asked)


def suggestions(name: str) -> list[str]:
    """Codes of at most three places whose names are spelt nearly like `name`, nearest first.

    Example:
        >>> [rl.places.by_code()[code].slug for code in rl.places.suggestions("hegagn")]
        ['hegang']
    """
    names = {**_other_names(), **_full_names()}
    cutoff = 0.78 if name.isascii() else 0.5
    close = get_close_matches(plain(name), [n for n in names if n.isascii() == name.isascii()], n=6, cutoff=cutoff)
    result = dict.fromkeys(code for match in close for code in sorted(names[match]))
    return [code for code in result if by_code()[code].level != "province"][:3]


def _choices(codes: Iterable[str]) -> Bilingual:
    places = [by_code()[code] for code in codes]
    return Bilingual(
        en=", ".join(f"{p.slug} ({p.name_en}, {p.province_en}, {p.code})" for p in places),
        zh="、".join(f"{p.slug}（{p.name_zh}，{p.province_zh}，{p.code}）" for p in places),
    )


@cache
def _full_names() -> dict[str, set[str]]:
    """Code, slug and full names of every place, and its names with its province."""
    index = defaultdict(set)
    for place in all_places():
        for name in (place.code, place.slug, place.name_zh, place.name_en, *_with_province(place)):
            index[plain(name)].add(place.code)
    return index


def _with_province(place: Place) -> Iterator[str]:
    """Hegang Heilongjiang, 黑龙江省鹤岗市, 黑龙江鹤岗 ...; and pinyin with v for ü, as it is typed."""
    yield place.name_en.split(" (")[0] + place.province_en
    yield place.name_en.replace("ü", "v")
    if place.level != "province":
        for province in (place.province_zh, short_province(place.province_zh)):
            for name in (place.name_zh, place.name_zh.removesuffix("市")):
                yield province + name


def short_province(name_zh: str) -> str:
    """黑龙江 for 黑龙江省, 广西 for 广西壮族自治区."""
    return re.sub(r"(壮族|回族|维吾尔)?自治区$|省$|市$", "", name_zh)


@cache
def _other_names() -> dict[str, set[str]]:
    """Aliases: short names, old names, pinyin and other spellings, former codes, and names of 2013 on the list."""
    index = defaultdict(set)
    for row in rows("aliases"):
        index[plain(row["alias"])].add(row["place"])
    for place in all_places():
        index[plain(place.name_en.split(" (")[0])].add(place.code)
    return index


def matching(text: str) -> list[Place]:
    """Places of which some name holds `text`: Chinese, pinyin, English, old names, codes; all for an empty text."""
    wanted = plain(text)
    return [place for place in all_places() if any(wanted in name for name in _names_of()[place.code])]


@cache
def _names_of() -> dict[str, set[str]]:
    """Code -> every name of the place, without case, accents, spaces and punctuation."""
    texts: dict[str, set[str]] = defaultdict(set)
    for index in (_full_names(), _other_names()):
        for name, codes in index.items():
            for code in codes:
                texts[code].add(name)
    return texts


def great_circle_distance(one: Place | str, other: Place | str) -> float | None:
    """Distance between two centroids in km along the surface of a sphere; None where a place has no point.

    Raises RelodeError for an unknown name.

    Example:
        >>> round(rl.places.great_circle_distance("hegang", "fuxin"))
        915
    """
    from relode.places.distance import distances  # arrays, which finding a place needs none of

    far = float(distances([place_of(one)], [place_of(other)])[0, 0])
    return None if isnan(far) else far
