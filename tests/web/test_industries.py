"""The page of an industry: where it is among what could come next, told as each city's own page tells it."""

import re
from urllib.parse import quote

import pytest

from relode.language import LANGUAGES
from relode.pathways import city_industries
from relode.pathways.industries.concordance import chosen_units
from relode.pathways.industries.industry_places import industry_places
from relode.places import find, official


def test_a_city_stands_under_an_industry_just_where_the_industry_stands_under_the_city():
    found = industry_places("309")
    named = {place.code for place, _ in found.candidates}
    for slug in ("hegang", "jixi", "baotou", "daqing"):
        candidates = [one.unit.industry for one in city_industries(slug).candidates]
        assert (find(slug).code in named) == ("309" in candidates), slug
    assert find("hegang").code in named
    assert named <= official().keys()
    chances = [one.probability for _, one in found.candidates]
    assert chances == sorted(chances, reverse=True)


def test_no_place_has_an_industry_and_lacks_it():
    for unit in chosen_units():
        found = industry_places(unit.industry)
        here = {place.code for place, _ in found.candidates} & {place.code for place in found.established}
        assert not here
        assert len(found.candidates) + len(found.established) <= found.all_places


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_counts_what_its_table_has_and_leads_to_each_city(client, language):
    text = client.get(f"/industry/309?lang={language}").text
    found = industry_places("309")
    finding = re.search(r'<p class="finding">(.*?)</p>', text)[1]
    counts = [len(found.candidates), found.all_places, len(found.established)]
    assert sorted(int(each) for each in re.findall(r"\d+", finding)) == sorted(counts)
    linked = re.findall(r'href="/city/([^"/]+)/next"', text)
    assert linked == [place.slug for place, _ in found.candidates]


def test_a_city_leads_to_each_of_its_industries(client):
    text = client.get("/city/hegang/next?lang=en").text
    assert [f"/industry/{one.unit.industry}" for one in city_industries("hegang").candidates] == re.findall(
        r'href="(/industry/\w+)"', text
    )


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Medicines and biopharmaceuticals", "27"),
        ("新能源", "4415"),
        ("石墨", "309"),
        ("graphite", "309"),
        ("铝冶炼和加工", "3216"),
    ],
)
def test_what_an_industry_is_called_leads_to_it(client, typed, code):
    answer = client.get(f"/find?q={quote(typed)}", follow_redirects=False)
    assert answer.headers["location"] == f"/industry/{code}"


def test_what_no_city_chooses_has_no_page(client):
    for code in ("06", "99", "none"):
        assert client.get(f"/industry/{code}").status_code == 404
    named = [href for _, _, href in client.get("/industries.json?lang=zh").json()]
    assert "/industry/06" not in named
    assert len(named) == len(chosen_units())


def test_a_city_is_never_taken_for_an_industry(client):
    for slug in ("hegang", "yulin", "fuxin"):
        assert "/industry/" not in client.get(f"/find?q={slug}", follow_redirects=False).headers.get("location", "")
