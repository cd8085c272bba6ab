"""Long answers: cut to their room, what is left out is said, and all of it can be asked for."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.errors import RelodeError
from relode.mcp.answer import OF_LIST, ToldAnswer, _first, _keys, _sources
from relode.mcp.cut import fitted, pages, part_of, words

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


def lost(value, kept, path=""):
    """Paths at which something of a value is not kept."""
    if isinstance(value, dict) and isinstance(kept, dict):
        yield from ([path] if set(kept) < set(value) else [])
        for name in kept:
            yield from lost(value[name], kept[name], f"{path}.{name}" if path else name)
    elif isinstance(value, list) and isinstance(kept, list):
        yield from ([path] if len(kept) < len(value) else [])
        for one, other in zip(value, kept, strict=False):
            yield from lost(one, other, path)
    elif value != kept:
        yield path


@pytest.mark.slow
@given(st.dictionaries(NAMES, VALUES, max_size=8), st.integers(1, 200))
def test_what_is_kept_is_of_the_value_and_what_is_not_whole_is_told(value, most):
    cuts = []
    kept = fitted(value, most, "", cuts)
    told = {cut.part for cut in cuts}
    assert {path for path in lost(value, kept) if not any(path.startswith(part) for part in told)} == set()
    assert words(value) > most or (kept == value and not cuts)
    for cut in cuts:
        assert words(part_of(value, cut.part)) > 0


def test_long_fields_share_the_room_and_short_ones_are_whole():
    long = ["x" for _ in range(100)]
    value = {"name": "short", **{f"long{at}": {"a": long[:50], "b": long} for at in range(9)}, "text": "y " * 100}
    cuts = []
    kept = fitted(value, 600, "", cuts)
    assert kept["name"] == "short"
    assert words(kept) <= 600
    assert [cut.part for cut in cuts] == [*(f"long{at}" for at in range(9)), "text"]
    assert all(len(kept[f"long{at}"]["a"]) == 50 for at in range(9))
    assert value["text"].startswith(kept["text"])
    assert kept["text"] + part_of(value, "text", cuts[-1].start) == value["text"]


def test_what_short_fields_take_is_no_room_for_long_ones():
    value = {f"middle{at}": ["x"] * 40 for at in range(5)} | {f"long{at}": ["x"] * 200 for at in range(5)}
    kept = fitted(value, 500, "", [])
    assert all(len(kept[f"middle{at}"]) == 40 for at in range(5))
    assert all(50 < len(kept[f"long{at}"]) < 60 for at in range(5))
    assert words(kept) <= 500 + 5  # and the names of the fields


def test_of_long_entries_the_short_fields_are_told():
    entries = [{"name": f"n{at}", "path": list(range(200))} for at in range(10)]
    cuts = []
    assert fitted({"all": entries}, 150, "", cuts) == {"all": [{"name": f"n{at}"} for at in range(10)]}
    assert (cuts[0].part, cuts[0].start, cuts[0].of) == ("all", 0, 10)


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


@pytest.mark.slow
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


def test_a_list_beside_an_answer_is_whole_as_long_as_it_fits_and_ends_before_the_first_that_does_not():
    half, rest = "a " * (OF_LIST // 2), "b " * (OF_LIST - OF_LIST // 2)
    assert _first({"one": half, "two": rest}) == {"one": half, "two": rest}
    assert _first({"one": half, "two": rest + "c", "three": "d"}) == {"one": half}
    assert _first({"one": rest + half + "c"}) == {}


def test_sources_are_those_that_a_part_names_or_else_what_it_is_a_part_of():
    record = {
        "sources": ["census2010", "made_up"],
        "bill": {"price_source": "census2020; census2010", "rows": [{"source": "census2020"}, {"value": 1}]},
        "plain": {"text": "census2020", "sources": {"a": ["census2010"]}},
    }
    assert list(_keys(record)) == ["census2010", "made_up", "census2020", "census2010", "census2020", "census2010"]
    told = ToldAnswer("kind", record, "")
    assert _sources(told, record, "") == ["census2010", "census2020"]
    assert _sources(told, {"source": "census2020"}, "bill.rows.0") == ["census2020"]
    assert _sources(told, 1, "bill.rows.1.value") == ["census2020"]  # the rows have one of their own
    assert _sources(told, "census2020", "plain.text") == ["census2010"]
    assert _sources(ToldAnswer("kind", {"a": 1}, ""), 1, "a") == []
    assert _sources(ToldAnswer("kind", {"a": 1}, "", sources=("census2010",)), 1, "a") == ["census2010"]
