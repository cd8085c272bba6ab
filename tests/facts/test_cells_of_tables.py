"""A table's text as cells: equal texts are one object, so that a table of a million cells fits."""

from relode.shipped_tables import cells


def test_a_text_that_stands_in_many_cells_is_kept_once():
    head, lines = cells("place,year\n230400,2020\n\n230400,2010\n")
    assert (head, lines) == (["place", "year"], [["230400", "2020"], ["230400", "2010"]])
    assert lines[0][0] is lines[1][0]
