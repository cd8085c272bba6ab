import pytest

from relode.diagnosis.depth.statistics_text import (
    decomposition_words,
    judgement_words,
    large_city_words,
    own_type_words,
    resilience_words,
    surroundings_words,
)
from relode.diagnosis.life_cycle.own_type import own_type
from relode.diagnosis.life_cycle.own_type_features import NAMES
from relode.diagnosis.profiles.peers import judgements
from relode.diagnosis.statistics.decomposition import PARTS, county_decomposition, decomposition
from relode.diagnosis.statistics.resilience import resilience
from relode.diagnosis.statistics.space import OUTCOMES, nearest_large_city, surroundings
from relode.diagnosis.statistics.whole_panel import shipped
from relode.language import LANGUAGES, sentence, sentence_keys, spoken
from relode.places import find

PLACES = ["hegang", "heihe", "baotou", "panjin", "yanbian", "renqiu", "sansha", "beijing"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLACES)
def test_everything_found_can_be_said_in_both_languages(panel, name, language):
    place = find(name)
    said = [*own_type_words(own_type(panel, place)), *own_type_words(own_type(panel, place, 2023))]
    said += [resilience_words(response) for response in resilience(panel, place)]
    said += [decomposition_words(decomposition(panel, place)), decomposition_words(county_decomposition(place))]
    said += [surroundings_words(found) for found in surroundings(shipped("local"), place)]
    said += [judgement_words(found) for found in judgements(panel, place)]
    city = nearest_large_city(panel, place)
    said += [large_city_words(place, city)] if city else []
    texts = [spoken(each, language) for each in said]
    assert all(text and "{" not in text and "nan" not in text for text in texts)


def test_the_reading_names_probabilities_verdict_and_three_reasons(panel):
    texts = [spoken(each, "en") for each in own_type_words(own_type(panel, find("hegang")))]
    assert texts[0].startswith("From figures of 2010–2013 alone: growing 3.8")
    assert "48.4\N{NO-BREAK SPACE}% of 124 listed cities" in texts[1]
    assert "51.6\N{NO-BREAK SPACE}%" in texts[1]
    assert texts[2].count("(speaks") == 3


def test_every_part_that_is_named_at_run_time_has_its_words():
    keys = {f"diagnosis.feature.{name}" for name in NAMES} | {f"diagnosis.outcome.{name}" for name in OUTCOMES}
    assert keys <= set(sentence_keys())
    for part in PARTS:
        assert "{" + part in sentence("diagnosis.decomposition.fell", "en")
