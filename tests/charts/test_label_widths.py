"""Labels are measured with the widths that ship, on every machine alike."""

import re
import sys
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from relode.charts import drawn_files
from relode.charts.drawn_files import WIDTHS_FOLDER, svg
from relode.charts.style import styled
from studies.fonts import opened

SOURCES = {
    "en-regular": "truetype/dejavu/DejaVuSans.ttf",
    "en-bold": "truetype/dejavu/DejaVuSans-Bold.ttf",
    "zh-regular": "opentype/noto/NotoSansCJK-Regular.ttc",
    "zh-bold": "opentype/noto/NotoSansCJK-Bold.ttc",
}


def left_of_axis(label: str, language) -> int:
    """Pixels that a drawing leaves for its labels of rows."""
    bars = alt.Chart(pd.DataFrame({"row": [label], "x": [1]})).mark_bar().encode(x="x", y=alt.Y("row", title=None))
    return int(re.search(r"translate\((\d+),", svg(styled(bars, 600, 100, language), "bars"))[1])


def test_a_chinese_label_takes_thirteen_pixels_a_character():
    """By hand: a full-width character is as wide as the size of the letters, which is 13 pixels."""
    assert left_of_axis("煤炭开采和洗选", "zh") - left_of_axis("煤炭", "zh") == 5 * 13


def test_an_english_label_takes_the_widths_of_its_letters():
    """By hand: DejaVu Sans has an m of 1,995 and an i of 569 units of 2,048, at 13 pixels."""
    assert left_of_axis("m" * 12, "en") - left_of_axis("m" * 2, "en") == pytest.approx(10 * 13 * 1995 / 2048, abs=1)
    assert left_of_axis("i" * 42, "en") - left_of_axis("i" * 2, "en") == pytest.approx(40 * 13 * 569 / 2048, abs=1)


@pytest.mark.parametrize("name", SOURCES)
def test_the_widths_are_those_of_the_fonts_that_they_are_named_for(name):
    path = Path("/usr/share/fonts") / SOURCES[name]
    if not path.is_file():
        pytest.skip(f"{path.name} is not on this machine")
    source, shipped = opened(path), opened(WIDTHS_FOLDER / f"{name}.ttf")
    letters = [ord(letter) for letter in "AMWilm 0123456789.,%–−" + "煤炭（，。" * name.startswith("zh")]
    assert widths(shipped, letters) == pytest.approx(widths(source, letters))


def widths(font, letters) -> list[float]:
    """Parts of the size of the letters."""
    glyphs, unit = font.getBestCmap(), font["head"].unitsPerEm
    return [font["hmtx"][glyphs[letter]][0] / unit for letter in letters]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems bring a Chinese font")
def test_one_chinese_font_among_others_is_found(tmp_path, monkeypatch):
    (tmp_path / ".fonts").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(drawn_files, "CHINESE_FONTS", ("made for this test", "and another"))
    assert not drawn_files.chinese_font_found()
    for name in ("Plain.ttf", "Made for this Test.otf"):
        (tmp_path / ".fonts" / name).touch()
    assert drawn_files.chinese_font_found()
