"""What a card says: harms that were known beforehand too, what to find out first, what a trial must measure."""

from dataclasses import replace

import numpy as np
import pytest

from relode.language import number_text, say, spoken
from relode.plan.cards.card_making import told_money
from relode.plan.cards.card_records import Card, TellingUnknown
from relode.plan.cards.card_text import card_words, dose
from relode.plan.verdicts.evidence import Evidence
from relode.plan.verdicts.rule import verdict
from relode.plan.verdicts.verdict_tables import Band, sizes

REASONS = {"leave": "no_effect", "cannot_tell": "works", "do": "works", "do_if_granted": "works"}
BAND = Band(50_000.0, 200_000.0, 25_000.0, "yuan per job-year", ("corbi2019_cost",))


def card(effect, others, telling=None):
    """A subsidy in ten draws, 100,000 yuan for a job-year."""
    ten = np.ones(10)
    said = verdict(Evidence("subsidy", effect, 1e5 * ten, ten, others, None, True), sizes(), BAND)
    return Card(
        name="subsidy.other_manufacturing", lever="subsidy", sector="other_manufacturing", verdict=said,
        money="assured", assured_kind=said.kind, granted_kind=said.kind, need=None, dose=0.01, unit="share per year",
        start=2026, until=2035, tried=(), effects=(), on_top=None, yuan=None, payments=(), pots=(), job_year=None,
        gainers=(), telling=telling, evidence_grade="quasi_experiment",
    )  # fmt: skip


def texts(of):
    return [spoken(each, "en").replace("\N{NO-BREAK SPACE}", " ") for each in card_words(of)]


def test_a_harm_that_was_known_beforehand_is_said_on_the_card_of_what_is_to_be_done():
    worse = {"services_per_person": np.full(10, -0.02)}
    done = card(np.full(10, 0.002), worse)
    assert done.verdict.kind == "do"
    assert "It worsens: public services per person." in texts(done)
    assert not any("worsens" in text for text in texts(card(np.full(10, 0.002), {})))


def test_where_nobody_can_tell_the_card_says_what_would():
    telling = TellingUnknown("parameter", "mining_cost_share", "", 0.42, 0.3, 0.55)
    # Five of ten draws at .3 %, five at 0: the median of the draws is 0, .1 points below the size, and a trial must be
    # within .1 * 1.64485 / .84162 = .195 points.
    said = texts(card(np.array([0.003, 0.0] * 5), {}, telling))
    assert any("would remove 42 % (30 % to 55.0 %) of the uncertainty" in text for text in said)
    assert "A trial would have to measure job-years to within ±0.195 % (90 % interval)." in said
    assert not any("trial" in text for text in texts(card(np.full(10, 0.002), {}, None)))
    dear = card(np.full(10, 0.002), {"debt": np.full(10, -0.02)})
    assert (dear.verdict.kind, dear.verdict.reason) == ("cannot_tell", "no_harm")
    assert not any("trial" in text for text in texts(dear))  # no trial of the aim tells anything about a harm


def test_doses_in_money_are_told_in_single_yuan():
    found = dose(16.0, "100 million yuan per year")
    assert (found.value, found.unit) == (1.6e9, "yuan per year")
    assert number_text(found.value, found.unit, "zh") == "16亿元/年"
    assert number_text(found.value, found.unit, "en").replace("\N{NO-BREAK SPACE}", " ") == "1.60 bn yuan a year"
    assert dose(20.0, "10 thousand yuan per person").value == 200_000.0
    assert dose(0.015, "share per year").value == 0.015


@pytest.mark.parametrize(
    ("assured", "granted", "told"),
    [
        ("leave", "do_if_granted", "granted"),
        ("cannot_tell", "do_if_granted", "granted"),
        ("leave", "cannot_tell", "granted"),
        ("do", "do_if_granted", "assured"),
        ("cannot_tell", "leave", "assured"),
        ("leave", "leave", "assured"),
        (None, "leave", "granted"),
    ],
)
def test_a_card_tells_the_better_of_its_two_verdicts_and_names_the_other(assured, granted, told):
    kinds = {"assured": assured, "granted": granted}
    some = card(np.full(10, 0.002), {}).verdict
    said = {money: replace(some, kind=kind, reason=REASONS[kind]) for money, kind in kinds.items() if kind}
    assert told_money(said) == told
    whole = replace(
        card(np.full(10, 0.002), {}), verdict=said[told], money=told, assured_kind=assured or "", granted_kind=granted
    )
    other = {"assured": granted, "granted": assured}[told]
    names = {"assured": "With granted money", "granted": "With assured money"}
    expected = [] if other in (None, kinds[told]) else [f"{names[told]}: {say(f'verdicts.kind.{other}', 'en')}."]
    assert [text for text in texts(whole) if "money:" in text] == expected
