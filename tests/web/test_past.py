"""The page and the chapter on past policy: what reached a city, and verdicts for places like it."""

import re
from pathlib import Path

import pytest

from relode.evaluation import shipped_findings
from relode.evaluation.shipped_findings import policy_shown, shipped_verdicts
from relode.evaluation.text import SOURCES, short_verdict
from relode.language import LANGUAGES
from relode.places import all_places, find
from relode.report.past_chapter import past_sources
from relode.story.words import Words
from relode.web.pages.city_page import _documents


def page(client, city, language):
    return client.get(f"/city/{city}/past?lang={language}").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_a_treated_city_shows_every_verdict_and_three_pictures(client, language):
    html, words = page(client, "hegang", language), Words(language, {})
    for found in shipped_verdicts("exhausted_transfers"):
        assert f"<span>{words.of(SOURCES[found.outcome]).html(short_verdict(found))}</span>" in html
    assert len(re.findall(r'<figure class="picture" id="picture-past_', html)) == 3
    assert {"en": "Transfers to exhausted cities of", "zh": "获资源枯竭城市转移支付"}[language] in html
    for key in ("past_event_study", "past_placebos", "past_synthetic"):
        drawn = client.get(f"/city/hegang/picture/{key}.svg?lang={language}")
        assert drawn.status_code == 200
        assert "<svg" in drawn.text


def test_a_county_is_told_that_the_verdict_is_of_prefectures(client):
    from relode.evaluation.policies import policy
    from relode.places.place import by_code

    county = by_code()[policy("exhausted_transfers").below[0]]
    assert "the verdict is of prefectures" in page(client, county.slug, "en")


def test_a_city_that_no_policy_reached_has_no_pictures(client):
    spared = next(p for p in all_places() if p.level == "prefecture" and policy_shown(p) is None)
    assert 'id="picture-past_' not in page(client, spared.slug, "en")


@pytest.mark.parametrize(
    ("kinds", "shown"),
    [
        ({"clusters": "treated", "plan_2013": "treated", "exhausted_transfers": "control"}, "plan_2013"),
        ({"plan_2013": "left_out", "exhausted_transfers": "below"}, "exhausted_transfers"),
        ({"low_carbon_pilots": "treated", "demonstration_zones": "treated"}, "demonstration_zones"),
        ({"clusters": "control"}, None),
    ],
)
def test_of_several_policies_money_is_shown_first_and_then_zones_and_the_plan(monkeypatch, kinds, shown):
    monkeypatch.setattr(shipped_findings, "reached", lambda _: kinds)
    assert policy_shown(find("hegang")) == shown


def test_the_report_has_the_chapter(undrawn_hegang_record):
    html = (Path(undrawn_hegang_record["run"]) / "report.en.html").read_text(encoding="utf-8")
    assert '<section id="past">' in html
    assert "What past policy achieved" in html
    found = shipped_verdicts("exhausted_transfers")[2]
    assert str(Words("en", {}).of(SOURCES[found.outcome]).html(short_verdict(found))) in html


def test_sources_of_past_policies_stand_under_the_question_that_tells_them():
    place = find("hegang")
    assert tuple(_documents(None, place, "past")) == tuple(past_sources(place)) != ()
    assert tuple(_documents(None, place, "stand")) == ()
