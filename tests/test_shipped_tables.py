"""Tables that ship, read from a folder of the test's own: rows, the rows of one key, and a table that is not there."""

import pytest

from relode import shipped_tables
from relode.shipped_tables import as_rows, cells, exists, optional_rows, rows, rows_of, text

TABLE = 'place,year,note\na,2020,"x, y"\nb,2020,\n\na,2021,z\n'


@pytest.fixture
def room(monkeypatch, tmp_path):
    """A room with one table in a folder below it."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "t.csv").write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr(shipped_tables, "files", lambda _: tmp_path)
    return str(tmp_path)


def test_rows_are_those_of_the_file_and_those_of_a_key_are_the_same(room):
    a, b, again = rows(room, "tables/t")
    assert (a, b, again) == (
        {"place": "a", "year": "2020", "note": "x, y"},
        {"place": "b", "year": "2020", "note": ""},
        {"place": "a", "year": "2021", "note": "z"},
    )
    assert rows_of(room, "tables/t", "a") == (a, again)
    assert rows_of(room, "tables/t", "b") == (b,)
    assert rows_of(room, "tables/t", "2020") == ()
    assert text(room, "tables/t") == TABLE


def test_a_table_that_is_still_to_be_made_has_no_rows_where_it_may_lack(room):
    assert (exists(room, "tables/t"), exists(room, "tables/u"), exists(room, "tables")) == (True, False, False)
    assert optional_rows(room, "tables/t") == rows(room, "tables/t")
    assert optional_rows(room, "tables/u") == ()
    with pytest.raises(FileNotFoundError):
        rows(room, "tables/u")


def test_a_line_of_another_length_than_the_head_is_a_defect():
    assert cells("a,b\n\n1,2\n") == (["a", "b"], [["1", "2"]])
    with pytest.raises(ValueError, match="zip"):
        as_rows(["a", "b"], [["1"]])
