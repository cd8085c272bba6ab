import math
import re
import xml.etree.ElementTree as ElementTree

import altair as alt
import numpy as np
import pandas as pd
import pytest

from relode import __version__
from relode.charts import alone, pictures, svg
from relode.charts.drawn_files import _specification
from relode.charts.output import real_growth
from relode.charts.style import COLOURS, wrapped
from relode.diagnosis import SECTIONS, number, profile, same_type
from relode.diagnosis.depth.in_depth import in_depth
from relode.diagnosis.profiles.findings import beside
from relode.facts import source_keys
from relode.language import LANGUAGES, name, say, sentence, sentence_keys, spoken
from relode.outlook import outlook
from relode.pathways import successors
from relode.places import find
from relode.vocabulary import quantity

from ..baseline import saved_pictures

CITIES = ("hegang", "renqiu", "haixi")
KEYS = {
    "hegang": {"population_change", "mining_share", "job_structure", "real_growth", "sectors", "house_price"},
    "renqiu": {"population_change", "mining_share", "job_structure"},
    "haixi": {"population_change", "mining_share", "job_structure", "sectors", "house_price"},
}
AHEAD = {
    "hegang": {
        "ahead_gdp_real",
        "ahead_population",
        "ahead_age_15_59",
        "ahead_employment",
        "ahead_mining_employment",
    },
    "renqiu": {"ahead_employment", "ahead_mining_employment", "ahead_population"},
    "haixi": {"ahead_population", "ahead_age_15_59", "ahead_employment", "ahead_mining_employment"},
}
DEPTH = {
    "hegang": {"resilience", "left_of_bust", "jobs_change", "pyramid", "budget", "emissions", "neighbours", "kinds"},
    "renqiu": {"jobs_change"},
    "haixi": {"resilience", "left_of_bust", "jobs_change", "pyramid", "neighbours", "kinds"},
}
HAN = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def drawn(panel):
    """City and language -> its profile and its pictures."""
    found = {}
    for city in CITIES:
        own = profile(panel, find(city))
        told = panel, in_depth(panel, own), successors(panel, own), outlook(panel, own.place)
        found |= {(city, language): (own, pictures(*told, language)) for language in LANGUAGES}
    return found


FIRST, *OTHERS = ("hegang", "en"), ("hegang", "zh"), ("renqiu", "en"), ("haixi", "zh")
"""Each city is drawn, and in each language: what is drawn hangs on the data of a city, words on the language alone."""


@pytest.fixture(scope="module", params=[[FIRST], pytest.param(OTHERS, marks=pytest.mark.slow)])
def vectors(drawn, request):
    """Every picture of some cities as SVG: (city, language, key) -> text."""
    return {
        (*at, key): svg(picture.draw(620), f"{spoken(picture.title, at[1])} <&> {picture.key}")
        for at, (_, found) in drawn.items()
        for key, picture in found.items()
        if at in request.param
    }


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_a_city_has_the_pictures_that_its_data_allow(drawn, city, language):
    of_all = {"among_peers", "base_rates", "bridge", "next_industries", "place_map", "value_chain"}
    of_all |= {"past_event_study", "past_placebos", "past_synthetic"}  # of a policy that reached the place
    named = KEYS[city] | AHEAD[city] | DEPTH[city] | of_all
    assert set(drawn[city, language][1]) == named, "KEYS, AHEAD and DEPTH name what each city has"


@pytest.mark.parametrize("city", CITIES)
def test_both_languages_show_the_same_numbers(drawn, city):
    english, chinese = (drawn[city, language][1] for language in LANGUAGES)
    assert english.keys() == chinese.keys()
    for key, picture in english.items():
        one, other = (p.table.select_dtypes("number") for p in (picture, chinese[key]))
        np.testing.assert_array_equal(one.to_numpy(), other.to_numpy())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("city", CITIES)
def test_titles_and_subtitles_are_filled(drawn, city, language):
    for picture in drawn[city, language][1].values():
        for said in (spoken(picture.title, language), spoken(picture.subtitle, language)):
            assert not re.search(r"[{}<>]|\bNone\b|\bnan\b|object at", said), said
            assert bool(HAN.search(said)) == (language == "zh"), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_column_of_every_table_has_a_head(drawn, language):
    columns = {c for _, found in drawn.values() for picture in found.values() for c in picture.table.columns}
    assert "value" in columns
    for column in columns:
        assert f"charts.columns.{column}" in sentence_keys()
        assert sentence(f"charts.columns.{column}", language)


@pytest.mark.parametrize(("city", "language"), [FIRST, *(pytest.param(*at, marks=pytest.mark.slow) for at in OTHERS)])
def test_every_specification_is_valid(drawn, city, language):
    specifications = [picture.draw(700).to_dict(validate=True) for picture in drawn[city, language][1].values()]
    assert len(specifications) > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_picture_that_is_kept_tells_its_finding_and_its_sources(drawn, language):
    """A PNG had axes and nothing else: no city, no finding, no source."""
    found = drawn["hegang", language][1]
    kept = [alone(picture, 700) for picture in found.values()]
    assert len(kept) > 10

    def told(lines):
        return re.sub(r"\s", "", "".join(lines))

    assert all(f"Relode{__version__}" in told(chart.title.subtitle) for chart in kept)
    for picture, chart in zip(found.values(), kept, strict=True):
        assert told(chart.title.text) == told(spoken(picture.title, language))
        below = told(chart.title.subtitle)
        assert below.startswith(told(spoken(picture.subtitle, language)))
        for source in picture.sources:
            assert told(name("source_title", source, language)) in below
        higher = 20 * len(chart.title.text) + 16 * len(chart.title.subtitle)
        assert chart.height > picture.draw(700).height + higher  # nothing is taken from the drawing


def test_no_head_is_for_a_column_that_no_table_has(drawn):
    columns = {c for _, found in drawn.values() for picture in found.values() for c in picture.table.columns}
    heads = {key.removeprefix("charts.columns.") for key in sentence_keys() if key.startswith("charts.columns.")}
    # Of the pictures of a backcast (tests/charts/test_scores.py), of plans (tests/plan/test_planning.py) and of needs.
    assert heads == columns | {"test", "method", "service"} | {"measure", "verdict", "pot", "first", "after", "source"}


def test_every_svg_is_xml(vectors):
    for text in vectors.values():
        assert ElementTree.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"


def test_every_svg_has_its_description(vectors):
    for at, text in vectors.items():
        root = ElementTree.fromstring(text)
        labels = [element.get("aria-label") for element in root.iter()]
        assert any(label and label.endswith(f"<&> {at[2]}") for label in labels), at


def test_no_svg_refers_to_a_host_or_runs_code(vectors):
    for at, text in vectors.items():
        bare = re.sub(r'xmlns(:\w+)?="[^"]*"', "", text)
        assert not re.search(r"https?:|//\w|<script|<image|<style|@import|javascript:|\bon\w+=", bare), at


def test_every_svg_takes_colours_and_font_from_the_page(vectors):
    for at, text in vectors.items():
        for marker, variable in COLOURS.items():
            assert marker not in text.lower(), (at, marker)
            assert variable.startswith("var(--")
        assert "var(--muted)" in text
        assert "var(--ink)" in text or at[2] in ("sectors", "past_synthetic")  # all marks in series colours
        fonts = set(re.findall(r'font-family="([^"]*)"', text))
        assert fonts == {"inherit"}, (at, fonts)


def test_no_svg_writes_what_is_not_a_number(vectors):
    for at, text in vectors.items():
        assert not re.search(r"\bNaN\b|\bundefined\b|\bInfinity\b", text), at


@pytest.mark.slow
def test_a_narrow_picture_is_narrow(drawn):
    _, found = drawn["hegang", "zh"]
    for key, picture in found.items():
        root = ElementTree.fromstring(svg(picture.draw(328), key))
        assert float(root.get("width")) <= 328, key


@pytest.mark.parametrize("city", CITIES)
def test_the_dots_of_the_population_picture_are_the_peers_and_the_type(panel, drawn, city):
    own, found = drawn[city, "en"]
    table = found["population_change"].table
    groups = {"peers": [peer.place for peer in own.peers], "type": list(same_type(own.place))}
    for group, places in groups.items():
        rows = table[table["group"] == say(f"charts.groups.{group}", "en")]
        values = {p.name("en"): number(panel, p.code, "population_change", 2020) for p in places}
        assert dict(zip(rows["place"], rows["value"], strict=True)) == {k: n.value for k, n in values.items() if n}


@pytest.mark.parametrize("city", CITIES)
def test_the_mining_picture_shows_the_citys_shares_with_their_intervals(drawn, city):
    own, found = drawn[city, "zh"]
    table = found["mining_share"].table
    rows = table[table["place"] == own.place.name("zh")]
    assert rows["year"].tolist() == [2010, 2020]
    assert found["mining_share"].sources == ("census2010", "census2020")
    for year, value, low, high in zip(rows["year"], rows["value"], rows["low"], rows["high"], strict=True):
        n = own.at("mining_employment_share", year)
        assert (value, (low, high)) == (n.value, n.interval_90)
    assert set(table["place"]) == {own.place.name("zh"), *(peer.place.name("zh") for peer in own.peers)}


@pytest.mark.parametrize("city", CITIES)
def test_the_structure_picture_shows_twenty_sections_beside_the_nation(panel, drawn, city):
    own, found = drawn[city, "en"]
    table = found["job_structure"].table
    shares = [number(panel, own.place.code, f"{section}_employment_share", 2020).value for section in SECTIONS]
    assert sorted(table["value"]) == sorted(shares)
    assert table["value"].sum() == pytest.approx(1)
    assert sorted(table["quotient"]) == sorted(own.at(f"location_quotient_{s}", 2020).value for s in SECTIONS)
    assert table["section"].iat[0] == max(
        (s for s in table["section"]), key=dict(zip(table["section"], table["value"], strict=True)).get
    )
    assert name("section", "B", "en") in table["section"].tolist()


def test_the_structure_picture_knows_the_nation_where_the_city_has_no_job(drawn):
    for city in CITIES:
        assert np.isfinite(drawn[city, "en"][1]["job_structure"].table["nation"]).all(), city


@pytest.mark.parametrize(("key", "shown"), [("real_growth", "gdp_real_growth_rate"), ("house_price", "house_price")])
def test_a_path_is_the_profiles_and_its_band_the_quartiles_of_the_peers(panel, drawn, key, shown):
    own, found = drawn["hegang", "en"]
    table = found[key].table
    assert table["value"].tolist() == [n.value for n in own.series[shown] if n.year >= 2001]
    codes = [peer.place.code for peer in own.peers]
    for year, low, middle, high, count in table[["year", "low", "middle", "high", "count"]].itertuples(index=False):
        values = panel["value"].sel(quantity=shown, year=int(year), place=codes).to_numpy()
        known = values[np.isfinite(values)]
        if len(known) < 5:
            assert math.isnan(low)
        else:
            assert (low, middle, high) == pytest.approx(tuple(np.quantile(known, (0.25, 0.5, 0.75))))
            assert count == len(known)


def test_the_sectors_picture_holds_the_three_shares(drawn):
    for city in ("hegang", "haixi"):
        own, found = drawn[city, "en"]
        table = found["sectors"].table
        for sector in ("primary", "secondary", "tertiary"):
            rows = table[table["sector"] == say(f"charts.sectors.{sector}", "en")]
            numbers = [n for n in own.series[f"{sector}_share"] if n.year >= 2010]
            assert rows["value"].tolist() == [n.value for n in numbers]
            assert rows["year"].tolist() == [n.year for n in numbers]


@pytest.mark.parametrize("city", CITIES)
def test_the_picture_among_peers_holds_what_stands_beside_the_figures(drawn, city):
    own, found = drawn[city, "en"]
    table = found["among_peers"].table
    rows = dict(zip(table["quantity"], table.itertuples(index=False), strict=True))
    peers = [row for row in own.beside if row.group == "peers"]
    assert len(rows) == len(table) == len(peers)
    for b in peers:
        row = rows[quantity(b.quantity).label("en")]
        assert (row.low, row.middle, row.high) == b.quantiles[1:4]
        assert (row.below, row.year, row.value) == (b.share_below, b.year, own.at(b.quantity, b.year).value)
        assert beside(own, b.quantity, "peers") == b


@pytest.mark.parametrize("city", CITIES)
def test_the_base_rates_picture_holds_the_base_rates(panel, drawn, city):
    own, found = drawn[city, "en"]
    table = found["base_rates"].table
    rates = successors(panel, own).base_rates
    assert table["happened"].tolist() == [rate.happened for rate in rates]
    assert table["count"].tolist() == [rate.count for rate in rates]
    assert list(zip(table["low"], table["high"], strict=True)) == [rate.share_interval_90 for rate in rates]


def test_every_picture_has_sources_that_a_report_can_name(drawn):
    for _, found in drawn.values():
        for picture in found.values():
            assert picture.sources
            assert set(picture.sources) <= source_keys()


@pytest.mark.parametrize("label", ["Share of the primary sector in GDP", "采矿业就业比重变动（2010—2020年）", "x", ""])
def test_wrapping_loses_no_character(label):
    assert wrapped(label, 10).replace("\n", " " if label.isascii() else "") == label


def test_the_name_of_the_city_stands_at_the_last_year_of_its_path(panel):
    picture = real_growth(panel, profile(panel, find("hegang")), "en")
    label = picture.draw(620).layer[-1]
    assert label.mark.text == "Hegang"
    assert label.data["year"].tolist() == [picture.table["year"].max()]


@pytest.mark.parametrize("language", ["en", pytest.param("zh", marks=pytest.mark.slow)])
def test_no_picture_differs_from_the_one_that_was_looked_at(drawn, language):
    """`make baseline` saves those of now, once they were looked at."""
    about, found = drawn["hegang", language]
    now = saved_pictures.digests(language, saved_pictures.beside(about, found, language))
    saved = {key: text for key, text in saved_pictures.saved().items() if key[0] == language}
    assert saved_pictures.differing(saved, now) == [], saved_pictures.__doc__


def test_rows_of_a_picture_are_those_that_altair_makes():
    """All kinds of cells, among them what is missing and what is infinite, against the library's own way."""
    table = pd.DataFrame(
        {
            "whole": [1, 2, 3],
            "part": [0.5, float("nan"), float("inf")],
            "word": ["a", None, ""],
            "yes": [True, False, True],
            "mixed": [1, "x", None],
            "kind": pd.Categorical(["b", None, "a"]),
        }
    )
    chart = alt.Chart(table).mark_point().encode(x="whole:Q")
    (of_altair,) = chart.to_dict()["datasets"].values()
    (ours,) = _specification(chart)["datasets"].values()
    assert ours == of_altair
    assert [type(each["whole"]) for each in ours] == [int] * 3
