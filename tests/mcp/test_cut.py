"""Long answers: cut to their room, what is left out is said, and all of it can be asked for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.errors import RelodeError
from relode.mcp.cut import SKELETON, fitted, pages, part_of, words

NAMES = st.text("abcdefg", min_size=1, max_size=4)
VALUES = st.recursive(
    st.one_of(st.integers(), st.text("abc 鹤岗", max_size=30), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=12), st.dictionaries(NAMES, inner, max_size=8)),
    max_leaves=60,
)


def test_words_are_counted_as_written_and_each_chinese_character_is_one():
    assert words("two words") == 2
    assert words("鹤岗市 2020") == 4
    assert words({"value": 1.5, "unit": "persons"}) == 4


@given(st.dictionaries(NAMES, VALUES, max_size=8), st.integers(1, 200))
def test_what_is_kept_is_of_the_value_and_what_is_not_whole_is_told(value, most):
    cuts = []
    kept = fitted(value, most, "", cuts)
    assert (kept == value) == (not cuts) or words(value) > most
    assert words(kept) <= most + (len(value) + 1) * (SKELETON + 4)
    if words(value) <= most:
        assert kept == value
    for cut in cuts:
        assert part_of(value, cut.part) is not None or cut.part == ""


@given(st.lists(st.text("ab 岗", max_size=40), max_size=20), st.integers(1, 12))
def test_pages_hold_every_word_in_its_order_and_none_is_too_long(lines, most):
    text = "\n".join(lines)
    written = pages(text, most)
    assert all(words(page) <= most for page in written)
    assert "".join("".join(written).split()) == "".join(text.split())


def test_a_part_is_found_by_number_and_name_and_a_wrong_one_names_what_there_is():
    record = {"services": [{"service": "primary", "years": [1, 2, 3]}, {"service": "junior", "years": []}]}
    assert part_of(record, "services.1.service") == "junior"
    assert part_of(record, "services.primary.years", 1) == [2, 3]
    for wrong in (
        "nothing",
        "services.9",
        "services.nursery",
        "services.0.service.x",
        "services.-1",
        "..",
        "services.²",
    ):
        with pytest.raises(RelodeError) as refused:
            part_of(record, wrong)
        assert refused.value.key == "mcp.unknown_part"


@pytest.mark.parametrize("tool", ["diagnosis", "needs", "pathways"])
def test_what_was_cut_of_a_city_comes_when_it_is_asked_for(tool, ask):
    _, answer = ask(tool, city="hegang")
    assert answer["cut"]
    whole = {}
    for cut in answer["cut"]:
        entries, start = [], 0
        while start < cut["of"]:
            _, more = ask(tool, city="hegang", part=cut["part"], start=start)
            kept = more["figures"]
            listed = kept["entries"] if "entries" in kept else list(kept.items())
            rest = next((each["start"] for each in more["cut"] if each["part"] == cut["part"]), cut["of"])
            if rest == start:  # one entry is longer than an answer: its own parts are asked for
                rest = start + 1
            entries += listed[: rest - start]
            start = rest
            if len(entries) > 40:
                break
        whole[cut["part"]] = entries
    assert all(whole.values())


def test_the_pages_of_a_diagnosis_together_say_what_the_command_prints(ask, relode):
    printed = relode("diagnose", "hegang").stdout
    said, pages_of = "", 1
    page = 1
    while page <= pages_of:
        text, answer = ask("diagnosis", city="hegang", page=page)
        said += text.partition("\n\nNot known:")[0] + "\n"
        pages_of, page = answer["pages"], page + 1
    assert "".join(said.replace(" | ", "").split()) == "".join(printed.split())


def test_the_whole_record_is_that_of_the_command_wherever_it_is_not_cut(ask, relode):
    printed = json.loads(relode("outlook", "hegang", "--json").stdout)
    _, answer = ask("outlook", city="hegang")
    cut = {each["part"].partition(".")[0] for each in answer["cut"]}
    assert answer["schema"] == printed.pop("schema")
    assert {k: v for k, v in answer["figures"].items() if k not in cut} == {
        k: v for k, v in printed.items() if k not in cut
    }
