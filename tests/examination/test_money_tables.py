"""The table from money to jobs by hand: two draws of made-up runs in place of the simulator's."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.examination import money_tables
from relode.examination.money_tables import COLUMNS, MoneyRow, _accounts, _price_fall, _spending, _zone
from relode.examination.paired_runs import Pair
from relode.model.policy.costs import LINES
from relode.model.sector_list import SECTORS

YEARS = 15
BASE = SimpleNamespace(count=2)


def over_years(first, second):
    """The same in every year, of one place: (draw, year, place)."""
    return np.repeat([[[first]], [[second]]], YEARS, axis=1).astype(float)


def by_sector(changed=(), otherwise=100.0):
    """(draw, year, sector, place), the same in every year: `changed` sector -> figures of the two draws."""
    found = np.full((2, YEARS, len(SECTORS), 1), otherwise)
    for name, draws in dict(changed).items():
        found[:, :, SECTORS.index(name)] = np.reshape(draws, (2, 1, 1))
    return found


@pytest.fixture
def rows(monkeypatch):
    """Runs a part of the table on pairs of runs that follow from what it asks for; the rows, and what was asked."""

    def made(part, runs_of):
        asked = []

        def paired(_, codes, shocks):
            asked.append((tuple(codes), tuple(shocks)))
            return runs_of(shocks)

        monkeypatch.setattr(money_tables, "paired", paired)
        return {(row.place, row.figure, row.horizon): row.draws for row in part(BASE)}, asked

    return made


def test_a_row_tells_quantiles_of_the_draws_and_counts_those_in_which_nothing_moved():
    draws = np.array([*range(-1, 19), np.nan])
    # Of twenty the first is the 5 %, the tenth the median, the nineteenth the 95 % quantile; -1 and 0 are not above 0.
    cells = MoneyRow("zone", "hegang", "log_employment", 8, draws).cells()
    assert dict(zip(COLUMNS, cells, strict=True)) == {
        "table": "zone", "place": "hegang", "figure": "log_employment", "horizon": "8",
        "median": "8", "p05": "-1", "p95": "17", "above": "0.9", "left_out": "1",
    }  # fmt: skip


def test_spending_makes_output_and_jobs_for_its_money(rows):
    """The first draw has 1.5 of output for each of money and 300 public and 150 other jobs, the second loses."""

    def runs_of(shocks):
        [shock] = shocks
        # A hundredth of output for good, all of it from above.
        assert (shock.kind, shock.dose, shock.unit, shock.outside_share, shock.years) == (
            "spending", 0.01, "share of GDP per year", 1.0, None,
        )  # fmt: skip
        before = {
            "gdp_real": over_years(80, 80), "employment": over_years(900, 900),
            "value_added_by_sector": by_sector(otherwise=10.0), "employment_by_sector": by_sector(),
        }  # fmt: skip
        after = {
            "gdp_real": over_years(83, 79), "employment": over_years(1350, 890),
            "value_added_by_sector": by_sector({"public_services": (12, 10), "agriculture": (11, 9)}, 10.0),
            "employment_by_sector": by_sector({"public_services": (400, 100), "agriculture": (250, 90)}),
        }  # fmt: skip
        return Pair(after, before, over_years(2, 2))

    found, asked = rows(_spending, runs_of)
    assert len(asked) == 6
    for years in (1, 2, 10):
        at = {
            figure: draws for (place, figure, horizon), draws in found.items() if (place, horizon) == ("hegang", years)
        }
        assert at["multiplier"].tolist() == [1.5, -0.5]
        assert at["multiplier_between_0_and_2"].tolist() == [1, 0]
        # 200 million yuan a year for 450 jobs; fewer jobs cost without end.
        assert at["cost_per_job_year"] == pytest.approx([2e8 / 450, np.inf])
        # A worker outside mining adds .1 of 100 million.
        assert at["cost_over_value_added_per_worker"] == pytest.approx([2e8 / 450 / 1e7, np.inf])
        # Of 3 more the public sector has 2.
        assert at["multiplier_private"].tolist() == [0.5, -0.5]
        assert at["cost_per_private_job_year"] == pytest.approx([2e8 / 150, np.inf])
        assert at["other_jobs_per_public_job"] == pytest.approx([0.5, np.nan], nan_ok=True)


def test_a_zone_is_read_after_eight_and_ten_years(rows):
    def runs_of(shocks):
        [shock] = shocks
        assert (shock.instrument, shock.sector, shock.dose) == ("cluster_support", "all", 1.0)
        rise = np.arange(1, YEARS + 1)[None, :, None] * np.array([0.01, 0.02])[:, None, None]
        before = {name: over_years(100, 100) for name in ("gdp_real", "employment")}
        return Pair({"gdp_real": 100 * np.exp(rise), "employment": 100 * np.exp(2 * rise)}, before, over_years(1, 1))

    found, _ = rows(_zone, runs_of)
    assert found["hegang", "log_gdp_real", 8] == pytest.approx([0.08, 0.16])
    assert found["hegang", "log_employment", 10] == pytest.approx([0.2, 0.4])
    assert {horizon for _, _, horizon in found} == {8, 10}


def test_a_fall_of_prices_by_half_costs_other_jobs_beside_those_of_mines(rows):
    def runs_of(shocks):
        [shock] = shocks
        assert (shock.kind, shock.instrument, shock.unit, shock.years) == ("price", "coal", "log points", None)
        sign = np.sign(shock.dose)
        assert abs(shock.dose) == pytest.approx(np.log(2))
        before = {
            "employment_by_sector": by_sector(), "employment": over_years(900, 900),
            "non_employment": over_years(0.4, 0.4), "unemployment_rate": over_years(0.05, 0.05),
        }  # fmt: skip
        # By a fall mines lose 40, local services 30, and farming takes 10 in; in the second draw services lose 60.
        moved = {"extraction": 100 + sign * np.array([40, 40]), "local_services": 100 + sign * np.array([30, 60]),
                 "agriculture": 100 - sign * np.array([10, 10])}  # fmt: skip
        after = {
            "employment_by_sector": by_sector(moved), "employment": over_years(900 * 2**sign, 900),
            "non_employment": over_years(0.4 - sign * 0.02, 0.4),
            "unemployment_rate": over_years(0.05 - sign * 0.01, 0.05),
        }  # fmt: skip
        return Pair(after, before, over_years(0, 0))

    found, asked = rows(_price_fall, runs_of)
    for years in (5, 10):
        assert found["fuxin", "other_jobs_lost_per_mining_job", years].tolist() == [0.5, 1.25]
        assert found["fuxin", "taken_in_by_farming", years].tolist() == [0.25, 0.25]
        assert found["fuxin", "non_employment_points", years] == pytest.approx([2, 0])
        assert found["fuxin", "unemployment_rate_points", years] == pytest.approx([1, 0])
        assert found["fuxin", "log_employment_fall", years] == pytest.approx([-np.log(2), 0])
        assert found["fuxin", "log_employment_rise", years] == pytest.approx([np.log(2), 0])
    assert sorted(len(codes) for codes, _ in asked) == [1, 1, 1, 1, 1, 1, 8, 8]


def test_cash_arrives_and_is_missing_where_it_is_charged(rows):
    paid = {(lever, payer): i for i, (lever, _, payer) in enumerate(LINES)}
    other = next(i for i, (lever, _, _) in enumerate(LINES) if lever != "early_retirement_share")

    def runs_of(shocks):
        doses = {shock.instrument: (shock.dose, shock.both) for shock in shocks}
        before = {"transfers": over_years(10, 10), "budget_revenue": over_years(50, 50)}
        if "central_transfer" in doses:
            assert doses == {"central_transfer": (0.01, False)}
            return Pair({"transfers": over_years(14, 13)}, before, over_years(4, 4))
        if "tax_relief" in doses:
            assert doses == {"tax_relief": (0.1, False)}
            return Pair(
                {"transfers": over_years(11, 10), "budget_revenue": over_years(45, 46)}, before, over_years(5, 5)
            )
        # Mines close in both runs, so that only the pensions are read.
        assert doses == {"early_retirement_share": (0.5, False), "extraction_cut": (0.3, True)}
        lines = np.zeros((2, YEARS, len(LINES), 1))
        lines[:, :, paid["early_retirement_share", "centre"]] = 3.0
        lines[:, :, paid["early_retirement_share", "insurance"]] = 1.0
        lines[:, :, other] = 100.0
        lines[:, 10:] = 1e6  # after the horizon
        return Pair({"cost_lines": lines}, before, over_years(4, 4))

    found, _ = rows(_accounts, runs_of)
    at = {figure: draws.tolist() for (place, figure, _), draws in found.items() if place == "heihe"}
    assert at["transfer_received_over_paid"] == [1.0, 0.75]
    assert at["relief_revenue_lost_over_charged"] == [1.0, 0.8]
    assert at["relief_refunded_over_charged"] == [0.2, 0.0]
    told = {payer: at[f"early_retirement_paid_by_{payer}"] for payer in ("centre", "insurance", "city", "firm")}
    assert told == {"centre": [0.75, 0.75], "insurance": [0.25, 0.25], "city": [0, 0], "firm": [0, 0]}
