"""Sentences on needs: what a reader is told of a service that is not sure."""

import re

import relode as rl
from relode.language import spoken
from relode.needs.capacity import PRACTICAL
from relode.needs.chapter import service_lines


def test_what_is_not_sure_is_told_by_the_ends_of_all_bands():
    """Kindergartens of Datong: both norms ask for less than there is, and one could ask for nearly all of it."""
    needs = rl.needs.of(rl.panel.load(), "datong")
    kindergarten = needs.service("kindergarten")
    needed = kindergarten.at(needs.year).need.values()
    assert kindergarten.verdict == "not_sure"
    assert kindergarten.capacity.value > max(each.value for each in needed)
    said = next(line[0] for line in service_lines(needs) if line[0].values["name"] == kindergarten.name)
    ends = [each.interval_90 for each in needed]
    assert said.values["low"].value == min(low for low, _ in ends)
    assert said.values["high"].value == max(high for _, high in ends)
    assert said.values["high"].value > (1 - PRACTICAL) * kindergarten.capacity.value


def test_a_number_of_what_there_is_has_its_word():
    """Places, teachers, doctors and beds in both languages, whatever is said of them."""
    record = rl.needs.of(rl.panel.load(), "hegang")
    told = {"en": [], "zh": []}
    for line in service_lines(record):
        assert line[0].values["counter"] == next(
            each.counter_behind for each in record.services if each.name == line[0].values["name"]
        )
        for language, found in told.items():
            found.append(spoken(line[0], language))
    assert len(told["zh"]) == 10
    kindergarten, teachers, beds = (told["zh"][at] for at in (0, 4, 8))
    assert re.search(r"现有1\.1万个在用学位，.*至少富余3,600个在用学位", kindergarten)
    assert re.search(r"现有1,900人，.*至少富余800人", teachers)
    assert "现有7,800张" in beds
    assert "of 11,000 places in use at least 3,600 are more" in told["en"][0].replace("\N{NO-BREAK SPACE}", " ")
