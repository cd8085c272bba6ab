"""Materials of which one suffices: a chain that has one lacks none of the others."""

from relode.facts import rows
from relode.pathways.chains.chain import alternatives, chain, chain_materials, shipped_rows
from relode.places import find


def test_alternatives_are_materials_of_their_chain_with_a_reason():
    for row in shipped_rows("alternative_materials"):
        needed = {r["from"] for r in rows("value_chain_links") if r["to_industry"] == row["industry"]}
        assert set(row["materials"].split(";")) <= needed
        assert row["source"] == "assumption"
        assert row["reason_en"]
        assert row["reason_zh"]


def test_baotou_does_not_lack_the_other_kind_of_rare_earths():
    baotou = chain("S01", find("baotou"))
    assert "light rare earths" in baotou.has
    assert "ion-adsorption rare earths" not in baotou.needs
    assert "boron" in baotou.needs


def test_a_place_with_none_of_them_needs_the_nearest_one_only():
    terms = chain_materials(chain("S01", find("beijing")), find("beijing"))
    materials = [source.material for source in terms.sources]
    assert len({"light rare earths", "ion-adsorption rare earths"} & set(materials)) == 1


def test_a_material_that_nothing_replaces_has_no_alternatives():
    assert alternatives("S07", "salt") == frozenset()
    assert alternatives("S01", "light rare earths") == {"light rare earths", "ion-adsorption rare earths"}
