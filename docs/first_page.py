"""Draw page one of a run's brief for the README: python docs/first_page.py runs/hegang-... writes docs/images."""

import argparse
import json
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

IMAGES = Path(__file__).parent / "images"
FILES = {"en": "hegang.png", "zh": "hegang.zh.png"}
WIDTH = 1072
"""Pixels: the pages of a brief are as wide as they may be."""
COLOURS = 64


def draw(run: Path, folder: Path) -> list[Path]:
    """The first page of each language of a run as a PNG.

    FileNotFoundError for a folder that has no plan or briefs, ValueError where the plan is still being made.
    """
    if json.loads((run / "plan.json").read_text(encoding="utf-8"))["plan"]["state"] != "done":
        raise ValueError(f"{run}: its plan is not done")
    briefs = {language: (run / f"brief.{language}.html").resolve(strict=True) for language in FILES}
    made = []
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 800})
        for language, brief in briefs.items():
            page.goto(brief.as_uri())
            end = page.locator("#page_one").bounding_box()
            path = folder / FILES[language]
            height = round(end["y"] + end["height"]) + 16
            page.screenshot(path=path, clip={"x": 0, "y": 0, "width": WIDTH, "height": height}, full_page=True)
            Image.open(path).convert("RGB").quantize(COLOURS).save(path, optimize=True)
            made.append(path)
        browser.close()
    return made


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    for each in draw(parser.parse_args().run, IMAGES):
        print(each)
