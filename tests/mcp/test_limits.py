"""What a call may be asked ends where it is said: each limit by hand, taken at it and refused beyond it."""

import pytest

from relode.errors import RelodeError
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
    OfProjects,
    OfRun,
    OfWait,
    read_arguments,
)
from relode.mcp.user_texts import UserTexts, user_texts

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
    (OfProjects, {}, "file", 1, 200),
    (OfProjects, {}, "place", 1, 60),
    (OfRun, CITY, "run", 1, 200),
    (OfPlan, CITY, "budget", 0, 20),
    (OfPlan, CITY, "bonds", 0, 20),
    (OfPlan, CITY, "granted", 0, 20),
    (OfPlan, CITY, "keep", 0, 40),
    (OfPlan, CITY, "scenario", 0, 2000),
]
OF_TEXTS = [(kind, others, field, low * "x", high * "x", "x" * (high + 1)) for kind, others, field, low, high in TEXTS]
OF_NUMBERS = [(kind, others, field, low, high, high + 1) for kind, others, field, low, high in NUMBERS]
OF_LISTS = [(OfProjects, {}, "projects", [{}], [{}] * 100, [{}] * 101)]


@pytest.mark.parametrize(("kind", "others", "field", "least", "most", "beyond"), OF_NUMBERS + OF_TEXTS + OF_LISTS)
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
    frame = len('{"projects": [{"a": ""}]}')
    read_arguments(OfProjects, {"projects": [{"a": "x" * (40_000 - frame)}]})
    with pytest.raises(RelodeError) as refused:
        read_arguments(OfProjects, {"projects": [{"a": "x" * (40_001 - frame)}]})
    assert refused.value.key == "mcp.too_much"


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"part": 1}, "text"),
        ({"page": "1"}, "whole_number"),
        ({"page": None}, "whole_number"),
        ({"deal": 1}, "object"),
        ({"projects": 1}, "list"),
        ({"projects": [1]}, "object"),
    ],
)
def test_what_kind_was_wanted_is_told(given, wanted):
    kind = OfDeal if "deal" in given else OfProjects
    with pytest.raises(RelodeError) as refused:
        read_arguments(kind, given)
    assert (refused.value.key, refused.value.values["wanted"].key) == ("mcp.wrong_kind", f"mcp.wants.{wanted}")


def test_texts_of_three_letters_and_more_are_a_users_and_three_hundred_letters_of_one_are_shown():
    long = "Ä " * 200
    found = user_texts([" Öde ", "Öd", long])
    assert set(found.by_sign.values()) == {" Öde ", "Öde", long, long.strip()}
    assert found.by_sign["[user_text_1]"] == long
    assert UserTexts({"[s]": long}).shown_in("as [s] says") == {"[s]": long[:300]}
    assert UserTexts({"[s]": long}).shown_in("nothing") == {}
