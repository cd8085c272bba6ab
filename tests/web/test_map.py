"""The first page: the map of all places by quantity and year, bubbles, and the way to a city."""

import re

import numpy as np
import pytest

from relode.charts.indicator_map import colour_ends
from relode.language import LANGUAGES, say
from relode.places import all_places, official
from relode.vocabulary import quantity
from relode.web.pages.map_page import BUBBLED, FEWEST, MAPPED, bubble_years, years_of
from relode.web.pages.typed_names import suggested


def dots(spec):
    """The rows of all data of a specification."""
    return [row for rows in spec["datasets"].values() for row in rows]


@pytest.mark.parametrize("asked", MAPPED)
def test_a_map_holds_every_place_once_with_the_published_figure_or_none(client, panel, asked):
    year = years_of(asked)[-1]
    drawn = client.get(f"/map.json?quantity={asked}&among=all&lang=en").json()
    rows = [row for row in dots(drawn) if "slug" in row]
    placed = [place for place in all_places() if place.level != "province" and place.longitude is not None]
    assert sorted(row["slug"] for row in rows) == sorted(place.slug for place in placed)
    published = panel["value"].sel(quantity=asked, year=year)
    by_slug = {row["slug"]: row["value"] for row in rows}
    for place in placed:
        value = float(published.sel(place=place.code))
        assert by_slug[place.slug] == (None if np.isnan(value) else pytest.approx(value))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_names_the_ends_the_median_and_every_figure_in_a_table(client, panel, language):
    page = client.get(f"/?quantity=house_price&year=2020&among=all&lang={language}").text
    table = page.partition("<tbody>")[2].partition("</tbody>")[0]
    values = panel["value"].sel(quantity="house_price", year=2020)
    known = {p.slug: float(values.sel(place=p.code)) for p in all_places() if p.level != "province"}
    known = {slug: value for slug, value in known.items() if not np.isnan(value)}
    assert len(known) >= FEWEST
    assert re.findall(r'<th scope="row"><a href="/city/([^"]+)"', table) == sorted(known, key=lambda s: (-known[s],))
    assert quantity("house_price").label(language) in page
    assert 'role="status"' in page


def test_the_map_begins_with_the_places_of_the_list(client):
    rows = [row for row in dots(client.get("/map.json?lang=en").json()) if "slug" in row]
    by_slug = {place.slug: place for place in all_places()}
    assert {row["slug"] for row in rows} <= {slug for slug, place in by_slug.items() if place.code in official()}
    assert len(rows) > 250
    assert "sansha" not in {row["slug"] for row in rows}


def test_provinces_are_named_where_there_is_room_and_keys_begin_at_a_dot_with_a_figure(client):
    def drawn(width):
        spec = client.get(f"/map.json?width={width}&lang=zh").json()
        return spec, [spec["datasets"][layer["data"]["name"]] for layer in spec["layer"]]

    wide, narrow = drawn(700), drawn(300)
    assert {row["name"] for row in wide[1][-1]} >= {"黑龙江", "山西", "新疆"}
    assert [layer["mark"]["type"] for layer in narrow[0]["layer"]] == ["circle", "point", "text"]
    assert all(row["value"] is not None for row in narrow[1][0])


@pytest.mark.slow
@pytest.mark.parametrize("asked", ["mining_employment_share", "house_price"])
def test_a_colour_is_the_same_figure_in_every_year(client, asked):
    ends = [
        client.get(f"/map.json?quantity={asked}&year={year}&lang=en").json()["layer"][0]["encoding"]["color"]["scale"]
        for year in years_of(asked)
    ]
    assert len(ends) > 1
    assert all(each["domain"] == ends[0]["domain"] for each in ends)


def test_another_city_keeps_the_scenario(client):
    address = client.get("/find", params={"q": "fuxin", "question": "act", "kept": "subsidy=0.02&until=2040&lang=zh"})
    assert address.headers["location"] == "/city/fuxin/act?subsidy=0.02&until=2040"
    assert client.get("/find", params={"q": "fuxin", "kept": "x" * 1001}).status_code == 422


def test_colours_end_where_nine_in_ten_places_lie_and_are_alike_on_both_sides_of_zero():
    values = [float(i) for i in range(101)]  # by hand: the 5th and the 95th percentile of 0, 1, ... 100
    assert colour_ends(values, has_zero=False) == pytest.approx((5.0, 95.0))
    assert colour_ends([3.0] * 9, has_zero=False) == (3.0, 3.0 + 1e-9)
    assert colour_ends([-30.0, *([0.0] * 98), 2.0], has_zero=True) == pytest.approx((-1e-9, 1e-9))
    assert colour_ends([value - 90 for value in values], has_zero=True) == pytest.approx((-85.0, 85.0))


def test_bubbles_show_the_cities_that_have_all_three_figures(client, panel):
    assert bubble_years()
    axes = client.get("/map.json?view=bubbles&lang=zh").json()["layer"][0]["encoding"]
    assert [axes[axis]["title"] for axis in "xy"] == ["人均地区生产总值（元/人）", "采矿业就业比重（%）"]
    for year in bubble_years():
        rows = [row for row in dots(client.get(f"/map.json?view=bubbles&year={year}&lang=zh").json()) if "place" in row]
        values = panel["value"].sel(year=year, quantity=list(BUBBLED)).notnull().all("quantity")
        codes = {str(code) for code in values["place"].to_numpy()[values.to_numpy()]}
        assert {row["slug"] for row in rows} == {
            p.slug for p in all_places() if p.code in codes and p.level != "province"
        }
        drawn = next(row for row in rows if row["slug"] == "hegang")
        published = [float(panel["value"].sel(year=year, quantity=name, place="230400")) for name in BUBBLED]
        assert [drawn[axis] for axis in ("output", "mining", "people")] == pytest.approx(
            [published[0], 100 * published[1], published[2]]
        )


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("hegang", "/city/hegang"),
        ("鹤岗", "/city/hegang"),
        ("230400", "/city/hegang"),
        ("heg", "/city/hegang"),
        ("suzhou", "/cities?q=suzhou"),
        ("ji", "/cities?q=ji"),
        ("煤炭", "/cities?resource=coal"),
        ("Coal", "/cities?resource=coal"),
    ],
)
def test_a_name_leads_to_its_city_or_to_the_list_of_what_fits(client, typed, leads):
    answer = client.get("/find", params={"q": typed})
    assert (answer.status_code, answer.headers["location"]) == (303, leads)


def test_a_name_that_is_nearly_right_is_answered_by_what_was_meant(client):
    answer = client.get("/find?q=hegagn&lang=en")
    assert answer.status_code == 404
    assert 'href="/city/hegang"' in answer.text
    only_places = say("web.problem.places_alone", "en")
    assert only_places in answer.text
    assert only_places not in client.get("/city/hegagn?lang=en").text
    assert only_places not in client.get("/find?q=&lang=en").text
    assert re.search(r"/city/\w+", client.get("/compare?a=hegagn&b=fuxin&lang=en").text)


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/?quantity=nonsense", 400),
        ("/?year=1950", 400),
        ("/?year=x", 422),
        ("/?view=globe", 422),
        ("/map.json?quantity=population", 400),
        ("/map.json?width=99999", 422),
        ("/map.svg?view=bubbles", 200),
        ("/find", 303),
    ],
)
def test_what_the_map_does_not_have_is_refused(client, address, status):
    assert client.get(address).status_code == status


def test_a_place_is_suggested_by_its_name_with_its_other_name_and_code_beside_it():
    assert ("Hegang", "鹤岗市 230400") in suggested("en")
    assert ("鹤岗市", "Hegang 230400") in suggested("zh")
