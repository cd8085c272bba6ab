import re

import pytest

from relode.diagnosis import profile
from relode.language import LANGUAGES
from relode.pathways import feasibility_text, successors
from relode.places import find

CJK = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("name", ["hegang", "jinchang", "renqiu", "yichun-heilongjiang", "beijing"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_can_be_said_in_both_languages(panel, name, language):
    found = successors(panel, profile(panel, find(name)))
    lines = feasibility_text(found, language)
    assert not any("{" in line for line in lines)
    assert all(bool(CJK.search(line)) == (language == "zh") for line in lines if line)
    for candidate in found.candidates:
        title = candidate.name_zh if language == "zh" else candidate.name_en
        assert any(line.startswith(title) for line in lines)


def test_the_verdict_says_what_the_draws_say(panel):
    first = {name: feasibility_text(successors(panel, profile(panel, find(name))), "en")[0] for name in NAMES}
    assert "in no order" in first["hegang"]
    assert "scores highest" in first["yichun-heilongjiang"]
    assert "only chain" in first["renqiu"]
    assert "nothing is scored" in first["beijing"]


NAMES = ("hegang", "yichun-heilongjiang", "renqiu", "beijing")
