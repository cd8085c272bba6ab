"""Ten questions in a notebook: each runs as it stands, and shows a figure that the tables give by themselves."""

import csv
import json
import math
import re
import runpy
from pathlib import Path

import pytest

import relode as rl
from relode.notebook import TELLERS, html

ROOT = Path(__file__).parents[2]
NOTEBOOKS = vars(runpy.run_path(str(ROOT / "docs" / "site" / "build.py"))["notebooks"])
EXAMPLES = {path.stem[:2]: path for path in NOTEBOOKS["EXAMPLES"]}
LONG = {"09"}
"""Examples that compute for more than some seconds where nothing else was run."""


def rows(room, name):
    with (ROOT / "src" / "relode" / room / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def cell(table, quantity, year, place="230400"):
    key = {"place": place, "year": str(year), "quantity": quantity}
    return next(float(row["value"]) for row in rows("facts/tables", table) if key.items() <= row.items())


def losing_peers():
    """Of the peers, how many have fewer people in the later census: told as "lost people | 16 of 20"."""
    found = rows("facts/tables", "census")
    people = {(r["place"], r["year"]): float(r["value"]) for r in found if r["quantity"] == "population"}
    peers = [peer.place.code for peer in rl.diagnosis.profile(rl.panel.load(), "hegang").peers]
    return f"lost people {sum(people[p, '2020'] < people[p, '2010'] for p in peers)} of {len(peers)}"


def teachers_primary():
    newest = [r for r in rows("facts/tables", "accounts_services") if r["place"] == "230400" and r["teachers_primary"]]
    last = max(newest, key=lambda row: row["year"])
    return float(last["teachers_primary"])


def policy_effect():
    found = rows("evaluation/findings", "exhausted_transfers.verdicts")
    return next(float(row["effect"]) for row in found if row["outcome"] == "gdp_real_index")


def rule_of_grants():
    row = next(row for row in rows("facts/tables", "law") if row["id"] == "l005")
    return f"{row['source_title']} {row['article']}"


def transfer():
    found = rows("facts/tables", "transfers")
    key = {"year": "2020", "place": "230000", "quantity": "exhausted_city_transfer"}
    return next(float(row["value"]) for row in found if key.items() <= row.items()) / 10


def studies():
    return sum(row["lever"] == "cluster_support" for row in rows("evidence", "studies"))


def mining():
    return cell("census", "employment_mining", 2020) / cell("census", "employment_all_sections", 2020)


EXPECTED = {
    "01": lambda: f"Employment share of mining {100 * mining():.2f} %",
    "02": losing_peers,
    "03": lambda: (
        f"Resident population 2023 {cell('accounts_people', 'population_resident_reported', 2023):,.0f} people"
    ),
    "04": lambda: f"of {round(teachers_primary(), -2):,.0f} teachers",
    "05": lambda: f"{studies()} published effects",
    "06": lambda: f"Real GDP index no effect larger than 7.3 % {100 * math.expm1(policy_effect()):+.1f} %",
    "07": lambda: f"revenue was {cell('accounts_budgets', 'budget_revenue', 2024) / 10:.2f} bn yuan in 2024",
    "08": rule_of_grants,
    "09": lambda: f"The balance of debt was {cell('accounts_budgets', 'government_debt', 2025) / 10:.1f} billion yuan",
    "10": lambda: f"transfer to resource-exhausted cities {transfer():.2f} billion yuan 2020",
}
"""Number of an example -> what stands in its answer, computed from the rows of the tables alone."""


def shown(number, language="en"):
    """What a reader sees of an example: without marks of sources, pictures and code."""
    text = " ".join(html(answer, language) or repr(answer) for _, answer in NOTEBOOKS["cells"](EXAMPLES[number]))
    text = re.sub(r"<style.*?</style>|<svg.*?</svg>|<sup.*?</sup>|<[^>]+>", " ", text, flags=re.DOTALL)
    return re.sub(r"\s+", " ", text.replace("&#39;", "'"))


def test_there_are_ten_questions():
    assert EXAMPLES.keys() == EXPECTED.keys()
    assert len(EXAMPLES) == 10


@pytest.mark.slow
@pytest.mark.parametrize("number", EXPECTED)
def test_every_example_runs_and_shows_a_figure_of_the_tables(number):
    assert EXPECTED[number]() in shown(number)
    answers = [answer for _, answer in NOTEBOOKS["cells"](EXAMPLES[number])]
    assert type(answers[0]).__name__ in TELLERS
    assert answers[0]._repr_html_().count("<table") >= 1


@pytest.mark.slow
def test_most_answers_have_a_picture_with_its_finding():
    pictured = [n for n in EXPECTED.keys() - LONG if "<figcaption>" in html(NOTEBOOKS["cells"](EXAMPLES[n])[0][1])]
    assert sorted(pictured) == ["01", "02", "03", "04", "05", "07", "08"]


def test_questions_and_answers_are_in_both_languages():
    for number in ("01", "04"):
        assert NOTEBOOKS["asked"](EXAMPLES[number], "zh").endswith("？")
        assert "鹤岗" in shown(number, "zh")
        assert not re.search(r"\b(the|and|of)\b", shown(number, "zh"))


def test_a_notebook_holds_code_and_answer():
    written = json.loads(NOTEBOOKS["notebook"](EXAMPLES["01"], "en"))
    head, *cells = written["cells"]
    assert head["source"] == "# Where does a city stand, and where does each figure come from?"
    for each, (code, answer) in zip(cells, NOTEBOOKS["cells"](EXAMPLES["01"]), strict=True):
        assert each["source"] == code
        assert each["outputs"][0]["data"] == {"text/plain": repr(answer), "text/html": html(answer, "en")}


def test_what_a_user_typed_stays_text(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = EXAMPLES["07"].read_text(encoding="utf-8").replace("Food factory", "<script>alert(1)</script>")
    names = {}
    *lines, last = text.strip().splitlines()
    exec("\n".join([*lines, f"answer = {last}"]), names)
    assert "<script" not in names["answer"]._repr_html_()
    assert "&lt;script&gt;" in names["answer"]._repr_html_()
