"""Look up a sentence by key and fill it."""

import os
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def say(key: str, language: Language, /, **values: object) -> str:
    """The sentence `key` ("file.section.name") in `language`, with `{placeholders}` filled from `values`.

    Raises KeyError if the key, the language or a placeholder's value is missing: a defect of ours.

    Example:
        >>> print(rl.language.say("errors.unknown_place", "en", name="Atlantis").split(".")[0])
        No place is called Atlantis
    """
    return sentence(key, language).format_map(values)


def sentence_keys() -> tuple[str, ...]:
    """Every key of every sentence file, in file order.

    Example:
        >>> "errors.unknown_place" in rl.language.sentence_keys()
        True
    """
    stems = sorted(p.name.removesuffix(".toml") for p in files(__package__).iterdir() if p.name.endswith(".toml"))
    return tuple(f"{stem}.{key}" for stem in stems for key in _keys(stem))


def has_sentence(key: str) -> bool:
    """Whether there is a sentence of this key, in a file that there is; no other file is read.

    Example:
        >>> rl.language.has_sentence("errors.unknown_place")
        True
    """
    stem, _, rest = key.partition(".")
    return rest in _keys(stem)


def choose_language(asked: str | None) -> Language:
    """The language to speak: what was asked for, else RELODE_LANGUAGE, else the locale, else English.

    Example:
        >>> rl.language.choose_language("zh")
        'zh'
    """
    wishes = (asked, *(os.environ.get(name) for name in ("RELODE_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")))
    wish = next((w for w in wishes if w), "en")
    return "zh" if wish.lower().startswith("zh") else "en"


def sentence(key: str, language: Language) -> str:
    """The sentence `key` with its placeholders unfilled. KeyError with key and file if there is none: a defect of ours.

    Example:
        >>> print(rl.language.sentence("errors.unknown_place", "en").split(".")[0])
        No place is called {name}
    """
    stem, *path = key.split(".")
    node: Any = _file(stem)
    for part in path:
        if part not in node:
            raise KeyError(f"{key} stands not in language/{stem}.toml")
        node = node[part]
    return sentence(node["as"], language) if "as" in node else cast(str, node[language])


@cache
def _file(stem: str) -> Mapping[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{stem}.toml").read_text(encoding="utf-8"))


@cache
def _keys(stem: str) -> dict[str, None]:
    """The keys of a file in its order."""
    return dict.fromkeys(_flat_keys(_file(stem)))


def _flat_keys(node: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, child in node.items():
        if not any(isinstance(inner, dict) for inner in child.values()):
            yield prefix + name
        else:
            yield from _flat_keys(child, f"{prefix}{name}.")
