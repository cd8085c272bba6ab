"""From a panel, or any table, to a study: every column and row by hand, and whole policies of one's own."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from relode.errors import RelodeError
from relode.evaluation import staggered, study
from relode.evaluation.designs import DesignEstimate, imputation
from relode.evaluation.past_policy import Evaluation, EvaluationSettings, evaluate, per_dose
from relode.evaluation.policies import PastPolicy, overlapping, own_policy, policy, protocol
from relode.evaluation.study import Refused, Study, by_rules, outcome_names, outcome_table, study_of
from relode.language import Amount
from relode.places import find

PLACES = ["130900", "131000", "131100", "140100", "150500", "150800"]
"""Cities that no policy of the protocol treats."""


def panel_of(cells, years, places=PLACES):
    """An invented panel: quantity -> values (place, year), flags by place and year."""
    codes = [f"f{place[:3]}{year % 10}" for place in places for year in years]
    flags = np.array(codes, dtype=object).reshape(1, len(places), len(years))
    values = np.array([np.broadcast_to(each, (len(places), len(years))) for each in cells.values()], dtype=float)
    coords = {"quantity": list(cells), "place": places, "year": list(years)}
    of = ("quantity", "place", "year")
    return xr.Dataset({"value": (of, values), "flag": (of, flags.repeat(len(cells), 0))}, coords=coords)


def asked(treated, controls, **more):
    return PastPolicy("own", treated, controls, **{"first": 2001, "last": 2004, "horizon": 3, **more})


def test_a_table_of_an_outcome_has_a_row_a_place_and_year_of_the_window():
    """Shares in points; a place outside of the panel has no row."""
    panel = panel_of({"secondary_share": np.arange(42).reshape(6, 7) / 100}, range(2000, 2007))
    found = outcome_table(panel, asked({"130900": 2003, "999999": 2003}, ("140100", "888888")), "secondary_share")
    assert list(found.columns) == ["place", "year", "outcome", "first_year", "cluster", "flag"]
    assert found.to_numpy().tolist() == [
        [place, year, pytest.approx(7 * row + year - 2000), first, place[:2], f"f{place[:3]}{year - 2000}"]
        for place, row, first in (("130900", 0, 2003), ("140100", 3, 0))
        for year in (2001, 2002, 2003, 2004)
    ]


def test_logarithms_are_of_what_is_positive():
    values = np.full((6, 7), 1 / np.e)
    values[3, 2:4] = (0.0, -1.0)
    found = outcome_table(panel_of({"budget_revenue": values}, range(2000, 2007)), asked({"130900": 2003}, ("140100",)),
                          "budget_revenue")  # fmt: skip
    own = found.set_index(["place", "year"])["outcome"]
    assert own["130900"].tolist() == pytest.approx([-1.0] * 4)
    assert np.isnan(own["140100"]).tolist() == [False, True, True, False]


def test_years_are_the_longest_run_in_which_three_of_four_treated_have_the_outcome():
    """2001: two of four; 2002 and 2003: three; 2004: nobody at all, as between censuses; 2005: all; 2006: one."""
    values = np.ones((6, 7))
    for year, lacking in ((2001, (0, 1)), (2002, (0,)), (2003, (1,)), (2004, range(6)), (2006, (0, 1, 2))):
        values[list(lacking), year - 2000] = np.nan
    panel = panel_of({"secondary_share": values}, range(2000, 2007))
    of = asked(dict.fromkeys(PLACES[:4], 2003), tuple(PLACES[4:]), last=2006)
    assert sorted(set(outcome_table(panel, of, "secondary_share")["year"])) == [2002, 2003, 2005]
    values[:4] = np.nan
    with pytest.raises(Refused) as caught:
        outcome_table(panel_of({"secondary_share": values}, range(2000, 2007)), of, "secondary_share")
    said = {"lacking": PLACES[:4], "count": 4}
    assert (caught.value.key, dict(vars(caught.value)["values"])) == ("study_outcome_missing", said)


def test_columns_may_have_any_names_and_what_is_no_column_of_a_study_is_left():
    rows = [(p, y, 1.5, 2003.0 if p == "a" else None, "pq"[p > "b"], "x") for p in "cab" for y in (2002, 2001, 2003)]
    table = pd.DataFrame(rows, columns=["who", "when", "what", "since", "where", "more"])
    table["when"] = table["when"].astype(float)
    found = study(table, place="who", year="when", outcome="what", first_year="since", cluster="where")
    assert found.table.to_dict("list") == {
        "place": [*"aaabbbccc"], "year": [2001, 2002, 2003] * 3, "outcome": [1.5] * 9,
        "first_year": [2003] * 3 + [0] * 6, "cluster": [*"ppppppqqq"],
    }  # fmt: skip
    assert list(found.table.columns) == ["place", "year", "outcome", "first_year", "cluster"]
    assert (list(found.table.index), found.horizon, found.first_years) == (
        list(range(9)), None, {"a": 2003, "b": 0, "c": 0},
    )  # fmt: skip
    assert list(found.without(["b"]).table.index) == list(range(6))
    by_place = study(table.drop(columns="where"), place="who", year="when", outcome="what", first_year="since",
                     cluster=None)  # fmt: skip
    assert list(by_place.table["cluster"]) == [*"aaabbbccc"]
    with pytest.raises(RelodeError) as caught:
        study(table, place="who", year="when", outcome="what", cluster="there")
    assert dict(vars(caught.value)["values"]) == {"missing": ["first_year", "there"]}


def lasting(starts, years=range(2000, 2008)):
    return pd.DataFrame(
        [(p, y, 1.0, start, p) for p, start in starts.items() for y in years],
        columns=["place", "year", "outcome", "first_year", "cluster"],
    )


@pytest.mark.parametrize(
    ("starts", "count"), [((2002, 2001, 2007), None), ((2001, 2001, 2007), 1), ((2002, 2001), 1), ((2001, 2007), 1)]
)
def test_the_middle_of_the_treated_has_two_years_before_unless_more_are_asked_for(starts, count):
    """Of two in the middle the one with fewer years."""
    table = lasting({**{f"t{at}": start for at, start in enumerate(starts)}, "x": 0})
    if count is None:
        assert len(study(table).treated) == len(starts)
        return
    with pytest.raises(Refused) as caught:
        study(table)
    assert dict(vars(caught.value)["values"]) == {"count": count, "least": 2}


def test_refusals_name_the_places():
    """Rows that stand twice, both of them; two starts, an empty one counted as never; who lacks the outcome."""
    table = lasting({"a": 2003, "b": 2004, "x": 0}, (2002, 2003))
    with pytest.raises(RelodeError) as caught:
        study(pd.concat([table, table.iloc[[2]]]))
    assert dict(vars(caught.value)["values"]) == {"offenders": ["b 2002", "b 2002"]}
    table.loc[0, "first_year"] = np.nan
    with pytest.raises(RelodeError) as caught:
        study(table)
    assert dict(vars(caught.value)["values"]) == {"offenders": ["a"]}
    table = lasting({"b": 2005, "a": 2005, "x": 0, "c": 2005})
    for place, year in (("a", 2004), ("b", 2001)):
        table.loc[(table["place"] == place) & (table["year"] == year), "outcome"] = None
    assert study(table, balanced_share=1 / 3).dropped == ("a", "b")
    with pytest.raises(Refused) as caught:
        study(table, balanced_share=0.34)
    assert dict(vars(caught.value)["values"]) == {"lacking": ["a", "b"], "count": 2}
    with pytest.raises(Refused) as caught:
        study(table.assign(outcome=np.nan))
    assert dict(vars(caught.value)["values"]) == {"lacking": ["a", "b", "c"], "count": 3}
    with pytest.raises(Refused) as caught:
        study(lasting({"a": 2005, "b": 2006}))
    assert (caught.value.key, dict(vars(caught.value)["values"])) == ("study_no_controls", {"years": [2005, 2006]})


def test_an_empty_start_is_that_of_a_place_that_was_never_treated():
    table = lasting({"a": 2005, "x": 0}).astype({"first_year": float})
    table.loc[(table["place"] == "x") & (table["year"] == 2003), "first_year"] = None
    assert study(table).first_years == {"a": 2005, "x": 0}


def test_a_gap_in_years_that_nobody_has_leaves_nobody_out():
    table = lasting({"a": 2005, "x": 0})
    table.loc[table["year"] == 2003, "outcome"] = None
    found = study(table)
    assert (found.dropped, sorted(set(found.table["year"]))) == ((), [2000, 2001, 2002, 2004, 2005, 2006, 2007])


def test_rules_of_the_protocol_ask_for_three_years_before_and_seven_of_ten_of_the_treated():
    places = {**{f"t{at}": 2003 for at in range(10)}, **{f"x{at:02d}": 0 for at in range(10)}}
    table = lasting(places)
    for at in range(3):
        table.loc[(table["place"] == f"t{at}") & (table["year"] == 2001), "outcome"] = None
    assert by_rules(table, 4).dropped == ("t0", "t1", "t2")
    assert by_rules(lasting({"t": 2003, **{f"x{at:02d}": 0 for at in range(10)}}), 4).treated == ("t",)
    with pytest.raises(Refused, match="3 are needed"):
        by_rules(lasting({name: start and 2002 for name, start in places.items()}), 4)
    table.loc[(table["place"] == "t3") & (table["year"] == 2001), "outcome"] = None
    with pytest.raises(Refused) as caught:
        by_rules(table, 4)
    assert caught.value.key == "study_outcome_missing"


def test_a_policy_that_came_with_another_is_refused_with_the_shares_of_both():
    """Hegang and Panjin of three treated got transfers in their years; Taiyuan and three controls never did."""
    of = asked({"230400": 2011, "211100": 2009, "140100": 2010}, ("130900", "131000", "131100"))
    got = {name: at for name, at in overlapping(of).items() if at[0] >= 0.5}
    assert got == {"exhausted_transfers": (2 / 3, 0.0)}
    with pytest.raises(Refused) as caught:
        study_of(panel_of({"budget_revenue": 1.0}, [2001]), of, "budget_revenue")
    assert dict(vars(caught.value)["values"]) == {
        "other": "exhausted_transfers", "treated": Amount(0.6667, "share"), "controls": Amount(0.0, "share"),
    }  # fmt: skip


def test_of_several_policies_that_came_with_it_the_one_of_most_of_the_treated_is_named():
    """Hosts of clusters from 2021 on, both; one of them became a low-carbon pilot in 2017."""
    hosts, pilots = (policy(name).first_years for name in ("clusters", "low_carbon_pilots"))
    both = next(code for code, year in hosts.items() if year < 2024 and pilots.get(code) == 2017)
    never = set().union(*(policy(name).first_years for name in protocol()["policies"] if name != "clusters"))
    one = next(code for code, year in hosts.items() if year < 2024 and code not in never)
    of = asked({both: 2022, one: 2022}, ("130900", "131000"))
    shares = overlapping(of)
    assert (shares["clusters"][0], shares["low_carbon_pilots"][0]) == (1.0, 0.5)
    with pytest.raises(Refused) as caught:
        study_of(panel_of({"budget_revenue": 1.0}, [2001]), of, "budget_revenue")
    assert vars(caught.value)["values"]["other"] == "clusters"


@pytest.mark.parametrize(
    ("year", "horizon", "treated"), [(2008, 5, 1.0), (2008, 4, 0.0), (2017, 4, 1.0), (2018, 4, 0.0)]
)
def test_another_policy_overlaps_from_five_years_before_to_the_end_of_the_horizon(year, horizon, treated):
    """Transfers reached Hegang in 2012."""
    found = overlapping(asked({"230400": year}, (), horizon=horizon))
    assert found["exhausted_transfers"] == (treated, 0.0)
    assert set(found) == set(protocol()["policies"])


def test_controls_are_asked_about_the_years_of_each_of_the_treated():
    """Panjin's transfers of 2008 lie in the years of a start in 2012, not in those of 2016; Taiyuan got none."""
    found = overlapping(asked({"130900": 2012, "131000": 2016, "131100": 2012}, ("211100", "140100")))
    assert found["exhausted_transfers"] == (0.0, 0.25)
    assert overlapping(asked({}, ("211100",))) == {}
    assert "plan_2013" not in overlapping(replace(policy("plan_2013"), controls=()))


def test_a_policy_of_a_file_is_read_whole():
    """A county is below, a dose is of those who got it, and who has no year is compared; lines are counted from 2."""
    lines = ["place,year,dose,dose_unit", "hegang,2012,3.5,yuan", "panjin, 2009 ,,", "huozhou,2013,2,yuan",
             "taiyuan,,7,yuan", "cangzhou,,,"]  # fmt: skip
    assert own_policy("\n".join(lines), "mine.csv") == PastPolicy(
        name="own", first_years={"230400": 2012, "211100": 2009}, controls=("130900", "140100"), first=1997, last=2017,
        horizon=5, below=(find("huozhou").code,), doses={"230400": 3.5, find("huozhou").code: 2.0}, dose_unit="yuan",
    )  # fmt: skip
    plain = own_policy("place,year\nhegang,2012\n", "mine.csv")
    assert (plain.doses, plain.dose_unit, "230400" in plain.controls) == (None, "", False)
    with pytest.raises(RelodeError) as caught:
        own_policy("place,year\nhegang,x\npanjin,2012\ntaiyuan,1900", "mine.csv")
    assert dict(vars(caught.value)["values"])["offenders"] == ["'x' (line 2)", "'1900' (line 4)"]
    for units in (",yuan\npanjin,2013,2,", ",\npanjin,2013,2,"):
        with pytest.raises(RelodeError) as caught:
            own_policy(f"place,year,dose,dose_unit\nhegang,2012,3.5{units}", "mine.csv")
        assert caught.value.key == "own_policy_dose_unit"


def test_places_treated_in_part_or_left_out_are_neither_treated_nor_controls():
    """Of Beijing the west alone became a zone; of Henan the west, but Luoyang as a whole."""
    zones = policy("demonstration_zones")
    assert {"110000", "410100", "500000", "640100"} <= set(zones.left_out)
    assert "410300" not in zones.left_out
    assert zones.first_years["410300"] == 2020
    hosts = policy("clusters")
    assert (hosts.left_out, set(hosts.below) & set(hosts.first_years)) == ((), set())
    assert len(hosts.first_years) + len(hosts.below) == 82
    transfers = policy("exhausted_transfers")
    assert (transfers.left_out, transfers.lever, transfers.first, transfers.last) == (
        ("210900",), "central_transfer", 2000, 2016,
    )  # fmt: skip
    assert "340600" not in policy("plan_2013").controls


def test_a_dose_is_the_mean_of_those_treated_that_have_one():
    estimate = DesignEstimate("staggered", 0.6, 0.1, 0.4, 0.8, pd.DataFrame(), 0.6, 0.1, 2, 9)
    for doses, mean in (({"a": 2.0, "b": 4.0, "c": 9.0}, 3.0), ({"a": 4.0}, 4.0), ({"c": 1.0}, None), (None, None),
                        ({"a": 1.0, "b": -1.0}, None)):  # fmt: skip
        of = asked({"a": 2003, "b": 2003}, (), doses=doses, dose_unit="yuan")
        found = per_dose(
            Evaluation(of, "population", EvaluationSettings(), None, estimate, treated=("a", "b"))  # type: ignore[arg-type]
        )
        told = found and (found.mean_dose, found.dose_unit, found.effect_per_dose)
        assert told == (mean and (mean, "yuan", pytest.approx(0.6 / mean)))
    none = Evaluation(of, "population", EvaluationSettings(), None, None, treated=("a",))  # type: ignore[arg-type]
    assert per_dose(none) is None


def test_every_outcome_is_corrected_for_all_and_only_those_asked_for_are_told():
    """One treated city of eleven, whose revenue and share move; of the others no figure is known."""
    rng, years = np.random.default_rng(3), range(2000, 2012)
    places = [
        "130900",
        "131000",
        "131100",
        "140100",
        "150500",
        "150800",
        "150900",
        "152200",
        "152500",
        "220300",
        "220800",
    ]
    walk = np.exp(np.cumsum(rng.normal(0, 0.02, (11, 12)), axis=1))
    cells = dict.fromkeys(outcome_names(), np.nan) | {"budget_revenue": walk, "secondary_share": walk / 3}
    panel = panel_of(cells, years, places)
    own = asked({"130900": 2008}, tuple(places[1:]), first=2000, last=2011)
    (told,) = evaluate(panel, own, ["secondary_share"])
    assert (told.outcome, told.settings.design, told.ratios, told.years) == (
        "secondary_share", "synthetic_control", (), (2000, 2011),
    )  # fmt: skip
    assert told.checks["several_outcomes"].detail["count"] == 2
    assert (told.treated, told.beside, told.settings.placebos) == (("130900",), {}, False)
    every = evaluate(panel, own, settings=EvaluationSettings(seed=2))
    assert [each.outcome for each in every] == list(outcome_names())
    assert {each.outcome for each in every if each.refused is None} == {"budget_revenue", "secondary_share"}
    assert {(each.verdict.kind, each.verdict.reasons) for each in every if each.refused} == {
        ("not_identified", ("refused",))
    }
    (few,) = evaluate(panel, replace(own, name="another"), ["secondary_share"])
    assert few.refused.key == "study_few_treated"


@pytest.fixture(scope="module")
def three_years_of_two():
    """Two treated from 2003 on with gains 1, 2 and 6 in their years, and two others with a noise that is known."""
    rng = np.random.default_rng(2)
    rows = [(p, y, rng.normal(0, 0.1) + (p in "ab") * {2003: 1, 2004: 2, 2005: 6}.get(y, 0), 2003 * (p in "ab"), c)
            for p, c in zip("abxyz", "ppqqr", strict=True) for y in range(2000, 2006)]  # fmt: skip
    return pd.DataFrame(rows, columns=["place", "year", "outcome", "first_year", "cluster"])


@pytest.mark.parametrize("design", [staggered, imputation])
def test_an_interval_is_of_a_t_with_a_degree_less_than_provinces(three_years_of_two, design):
    """Three provinces: 4.302653 errors with two degrees; 1.959964 without provinces."""
    data = Study(three_years_of_two, 2)
    for by_cluster, width in ((True, 4.302653), (False, 1.959964)):
        found = design(data, by_cluster=by_cluster)
        assert found.effect == pytest.approx(1.5, abs=0.3)
        assert found.high - found.effect == pytest.approx(width * found.standard_error, rel=1e-6)
        assert found.effect - found.low == pytest.approx(width * found.standard_error, rel=1e-6)
        assert (found.design, found.treated_count, found.control_count) == (design.__name__, 2, 3)
    assert design(data).standard_error == design(data, by_cluster=True).standard_error
    assert found.overall == pytest.approx(3.0, abs=0.3)
    assert list(found.path.columns) == ["event_year", "effect", "standard_error", "low", "high"]
    after = found.path[found.path["event_year"].isin([0, 1, 2])]
    assert after["effect"].tolist() == pytest.approx([1, 2, 6], abs=0.3)
    assert ((after["low"] < after["effect"]) & (after["effect"] < after["high"])).all()
    half = (after["high"] - after["low"]) / 2
    assert (half / after["standard_error"]).between(1.9, 4.4).all()
    assert list(found.path["event_year"]) == sorted(found.path["event_year"])
    assert (min(found.path["event_year"]) < -1, "fitted" in repr(found)) == (True, False)


def test_a_group_time_effect_of_two_groups_has_the_error_of_their_means(three_years_of_two):
    """Effects of the years are averaged with equal weights: that of the mean of years two by hand."""
    found = staggered(Study(three_years_of_two, 2), method="reg", by_cluster=False)
    wide = three_years_of_two.pivot(index="place", columns="year", values="outcome")
    change = wide[[2003, 2004]].mean(axis=1) - wide[2002]
    assert found.effect == pytest.approx(change[["a", "b"]].mean() - change[["x", "y", "z"]].mean())
    ends = {row.event_year: row.effect for row in found.path.itertuples()}
    assert ends[-1] == 0
    assert sorted(ends) == [-3, -2, -1, 0, 1, 2]
