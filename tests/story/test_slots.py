"""The net that says where each figure comes from holds what it should."""

import pytest

from relode.diagnosis import profile
from relode.language import Amount, Sentence
from relode.places import find
from relode.report.pieces import key_figures
from relode.story import Column, Table

from .slots import differences, distinct, figures, paths, write


def test_a_key_figure_stands_beside_its_own_label(panel):
    found = profile(panel, find("hegang"))
    rows = [(label.quantity, number) for table in key_figures(found) for label, number, *_ in table.cells()]
    assert len(rows) > 30
    assert all(number == found.latest(quantity) for quantity, number in rows)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("before and after", lambda each: each["after"] / 1000),
        ("a share times 100", lambda each: each["before"] * 100),
        ("nothing of the record", lambda each: each["before"] + 1.0),
    ],
)
def test_a_figure_of_another_field_is_noticed(tmp_path, name, field):
    record = distinct({"sections": [{"before": 4000.0, "after": 3000.0}]})
    file = tmp_path / "slots.csv"

    def table(of):
        return Table(None, (Column("depth.column.before", of),), record["sections"])

    write(file, paths([table(lambda each: each["before"] / 1000)], record))
    assert differences(paths([table(lambda each: each["before"] / 1000)], record), file) == []
    assert len(differences(paths([table(field)], record), file)) == 1, name


def test_no_two_numbers_of_a_record_are_equal_and_none_has_moved_far():
    record = {"a": [1.0, 1.0, (2.0, 1.0)], "b": {"c": 1.0, "d": 0.0}}
    numbers = [value for _, _, value in figures([Sentence("a.b", {"x": Amount(1.0, "1", (1.0, 1.0))})])]
    assert numbers == [1.0, 1.0, 1.0]
    moved = distinct(record)
    flat = [*moved["a"][:2], *moved["a"][2], *moved["b"].values()]
    assert len(set(flat)) == len(flat)
    assert flat == pytest.approx([1, 1, 2, 1, 1, 0], rel=1e-5)
