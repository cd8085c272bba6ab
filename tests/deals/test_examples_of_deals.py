"""The ten invented examples: what the page says of them is what comes out."""

import csv
import runpy
import sys
from pathlib import Path

import pytest
from scipy.stats import binomtest

from relode.deals import appraised, read_deals
from relode.language import LANGUAGES
from studies.deals.planted_deals import KINDS, planted

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {"en": "deals.md", "zh": "deals.zh.md"}


@pytest.fixture(scope="module")
def made():
    sys.path.insert(0, str(DOCS))
    yield runpy.run_path(str(DOCS / "deals.py"))
    sys.path.remove(str(DOCS))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_has_what_comes_out(made, language):
    page = (DOCS / PAGES[language]).read_text(encoding="utf-8").splitlines()
    parts = {name: lines(language) for name, lines in made["PARTS"].items()}
    assert len(parts["examples"]) == 2 + 10
    assert [line for lines in parts.values() for line in lines if line not in page] == []


def test_error_rates_on_planted_deals_are_what_is_claimed_of_them():
    """By kind of contract: the share of losing deals that are signed, with its upper 95 % limit, by another library."""
    rows = list(csv.DictReader((DOCS / "planted_deals.csv").read_text(encoding="utf-8").splitlines()))
    kinds, whole, unseen = rows[:-2], rows[-2], rows[-1]
    assert [row["kind"] for row in rows[-2:]] == ["all", "not_seen"]
    assert int(whole["deals"]) == sum(int(row["deals"]) for row in kinds) == int(unseen["deals"]) + 500
    for row in rows:
        wrong = round(float(row["sign_when_it_loses"]) * int(row["lose"]))
        limit = binomtest(wrong, int(row["lose"])).proportion_ci(0.9, "exact").high
        assert float(row["sign_when_it_loses_upper_95"]) == pytest.approx(limit, abs=6e-4)
        assert limit <= 0.05
        assert float(row["called_when_it_gains"]) >= 0.6
        others = ("sign_all", "none", "always_if")
        assert float(row["as_told"]) > max(float(row[name]) for name in others)


def test_one_example_is_to_be_filled_in_first_and_three_are_public_works():
    found = [appraised(read_deals(path)[0].deal, draws=4000) for path in sorted((DOCS / "examples").glob("*.toml"))]
    assert [one.name for one in found if one.verdict == "fill_in"] == [
        "未填依据的医药项目 Medicines, legal basis not stated (invented, 虚构)"
    ]
    assert sum(one.kind == "public_works" for one in found) == 3
    assert {one.verdict for one in found} == {"sign", "sign_if", "do_not_sign", "fill_in"}


def test_the_planted_deals_come_out_again():
    """A few of them, seen whole: none that loses is signed, and the same seed gives the same ones."""
    first = [planted(kind, at, 1) for at, kind in enumerate(KINDS)]
    assert first == [planted(kind, at, 1) for at, kind in enumerate(KINDS)]
    assert not any(one.verdict == "sign" and one.true_net < 0 for one in first)


def test_each_row_behind_a_default_or_a_gift_leads_to_its_line():
    """What a memo prints beside a figure is what `relode explain` takes."""
    from relode.deals import defaults
    from relode.deals.judgement import law_rows
    from relode.diagnosis.profiles.table_rows import KINDS
    from relode.facts import rows

    for kind, keys in (
        ("parameter", {default.row for default in defaults().values() if default.row}),
        ("law", {row["id"] for row in law_rows("grant")}),
    ):
        ((table, key),) = KINDS[kind]
        assert keys <= {row[key] for row in rows(table)}
