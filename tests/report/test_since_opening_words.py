"""Where the simulator wins on what came after its opening, and where it loses, is told from the shipped scores."""

import pytest

from relode.language import LANGUAGES, spoken
from relode.report import past_chapter as module
from relode.report.past_chapter import since_opening_words
from relode.shipped_tables import rows

ENDS = ("", "_low", "_high")


def scored(no_change, mean, year="2024", group="all"):
    gains = {f"simulator_gain{end}": str(value) for end, value in zip(ENDS, no_change, strict=True)}
    given = {f"simulator_given_gain{end}": str(value) for end, value in zip(ENDS, mean, strict=True)}
    return {
        "quantity": "population",
        "year": year,
        "group": group,
        "n": "274",
        "coverage_90": "0.985",
        **gains,
        **given,
    }


@pytest.mark.parametrize(
    ("gain", "kind", "told"),
    [
        ((0.2, 0.1, 0.3), "less", (0.2, 0.1, 0.3)),
        ((-0.2, -0.3, -0.1), "more", (0.2, 0.1, 0.3)),
        ((0.2, -0.1, 0.3), "even", (0.2, -0.1, 0.3)),
    ],
)
def test_a_gain_counts_where_its_interval_lies_on_one_side_of_nothing(monkeypatch, gain, kind, told):
    even = (0.0, -0.1, 0.1)
    found = [scored(even, even, "2023"), scored(gain, even), scored(even, even, group="resource")]
    monkeypatch.setattr(module, "rows", lambda *_: found)
    (sentence,) = since_opening_words()
    part = sentence.values["no_change"]
    assert part.key == f"report.since.no_change_{kind}"
    assert tuple(part.values[name].value for name in ("gain", "low", "high")) == told
    assert sentence.values["mean"].key == "report.since.mean_even"
    assert (sentence.values["year"], sentence.values["coverage"].value) == (2024, 0.985)


def test_every_scored_quantity_is_told_in_both_languages():
    quantities = list(dict.fromkeys(row["quantity"] for row in rows("relode", "calibration/since_opening")))
    sentences = list(since_opening_words())
    assert [sentence.values["quantity"].quantity for sentence in sentences] == quantities
    assert all(spoken(sentence, language) for sentence in sentences for language in LANGUAGES)
