"""The words for coded values: types, flags, minerals, sections, titles of sources."""

import re
from collections.abc import Iterable
from functools import cache

from relode import shipped_tables
from relode.language.sentences import Language

BRACKETED = re.compile(r"（[^（）]*）")


def name(kind: str, key: str, language: Language) -> str:
    """The word for the value `key` of `kind` ("flag", "type", "material" ...). KeyError if there is none.

    Example:
        >>> rl.language.name("type", "declining", "en")
        'declining'
    """
    return _names()[kind, key][language]


def has_name(kind: str, key: str) -> bool:
    """Whether `names.csv` has a word for the value."""
    return (kind, key) in _names()


def known_words(kind: str) -> tuple[str, ...]:
    """The values of `kind` that `names.csv` has words for, in its order."""
    return tuple(key for each, key in _names() if each == kind)


def joined(words: Iterable[str], language: Language) -> str:
    """A list in a sentence, set apart by semicolons where a part has commas of its own, in Chinese outside of brackets.

    Example:
        >>> rl.language.joined(["coal", "iron", "copper"], "en")
        'coal, iron, copper'
        >>> rl.language.joined(["transport, storage and post", "trade"], "en")
        'transport, storage and post; trade'
        >>> rl.language.joined(["化学原料、合成材料", "风电（含海上、陆上）"], "zh")
        '化学原料、合成材料；风电（含海上、陆上）'
    """
    parts = list(words)
    if language == "zh":
        return ("；" if any("、" in BRACKETED.sub("", part) for part in parts) else "、").join(parts)
    return ("; " if any(", " in part for part in parts) else ", ").join(parts)


def in_clauses(parts: Iterable[str], language: Language) -> str:
    """Parts of a sentence, set apart by semicolons.

    Example:
        >>> rl.language.in_clauses(["jobs fall", "wages rise"], "en")
        'jobs fall; wages rise'
    """
    return {"en": "; ", "zh": "；"}[language].join(parts)


def of_year(text: str, year: int, usual: int, language: Language) -> str:
    """A figure with its year where that is not the `usual` one of the row.

    Example:
        >>> rl.language.of_year("12 %", 2019, usual=2020, language="en")
        '12 %, 2019'
    """
    return text if year == usual else text + {"en": f", {year}", "zh": f"，{year}年"}[language]


def labelled(label: str, text: str, language: Language) -> str:
    """A label and what it labels.

    Example:
        >>> rl.language.labelled("Population", "891,271", "en")
        'Population: 891,271'
    """
    return label + {"en": ": ", "zh": "："}[language] + text


@cache
def _names() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["kind"], row["key"]): row for row in shipped_tables.rows("relode.language", "names")}
