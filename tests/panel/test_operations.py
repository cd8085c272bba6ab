"""What the panel derives, on a few cells: ranks, quotients, chained growth, and what is refused."""

import numpy as np
import pytest

from relode.panel.derived import OPERATIONS, YEARS, chain_growth, with_value

NAN = float("nan")


def test_a_rank_counts_the_lower_ones_and_a_year_that_few_have_gives_none():
    """Of forty places two, a twentieth, are enough; the last year has one."""
    values = np.column_stack([np.arange(40.0, 0, -1), [7.0, 5.0] + [NAN] * 38, [3.0] + [NAN] * 39])
    values[1, 0] = 40.0  # as much as the first one: both share the lower rank
    ranks, counts = (OPERATIONS[name](values) for name in ("rank_from_lowest", "place_count"))
    assert ranks[:4, 0].tolist() == [39, 39, 38, 37]
    assert ranks[39, 0] == 1
    np.testing.assert_array_equal(ranks[:3, 1], [2, 1, NAN])
    np.testing.assert_array_equal(counts[:3, :2], [[40, 2], [40, 2], [40, NAN]])
    assert np.isnan(ranks[:, 2]).all()
    assert np.isnan(counts[:, 2]).all()


POSITION = {"gdp_growth_index": 0, "gdp_real_index": 1}


@pytest.mark.parametrize(
    ("growth", "after", "moved"),
    [
        # 110 becomes 120; what comes after it stands to it as before.
        ({2001: 120}, {2000: 100, 2001: 120, 2002: 132, 2004: 120 * 150 / 110, 2025: 120 * 400 / 110},
         [2001, 2002, 2004, 2025]),
        ({2003: 110}, {2000: 100, 2001: 110, 2002: 121, 2003: 133.1, 2004: 150, 2025: 400}, [2003]),
        ({2004: 110}, {2000: 100, 2001: 110, 2002: 121, 2004: 150, 2025: 400}, []),
        ({1990: 110}, {2000: 100, 2001: 110, 2002: 121, 2004: 150, 2025: 400}, []),
        ({2002: 100, 2001: 100}, {2000: 100, 2001: 100, 2002: 100, 2004: 100 * 150 / 121, 2025: 100 * 400 / 121},
         [2001, 2002, 2004, 2025]),
    ],
)  # fmt: skip
def test_growth_of_a_year_moves_the_index_of_the_year_and_of_all_later_ones(growth, after, moved):
    values = np.full((2, 2, len(YEARS)), NAN)
    values[:, 0] = 7.0  # another place stays as it is
    for year, value in {2000: 100, 2001: 110, 2002: 121, 2004: 150, 2025: 400}.items():
        values[1, 1, YEARS.index(year)] = value
    for year, value in growth.items():
        values[0, 1, YEARS.index(year)] = value
    assert chain_growth(values, POSITION, 1, list(growth)) == moved
    index = values[1, 1]
    assert {YEARS[at]: index[at] for at in np.flatnonzero(np.isfinite(index))} == pytest.approx(after)
    assert (values[:, 0] == 7.0).all()


def test_another_value_moves_what_is_derived_from_it_and_nothing_else(panel):
    """900,000 people in place of 891,271: the change, all that is per person, the province, and no other year."""
    moved = with_value(panel, "population", "230400", 2020, 900_000.0)

    def at(given, name, year=2020, place="230400"):
        return float(given["value"].sel(quantity=name, place=place, year=year))

    assert at(moved, "population") == 900_000
    assert at(panel, "population") == 891_271
    assert at(moved, "population_change") == pytest.approx(900_000 / 1_058_665 - 1)
    # What follows from what follows moves too.
    excess = at(moved, "population_change") - at(moved, "province_population_change")
    assert at(moved, "population_change_excess") == pytest.approx(excess)
    assert at(moved, "urban_share") == pytest.approx(at(panel, "population_urban") / 900_000)
    others = {"population_urban": 2020, "population": 2010, "house_price_rank": 2023, "mining_employment_share": 2020}
    assert all(at(moved, name, year) == at(panel, name, year) for name, year in others.items())
    assert at(moved, "province_population_change", place="230300") > at(
        panel, "province_population_change", place="230300"
    )
    apart = moved["value"].to_numpy()[:, :, YEARS.index(2010)], panel["value"].to_numpy()[:, :, YEARS.index(2010)]
    np.testing.assert_array_equal(*apart)
