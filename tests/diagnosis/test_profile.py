import json

import numpy as np
import pytest

from relode.diagnosis import profile, same_type
from relode.diagnosis.profiles.place_profile import QUANTILES, hosted_clusters, shown
from relode.language import LANGUAGES, sentence
from relode.panel import cell
from relode.places import all_places, find
from relode.vocabulary import quantities

PLACES = [place for place in all_places() if place.level != "province"]
NAMED = ("hegang", "jinchang", "haixi", "renqiu", "beijing", "2114Z1", "5001Z1")
# Every twentieth place, and those with little or unusual data.
SAMPLE = sorted({*PLACES[::28], *map(find, NAMED)}, key=lambda place: place.code)


def check_record(panel, place):
    found = profile(panel, place)
    record = found.record()
    assert json.loads(json.dumps(record, allow_nan=False)) == record
    absent = [item.quantity for item in shown() if item.quantity not in found.series]
    assert [missing.quantity for missing in found.missing] == absent
    for missing in found.missing:
        for language in LANGUAGES:
            assert sentence(f"report.missing.{missing.reason}", language)
    assert record.keys() >= {"place", "official", "quantities", "own_type", "peers", "missing"}
    for numbers in found.series.values():
        assert [n.year for n in numbers] == sorted({n.year for n in numbers})
    return {missing.reason for missing in found.missing}


@pytest.mark.parametrize("place", SAMPLE, ids=lambda place: place.slug)
def test_a_record_is_plain_json_and_each_absence_has_a_reason(panel, place):
    check_record(panel, place)


@pytest.mark.slow
def test_the_record_of_every_place_is_plain_json_and_each_absence_has_a_reason(panel):
    assert len(set().union(*(check_record(panel, place) for place in PLACES))) >= 4


def test_every_shown_quantity_is_in_the_vocabulary_and_shown_once():
    names = [item.quantity for item in shown()]
    assert len(names) == len(set(names))
    assert set(names) <= quantities().keys()


def test_hegang_is_described_as_the_list_and_the_censuses_have_it(panel):
    found = profile(panel, find("hegang"))
    record = found.record()
    assert record["official"]["type"] == "declining"
    assert (record["official"]["is_exhausted"], record["official"]["exhausted_year"]) == (True, 2011)
    assert record["quantities"]["population"]["value"] == 891_271
    assert found.at("population", 2010).value == 1_058_665
    assert record["quantities"]["population_change"]["unit"] == "share"
    assert record["own_type"]["verdict"] == "cannot tell"


def test_figures_are_those_of_the_panel(panel):
    found = profile(panel, find("jinchang"))
    for name, numbers in found.series.items():
        for n in numbers:
            assert n.value == cell(panel, "620300", name, n.year).value


@pytest.mark.parametrize("name", ["hegang", "jinchang", "renqiu"])
def test_quantiles_beside_a_figure_are_recomputed_from_the_places(panel, name):
    found = profile(panel, find(name))
    groups = {"peers": [peer.place for peer in found.peers], "type": same_type(found.place)}
    assert {row.group for row in found.beside} == {"peers", "type"}
    for row in found.beside:
        values = [cell(panel, place.code, row.quantity, row.year) for place in groups[row.group]]
        known = sorted(c.value for c in values if c is not None)
        own = found.at(row.quantity, row.year).value
        assert row.count == len(known)
        assert row.share_below == pytest.approx(sum(v < own for v in known) / len(known))
        for q, quantile in zip(QUANTILES, row.quantiles, strict=True):
            # Linear between the two nearest ranks.
            at = q * (len(known) - 1)
            below, above = known[int(at)], known[min(int(at) + 1, len(known) - 1)]
            assert quantile == pytest.approx(below + (at - int(at)) * (above - below))


def test_beside_stands_only_what_is_to_be_set_beside(panel):
    found = profile(panel, find("hegang"))
    compared = {item.quantity for item in shown() if item.beside}
    assert {row.quantity for row in found.beside} == compared & found.series.keys()


def test_jinchang_and_baotou_host_the_clusters_that_they_are_known_for():
    jinchang = hosted_clusters(find("jinchang"))
    assert any("有色" in row["name_zh"] or "镍" in row["name_zh"] for row in jinchang)
    baotou = hosted_clusters(find("baotou"))
    assert [row["year"] for row in baotou if "稀土" in row["name_zh"]] == ["2024"]


def test_a_zone_without_a_census_lacks_nearly_everything_and_says_why(panel):
    found = profile(panel, find("2114Z1"))
    assert {missing.reason for missing in found.missing} == {"no_census"}
    assert found.peers == ()
    assert found.beside == ()


def test_a_province_with_cities_founded_after_2010_has_a_change_too(panel):
    change = profile(panel, find("karamay")).at("province_population_change", 2020)
    # The census printed 21,815,815 and 25,852,345 people in Xinjiang.
    assert change.value == pytest.approx(25_852_345 / 21_815_815 - 1, rel=1e-3)  # less than a thousandth was revised


def test_no_figure_of_a_sample_is_missing_or_infinite(panel):
    for name in NAMED:
        for numbers in profile(panel, find(name)).series.values():
            assert all(np.isfinite(n.value) for n in numbers)
            assert all(np.isfinite(n.interval_90).all() for n in numbers if n.interval_90)
