"""The figures of the documentation are those that the shipped panel gives."""

from pathlib import Path

import numpy as np
import pytest

from relode.diagnosis.own_type import shipped_coefficients
from relode.diagnosis.own_type_fit import chances
from relode.diagnosis.own_type_scores import calibration_table, confusion_table, ranking_table, shipped_scores, trial
from relode.diagnosis.persistence import persistence_table
from relode.diagnosis.space import global_table
from relode.diagnosis.whole_panel import shipped
from relode.places import official

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
