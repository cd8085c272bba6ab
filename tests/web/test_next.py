"""What could come next, on the page: also for places where nothing starts or whose resources no table tells."""

import pytest

from relode.language import LANGUAGES, say


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", ["beijing", "2114Z1", "luquan"])
def test_a_place_where_nothing_starts_is_told_why(client, place, language):
    answer = client.get(f"/city/{place}/next?lang={language}", follow_redirects=True)
    assert answer.status_code == 200
    assert "--table" in answer.text
    assert "value_chain" not in answer.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_city_shows_its_chains_and_its_peers_by_name(client, language):
    text = client.get(f"/city/hegang/next?lang={language}").text
    assert "value_chain" in text
    assert say("conditions.tracks.lead", language) in text
