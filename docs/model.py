"""Write model.md and model.zh.md, the equations of the simulator: python docs/model.py."""

import csv
from importlib.resources import files
from pathlib import Path

from relode.calibration.targets.estimates import ShippedEstimate, shipped
from relode.facts import rows
from relode.language import Language, name
from relode.model import model_text

PAGES: dict[Language, str] = {"en": "model.md", "zh": "model.zh.md"}
COLUMNS = ("reversion", "volatility", "long_run_volatility", "drift")


def prices(language: Language) -> list[str]:
    """One line a commodity: what its price process is fitted to or assumed."""
    table = shipped("price_process")
    kinds = list(dict.fromkeys(row.subject for row in table if row.quantity == "reversion"))
    return [_price(kind, [row for row in table if row.subject == kind], language) for kind in kinds]


def references() -> dict[str, str]:
    """Key -> authors, year, title, where, of publications and of sources of facts."""
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    papers = {
        row["key"]: f"{row['authors']} ({row['year']}). {row['title']}. {row['published']}."
        for row in csv.DictReader(content.splitlines())
    }
    return papers | {row["key"]: row["citation"].rstrip(".") + "." for row in rows("sources")}


def page(language: Language) -> str:
    """The page as Markdown."""
    return model_text.page(language, {"prices": prices(language)}, references())


def _price(kind: str, figures: list[ShippedEstimate], language: Language) -> str:
    found = {row.quantity: row for row in figures}
    cells = [f"{found[c].value:.2f} ({found[c].low:.2f} – {found[c].high:.2f})" for c in COLUMNS]
    sources = dict.fromkeys(key for c in COLUMNS for key in found[c].sources)
    return (
        "| "
        + " | ".join([name("model_commodity", kind, language), *cells, ", ".join(f"`{k}`" for k in sources)])
        + " |"
    )


if __name__ == "__main__":
    for language, file in PAGES.items():
        Path(__file__).with_name(file).write_text(page(language), encoding="utf-8")
