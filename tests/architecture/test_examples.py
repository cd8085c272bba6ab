"""Examples in docstrings run as they stand there and answer what they say."""

import ast
import doctest
import runpy
from pathlib import Path

import pytest

import relode

FOUND = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "site" / "docstrings.py"))
EXAMPLES = {path: text for path, text in FOUND["examples"]().items() if text}
LEAST = 111
"""So many exported functions show an example. Raise it when there are more; it is never lowered."""
SIMULATES = ("plan/library:", "model/")
"""What starts with these loads the simulator."""
ASKED_FOR = {
    *("panel/load:load", "panel/cell:cell", "places/lookup:find", "diagnosis/profiles/place_profile:profile"),
    *("diagnosis/depth/in_depth:in_depth", "diagnosis/depth/text:chapters", "pathways/successors:successors"),
    *("pathways/successors:from_shipped", "pathways/chains/pathways_text:pathways_text", "facts/shipped:rows"),
    *("pathways/industries/city_scores:city_scores", "outlook/ahead/city:outlook"),
    *("outlook/one_future/statement:predictive", "evaluation/study:study", "evaluation/checks:verdict"),
    *("measures/one_place:complexity_tables", "measures/one_place:wide_table", "measures/one_place:place_measures"),
    *("plan/library:world", "plan/library:futures", "plan/library:plans"),
    "language/spoken:spoken",
}
"""What pages of the documentation call."""


def answered(path, text, names):
    """How many statements of an example ran, and how many answered otherwise than it says."""
    example = doctest.DocTestParser().get_doctest(text, dict(names), path, path, 0)
    done = doctest.DocTestRunner(verbose=False).run(example)
    return done.attempted, done.failed


def test_as_many_functions_show_an_example_as_before():
    assert len(EXAMPLES) >= LEAST
    assert EXAMPLES.keys() >= ASKED_FOR


@pytest.mark.parametrize(
    "path",
    [pytest.param(path, marks=pytest.mark.slow if path.startswith(SIMULATES) else ()) for path in EXAMPLES],
)
def test_an_example_answers_what_it_says(path, panel):
    attempted, failed = answered(path, EXAMPLES[path], {"rl": relode, "panel": panel})
    assert attempted >= 1
    assert failed == 0


@pytest.mark.parametrize("wrong", [">>> 1 + 1\n3\n", ">>> rl.places.fnd('hegang')\n"])
def test_a_wrong_example_is_noticed(wrong):
    assert answered("here:it", wrong, {"rl": relode}) == (1, 1)


def test_no_example_is_skipped():
    assert [path for path, text in EXAMPLES.items() if "doctest:" in text] == []


def test_an_example_counts_neither_as_unit_nor_as_shape():
    shown = "    Example:\n        >>> it((1, 2))\n        [1, 2]\n"
    body = f'def it(a: Array) -> Array:\n    """Mean of all.\n\n{shown}    """\n'
    says = FOUND["said"]("here:it", ast.parse(body).body[0]).says
    assert says == {"meaning": True, "shapes": False, "units": False}
