import pytest

from relode.errors import RelodeError
from relode.facts.readers.borders_csv import read_borders


def written(folder, text, encoding="utf-8"):
    path = folder / "borders.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_pairs_are_the_first_two_columns_below_the_head(tmp_path, encoding):
    path = written(tmp_path, "地区,相邻,km\n鹤岗, 伊春,1\n\n01,02,3\n", encoding)
    assert read_borders(path) == [("鹤岗", "伊春"), ("01", "02")]


@pytest.mark.parametrize("text", ["a,b\nb,a\nb,c\n", "01001,01003\n01005,01007\n"])
def test_a_lost_head_is_said(tmp_path, text):
    with pytest.raises(RelodeError, match=r"is a pair of places .* and no head"):
        read_borders(written(tmp_path, text))


@pytest.mark.parametrize("text", ["", "a,b\n", "a,b\nx\n", "a,b\nx,\n"])
def test_a_row_without_two_cells_and_a_file_without_rows_are_refused(tmp_path, text):
    with pytest.raises(RelodeError, match="one pair of neighbours a row"):
        read_borders(written(tmp_path, text))
