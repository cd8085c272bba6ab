"""Sentences on needs: what a reader is told of a service that is not sure."""

import relode as rl
from relode.needs.capacity import PRACTICAL
from relode.needs.chapter import service_lines


def test_what_is_not_sure_is_told_by_the_ends_of_all_bands():
    """Kindergartens of Zaozhuang: both norms ask for less than there is, and one could ask for nearly all of it."""
    needs = rl.needs.of(rl.panel.load(), "zaozhuang")
    kindergarten = needs.service("kindergarten")
    needed = kindergarten.at(needs.year).need.values()
    assert kindergarten.verdict == "not_sure"
    assert kindergarten.capacity.value > max(each.value for each in needed)
    said = next(line[0] for line in service_lines(needs) if line[0].values["name"] == kindergarten.name)
    ends = [each.interval_90 for each in needed]
    assert said.values["low"].value == min(low for low, _ in ends)
    assert said.values["high"].value == max(high for _, high in ends)
    assert said.values["high"].value > (1 - PRACTICAL) * kindergarten.capacity.value
