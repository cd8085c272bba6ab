"""Candidates of cities: who is alike, what is chosen and what is told of it, from the rows that ship."""

from collections import Counter
from math import exp, log, log1p

import numpy as np
import pytest

from relode.errors import RelodeError
from relode.facts import rows
from relode.pathways.industries import city_candidates
from relode.pathways.industries.city_candidates import city_industries, materials_of, with_listings
from relode.pathways.industries.city_model import START, _alike, _zone_years, city_model
from relode.pathways.industries.city_table import industry_materials
from relode.pathways.industries.concordance import ELSEWHERE, read, units, words_of
from relode.places import by_code, find, great_circle_distance, official

from .shipped_rows import INDUSTRIES, NEWEST, listed, named_by_zones


def test_how_unlike_a_place_was_is_people_firms_the_list_and_the_ore():
    """In logs: people, half of the firms (of 2005 there, of now here), 1 more off the list, a half for another ore."""
    model, here = city_model(), NEWEST.position["230400"]
    own, firms_here = official()["230400"], model.listed[here].sum()
    found = _alike(here)
    firms = Counter()
    for place, industries, year, number in listed():
        firms[place] += number * len(industries) if year <= START else 0
    assert START == 2005
    for at in range(0, len(NEWEST.places), 3):
        place = NEWEST.places[at]
        entry = official().get(place.code)
        more = 1.0 if entry is None else 0.0 if entry.main_resource == own.main_resource else 0.5
        people = abs(log(NEWEST.people[at] / NEWEST.people[here]))
        expected = people + abs(log1p(firms[place.code]) - log1p(firms_here)) / 2 + more
        assert found[at] == pytest.approx(np.inf if at == here else expected, rel=1e-9)


def test_who_went_and_who_did_not_are_the_likest_in_their_order():
    model = city_model()
    first, zone_year = {}, {}
    for place, industries, year, _ in listed():
        for one in industries:
            first[place, one] = min(first.get((place, one), 9999), year)
    for place in NEWEST.places:
        own = ("370100", "371200") if place.code == "370100" else (place.code,)
        for named, year in named_by_zones(*own) if place.code in ("230400", "370100") else ():
            for one in named:
                zone_year[place.code, one] = min(zone_year.get((place.code, one), 9999), year)
    years = _zone_years()
    for (code, industry), year in zone_year.items():
        assert years[NEWEST.position[code], INDUSTRIES.index(industry)] == year
    here = NEWEST.position["230400"]
    order = [at for at in np.argsort(_alike(here), kind="stable") if _alike(here)[at] <= 1.75]
    assert len(order) > 20
    for candidate in city_industries("hegang").candidates:
        at, code = INDUSTRIES.index(candidate.unit.industry), candidate.unit.industry
        went = [i for i in order if first.get((NEWEST.places[i].code, code), 0) > 2000]
        assert candidate.went == tuple(
            type(one)(NEWEST.places[i], first[NEWEST.places[i].code, code])
            for one, i in zip(candidate.went, went, strict=False)
        )
        assert len(candidate.went) == min(3, len(went))
        stayed = [
            i for i in order
            if 0 < years[i, at] <= 2010 and not model.listed[i, at] and not model.clusters[i, at]
        ]  # fmt: skip
        assert [(one.place, one.year) for one in candidate.did_not] == [
            (NEWEST.places[i], years[i, at]) for i in stayed[:2]
        ]


OPEN = [at for at, unit in enumerate(units().values()) if unit.kind not in ELSEWHERE]


def choose(named=(), likely=(), there=()):
    """Chosen in Hangzhou, which has no material: `named` position -> zones, `likely` positions from the likeliest."""
    model, unit = city_model(), find("hangzhou")
    assert not materials_of(unit)
    here = model.table.position[unit.code]
    named_there, line = np.zeros(model.zones.shape), np.full(model.log_odds.shape, -9.0)
    for at, number in dict(named).items():
        named_there[here, at] = number
    for rank, at in enumerate(likely):
        line[here, at] = -rank / 10
    made, has = model._replace(zones=named_there, log_odds=line), np.zeros(len(INDUSTRIES), dtype=bool)
    has[list(there)] = True
    return city_candidates._chosen(made, here, unit, has)


def test_the_model_fills_a_set_up_to_eight_with_what_listings_tell_of():
    scored = [at for at in OPEN if INDUSTRIES[at] in with_listings()]
    likely = scored[::-1][:12]
    assert choose(likely=likely) == dict.fromkeys(likely[:8], ("model",))
    assert list(choose(likely=likely, there=likely[:1])) == likely[1:9]
    assert choose(named={OPEN[0]: 1, OPEN[1]: 2}, likely=likely) == {
        **dict.fromkeys(OPEN[:2], ("zones",)),
        **dict.fromkeys([at for at in likely if at not in OPEN[:2]][:6], ("model",)),
    }
    unscored = [at for at in OPEN if INDUSTRIES[at] not in with_listings()]
    closed = [at for at in range(len(INDUSTRIES)) if at not in OPEN]
    assert list(choose(likely=[*unscored, *closed, *likely])) == likely[:8]
    assert list(choose(named=dict.fromkeys(closed, 3), likely=likely)) == likely[:8]


def test_of_more_than_fifteen_those_that_most_zones_name_stay_then_the_likeliest():
    scored = [at for at in OPEN if INDUSTRIES[at] in with_listings()]
    named = dict.fromkeys(scored[:20], 1) | {scored[19]: 3, scored[18]: 2}
    likely = scored[:20][::-1]
    assert list(choose(named=named, likely=likely)) == [scored[19], scored[18], *likely[2:15]]
    nine = dict.fromkeys(scored[:9], 1)
    assert sorted(choose(named=nine, likely=scored[20:30])) == scored[:9]


def test_a_candidate_of_baotou_is_told_with_what_is_there_and_around():
    model, baotou = city_model(), find("baotou")
    here = model.table.position[baotou.code]
    everything = list(units().values())
    for one in city_industries(baotou).candidates:
        at = INDUSTRIES.index(one.unit.industry)
        speaks = model.related(here, at)
        has = model.listed[here] > 0
        order = sorted(range(len(speaks)), key=lambda i: -speaks[i])
        assert one.related == tuple(everything[i] for i in order[:2] if speaks[i] > 0 and has[i])
        weakest = sorted(range(len(speaks)), key=lambda i: speaks[i])
        assert set(one.lacking) == {everything[i] for i in weakest[:2] if speaks[i] < 0 and not has[i]}
        near = sorted(
            (model.table.distance[here, i], i)
            for i in np.flatnonzero(model.table.adjacent[here])
            if model.listed[i, at]
        )
        assert one.around == tuple(model.table.places[i] for _, i in near[:3])
        share = 1 / (1 + exp(-model.learnt.columns["people"][here, at]))
        assert one.share_of_size == pytest.approx(share, rel=1e-9)
        hosts = [place for i, place in enumerate(model.table.places) if model.clusters[i, at] and i != here]
        assert one.hosts == tuple(hosts)
        chains = [row["industry_id"] for row in rows("successor_industries")]
        assert one.chains == tuple(code for code in chains if one.unit.industry in read("chains", code))
        assert [site.distance for site in one.sites] == sorted(site.distance for site in one.sites)
        if one.score is not None:
            assert one.score == model.log_odds[here, at]
        assert one.zone_count == sum(1 for _ in named_by_zones(baotou.code))
        for naming in one.named_by:
            (row,) = [row for row in rows("development_zones_2018") if row["zone"] == naming.zone]
            assert (row["approved"], row["level"]) == (naming.approved, naming.level)


def test_each_material_of_an_industry_is_at_hand_or_at_its_nearest_site():
    unit = find("baotou")
    own = materials_of(unit)
    for code in ("309", "323", "26", "31"):
        found = {site.material: site for site in city_candidates._sites(unit, code)}
        for material in industry_materials().get(code, ()):
            sites = city_candidates.material_sites().get(material, ())
            if material in own:
                assert (found[material].place, found[material].distance) == (unit, 0)
            elif sites:
                inside = [0.0 if unit.code == site.parent else great_circle_distance(unit, site) for site in sites]
                assert found[material].distance == pytest.approx(min(inside), rel=1e-9)
                assert found[material].place == sites[inside.index(min(inside))]
            else:
                assert material not in found


def test_listed_firms_and_zones_of_a_place_are_its_rows():
    found = city_industries("panzhihua")
    assert (found.listed_firms, found.zone_count) == (3, sum(1 for _ in named_by_zones("510400")))
    assert list(found.words) == [
        word
        for row in rows("development_zones_2018")
        if row["place"] == "510400"
        for word in words_of(row["industries"])
    ]
    assert {unit.industry for unit in found.established} == {"323", "307"}
    assert city_candidates.unit_of(by_code()["371200"]).code == "370100"
    province = next(place for place in by_code().values() if place.level == "province" and not place.in_partition)
    with pytest.raises(RelodeError):
        city_candidates.unit_of(province)


def test_parts_of_the_model_are_coefficients_times_columns_from_their_start():
    """Size, industry and inputs count from the mean candidate, the others from 0; `industry` has the correction."""
    model, place = city_model(), 5
    names = list(model.model.names)
    parts = model.parts(place)
    groups = {
        "size": ("market_size", "people"), "industry": ("mean_size", "near_threshold", "recent", "momentum"),
        "related": ("related",), "surroundings": ("adjacent", "own_region"), "siblings": ("siblings",),
        "inputs": ("inputs",), "zones": ("named", "related_zones"),
    }  # fmt: skip
    assert list(parts) == list(groups)
    base = model.model.intercept
    for part, terms in groups.items():
        total = model.model.correction.copy() if part == "industry" else np.zeros(len(INDUSTRIES))
        for name in terms:
            at = names.index(name)
            start = model.model.column_means[at] if part in ("size", "industry", "inputs") else 0.0
            base += model.model.coefficients[at] * start
            total += model.model.coefficients[at] * (model.learnt.columns[name][place] - start)
        assert parts[part] == pytest.approx(total, abs=1e-9)
    assert model.base == pytest.approx(base, abs=1e-9)
