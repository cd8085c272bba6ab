"""The folder of an answer on a place of the user's own country: its report in both languages, and all of it as JSON."""

import json
import re
import shlex
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from relode.country import CountryAnswer
from relode.facts import fingerprint
from relode.language import LANGUAGES
from relode.records import versioned
from relode.report.country_page import country_html
from relode.runs.run_folder import run_name, whole_folder


def write_country(answer: CountryAnswer, asked: Mapping[str, Any], output: Path) -> Path:
    """Write the folder into `output`, whole or not at all; its path. Raises RelodeError where it cannot be written.

    `asked`: the tables and every option by its name, as the command line has them.
    """
    settings = {name: str(value) for name, value in asked.items()}
    plain = re.sub(r"[^0-9A-Za-z]+", "-", answer.place).strip("-").lower() or "place"
    folder = output / run_name(
        f"country-{plain}", datetime.now(UTC), {**settings, "place": answer.place}, fingerprint()
    )
    with whole_folder(folder) as beside:
        for language in LANGUAGES:
            page = country_html(answer, language, typed(answer, asked))
            (beside / f"report.{language}.html").write_text(page, encoding="utf-8")
        record = json.dumps(versioned("country", answer.record()), ensure_ascii=False, indent=1)
        (beside / "country.json").write_text(record + "\n", encoding="utf-8")
    return folder


def typed(answer: CountryAnswer, asked: Mapping[str, Any]) -> str:
    """How the answer is made again."""
    options = [
        f"--{name} {shlex.quote(str(value))}"
        for name, given in asked.items()
        if name != "tables"
        for value in (given if isinstance(given, list) else [given])
    ]
    words = ["relode country", shlex.quote(str(asked["tables"])), shlex.quote(answer.place), *options, "--report"]
    return " ".join(words)
