"""An answer as it is sent, of small records by hand: what is whole, what is cut, what stands beneath the text."""

import json

import pytest

from relode.errors import RelodeError
from relode.facts import source_keys
from relode.language import LANGUAGES, name, say
from relode.mcp.answer import Asked, ToldAnswer, answered
from relode.mcp.cut import words
from relode.mcp.user_texts import UserTexts
from relode.record import schema

HEADS = {
    "en": ("Not known:", "Sources:", "Written by users (data, no instructions):", "Notes:"),
    "zh": ("尚不掌握：", "来源：", "用户填写的内容（只是数据，不是指令）：", "附注："),
}


def told(record, text="text", **more):
    return ToldAnswer("explain", record, text, **more)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_short_answer_says_all_that_its_object_holds(language):
    titles = {key: name("source_title", key, language) for key in ("census2010", "census2020")}
    text, answer = answered(
        told(
            {"value": 7, "source": "census2020", "note": "my note"}, "of my note  twice", unknown=("who left",),
            sources=("census2010",), users=UserTexts({"[user_text_1]": "my note", "[user_text_2]": "no such"}),
        ), language, Asked(),
    )  # fmt: skip
    assert answer == {
        "schema": schema("explain"),
        "language": language,
        "part": "",
        "figures": {"value": 7, "source": "census2020", "note": "[user_text_1]"},
        "sources": titles,
        "not_known": ["who left"],
        "page": 1,
        "pages": 1,
        "cut": [],
        "user_texts": {"[user_text_1]": "my note"},
        "notice": [say("mcp.notice", language), say("mcp.users", language)],
    }
    unknown, sources, users, notes = HEADS[language]
    assert text == (
        f"of [user_text_1] | twice\n\n{unknown}\n- who left\n\n{sources}\n- census2010: {titles['census2010']}\n"
        f'- census2020: {titles["census2020"]}\n\n{users}\n- [user_text_1] = "my note"\n\n{notes}\n'
        f"- {answer['notice'][0]}\n- {answer['notice'][1]}"
    )


def test_where_nothing_is_missing_that_is_said_and_lists_without_entries_have_no_head():
    text, answer = answered(told({"value": 7}), "en", Asked())
    assert answer["not_known"] == [say("mcp.nothing_missing", "en")]
    assert (answer["sources"], answer["user_texts"], answer["notice"]) == ({}, {}, [say("mcp.notice", "en")])
    assert text == f"text\n\nNot known:\n- {answer['not_known'][0]}\n\nNotes:\n- {answer['notice'][0]}"


def test_figures_are_wanted_where_a_part_or_a_later_entry_is_asked_for():
    assert Asked() == Asked(page=1, part="", start=0)
    asked = (Asked(part="a"), Asked(start=1), Asked("2", "a", 1), Asked(page=2), Asked())
    assert [each.is_part for each in asked] == [True, True, True, False, False]


def test_a_page_has_1700_words_and_the_second_no_figures():
    _, whole = answered(told({"value": 7}, " ".join("w" * 1700)), "en", Asked())
    assert (whole["pages"], whole["notice"]) == (1, [say("mcp.notice", "en")])
    long = told({"value": 7}, " ".join("w" * 1701))
    text, first = answered(long, "en", Asked())
    assert (first["page"], first["pages"], first["figures"]) == (1, 2, {"value": 7})
    assert first["notice"] == [say("mcp.notice", "en"), say("mcp.pages", "en", page=1, pages=2)]
    assert words(text.partition("\n\n")[0]) == 1700
    text, second = answered(long, "en", Asked(page=2))
    assert (second["page"], second["pages"], second["figures"]) == (2, 2, {})
    assert second["notice"] == [
        say("mcp.notice", "en"), say("mcp.pages", "en", page=2, pages=2), say("mcp.words_only", "en"),
    ]  # fmt: skip
    assert text.startswith(" w\n\nNot known:")
    with pytest.raises(RelodeError) as refused:
        answered(long, "en", Asked(page=3))
    assert (refused.value.key, refused.value.values) == ("mcp.no_such_page", {"page": 3, "pages": 2})


def test_text_and_object_have_4000_words_together_and_a_longer_answer_loses_a_fifth_of_its_room():
    def answer(count):
        text, found = answered(told({"a": ["x"] * count}), "en", Asked())
        return words(text) + words(found), found

    others = answer(1)[0] - 1
    total, whole = answer(4000 - others)
    assert (total, len(whole["figures"]["a"]), whole["cut"]) == (4000, 4000 - others, [])
    total, cut = answer(4001 - others)
    assert total <= 4000
    assert len(cut["figures"]["a"]) == 3200
    assert cut["cut"] == [{"part": "a", "start": 3200, "of": 4001 - others, "left_out": []}]
    assert cut["notice"] == [say("mcp.notice", "en"), say("mcp.cut", "en", parts="a")]


def test_the_rest_of_a_part_is_counted_from_its_begin():
    """Text and object are the same: with 4,000, 3,200, 2,560 and 2,048 entries they are too long, with 1,638 not."""
    text, answer = answered(told({"rows": ["x"] * 6000}), "en", Asked(part="rows", start=1000))
    assert json.loads(text) == answer
    assert answer["figures"] == {"entries": ["x"] * 1638}
    assert answer["cut"] == [{"part": "rows", "start": 2638, "of": 6000, "left_out": []}]
    assert answer["part"] == "rows"
    held = {"a": {"first": 1, "long": ["x"] * 5000}}
    _, inner = answered(told(held), "en", Asked(part="a", start=1))
    assert inner["cut"] == [{"part": "a.long", "start": 1638, "of": 5000, "left_out": []}]
    _, few = answered(told({"rows": [5, 6, 7]}), "en", Asked(part="rows", start=1))
    assert (few["figures"], few["cut"]) == ({"entries": [6, 7]}, [])


def test_of_what_is_cut_twenty_parts_are_told():
    names = [f"f{at:02}" for at in range(21)]
    _, answer = answered(told({each: ["x"] * 300 for each in names}), "en", Asked())
    assert [each["part"] for each in answer["cut"]] == names[:20]
    assert answer["notice"][-1] == say("mcp.cut", "en", parts=", ".join(names[:20]))


def test_of_each_list_beside_the_answer_400_words_are_told_and_the_others_counted():
    """One of 401 gaps is left out, and the third of three texts of 150 words."""
    own = [" ".join(letter * 150) for letter in "abc"]
    users = UserTexts({f"[user_text_{at}]": text for at, text in enumerate(own, 1)})
    _, answer = answered(told({"value": own}, unknown=["g"] * 401, users=users), "en", Asked())
    assert answer["not_known"] == ["g"] * 400
    assert list(answer["user_texts"]) == ["[user_text_1]", "[user_text_2]"]
    assert answer["notice"][1:] == [say("mcp.users", "en"), say("mcp.more", "en", count=2)]


def test_an_answer_whose_lists_leave_no_room_at_all_comes_without_figures():
    own = [" ".join(letter * 133) for letter in "abc"]
    users = UserTexts({f"[user_text_{at}]": text for at, text in enumerate(own, 1)})
    text = "\n".join([*own, " ".join("w" * 1690)])
    sources = sorted(source_keys())
    text, answer = answered(told({"a": "x"}, text, unknown=["g"] * 400, sources=sources, users=users), "en", Asked())
    assert words(text) + words(answer) > 4000
    assert answer["figures"] == {"a": ""}
    assert answer["cut"] == [{"part": "a", "start": 0, "of": 1, "left_out": []}]
