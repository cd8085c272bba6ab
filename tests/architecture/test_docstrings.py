"""Docstrings say what a caller must know: meaning, shapes, units, errors."""

import ast
import runpy
from pathlib import Path

import pytest

FOUND = runpy.run_path(str(Path(__file__).parents[2] / "docs" / "site" / "docstrings.py"))

LEAST_SHARE = {"meaning": 0.99, "errors": 0.99, "shapes": 0.99, "units": 0.99, "arguments": 0.97}
"""Of all public functions: at least so many say it. Raise it when it has risen; it is never lowered."""


def test_every_function_that_a_room_exports_says_what_a_caller_must_know():
    exported = FOUND["exported"]()
    asked = [FOUND["said"](*one) for one in FOUND["functions"](exported) if one[0] in exported]
    assert len(asked) > 120
    assert {each.path: each.says for each in asked if not all(each.says.values())} == {}


@pytest.fixture(scope="module")
def counts():
    return FOUND["counts"]()


@pytest.mark.parametrize("aspect", LEAST_SHARE)
def test_most_public_functions_say_it(counts, aspect):
    yes, of = counts[aspect]
    assert of > (30 if aspect == "arguments" else 120)
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
    assert not said(body.replace("RelodeError if empty", "Refused if empty"))["errors"]
    assert not said(body.replace("(place, year)", "by place and year"))["shapes"]
    assert not said(body.replace("[yuan]", "As a number."))["units"]


def test_several_arrays_are_named_or_said_to_be_alike():
    of = 'def it(left: Array, right: Array) -> Array:\n    """{} [1]"""\n'
    assert not said(of.format("Sum of both kinds, (place,)").replace("both kinds", "two kinds"))["arguments"]
    assert said(of.format("Sum of `left` and `right`, (place,)."))["arguments"]
    assert said(of.format("Sum, each (place,)."))["arguments"]


def test_an_error_that_the_function_itself_catches_need_not_be_told():
    body = '    """Number of it."""\n    try:\n        raise OSError("x")\n    except OSError:\n        return 0\n'
    caught = f"def it() -> int:\n{body}"
    assert "errors" not in said(caught)
    assert "errors" in said(caught.replace("return 0", 'raise RelodeError("x")'))


def test_a_type_whose_own_docstring_states_its_axes_says_the_shape():
    assert {"Cities", "BySector", "Scalar"} <= FOUND["shaped_types"]()["relode.model.state"]
    assert "Array" not in FOUND["shaped_types"]()["relode.arrays"]
