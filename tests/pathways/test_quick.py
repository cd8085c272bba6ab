"""Every place is answered at once: what ships is read once, and an answer with its words takes a blink."""

import time

import pytest

from relode.pathways import from_shipped, pathways_text
from relode.places import all_places, find


@pytest.mark.slow
def test_every_place_is_answered_and_said_in_a_fraction_of_a_second():
    places = [place for place in all_places() if place.level != "province"]
    spent = {}
    for place in places:
        start = time.process_time()
        found = from_shipped(place)
        pathways_text(found, "zh")
        spent[place.slug] = time.process_time() - start
        assert found.place == place
    # The command has two seconds, of which starting Python and reading the tables take about one.
    assert max(spent.values()) < 1, max(spent, key=spent.__getitem__)


def test_in_a_notebook_pathways_are_a_line_and_a_table():
    found = from_shipped(find("hegang"))
    assert repr(found) == f"Pathways of Hegang (230400): {len(found.candidates)} industries, 5 chains, 8 base rates"
    table = found.table("zh")
    assert list(table["industry"]) == [one.unit.name_zh for one in found.candidates]
    assert list(table["probability"].dropna()) == [one.probability for one in found.candidates if one.score is not None]
    shown = found._repr_html_()
    assert [one.unit.name("en") in shown for one in found.candidates] == [True] * len(found.candidates)
    assert shown.count("<figcaption>") == 3
