"""The chapter on pathways: base rates before candidates, parts that add up, places by name, references that exist."""

import re

import pytest

from relode.facts import references
from relode.language import LANGUAGES, say
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
def test_every_candidate_says_why_it_is_here_and_what_speaks_against_it(found, language):
    chapter = next_chapter(found, language)
    assert len(chapter["candidates"]) == len(found.candidates) >= 5
    wanted = {say(f"industries.label.{key}", language) for key in ("why", "for", "against", "did_not", "check")}
    for candidate, shown in zip(found.candidates, chapter["candidates"], strict=True):
        assert candidate.unit.name(language) in shown["title"]
        assert {row["label"] for row in shown["rows"]} >= wanted - {say("industries.label.for", language)}
    scored = [one.unit.name(language) for one in found.candidates if one.score is not None]
    assert [row[0] for row in chapter["parts"]["rows"]] == scored
    assert all(len(row) == len(chapter["parts"]["heads"]) for row in chapter["parts"]["rows"])
    names = [c.name_zh if language == "zh" else c.name_en for c in found.chains]
    assert [one["title"] for one in chapter["chains"]] == names


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_chapter_is_in_one_language_and_filled(found, language):
    chapter = next_chapter(found, language)
    lines = [*chapter["tracks"], *chapter["missing"], *chapter["industries"], chapter["energy"]]
    shown = [*chapter["candidates"], *chapter["chains"]]
    lines += [line for one in shown for row in one["rows"] for line in row["lines"]]
    lines += [one["title"] for one in shown]
    assert not any("{" in line or "None" in line for line in lines)
    assert [line for line in lines if bool(HAN.search(line)) != (language == "zh")] == []


def test_what_is_quoted_is_in_the_references(found):
    known = {f"{row['authors']} {row['year']}, {row['title']}" for row in references().values()}
    quoted = next_chapter(found, "en")["references"]
    assert set(quoted) <= known
    assert bool(quoted) == any(c.scale or c.demand for c in found.chains)
