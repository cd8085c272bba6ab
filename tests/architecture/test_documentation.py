"""Pages that are made from the package say what it says."""

import runpy
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_quantities_is_that_of_the_vocabulary():
    page = runpy.run_path(str(DOCS / "quantities.py"))["page"]()
    assert (DOCS / "quantities.md").read_text(encoding="utf-8") == page


def test_every_page_exists_in_both_languages():
    pages = {path.name for path in DOCS.glob("*.md")} - {"quantities.md"}  # that one holds both
    english = {name for name in pages if not name.endswith(".zh.md")}
    assert {name.replace(".md", ".zh.md") for name in english} == pages - english
