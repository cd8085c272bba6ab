"""The same English has the same Chinese, unless it means another thing there; what is the same in both stands once."""

import re
import tomllib
from collections import defaultdict
from importlib.resources import files

from relode.language import LANGUAGES, say, sentence, sentence_keys

TWO_MEANINGS = {
    "a head or choice of a list that people fill in keeps the word with which it was given out": {
        "Cost", "Industry", "Place", "Project", "Service", "centre", "city", "deposit",
        "not known", "province",
    },
    "Chinese has a measure word, a unit or a scale of its own here": {
        "jobs", "km", "million yuan", "people", "percentage points", "thousand people", "years", "{year}",
    },
    "English has one word for two things": {
        "Age", "Evidence", "Figure", "Jobs", "Money", "Now", "Outcome", "Places", "Projects", "Rows",
        "all", "measure", "nation", "no", "outcome",
        "mine", "primary", "secondary", "people at work", "published", "residents", "yes",
    },
    "one of them stands where there is little room": {
        "Cities of {province}", "Real output", "Sources",
    },
    "a document, or a heading, has the words that officials expect there": {
        "Emissions and output", "What must be ready, or is too much", "Where the city stands", "Who answers for what",
    },
}  # fmt: skip
"""Reason -> English texts with several Chinese ones, each looked at."""


def pairs(node, key=""):
    """Key, English, Chinese of every sentence of a table."""
    if isinstance(node.get("en"), str) and "zh" in node:
        yield key, node["en"], node["zh"]
        return
    for name, inner in node.items():
        if isinstance(inner, dict):
            yield from pairs(inner, f"{key}.{name}")


def tables():
    folder = files("relode.language")
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith("toml")]


def repeated(tables) -> dict[tuple[str, str], list[str]]:
    """English and Chinese -> keys, of the texts with words in them that stand more than once."""
    found = defaultdict(list)
    for table in tables:
        for key, english, chinese in pairs(table):
            if re.search("[a-z]", re.sub(r"\{[^}]*\}", "", english), re.IGNORECASE):
                found[english, chinese].append(key)
    return {both: keys for both, keys in found.items() if len(keys) > 1}


def several(tables) -> dict[str, dict[str, list[str]]]:
    """English text -> Chinese text -> keys, of those with several Chinese texts."""
    found = defaultdict(lambda: defaultdict(list))
    for table in tables:
        for key, english, chinese in pairs(table):
            found[english][chinese].append(key)
    return {english: dict(by) for english, by in found.items() if len(by) > 1}


def test_the_same_english_has_the_same_chinese_unless_a_reason_is_given():
    found, known = several(tables()), set[str]().union(*TWO_MEANINGS.values())
    assert {english: by for english, by in found.items() if english not in known} == {}
    assert known <= set(found)


def test_two_translations_are_noticed():
    tables = [{"a": {"b": {"en": "Verdict", "zh": "结论"}}}, {"c": {"en": "Verdict", "zh": "判断"}}]
    assert several(tables) == {"Verdict": {"结论": [".a.b"], "判断": [".c"]}}
    assert several(tables[:1] * 2) == {}


def test_what_is_the_same_in_both_languages_stands_once():
    assert repeated(tables()) == {}, 'name the other\'s key: { as = "words.head.year" }'
    assert repeated([{"a": {"en": "Year", "zh": "年份"}}, {"b": {"en": "Year", "zh": "年份"}}]) == {
        ("Year", "年份"): [".a", ".b"]
    }


def test_a_sentence_that_names_another_is_said_as_that_one():
    named = [key for key in sentence_keys() if key.endswith("column.year")]
    assert len(named) > 5
    assert {say(key, "zh") for key in named} == {"年份"}
    assert all(sentence(key, language) for key in sentence_keys() for language in LANGUAGES)
