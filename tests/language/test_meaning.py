"""A sentence in another's place is seen: each pair of neighbours is said better by its own translations than crosswise.

`terms.csv` gets a row where two sentences are rightly told and their words do not say so.
"""

import pytest

from .meaning import Lexicon, neighbours, sentences, signs

LEAST = 1e-6
"""Below it two sentences might as well be each other's."""


@pytest.fixture(scope="module")
def lexicon():
    return Lexicon(list(sentences()))


@pytest.mark.parametrize("step", [1, 2])
def test_no_sentence_is_said_as_well_by_a_neighbour(lexicon, step):
    pairs = list(neighbours(lexicon.rows, step))
    assert len(pairs) > 3000
    crossed = [(lexicon.rows[i], lexicon.rows[j]) for i, j in pairs if lexicon.gain(i, j) < LEAST]
    assert crossed == []


@pytest.mark.parametrize("column", [1, 2])
def test_two_sentences_of_one_language_in_one_anothers_place_are_seen(lexicon, column):
    one, other = next((i, j) for i, j in neighbours(lexicon.rows) if lexicon.rows[i][0] == "web.status.s413")
    rows = [list(row) for row in lexicon.rows]
    rows[one][column], rows[other][column] = rows[other][column], rows[one][column]
    assert Lexicon([tuple(row) for row in rows]).gain(one, other) < -LEAST


@pytest.mark.parametrize(
    ("own", "another"),
    [
        ("{share:tenths}低于{year}年", "{share}低于{year}年"),
        ("按`--years`", "按`--year`"),
        ("12个城市", "10个城市"),
        ("是否适用？", "适用。"),
        ("GDP增速", "增速"),
    ],
)
def test_signs_tell_sentences_apart(own, another):
    english = {"{": "{share:tenths} below {year}", "按": "by `--years`", "1": "12 cities", "是": "does it apply?",
               "G": "growth of GDP"}[own[0]]  # fmt: skip
    assert signs(english, own) > signs(english, another)
