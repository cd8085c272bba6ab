"""What the terminal says of a country and a place, in both languages, compared with texts that a person has read.

Renew with RELODE_WRITE_TEXTS=1 and look at the difference.
"""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAVED = Path(__file__).parent / "texts"
ASKED = {
    "tables": ("examples/invented_country",),
    "district": ("examples/invented_country", "District 1"),
    "county": ("examples/us_counties", "54045", "--chapter", "diagnosis", "--chapter", "outlook"),
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", ASKED)
def test_an_answer_reads_as_it_was_read(relode, name, language):
    folder, *more = ASKED[name]
    done = relode("country", ROOT / folder, *more, language=language)
    assert (done.returncode, done.stderr) == (0, "")
    path = SAVED / f"{name}.{language}.txt"
    if os.environ.get("RELODE_WRITE_TEXTS"):
        path.write_text(done.stdout, encoding="utf-8")
    assert done.stdout == path.read_text(encoding="utf-8")
