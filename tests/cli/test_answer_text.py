"""What the terminal says of a figure and of a city, by hand from the tables."""

from dataclasses import replace

import numpy as np
import pytest

from relode.answers.answer_text import _peers, explanation_text, heading
from relode.diagnosis import explain, profile
from relode.language import spoken
from relode.places import find

EXPLAINED = """Population change in ten years, Hegang, 2020: −15.81 %
Change of the census population over the ten years to the census year.
2000 lacks some places.
Boundaries: units of 2020; figures of 2010 were added up again on them.
Flag: computed here from published figures

population 2010 = 1,058,665 people  [census.csv:5613]  as published
population 2020 = 891,271 people  [census.csv:5658]  as published
population_change 2020 = −15.81 %  [derived.csv:23]  later over earlier, minus 1: population 2010, population 2020

Source census2010: Tabulation on the 2010 Population Census by County (sixth census)
Source census2020: Tabulation on the 2020 Population Census by County (seventh census)"""


@pytest.fixture(scope="module")
def hegang(panel):
    return profile(panel, find("hegang"))


def test_a_figure_is_explained_down_to_its_rows(panel):
    """891,271 / 1,058,665 - 1 is -15.81 %."""
    told = explain(panel, find("hegang"), "population_change", 2020)
    assert explanation_text(told, "en").replace("\N{NO-BREAK SPACE}", " ") == EXPLAINED


def test_a_city_is_headed_by_province_resource_and_type(panel, hegang):
    assert spoken(heading(hegang), "en") == "Hegang, Heilongjiang: coal, declining (exhausted 2011)"
    unlisted = profile(panel, find("hangzhou"))
    assert spoken(heading(unlisted), "en").startswith("Hangzhou, Zhejiang")


def test_beside_a_figure_stands_the_median_of_the_peers_with_its_year_where_that_is_another(panel, hegang):
    change = hegang.latest("population_change")
    codes = [each.place.code for each in hegang.peers]
    peers = panel["value"].sel(quantity="population_change", place=codes, year=2020).values
    assert _peers(hegang, change).value == pytest.approx(np.median(peers))
    later = _peers(hegang, replace(change, year=2021))
    assert spoken(later, "en").replace("\N{NO-BREAK SPACE}", " ") == "−6.61 %, 2020"
