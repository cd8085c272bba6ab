import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from relode.diagnosis.statistics.employment_variety import SPANS, growth_by_sector, standard_errors, variety, variety_of
from relode.measures import entropy
from relode.measures.sampling_error import entropy_standard_error
from relode.panel.census_measures import SECTIONS
from relode.panel.number import assumed
from relode.places import find

counts = st.lists(st.integers(0, 10_000), min_size=20, max_size=20).filter(lambda table: sum(table) > 0)


@given(counts)
def test_both_varieties_add_up_to_the_entropy(table):
    found = variety_of(np.array(table, dtype=float), 2020)
    assert found.unrelated + found.related == pytest.approx(float(entropy(table)), abs=1e-12)
    assert found.unrelated_interval_90[0] <= found.unrelated <= found.unrelated_interval_90[1]


def test_all_in_one_section_has_neither_variety_nor_doubt():
    table = np.zeros(len(SECTIONS))
    table[3] = 100
    assert standard_errors(table, 100.0) == (0, 0)
    assert (variety_of(table, 2020).unrelated, variety_of(table, 2020).related) == (0, 0)


def test_intervals_hold_ninety_per_cent_of_samples():
    rng = np.random.default_rng(5)
    share = rng.dirichlet(np.full(20, 2.0))
    people = 2000
    truth = variety_of(share * 1e9, 2020)
    drawn = rng.multinomial(people, share, size=400).astype(float)
    found = [(variety_of(table, 2020), standard_errors(table, people)) for table in drawn]
    held = [
        np.mean([abs(getattr(each, name) - getattr(truth, name)) <= 1.645 * errors[i] for each, errors in found])
        for i, name in enumerate(("unrelated", "related"))
    ]
    # 400 samples: a share of .90 is within .04 with more than 99 %, plus a small bias of entropy.
    assert held == pytest.approx([0.9, 0.9], abs=0.05)
    assert assumed("design_effect") > 1  # which the intervals of a city widen further


@pytest.mark.parametrize("name", ["hegang", "yulin-shaanxi", "baotou", "panjin"])
def test_parts_of_growth_add_up_exactly(panel, name):
    found = growth_by_sector(panel, find(name))
    assert [(each.start, each.end) for each in found] == list(SPANS)
    for each in found:
        assert sum(each.parts.values()) == pytest.approx(each.growth, abs=1e-12)


def test_a_county_has_the_variety_of_both_censuses_and_no_growth(panel):
    assert [each.year for each in variety(panel, find("renqiu"))] == [2010, 2020]
    assert growth_by_sector(panel, find("renqiu")) == ()


def test_one_section_a_sector_has_the_error_of_entropy_and_none_within():
    table = np.zeros(len(SECTIONS))
    for section, count in {"agriculture": 600, "mining": 300, "education": 100}.items():
        table[SECTIONS.index(section)] = count
    found = standard_errors(table, 1000.0)
    assert found == pytest.approx((entropy_standard_error(table / table.sum(), 1000.0), 0), abs=1e-12)


def test_one_sector_alone_has_all_its_error_within():
    table = np.zeros(len(SECTIONS))
    table[[SECTIONS.index("education"), SECTIONS.index("health")]] = [700, 300]
    found = standard_errors(table, 1000.0)
    assert found == pytest.approx((0, entropy_standard_error(np.array([0.7, 0.3]), 1000.0)), abs=1e-12)
