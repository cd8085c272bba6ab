"""What is kept of a value in so many words, and what is told of the rest: each by hand."""

import pytest

from relode.errors import RelodeError
from relode.mcp.cut import CutPart, fitted, pages, part_of

LONG = {"n": 1, "t": " ".join("w" * 16), "l": ["x"] * 50}
"""Words of its fields with their names: 2, 17 and 51."""
OF_LISTS = [
    # Fewer words than ten: whole entries alone.
    (["x"] * 5, 3, ["x"] * 3, 3),
    (["a b", "c", "d e f"], 5, ["a b", "c"], 2),
    ([LONG, LONG], 9, [], 0),
    # From ten on: where not even two entries have room, the short fields of one in twelve words.
    ([LONG, LONG], 10, [{"n": 1}], 0),
    ([{"a": " ".join("w" * 10), "b": 1, "c": ["x"] * 50}] * 2, 10, [{"b": 1}], 0),
    ([{"a": " ".join("w" * 9), "b": 1, "c": ["x"] * 50}] * 2, 10, [{"a": " ".join("w" * 9), "b": 1}], 0),
    # Two whole entries are enough, one is not.
    ([["x"] * 5] * 3, 11, [["x"] * 5] * 2, 2),
    ([["x"] * 8] * 3, 12, [["x"] * 8], 0),
    # Twenty words for each of three, and twelve for each of two: what is no record is whole or nothing.
    ([LONG] * 3, 60, [{"n": 1, "t": LONG["t"]}] * 3, 0),
    ([["x"] * 30] * 2, 20, [None], 0),
    ([["x"] * 13] * 2, 13, [None], 0),
]


@pytest.mark.parametrize(("value", "most", "kept", "start"), OF_LISTS)
def test_of_a_list_the_first_entries_are_kept_or_the_short_fields_of_each(value, most, kept, start):
    cuts = []
    assert fitted(value, most, "p", cuts) == kept
    assert cuts == [CutPart("p", start, len(value), ())]


def test_of_a_text_whole_words_are_kept_and_the_letter_is_told_from_which_on_it_goes_on():
    cuts = [CutPart("before", 1, 2, ())]
    assert fitted("one two three", 2, "p", cuts) == "one two"
    assert fitted("one two three", 0, "q", cuts) == ""
    assert fitted("one two three", 3, "r", cuts) == "one two three"
    assert cuts[1:] == [CutPart("p", 7, 13, ()), CutPart("q", 0, 13, ())]


def test_of_a_record_short_fields_are_whole_and_long_ones_share_what_they_leave():
    """Of 20 words `a` has 2; the other 18 are 9 for each of two."""
    cuts = []
    value = {"b": ["x"] * 50, "a": 1, "c": ["x"] * 40}
    assert fitted(value, 20, "", cuts) == {"b": ["x"] * 9, "a": 1, "c": ["x"] * 9}
    assert cuts == [CutPart("b", 9, 50, ()), CutPart("c", 9, 40, ())]
    assert fitted(value, 20, "p", cuts)["a"] == 1
    assert [each.part for each in cuts[2:]] == ["p.b", "p.c"]


def test_of_a_record_within_another_the_first_fields_are_kept_and_forty_names_of_the_others():
    cuts = []
    # Two words and three: the third field, of two, has no room in five.
    assert fitted({"a": 1, "b": "w w", "c": 2}, 5, "p", cuts, is_top=False) == {"a": 1, "b": "w w"}
    many = {f"f{at:02}": 1 for at in range(43)}
    assert fitted(many, 2, "q", cuts, is_top=False) == {"f00": 1}
    assert cuts == [CutPart("p", 2, 3, ("c",)), CutPart("q", 1, 43, tuple(f"f{at:02}" for at in range(1, 41)))]


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("a b\nc\nd e f", 3, ["a b\nc", "d e f"]),
        ("a b c d e f g", 3, ["a b c", " d e f", " g"]),
        ("a b c d  ", 2, ["a b", " c d"]),
        ("a b c ", 3, ["a b c "]),
        ("a\n\nb", 9, ["a\n\nb"]),
        ("", 3, [""]),
    ],
)
def test_pages_end_between_lines_or_within_a_line_that_is_longer(text, most, expected):
    assert pages(text, most) == expected


RECORD = {
    "rows": [1, {"key": "x", "n": 1}, {"key": "y", "n": 2}, {"key": "y", "n": 3}],
    "none": [],
    "text": "letters",
    "fields": {"a": 1, "b": 2},
}


@pytest.mark.parametrize(
    ("path", "start", "expected"),
    [
        ("", 3, {"fields": RECORD["fields"]}),
        ("rows.x", 0, {"key": "x", "n": 1}),
        ("rows.y", 0, [{"key": "y", "n": 2}, {"key": "y", "n": 3}]),
        ("rows.y", 1, [{"key": "y", "n": 3}]),
        ("rows.3.n", 0, 3),
        ("text", 2, "tters"),
        ("fields", 1, {"b": 2}),
        ("fields.a", 1, 1),
    ],
)
def test_a_part_begins_at_the_entry_or_letter_that_is_asked_for(path, start, expected):
    assert part_of(RECORD, path, start) == expected


@pytest.mark.parametrize(
    ("path", "token", "parts"),
    [
        ("rows.4", "4", "0-3"),
        ("none.0", "0", "-"),
        ("text.a", "a", "-"),
        ("fields.c", "c", "a, b"),
        ("other", "other", "rows, none, text, fields"),
        ("rows.٣", "٣", "0-3"),
    ],
)
def test_a_part_that_is_not_there_is_refused_with_those_that_are(path, token, parts):
    with pytest.raises(RelodeError) as refused:
        part_of(RECORD, path)
    assert refused.value.values == {"part": path, "token": token, "parts": parts}


def test_of_many_parts_forty_are_named():
    with pytest.raises(RelodeError) as refused:
        part_of({f"f{at:02}": 1 for at in range(41)}, "a")
    assert refused.value.values["parts"] == ", ".join(f"f{at:02}" for at in range(40))
