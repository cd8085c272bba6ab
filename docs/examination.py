"""Renew examination.md and examination.zh.md from the package: python docs/examination.py."""

from pathlib import Path

from relode.examination.examination_text import page
from relode.examination.shipped_results import shipped_examination
from relode.language import Language

PAGES: dict[Language, str] = {"en": "examination.md", "zh": "examination.zh.md"}


if __name__ == "__main__":
    for language, name in PAGES.items():
        Path(__file__).with_name(name).write_text(page(shipped_examination(), language), encoding="utf-8")
