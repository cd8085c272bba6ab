"""Years and numbers of chapters are the same in both languages: a sentence in another's place is seen by them."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from relode.language import sentence, sentence_keys

PACKAGE = Path(__file__).parents[2] / "src" / "relode"
YEAR = re.compile(r"(?<![\d.,])(?:19[5-9]\d|20\d\d)(?![\d.,]*[\d万亿元]|—\d{5})")
ONE_LANGUAGE = {
    "document.aims.note": "Chinese says which columns by their head, English by their years",
}
"""Sentences whose languages name other years, each looked at."""
ORDINALS = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")


def years(text: str) -> set[str]:
    return set(YEAR.findall(re.sub(r"(?<!\{)\{[^{}]*\}(?!\})|`[^`]*`", "", text)))


def differing(texts: dict[str, tuple[str, str]]) -> list[str]:
    return [key for key, (english, chinese) in texts.items() if years(english) != years(chinese)]


def both() -> dict[str, tuple[str, str]]:
    return {key: (sentence(key, "en"), sentence(key, "zh")) for key in sentence_keys()}


def reasons(value: object, key: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Every text of a table of data that stands in both languages."""
    if isinstance(value, dict):
        if isinstance(value.get("en"), str) and isinstance(value.get("zh"), str):
            yield key, (value["en"], value["zh"])
        for name, each in value.items():
            yield from reasons(each, f"{key}.{name}")
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from reasons(each, f"{key}.{at}")


def of_tables() -> dict[str, tuple[str, str]]:
    files = [file for file in sorted(PACKAGE.rglob("*.toml")) if file.parent.name != "language"]
    return {
        key: texts
        for file in files
        for key, texts in reasons(tomllib.loads(file.read_text(encoding="utf-8")), file.stem)
    }


def test_a_year_that_one_language_says_the_other_says_too():
    texts = both()
    assert sum(bool(years(english)) for english, _ in texts.values()) > 100
    assert set(differing(texts)) == set(ONE_LANGUAGE)


def test_a_year_of_a_table_s_reason_stands_in_both_languages():
    texts = of_tables()
    assert sum(bool(years(english)) for english, _ in texts.values()) > 10
    assert differing(texts) == []


def test_a_chapter_has_the_same_number_in_both_languages():
    numbers = {}
    for key, (english, chinese) in both().items():
        if key.startswith("document.chapter.") and english[0].isdigit():
            numbers[key] = (int(english.partition(" ")[0]), ORDINALS.index(chinese.partition("、")[0]))
    assert len(numbers) == 12
    assert [key for key, (english, chinese) in numbers.items() if english != chinese] == []
    assert sorted(english for english, _ in numbers.values()) == list(range(1, 13))


@pytest.mark.parametrize(
    ("chinese", "expected"), [("2010年普查", []), ("2009年普查", ["a"]), ("普查", ["a"]), ("{year_2010}2010年", [])]
)
def test_a_neighbouring_year_is_seen(chinese, expected):
    assert differing({"a": ("the census of 2010", chinese)}) == expected
