"""The figures of the documentation are those that the shipped panel gives."""

from pathlib import Path

import numpy as np
import pytest

from relode.diagnosis.life_cycle.own_type import chances, shipped_coefficients, shipped_scores
from relode.diagnosis.statistics.ages import ages_table
from relode.diagnosis.statistics.emissions import SPANS, decoupling_table
from relode.diagnosis.statistics.persistence import persistence_table
from relode.diagnosis.statistics.space import global_table
from relode.diagnosis.statistics.whole_panel import shipped
from relode.places import by_code, official
from studies.diagnosis.inequality import inequality_table
from studies.diagnosis.own_type import calibration_table, confusion_table, ranking_table, trial

PAGES = [Path(__file__).parents[2] / "docs" / name for name in ("diagnosis.md", "diagnosis.zh.md")]


def said(value: float, digits: int = 3) -> str:
    return f"{value:.{digits}f}".replace("-0.", "-.").removeprefix("0")


def span(row, digits: int = 3) -> str:
    return f"[{said(row['low'], digits)}, {said(row['high'], digits)}]"


@pytest.fixture(scope="module")
def texts():
    return [page.read_text(encoding="utf-8") for page in PAGES]


def test_scores_and_gains_are_printed_as_shipped(texts):
    for score in shipped_scores():
        for text in texts:
            assert f"{said(score.value)} {span(vars(score))}" in text, score


def test_confusion_calibration_and_ranking_are_printed_as_computed(panel, texts):
    on = trial(panel)
    chance = np.stack(
        [chances(row, shipped_coefficients()[home]) for row, home in zip(on.table, on.provinces, strict=True)]
    )
    confusion = confusion_table(on, chance)
    for text in texts:
        for _, row in confusion.iterrows():
            assert "| " + " | ".join(map(str, row)) + " |" in text
        for row in calibration_table(on, chance).to_dict("records"):
            assert f"| {row['pairs']:.0f} | {said(row['predicted'])} | {said(row['observed'])} {span(row)} |" in text
        for row in ranking_table(on, chance).to_dict("records"):
            assert f"{said(row['ranking'])} {span(row)}" in text


def test_slopes_of_the_bust_are_printed_as_computed(panel, texts):
    table = persistence_table(panel)
    last = table.groupby("outcome")["year"].transform("max")
    for row in table[table["year"].isin([2013, 2016]) | (table["year"] == last)].to_dict("records"):
        assert all(f"{said(row['slope'], 2)} {span(row, 2)}" in text for text in texts), row


def test_spatial_autocorrelation_is_printed_as_computed(panel, texts):
    table = global_table(panel)
    for value in table.loc[table["neighbours"] == 6, "moran"]:
        assert all(said(value) in text for text in texts)


def test_how_many_shrink_amid_shrinking_neighbours_is_printed_as_shipped(texts):
    table = shipped("local").query("outcome == 'population_change_2010_2020' and found and kind == 'low_low'")
    listed = sum(place in official() for place in table["place"])
    assert f"{len(table)} prefectures shrink amid" in texts[0]
    assert f"{listed} of them on the list" in texts[0]
    assert f"{len(table)}个地级单位与周边" in texts[1]
    assert f"其中{listed}个在名录内" in texts[1]


@pytest.fixture(scope="module")
def listed():
    return [by_code()[code] for code in official() if by_code()[code].level == "prefecture"]


def percent(value: float) -> str:
    return f"{100 * value:+.1f}".replace("+", "")


def test_what_ages_imply_is_printed_as_computed(panel, texts, listed):
    table = ages_table(panel, listed)
    types = table["place"].map(lambda code: official()[code].type)
    medians = [table["change"].median(), *table.groupby(types)["change"].median()]
    assert len(table) == len(listed) == 126
    assert (table["balance"] < 0).sum() == 50
    worst = table.sort_values("balance").head(3)
    assert worst["slug"].tolist() == ["fushun", "benxi", "yichun-heilongjiang"]
    for text in texts:
        flat = text.replace("\n", " ")
        for value in [*medians, *worst["balance"]]:
            assert percent(value) in flat


def test_inequality_is_printed_as_computed(panel, texts):
    for row in inequality_table(panel).to_dict("records"):
        assert row["between"] + row["within"] == pytest.approx(row["total"], abs=1e-12)
        for text in texts:
            assert all(said(row[name]) in text for name in ("total", "between", "within"))
            assert str(row["places"]) in text


def test_states_of_decoupling_are_printed_as_computed(panel, texts, listed):
    table = decoupling_table(panel, listed)
    counts = table.groupby(["start", "state"]).size()
    starts = [start for start, _ in SPANS]
    states = ("strong_decoupling", "weak_decoupling", "expansive_coupling", "expansive_negative_decoupling")
    lines = [[int(counts.get((start, state), 0)) for start in starts] for state in states]
    lines.append([115 - sum(line[i] for line in lines) for i in range(len(starts))])
    lines.append([int((found["alike"] == found["tried"]).sum()) for _, found in table.groupby("start")])
    assert (table.groupby("start").size() == 115).all()
    for line in lines:
        assert all("| " + " | ".join(map(str, line)) + " |" in text for text in texts)


def test_spillover_is_printed_as_shipped(texts):
    for row in shipped("spillover").to_dict("records"):
        gain = {"low": row["gain_low"], "high": row["gain_high"]}
        for text in texts:
            flat = text.replace("\n", " ")
            assert f"{said(row['slope'])} {span(row)}" in flat
            assert f"{said(row['gain'])} {span(gain)}" in flat
