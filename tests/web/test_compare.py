"""Up to four cities side by side: paths, structure of work, and one measure in each of them."""

import csv
import re
from html import unescape
from io import StringIO

import pytest

from relode.language import LANGUAGES, number_text
from relode.model.policy.levers import levers
from relode.places import find
from relode.plan.simulations.what_if import ground as grounded
from relode.web.pages import compare_page, page_cache
from relode.web.server.app import application
from relode.web.server.guard import Guard
from relode.web.what_if.measure_page import scenario_of_measure
from relode.web.what_if.simulator import Simulator

FOUR = "/compare?a=hegang&b=阜新&c=230100&d=datong"


def numbers(client, places, key):
    answer = client.get(f"/compare/{places}/{key}.csv?lang=en")
    assert answer.status_code == 200
    return list(csv.reader(StringIO(answer.text.lstrip("\ufeff"))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_four_cities_are_compared_by_figures_paths_and_work(client, language):
    page = client.get(f"{FOUR}&lang={language}")
    assert page.status_code == 200
    keys = re.findall(r'id="picture-([a-z0-9_]+)"', page.text)
    assert keys == ["followed_population", "followed_gdp_real_index", "followed_mining_employment_share",
                    "followed_house_price", "followed_budget_self_sufficiency_ratio", "followed_co2_emissions",
                    "compared"]  # fmt: skip
    assert page.text.count(f'<th scope="col">{find("fuxin").name(language)}') >= 3
    for key in ("followed_population", "compared"):
        for end in ("svg", "png", "json?width=800", "csv"):
            address = f"/compare/hegang,fuxin,harbin,datong/{key}.{end}"
            assert client.get(address, headers={"accept-language": language}).status_code == 200, (key, end)


def test_the_comparison_begins_with_what_became_of_people_in_each(client):
    found = compare_page._finding([find("hegang"), find("fuxin")])
    changes = [(each.values["place"].slug, each.values["change"].value) for each in found.values["each"]]
    own = {slug: page_cache.figures(find(slug).code).at("population_change", 2020) for slug in ("hegang", "fuxin")}
    assert changes == [(slug, number.value) for slug, number in own.items()]
    assert "15.8" in client.get("/compare?a=hegang&b=fuxin&lang=en").text
    assert compare_page._finding([find("hegang")]) is None


def test_a_peer_that_is_offered_says_how_alike_it_is_and_leads_to_a_comparison_and_its_figures_back_to_it(client):
    (href, distance), *_ = re.findall(r'<li><a href="([^"]+)">七台河市 <span[^>]*>([\d.]+)<', client.get(
        "/compare?a=hegang&lang=zh").text)  # fmt: skip
    assert 0 < float(distance) < 1
    beside = client.get(unescape(href)).text
    assert beside.count("/city/qitaihe/number/") > 10
    story = re.search(r'href="(/city/qitaihe/number/[^"]+)"', beside)[1]
    assert f'href="{href}"' in client.get(unescape(story)).text


def test_paths_begin_at_a_hundred_in_the_first_year_that_all_have(client, panel):
    rows = numbers(client, "hegang,fuxin", "followed_population")
    value = panel["value"].sel(quantity="population", place="230400")
    index = float(value.sel(year=2020) / value.sel(year=2000)) * 100
    assert ["Hegang", "2000", "100.0"] in rows
    (own,) = [row for row in rows if row[:2] == ["Hegang", "2020"]]
    assert float(own[2]) == pytest.approx(index, rel=1e-12)  # the same division of the same two numbers


def test_a_path_that_is_no_index_has_the_published_figures(client, panel):
    rows = numbers(client, "hegang,fuxin", "followed_house_price")
    (own,) = [row for row in rows if row[:2] == ["Fuxin", "2024"]]
    assert float(own[2]) == float(panel["value"].sel(quantity="house_price", place="210900", year=2024))


def test_the_widest_gap_of_work_comes_first(client):
    rows = numbers(client, "hegang,fuxin,datong", "compared")[1:]
    gaps = []
    for at in range(0, len(rows), 3):
        shares = [float(row[2]) for row in rows[at : at + 3]]
        gaps.append(max(shares) - min(shares))
    assert len(gaps) == 20
    assert gaps == sorted(gaps, reverse=True)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/compare/hegang/compared.svg", 400),
        ("/compare/hegang,fuxin,datong,harbin,jixi/compared.svg", 400),
        ("/compare/hegang,nowhere/compared.svg", 404),
        ("/compare/hegang,fuxin/nonsense.json", 404),
        ("/compare/hegang,hegang/compared.svg", 400),
        ("/compare?a=hegang&b=nowhere", 404),
        ("/compare/measure?a=hegang&measure=subsidy", 503),
    ],
)
def test_what_cannot_be_compared_is_refused(client, address, status):
    assert client.get(address).status_code == status


@pytest.fixture(scope="module")
def measuring(ground, portal):
    """The page with eight futures of each city."""
    from tests.web.conftest import Client

    simulator = Simulator(count=8)
    simulator.grounds = {"": ground, "price_fall": grounded(ground.futures.world, "price_fall@2027", count=8)}
    simulator.state = "ready"
    assert simulator.city(find("hegang")).nothing is not None  # compiled before somebody waits for it
    return Client(Guard(application(simulator)), portal)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_one_measure_in_each_city_says_what_the_levers_of_that_city_say(measuring, language):
    page = measuring.get(f"/compare/measure?a=hegang&b=fuxin&measure=retraining_coverage&lang={language}")
    assert page.status_code == 200
    dose = levers()["retraining_coverage"].upper
    for slug in ("hegang", "fuxin"):
        told = measuring.get(f"/api/what-if/{slug}?retraining_coverage={dose}&until=2035").json()
        change = told["changes"]["employment"]
        assert number_text(change["median"], change["unit"], language) in page.text
        assert number_text(told["cost"]["value"], told["cost"]["unit"], language) in page.text
        assert f"/city/{slug}/act?retraining_coverage={dose:g}&amp;until=2035" in page.text


def test_a_place_outside_the_simulator_is_told_why_beside_the_others(measuring):
    page = measuring.get("/compare/measure?a=hegang&b=sansha&measure=managed_shrinkage&lang=en")
    assert page.status_code == 200
    assert "<li>Sansha" in page.text
    assert page.text.count('<th scope="row">') == 1


def test_a_county_beside_others_leads_to_its_prefecture(measuring):
    page = measuring.get("/compare/measure?a=hegang&b=renqiu&measure=managed_shrinkage&lang=en")
    assert '<a href="/city/cangzhou/act">Try levers in Cangzhou</a></li>' in page.text


def test_a_measure_that_is_not_known_is_refused(measuring):
    assert measuring.get("/compare/measure?a=hegang&measure=nonsense").status_code == 400
    assert scenario_of_measure("managed_shrinkage").doses
