"""How the hindcast on cities is put together, and an industry over all places."""

from dataclasses import replace

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.pathways.industries import city_backtest, city_scores, industry_places
from relode.pathways.industries.city_candidates import city_industries
from relode.pathways.industries.city_model import city_model
from relode.pathways.industries.city_table import cities, listings, zones
from relode.pathways.industries.concordance import all_mentions, units, zone_name
from relode.places import find

NEWEST = cities(2020)


@pytest.mark.parametrize("with_zones", [False, True])
def test_held_out_provinces_are_scored_by_what_the_others_taught(monkeypatch, with_zones):
    """Terms are their year and how many places they are learnt from; a model is what it was fitted on."""
    asked = []

    class Terms:
        def __init__(self, year, learn, cross, zoned):
            self.columns = (year, int(learn.sum()), cross is not None, zoned)

    def terms(_, year, learn, cross=None, *, with_zones):
        return Terms(year, learn, cross, with_zones)

    def fitted(columns, used, cells, events):
        asked.append((columns, used, int(cells.sum()), events is learnt_on[1]))
        return columns[1]

    monkeypatch.setattr(
        city_backtest, "folds", lambda province, count, _: province % 2 if count == 5 else np.full(len(province), count)
    )
    monkeypatch.setattr(city_backtest, "city_terms", terms)
    monkeypatch.setattr(city_backtest, "fit_additive", fitted)
    monkeypatch.setattr(city_backtest, "log_odds", lambda model, columns: np.full(shape, model * 1000.0 + columns[1]))
    shape = (len(NEWEST.places), len(NEWEST.industries))
    rng = np.random.default_rng(1)
    learnt_on = rng.random(shape) < 0.5, rng.random(shape) < 0.5
    found = city_backtest._held_out(NEWEST, {"m": ("a", "b")}, (2005, 2010), learnt_on, with_zones=with_zones)
    odd = NEWEST.province % 2 == 1
    assert list(found) == ["popularity_x_size", "m"]
    sizes = {False: int(odd.sum()), True: int((~odd).sum())}
    assert asked == [
        ((2005, sizes[out], True, with_zones), ("a", "b"), int((learnt_on[0] & learn[:, None]).sum()), True)
        for out, learn in ((False, odd), (True, ~odd))
    ]
    assert (found["m"][odd] == sizes[True] * 1001.0).all()
    assert (found["m"][~odd] == sizes[False] * 1001.0).all()
    had = listings(NEWEST, 0, 2010) > 0
    if with_zones:
        had |= zones(NEWEST) > 0
    assert found["popularity_x_size"][odd] == pytest.approx(np.outer(NEWEST.people[odd], had[~odd].sum(axis=0)))


def test_the_questions_are_listings_after_three_years_zones_and_clusters(monkeypatch):
    monkeypatch.setattr(city_scores, "from_listings", lambda year: f"listings {year}")
    monkeypatch.setattr(city_scores, "from_zones", lambda *, everywhere=False: f"zones {everywhere}")
    monkeypatch.setattr(city_scores, "from_zones_to_clusters", lambda: "clusters")
    assert [ask() for ask in city_scores.questions()] == [
        "listings 2005", "listings 2010", "listings 2015", "zones False", "zones True", "clusters",
    ]  # fmt: skip


def test_an_industry_is_told_over_places_the_likeliest_first(monkeypatch):
    """Four cities: scores of -1, none, -3 and 1 of medicines; one has them already."""
    one = city_industries("hegang").candidates[0]
    medicines, others = units()["27"], units()["14"]

    def made(name, score, established=()):
        candidate = replace(one, unit=medicines, score=score, contributions={})
        other = replace(one, unit=others)
        return replace(
            city_industries("hegang"),
            unit=find(name),
            candidates=(other, candidate) if score != 9 else (other,),
            established=tuple(established),
        )

    some = (
        made("hegang", -1.0),
        made("baotou", None, (others,)),
        made("fuxin", -3.0),
        made("daqing", 1.0),
        made("yulin", 9, (medicines,)),
    )
    monkeypatch.setattr(industry_places, "_cities", lambda: some)
    found = industry_places.industry_places("27")
    assert [(place.slug, each.score) for place, each in found.candidates] == [
        ("daqing", 1.0), ("hegang", -1.0), ("fuxin", -3.0), ("baotou", None),
    ]  # fmt: skip
    assert ([place.slug for place in found.established], found.all_places, found.unit) == (["yulin"], 5, medicines)
    model = city_model()
    at = model.table.industries.index("27")
    assert found.named == (model.zones[:, at] > 0).sum()
    assert (found.recent, found.before) == (
        listings(NEWEST, 2020, 2025)[:, at].sum(), listings(NEWEST, 2015, 2020)[:, at].sum(),
    )  # fmt: skip
    for code in ("06", "nothing"):
        with pytest.raises(RelodeError):
            industry_places.industry_places(code)


def test_names_of_zones_and_every_mention_of_a_table():
    assert zone_name("乍浦经济开发区").en == "Zhapu Economic Development Zone"
    assert (zone_name("无名区").en, zone_name("无名区").zh) == ("无名区", "无名区")
    assert all_mentions("clusters")[0] == "NAMC01"
    assert all_mentions("chains")[0] == "S01"
