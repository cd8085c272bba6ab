"""The same English has the same Chinese, unless it means another thing there."""

import tomllib
from collections import defaultdict
from importlib.resources import files

TWO_MEANINGS = {
    "a head or choice of a list that people fill in keeps the word with which it was given out": {
        "Cost", "Industry", "Place", "Project", "Service", "centre", "city", "deposit",
        "not known", "province",
    },
    "Chinese has a measure word, a unit or a scale of its own here": {
        "job-years", "jobs", "km", "million yuan", "people", "percentage points", "thousand people", "years", "{year}",
        "the {factor} lies between {low} and {high}",
    },
    "English has one word for two things": {
        "Age", "Evidence", "Figure", "Jobs", "Money a year", "Now", "Outcome", "Places", "Projects", "Rows", "Studies",
        "Value", "What is known", "Where", "all", "grants", "high", "low", "measure", "nation", "no", "outcome",
        "output", "people in work", "published", "yes",
    },
    "one of them stands where there is little room": {
        "Bands by figure", "Cities of {province}", "House price", "In the band", "Real output", "Sources",
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


def several(tables) -> dict[str, dict[str, list[str]]]:
    """English text -> Chinese text -> keys, of those with several Chinese texts."""
    found = defaultdict(lambda: defaultdict(list))
    for table in tables:
        for key, english, chinese in pairs(table):
            found[english][chinese].append(key)
    return {english: dict(by) for english, by in found.items() if len(by) > 1}


def test_the_same_english_has_the_same_chinese_unless_a_reason_is_given():
    folder = files("relode.language")
    tables = [
        tomllib.loads(file.read_text(encoding="utf-8")) for file in folder.iterdir() if file.name.endswith("toml")
    ]
    found, known = several(tables), set[str]().union(*TWO_MEANINGS.values())
    assert {english: by for english, by in found.items() if english not in known} == {}
    assert known <= set(found)


def test_two_translations_are_noticed():
    tables = [{"a": {"b": {"en": "Verdict", "zh": "结论"}}}, {"c": {"en": "Verdict", "zh": "判断"}}]
    assert several(tables) == {"Verdict": {"结论": [".a.b"], "判断": [".c"]}}
    assert several(tables[:1] * 2) == {}
