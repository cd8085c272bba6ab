"""What a call may be asked ends where it is said: each limit by hand, taken at it and refused beyond it."""

import pytest

from relode.deals.file import CODED_FIELDS, SHEET_FIELDS, field_heads
from relode.errors import RelodeError
from relode.language import LANGUAGES, say
from relode.mcp.answer import Asked
from relode.mcp.arguments import (
    Arguments,
    OfAhead,
    OfCity,
    OfDeal,
    OfFigure,
    OfLever,
    OfList,
    OfPlaces,
    OfPlan,
    OfRun,
    OfWait,
    read_arguments,
)
from relode.mcp.user_texts import UserTexts, cells_of, texts_of_run, user_texts
from relode.vocabulary import quantity

CITY, FIGURE, RUN = {"city": "hegang"}, {"city": "hegang", "quantity": "population"}, {"city": "hegang", "run": "one"}
NUMBERS = [
    (Arguments, {}, "page", 1, 1000),
    (Arguments, {}, "start", 0, 1_000_000),
    (OfAhead, CITY, "until", 1900, 2100),
    (OfFigure, FIGURE, "year", 1900, 2100),
    (OfWait, RUN, "seconds", 0, 600),
    (OfPlan, CITY, "horizon", 2030, 2050),
]
TEXTS = [
    (Arguments, {}, "part", 0, 200),
    (OfList, {}, "type", 0, 60),
    (OfList, {}, "resource", 0, 60),
    (OfCity, {}, "city", 1, 60),
    (OfPlaces, {}, "city", 1, 60),
    (OfLever, {}, "lever", 0, 60),
    (OfFigure, FIGURE, "quantity", 1, 60),
    (OfDeal, {}, "file", 1, 200),
    (OfDeal, {}, "place", 1, 60),
    (OfRun, CITY, "run", 1, 200),
    (OfPlan, CITY, "budget", 0, 20),
    (OfPlan, CITY, "bonds", 0, 20),
    (OfPlan, CITY, "granted", 0, 20),
    (OfPlan, CITY, "keep", 0, 40),
    (OfPlan, CITY, "scenario", 0, 2000),
]
OF_TEXTS = [(kind, others, field, low * "x", high * "x", "x" * (high + 1)) for kind, others, field, low, high in TEXTS]
OF_NUMBERS = [(kind, others, field, low, high, high + 1) for kind, others, field, low, high in NUMBERS]


@pytest.mark.parametrize(("kind", "others", "field", "least", "most", "beyond"), OF_NUMBERS + OF_TEXTS)
def test_an_argument_is_taken_up_to_its_limits_and_refused_beyond_in_words(kind, others, field, least, most, beyond):
    for given in (least, most):
        assert getattr(read_arguments(kind, {**others, field: given}), field) == given
    with pytest.raises(RelodeError) as refused:
        read_arguments(kind, {**others, field: beyond})
    assert refused.value.key == ("mcp.too_large" if isinstance(beyond, int) else "mcp.too_long")
    if least:
        with pytest.raises(RelodeError) as refused:
            read_arguments(kind, {**others, field: least - 1 if isinstance(least, int) else least[:0]})
        assert refused.value.key == ("mcp.too_small" if isinstance(least, int) else "mcp.too_short")


def test_a_call_is_asked_forty_thousand_letters_at_most():
    frame = len('{"deal": {"a": ""}}')
    read_arguments(OfDeal, {"deal": {"a": "x" * (40_000 - frame)}})
    with pytest.raises(RelodeError) as refused:
        read_arguments(OfDeal, {"deal": {"a": "x" * (40_001 - frame)}})
    assert refused.value.key == "mcp.too_much"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"part": 1}, "text"),
        ({"page": "1"}, "whole_number"),
        ({"page": None}, "whole_number"),
        ({"deal": 1}, "object"),
    ],
)
def test_what_kind_was_wanted_is_told(given, wanted):
    with pytest.raises(RelodeError) as refused:
        read_arguments(OfDeal, given)
    assert (refused.value.key, refused.value.values["wanted"].key) == ("mcp.wrong_kind", f"mcp.wants.{wanted}")


def test_texts_of_three_letters_and_more_are_a_users_and_three_hundred_letters_of_one_are_shown():
    long = "Ä " * 200
    found = user_texts([" Öde ", "Öd", long])
    assert set(found.by_sign.values()) == {" Öde ", "Öde", long, long.strip()}
    assert found.by_sign["[user_text_1]"] == long
    assert UserTexts({"[s]": long}).shown_in("as [s] says") == {"[s]": long[:300]}
    assert UserTexts({"[s]": long}).shown_in("nothing") == {}


def test_without_limits_of_its_own_a_call_asks_for_the_first_page_of_all_for_a_minute_or_to_2035():
    assert read_arguments(Arguments, {}).asked == Asked(1, "", 0)
    assert read_arguments(Arguments, {"page": 2, "part": "a", "start": 3}).asked == Asked(2, "a", 3)
    assert read_arguments(OfWait, RUN).seconds == 60
    assert read_arguments(OfAhead, CITY).until == 2035


@pytest.mark.parametrize(
    ("kind", "given", "key", "values"),
    [
        (OfCity, {}, "mcp.missing", {"argument": "city"}),
        (OfCity, {"city": ""}, "mcp.too_short", {"argument": "city", "limit": 1}),
        (OfCity, {"city": "x" * 61}, "mcp.too_long", {"argument": "city", "limit": 60}),
        (OfWait, {**RUN, "seconds": -1}, "mcp.too_small", {"argument": "seconds", "limit": 0}),
        (OfWait, {**RUN, "seconds": 601}, "mcp.too_large", {"argument": "seconds", "limit": 600}),
        (OfRun, {**RUN, "x" * 61: 1}, "mcp.unknown_argument",
         {"argument": "x" * 60, "known": "language, page, part, start, city, run"}),
        (OfList, {"language": "鹤" * 60}, "unknown_choice",
         {"option": "language", "value": '"' + "鹤" * 59, "choices": "'en' or 'zh'"}),
        (OfList, {"part": "x" * 40_000}, "mcp.too_much", {"most": 40_000, "given": 40_012}),
    ],
)  # fmt: skip
def test_a_refusal_names_the_argument_and_its_limit(kind, given, key, values):
    with pytest.raises(RelodeError) as refused:
        read_arguments(kind, given)
    assert (refused.value.key, refused.value.values) == (key, values)


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_relode_itself_are_no_users(language):
    """Choices, heads of columns, names of quantities and of sheets, as a form has them."""
    choices = [say(f"deals.choice.{code}", language) for codes in CODED_FIELDS.values() for code in codes]
    heads = [head for field in SHEET_FIELDS for head in field_heads(*field)]
    sheets = [say(f"deals.sheet.{sheet}", language) for sheet in ("projects",)]
    known = [*choices, *heads, quantity("population").label(language), *sheets]
    assert user_texts(known).by_sign == {}
    assert set(user_texts([each + "!!" for each in known]).by_sign.values()) == {each + "!!" for each in known}


def test_the_longest_text_has_the_first_sign_and_folded_lines_one_of_their_own():
    assert user_texts({"Name of it": ["Öde Orte", "Öde\n Orte", "Zwei"]}).by_sign == {
        "[user_text_1]": "Name of it",
        "[user_text_2]": "Öde\n Orte",
        "[user_text_3]": "Öde Orte",
        "[user_text_4]": "Zwei",
    }
    marked = UserTexts({"[s]": "Öde"}).marked([{"Öde": ["an Öde", 1]}, None, "Ö"])
    assert marked == [{"[s]": ["an [s]", 1]}, None, "Ö"]


def test_texts_of_a_run_are_those_of_its_figures_projects_cells_and_policy():
    plan = {"projects": '{"a": ["Our mine"]}', "cells": '["Our beds"]', "own": 'title = "Our way"', "budget": "5%"}
    own = [{"note": "Our figure"}]
    assert [text for text in texts_of_run({"overrides": own, "plan": plan}) if text.startswith("Our")] == [
        "Our figure", "Our mine", "Our beds", "Our way",
    ]  # fmt: skip
    assert list(texts_of_run({"overrides": [], "plan": {"projects": "[", "cells": None, "own": "="}})) == []
    assert list(texts_of_run({"overrides": ["a"], "plan": None})) == ["a"]


def test_a_file_of_toml_is_read_as_such_and_what_is_no_file_has_no_texts(tmp_path):
    path = tmp_path / "deal.TOML"
    path.write_text('\ufeff[project]\nname = "Our mine"\nyears = [2026]\n', "utf-8")
    assert list(cells_of(path)) == ["project", "name", "Our mine", "years"]
    path.write_text("no toml", "utf-8")
    assert [list(cells_of(each)) for each in (path, tmp_path / "none.toml", tmp_path / "none.xlsx")] == [[], [], []]
