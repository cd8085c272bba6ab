"""Docstrings say what a caller must know: meaning, shapes, units, errors."""

import ast
import runpy
from pathlib import Path

import pytest

FOUND = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "site" / "docstrings.py"))

LEAST_SHARE = {"meaning": 0.98, "errors": 0.98, "shapes": 0.53, "units": 0.82}
"""Of all public functions: at least so many say it. Raise it when it has risen; it is never lowered."""


def test_every_function_that_a_room_exports_says_what_a_caller_must_know():
    exported = FOUND["exported"]()
    asked = [FOUND["said"](*one) for one in FOUND["functions"]() if one[0] in exported]
    assert len(asked) > 120
    assert {each.path: each.says for each in asked if not all(each.says.values())} == {}


@pytest.mark.parametrize("aspect", LEAST_SHARE)
def test_most_public_functions_say_it(aspect):
    yes, of = FOUND["counts"]()[aspect]
    assert of > 150
    assert yes / of >= LEAST_SHARE[aspect], f"{aspect}: {yes} of {of}"


def said(text):
    return FOUND["said"]("here:it", ast.parse(text).body[0]).says


def test_what_is_not_said_is_noticed():
    assert said('def it(a: Array) -> Array:\n    """Mean of all that."""\n') == {
        "meaning": True, "shapes": False, "units": False,
    }  # fmt: skip
    full = '"""Mean by place, (place, year). [yuan] RelodeError if empty."""'
    body = f'def it(a: Array) -> Array:\n    {full}\n    raise RelodeError("empty")\n'
    assert said(body) == {"meaning": True, "errors": True, "shapes": True, "units": True}
    assert not said(body.replace("RelodeError if empty", "Fine if empty"))["errors"]
