from math import log, sqrt

import pytest
from scipy.stats import binomtest

from relode.diagnosis import SECTIONS, profile
from relode.facts import rows
from relode.pathways import successors
from relode.pathways.chains.base_rates import OUTCOMES, DecadeChange, base_rates, came_by_2024
from relode.pathways.chains.figures_of_panel import changes_of
from relode.places import by_code, find, official, same_type

LONG_FORM_RATIO = {2010: 10.6369, 2020: 11.4371}
DESIGN_EFFECT = 2
Z = 1.6448536269514722


def value(panel, place, quantity, year):
    return float(panel["value"].sel(quantity=quantity, place=place.code, year=year))


def outside_agriculture(panel, place, year):
    """Entropy of jobs outside agriculture and its standard error, by hand."""
    counts = [value(panel, place, f"employment_{s}", year) for s in SECTIONS if s != "agriculture"]
    total = sum(counts)
    shares = [count / total for count in counts if count > 0]
    spread = sum(p * log(p) ** 2 for p in shares) - sum(p * log(p) for p in shares) ** 2
    size = total / (DESIGN_EFFECT * (1 - 1 / LONG_FORM_RATIO[year]))
    return -sum(p * log(p) for p in shares), sqrt(spread / size)


@pytest.mark.parametrize("name", ["hegang", pytest.param("renqiu", marks=pytest.mark.slow)])
def test_base_rates_are_what_a_hand_counts(panel, name):
    found = profile(panel, find(name))
    rates = {(rate.group, rate.outcome): rate for rate in successors(panel, found).base_rates}
    assert set(rates) == {(group, outcome) for group in ("peers", "type") for outcome in OUTCOMES}
    for group, places in {"peers": [p.place for p in found.peers], "type": same_type(found.place)}.items():
        changes, gains = [], []
        for place in places:
            flags = str(panel["flag"].sel(quantity="population", place=place.code, year=2010).item())
            start, end = (value(panel, place, "population", year) for year in (2010, 2020))
            if "area_not_comparable" in flags or start != start or end != end:
                continue
            changes.append(end - start)
            (before, e1), (after, e2) = (outside_agriculture(panel, place, year) for year in (2010, 2020))
            gains.append(after - before > Z * sqrt(e1**2 + e2**2))
        assert rates[group, "grew"].count == rates[group, "shrank"].count == len(changes)
        assert rates[group, "grew"].happened == sum(change > 0 for change in changes)
        assert rates[group, "shrank"].happened == sum(change < 0 for change in changes)
        assert (rates[group, "diversified"].count, rates[group, "diversified"].happened) == (len(gains), sum(gains))


def test_the_interval_of_a_rate_holds_the_rate(panel):
    for rate in successors(panel, profile(panel, find("hegang"))).base_rates:
        low, high = rate.share_interval_90
        assert 0 <= low <= rate.happened / rate.count <= high <= 1
        assert rate.record()["share_interval_90"] == [low, high]


def test_the_gain_of_hegang_is_what_a_hand_computes(panel):
    place = find("hegang")
    (before, e1), (after, e2) = (outside_agriculture(panel, place, year) for year in (2010, 2020))
    change = changes_of(panel, [place])[place.code]
    assert change.gain == pytest.approx(after - before, rel=1e-9)
    assert change.error == pytest.approx(Z * sqrt(e1**2 + e2**2), rel=1e-9)


@pytest.mark.parametrize("code", ["2114Z1", "5001Z1"])
def test_a_place_without_both_censuses_has_no_gain(panel, code):
    assert changes_of(panel, [find(code)])[code].gain is None


def test_a_place_without_peers_and_type_has_no_rates(panel):
    found = successors(panel, profile(panel, find("2114Z1"))).base_rates
    assert {rate.group for rate in found} <= {"type"}


def test_an_unlisted_place_has_rates_of_its_peers_only(panel):
    assert {rate.group for rate in successors(panel, profile(panel, find("beijing"))).base_rates} == {"peers"}


def test_rates_of_a_made_up_group_are_those_counted_by_hand():
    places = [find(name) for name in ("hegang", "fuxin", "datong", "baotou", "yulin-shaanxi")]
    changes = {
        places[0].code: DecadeChange(-0.15, 0.20, 0.05, 0.10),  # shrank; diversified, but not beyond the nation
        places[1].code: DecadeChange(-0.02, 0.20, 0.15, 0.10),  # shrank; diversified, and beyond the nation
        places[2].code: DecadeChange(0.08, -0.01, -0.16, 0.10),  # grew; did not diversify
        places[3].code: DecadeChange(0.0, None, None, None),  # neither grew nor shrank; jobs not known
    }  # nothing is known of the fifth
    found = {rate.outcome: rate for rate in base_rates({"peers": places}, changes)}
    counted = {outcome: (rate.happened, rate.count) for outcome, rate in found.items()}
    assert counted == {
        "grew": (1, 4), "shrank": (2, 4), "diversified": (2, 3), "diversified_beyond_nation": (1, 3),
    }  # fmt: skip
    for rate in found.values():
        expected = binomtest(rate.happened, rate.count).proportion_ci(0.9, method="wilson")
        assert rate.share_interval_90 == pytest.approx((expected.low, expected.high))
        assert rate.share == rate.happened / rate.count


def test_a_group_of_which_nothing_is_known_has_no_rate():
    assert base_rates({"peers": [find("hegang")]}, {}) == ()


def test_a_place_that_is_one_of_several_examples_has_the_industry():
    several = [row for row in rows("successor_industries") if row["example_places"].count(";")]
    assert len(several) > 5
    for row in several:
        for code in filter(None, row["example_places"].split(";")):
            assert row["industry_id"] in came_by_2024(by_code()[code])


def test_a_place_that_no_table_names_has_no_industry():
    named = {code for row in rows("successor_industries") for code in row["example_places"].split(";")}
    named |= {row["place"] for row in rows("cluster_hosts")}
    named |= {by_code()[code].parent for code in named if code in by_code()}
    others = [by_code()[code] for code in official() if code not in named]
    assert len(others) > 50
    assert [place.code for place in others if came_by_2024(place)] == []
