"""The word on a programme, and how often it is right on tables of studies that were drawn from a known truth."""

import pytest

from relode.evidence.evidence_answer import evidence_answer
from relode.evidence.words import enough, practical, word_of, word_rates
from studies.evidence.words import CASES, shown


@pytest.mark.parametrize(
    ("family", "bound", "word"),
    [("D", 0.061, "shown"), ("D", 0.06, "mixed"), ("D", -0.2, "mixed"), ("H", 3.01, "shown"), ("H", 2.9, "mixed"),
     ("I", 0.19, "shown"), ("I", 0.17, "mixed"), ("C", None, "not_studied")],
)  # fmt: skip
def test_a_programme_is_shown_above_its_practical_size(family, bound, word):
    assert word_of(bound, family) == word
    assert practical("D") == pytest.approx(0.06)


def test_words_are_given_since_they_are_right_often_enough():
    """Nothing works and only positive significant results are printed: a tenth at most; works twice as much: half."""
    rates = word_rates()
    assert rates["nothing_works", 0] <= 0.1
    assert rates["nothing_on_average", 0] <= 0.1
    assert rates["works", 0] >= 0.5
    assert enough()
    words = {each.word for each in evidence_answer().effects if each.holds == "measure"}
    assert words <= {"shown", "mixed"}
    assert all(each.word is None for each in evidence_answer().effects if each.holds == "money")


@pytest.mark.slow
@pytest.mark.parametrize("case", ["nothing_works", "works"])
def test_one_world_of_each_kind(case):
    """Of a world in which nothing works no programme is shown; of the first in which all do some are."""
    found, of, _ = (float(part) for part in shown(case, 0, 1).split(","))
    assert case in CASES
    assert of > 15
    assert found <= of / 10 if case == "nothing_works" else found > of / 4
