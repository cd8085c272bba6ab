"""The picture of the README is page one of a run that is done, of each language."""

import json
import os
import shutil

import pytest
from PIL import Image

from first_page import FILES, WIDTH, draw

PAGE = """<!doctype html><meta charset="utf-8"><body style="margin:0">
<section id="page_one" style="height:{height}px;background:#204060"></section>
<section id="page_two" style="height:900px;background:#a02020"></section>"""


def folder(path, state="done"):
    path.mkdir()
    (path / "plan.json").write_text(json.dumps({"plan": {"state": state}}), encoding="utf-8")
    for height, language in zip((700, 1300), FILES, strict=True):
        (path / f"brief.{language}.html").write_text(PAGE.format(height=height), encoding="utf-8")
    return path


def test_page_one_is_drawn_whole_and_page_two_is_not(tmp_path):
    if shutil.which("chromium") is None and not os.environ.get("CI"):
        pytest.skip("no chromium")
    made = draw(folder(tmp_path / "run"), tmp_path)
    assert [path.name for path in made] == ["hegang.png", "hegang.zh.png"]
    for path, height in zip(made, (700, 1300), strict=True):
        picture = Image.open(path).convert("RGB")
        assert picture.size == (WIDTH, height + 16)
        assert picture.getpixel((5, height - 5)) == (0x20, 0x40, 0x60)


def test_a_plan_that_is_not_done_is_no_picture(tmp_path):
    with pytest.raises(ValueError, match="its plan is not done"):
        draw(folder(tmp_path / "early", "started"), tmp_path)
    with pytest.raises(FileNotFoundError):
        draw(tmp_path / "nothing", tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.png")) == []
