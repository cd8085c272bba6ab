"""The folder of an answer on a place of the user's own country."""

import json
import re
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from relode.country import CountryAnswer
from relode.facts import fingerprint
from relode.language import LANGUAGES
from relode.record import versioned
from relode.report.country_page import country_html
from relode.runs.run_folder import run_name
from relode.runs.whole_files import whole_folder
from relode.usual import SEED


def write_country(answer: CountryAnswer, tables: Path, chapters: Sequence[str], seed: int, output: Path) -> Path:
    """Write the folder into `output`, whole or not at all; its path. Raises RelodeError where it cannot be written."""
    settings = {"tables": str(tables), "chapter": list(chapters), "seed": seed}
    plain = re.sub(r"[^0-9A-Za-z]+", "-", answer.place).strip("-").lower() or "place"
    folder = output / run_name(
        f"country-{plain}", datetime.now(UTC), {**settings, "place": answer.place}, fingerprint()
    )
    with whole_folder(folder) as beside:
        for language in LANGUAGES:
            page = country_html(answer, language, typed(answer, tables, chapters, seed))
            (beside / f"report.{language}.html").write_text(page, encoding="utf-8")
        record = json.dumps(versioned("country", answer.record()), ensure_ascii=False, indent=1)
        (beside / "country.json").write_text(record + "\n", encoding="utf-8")
    return folder


def typed(answer: CountryAnswer, tables: Path, chapters: Sequence[str], seed: int) -> str:
    """How the answer is made again."""
    options = [f"--chapter {chapter}" for chapter in chapters]
    options += [f"--seed {seed}"] if seed != SEED else []
    words = ["relode country", shlex.quote(str(tables)), shlex.quote(answer.place), *options, "--report"]
    return " ".join(words)
