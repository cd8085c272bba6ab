import pytest

from relode.story.text_columns import aligned, width


def test_a_chinese_character_is_two_columns_wide():
    assert width("鹤岗 230400") == 11
    assert width("90 %") == 4
    assert width("（长表）") == 8


def test_columns_stand_below_each_other_whatever_the_script():
    lines = aligned([["地区", "value", "年份"], ["Hegang 鹤岗", "1,927", "2023"], ["x", "0", "1"]])
    second = [width(line[: line.index(cell)]) for line, cell in zip(lines, ("value", "1,927", "0"), strict=True)]
    third = [width(line[: line.rindex(cell)]) for line, cell in zip(lines, ("年份", "2023", "1"), strict=True)]
    assert len(set(second)) == 1
    assert len(set(third)) == 1


def test_nothing_is_cut_off_and_no_line_ends_in_blanks():
    cells = [["鹤岗市", "a" * 60], ["x" * 40, ""]]
    lines = aligned(cells)
    assert all(cell in line for line, row in zip(lines, cells, strict=True) for cell in row)
    assert all(line == line.rstrip() for line in lines)


def test_lines_of_unequal_length_are_a_defect_and_not_hidden():
    with pytest.raises((ValueError, IndexError)):
        aligned([["a", "b"], ["c"]])
