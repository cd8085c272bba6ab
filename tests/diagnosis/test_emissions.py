import pytest

from relode.diagnosis.statistics.emissions import SPANS, decouplings
from relode.measures import decoupling_state
from relode.places import find


@pytest.fixture(scope="module")
def hegang(panel):
    return decouplings(panel, find("hegang"))


def test_every_span_is_told_from_the_figures_of_its_ends(panel, hegang):
    values = panel["value"].sel(place="230400")
    for (start, end), each in zip(SPANS, hegang, strict=True):
        carbon, output = (
            tuple(values.sel(quantity=name, year=[start, end]).to_numpy().tolist())
            for name in ("co2_emissions", "gdp_real_index")
        )
        assert each.state == decoupling_state(carbon, output)
        assert each.elasticity == pytest.approx(each.emissions / each.output, abs=1e-12)


def test_spans_with_moved_ends_stay_inside_the_figures(hegang):
    assert [each.tried for each in hegang] == [8, 8, 5]  # output ends in 2023
    assert all(0 <= each.alike <= each.tried for each in hegang)


def test_output_that_falls_with_emissions_is_weakly_coupled_downwards(hegang):
    bust = hegang[1]
    assert bust.output < bust.emissions < 0
    assert bust.state == "weak_negative_decoupling"


def test_a_place_without_the_inventory_says_so(panel):
    assert {each.why for each in decouplings(panel, find("yanbian"))} == {"no_figures"}
    assert {each.why for each in decouplings(panel, find("renqiu"))} == {"county_level"}
