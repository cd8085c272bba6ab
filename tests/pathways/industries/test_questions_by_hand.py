"""How the hindcast on cities is put together, and an industry over all places."""

from dataclasses import replace

import pytest

from relode.errors import RelodeError
from relode.pathways.industries import industry_places
from relode.pathways.industries.city_candidates import city_industries
from relode.pathways.industries.city_model import city_model
from relode.pathways.industries.city_table import cities, listings
from relode.pathways.industries.concordance import units, zone_name
from relode.places import find

NEWEST = cities(2020)


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


def test_names_of_zones():
    assert zone_name("乍浦经济开发区").en == "Zhapu Economic Development Zone"
    assert (zone_name("无名区").en, zone_name("无名区").zh) == ("无名区", "无名区")
