"""Who has a figure: every cell that is asked for has a bureau, every bureau a name in both languages."""

import tomllib
from importlib.resources import files

import pytest

from relode import shipped_tables
from relode.bureaus import bureaus_of, who_has
from relode.language import has_sentence, spoken


def cells(file: str, section: str) -> set[str]:
    return set(tomllib.loads(files("relode.language").joinpath(file).read_text(encoding="utf-8"))[section])


def test_every_cell_that_is_asked_for_has_a_bureau_and_no_bureau_is_without_a_name():
    asked = cells("decision.toml", "cell") | cells("needs.toml", "cell")
    rows = {row["cell"]: row["bureaus"].split(";") for row in shipped_tables.rows("relode", "bureaus")}
    assert asked <= rows.keys()
    assert not {name for names in rows.values() for name in names if not has_sentence(f"bureaus.{name}")}


def test_the_bureau_to_ask_first_stands_first():
    assert bureaus_of("closing_mines") == ("emergency", "energy")
    assert spoken(who_has("closing_mines"), "en") == "emergency management bureau, energy bureau"
    assert spoken(who_has("closing_mines"), "zh") == "应急管理局、能源局"
    with pytest.raises(KeyError, match="no_such_cell"):
        bureaus_of("no_such_cell")
