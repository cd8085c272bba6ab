"""Write docs/calibration.md and docs/calibration.zh.md from the shipped tables: run after a fit or a backcast.

python docs/calibration.py
"""

from pathlib import Path

from relode.calibration.scores.calibration_text import page
from relode.language import LANGUAGES

DOCS = Path(__file__).parent
PAGES = {"en": "calibration.md", "zh": "calibration.zh.md"}

if __name__ == "__main__":
    for language in LANGUAGES:
        (DOCS / PAGES[language]).write_text(page(language), encoding="utf-8")
