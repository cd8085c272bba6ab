"""The chapter on pathways: base rates before candidates, parts that add up, places by name, references that exist."""

import re

import pytest

from relode.facts import references
from relode.language import LANGUAGES
from relode.pathways import from_shipped
from relode.places import find
from relode.report.next_chapter import next_chapter

CITIES = ("hegang", "jinchang", "baotou", "yulin", "yichun-heilongjiang", "beijing", "2114Z1", "panzhihua")
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module", params=CITIES)
def found(request):
    return from_shipped(find(request.param))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parts_in_a_row_add_up_to_its_score(found, language):
    for row in next_chapter(found, language)["parts"]["rows"]:
        *parts, score = (float(cell.replace("\N{MINUS SIGN}", "-")) for cell in row[1:] if cell)
        # Each of up to seven parts is rounded to two digits, and so is the score.
        assert sum(parts) == pytest.approx(score, abs=0.005 * (len(parts) + 1) + 1e-9)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_candidate_has_a_row_in_both_tables_and_details(found, language):
    chapter = next_chapter(found, language)
    names = [c.name_zh if language == "zh" else c.name_en for c in found.candidates]
    assert [row[0] for row in chapter["candidates"]["rows"]] == names
    assert [row[0] for row in chapter["parts"]["rows"]] == names
    assert [one["title"] for one in chapter["details"]] == names
    for table in (chapter["candidates"], chapter["parts"]):
        assert all(len(row) == len(table["heads"]) for row in table["rows"])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_is_in_one_language_and_filled(found, language):
    chapter = next_chapter(found, language)
    lines = [*chapter["tracks"], *chapter["missing"], *chapter["verdict"], chapter["energy"]]
    lines += [line for one in chapter["details"] for row in one["rows"] for line in row["lines"]]
    assert not any("{" in line or "None" in line for line in lines)
    assert all(bool(HAN.search(line)) == (language == "zh") for line in lines)


def test_what_is_quoted_is_in_the_references(found):
    known = {f"{row['authors']} {row['year']}, {row['title']}" for row in references().values()}
    quoted = next_chapter(found, "en")["references"]
    assert set(quoted) <= known
    assert bool(quoted) == any(c.scale or c.demand for c in found.candidates)
