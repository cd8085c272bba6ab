"""Heads of columns and names of units in both languages at once, for files that a person fills in."""

from relode.language.numbers import unit_name
from relode.language.sentences import say
from relode.language.spoken import Bilingual


def unit_words(unit: str) -> Bilingual:
    """The name of a unit of the vocabulary."""
    return Bilingual(en=unit_name(unit, "en"), zh=unit_name(unit, "zh"))


def column_head(label: Bilingual, unit: str) -> Bilingual:
    """The head of a column: what stands in it, and its unit in brackets."""
    return Bilingual(
        en=say("template.head", "en", label=label.en, unit=unit_name(unit, "en")),
        zh=say("template.head", "zh", label=label.zh, unit=unit_name(unit, "zh")),
    )
