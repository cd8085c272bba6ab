"""Readers of a user's files read or refuse; they never crash. Twenty thousand inputs: benchmarks/reader_fuzz.py."""

import gzip
import runpy
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from relode.errors import RelodeError
from relode.facts.readers.override_csv import read_override_csv
from relode.facts.readers.own_workbook import read_workbook
from relode.facts.readers.place_industry_year import read_counts
from relode.panel.own_figures import read_own_figures

HEADS = {
    read_override_csv: "place,quantity,year,value,note\n",
    read_counts: "place,industry,year,count\n",
}
CELLS = st.one_of(
    st.sampled_from(
        ["p1", "p2", "11", "12", "2019", "2020", "3", "=cmd|' /C calc'!A0", '"', "\x00", "1e999", "2020年"]
    ),
    st.text(max_size=12),
)
LINES = st.lists(st.lists(CELLS, max_size=7).map(",".join), max_size=12).map("\n".join)


def read_or_refused(reader, path):
    try:
        reader(path)
    except RelodeError as error:
        return error.say("zh") and error.say("en")
    return "read"


@pytest.mark.parametrize("reader", HEADS, ids=lambda reader: reader.__name__)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=LINES, encoding=st.sampled_from(["utf-8", "gb18030", "utf-16"]), has_head=st.booleans())
def test_any_text_is_read_or_refused(reader, tmp_path, text, encoding, has_head):
    path = tmp_path / "file.csv"
    path.write_bytes(((HEADS[reader] if has_head else "") + text).encode(encoding, errors="replace"))
    assert read_or_refused(reader, path)


@pytest.mark.parametrize("reader", HEADS, ids=lambda reader: reader.__name__)
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(reader, tmp_path, raw):
    path = tmp_path / "file.csv"
    path.write_bytes(HEADS[reader].encode() + raw)
    assert read_or_refused(reader, path)


def refused(path, **options):
    with pytest.raises(RelodeError) as caught:
        read_counts(path, **options)
    return caught.value


@pytest.mark.slow
def test_a_packed_bomb_is_refused_without_filling_memory(tmp_path):
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as file:
        file.write(b"place,industry,year,count\n")
        for _ in range(100):
            file.write(b"9" * 1_000_000)
    assert path.stat().st_size < 200_000
    assert refused(path, memory="200MB").key == "table.unreadable"


def test_formulas_are_text_and_never_counts(tmp_path):
    path = tmp_path / "formulas.csv"
    path.write_text("place,industry,year,count\na,11,2020,=1+1\nb,12,2020,3\n", encoding="utf-8")
    assert refused(path).key == "table.not_a_number"


def test_a_hostile_name_of_a_column_or_place_is_only_a_name(tmp_path):
    path = tmp_path / "names.csv"
    evil = "'; DROP VIEW source; --"
    rows = [
        f"{place},{industry},2020,{number}"
        for number, (place, industry) in enumerate(
            [("../../etc", "11"), ("../../etc", "12"), (evil, "11"), (evil, "12")], 3
        )
    ]
    path.write_text("\n".join([f'"{evil}",industry,year,count', *rows]) + "\n", encoding="utf-8")
    table = read_counts(path, {"place": evil})
    assert sorted(str(place) for place in table["place"].to_numpy()) == sorted(["../../etc", evil])


def test_another_encoding_is_refused_with_the_remedy(tmp_path):
    path = tmp_path / "counts.csv"
    path.write_bytes("place,industry,year,count\n鹤岗,煤炭,2020,3\n伊春,木材,2020,4\n".encode("utf-16"))
    assert "Save it again as CSV in UTF-8" in refused(path).say("en")


def test_a_byte_order_mark_and_another_delimiter_make_no_difference(tmp_path):
    plain, marked = tmp_path / "plain.csv", tmp_path / "marked.csv"
    text = "place,industry,year,count\na,11,2020,3\na,12,2020,4\nb,11,2020,5\nb,12,2020,6\n"
    plain.write_text(text, encoding="utf-8")
    marked.write_text(text.replace(",", ";"), encoding="utf-8-sig")
    assert read_counts(marked).identical(read_counts(plain))


@pytest.mark.parametrize(
    "text", ["", "\n\n", "place,industry,year,count\n", "place,industry;year,count\na;11,2020;3\n"]
)
def test_empty_files_and_mixed_delimiters_are_refused(tmp_path, text):
    path = tmp_path / "counts.csv"
    path.write_text(text, encoding="utf-8")
    assert refused(path).say("zh")


@pytest.mark.parametrize(("at", "value"), [(6, 1), (8, 99)], ids=["locked", "packed in an unknown way"])
def test_a_workbook_with_a_part_that_cannot_be_opened_is_refused(tmp_path, at, value):
    """The second number of a part's head says whether it is locked, the third how it is packed."""
    path = tmp_path / "city.xlsx"
    Workbook().save(path)
    raw = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", at), (b"PK\x01\x02", at + 2)):
        start = raw.find(mark)
        while start >= 0:
            raw[start + offset] = value
            start = raw.find(mark, start + 4)
    path.write_bytes(bytes(raw))
    with pytest.raises(RelodeError, match=r"city\.xlsx"):
        read_workbook(path)


@pytest.mark.slow
def test_a_file_of_nothing_but_wrong_names_is_refused_soon_and_what_was_not_looked_at_is_told(tmp_path, panel):
    path = tmp_path / "wrong.csv"
    rows = "".join(f"hegang,{number}qitaihe city of the north and the rest,2020,1,\n" for number in range(5000))
    path.write_text("place,quantity,year,value,note\n" + rows, encoding="utf-8")
    start = time.process_time()
    found = read_own_figures(path, panel)
    # Processor time, so that a busy machine does not count: 4 s as it is, 35 s where all are compared.
    assert time.process_time() - start < 15
    assert len(found.errors) == 501
    assert found.errors[-1].cell == "502"
    assert "not looked at" in found.errors[-1].reason.say("en")


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_latin_letters_are_not_read_as_rare_chinese_signs(tmp_path, encoding):
    from relode.facts.readers.file_rows import read_text

    path = tmp_path / "places.csv"
    path.write_bytes("place,name\n01,Orléans\n02,Lüneburg\n03,Besançon\n".encode(encoding))
    with pytest.raises(RelodeError, match="perhaps Latin-1"):
        read_text(path)
    path.write_bytes("地区,名称\n01,鹤岗市\n02,双鸭山市\n".encode("gb18030"))
    assert "鹤岗市" in read_text(path)


@pytest.mark.slow
def test_of_two_hundred_broken_files_none_crashes_a_reader_or_an_answer_or_takes_long():
    driver = runpy.run_path(str(Path(__file__).parents[3] / "benchmarks" / "reader_fuzz.py"))
    outcome, slowest = driver["tried"](200, (4, 0))
    assert [name for name in outcome if name.endswith(("crashed", "slow"))] == []
    assert slowest < driver["SLOW"]
    assert sum(number for name, number in outcome.items() if name.startswith("answer")) > 0.04 * 200
