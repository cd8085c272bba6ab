"""Sheets of a user's own figures in every layout: which cell is which figure, and which cannot be used."""

import pytest

from relode.errors import RelodeError
from relode.language import LANGUAGES
from relode.language.spoken import unit_words
from relode.panel.overrides import Override
from relode.panel.own_figures import (
    FigureNote,
    OwnFigures,
    head_of,
    titled,
)  # fmt: skip
from relode.vocabulary import quantity


def test_figures_are_usable_with_their_doubts_and_not_at_all_with_an_error():
    one = Override("230400", "population", 2020, 8.0, "", cell="S!B2")
    other = Override("230400", "loans", 2020, 9.0, "", cell="S!C2")
    doubt = RelodeError("own_figures.wide_digits", value="8")
    found = OwnFigures((one, other), (), (FigureNote("S!B2", doubt), FigureNote("S!B2", doubt)), "own.csv").usable()
    said = {language: doubt.say(language) for language in LANGUAGES}
    assert [each.doubts for each in found] == [(said, said), ()]
    with pytest.raises(RelodeError) as caught:
        OwnFigures((one,), (FigureNote("S!C2", doubt),), (), "own.csv").usable()
    assert caught.value.values == {"where": "own.csv", "offenders": [("[S!C2] ", doubt)]}


def test_a_unit_with_brackets_of_its_own_stands_in_one_pair_and_heads_with_two_are_read():
    """The template said "GDP growth index ((previous year = 100))"."""
    meant = quantity("gdp_growth_index")
    head = head_of(meant)
    assert head.en == f"{meant.label_en} (previous year = 100)"
    assert head.zh == meant.label_zh  # which ends in its unit
    unit = unit_words(meant.unit)
    for text in (head.en, head.zh, f"{meant.label_en} ({unit.en})", f"{meant.label_zh}（{unit.zh}）"):
        assert titled(text).name == "gdp_growth_index"
