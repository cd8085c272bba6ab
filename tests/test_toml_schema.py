"""Files that state one thing each: what is read, in which order, and what is refused by file, field and problem."""

from dataclasses import dataclass

import pytest

from relode.errors import RelodeError
from relode.language import Bilingual
from relode.toml_schema import Text, of_folder, of_text

WHOLE = 'order = 2\ntitle = { en = "mine", zh = "矿山" }\n'


@dataclass(frozen=True)
class Stated:
    key: str
    order: int
    title: Text


def test_what_a_folder_states_comes_by_its_order_each_by_its_name(tmp_path):
    for name, order in (("a", 3), ("b", 1), ("c", 2)):
        (tmp_path / f"{name}.toml").write_text(WHOLE.replace("2", str(order)), encoding="utf-8")
    (tmp_path / "notes.md").write_text("no statement")
    title = Bilingual("mine", "矿山")
    assert of_folder(Stated, tmp_path) == (Stated("b", 1, title), Stated("c", 2, title), Stated("a", 3, title))


@pytest.mark.parametrize(
    ("text", "field", "problem"),
    [
        ('order = "x"\n', "order", "integer"),  # of two wrong fields the first by name
        ("order = 1\n", "title", "required"),
        ('order = 1\ntitle = "mine"\n', "title", "en, zh"),
        ('order = 1\ntitle = { en = "mine" }\n', "title", "en, zh"),
        ('order = 1\ntitle = { en = "mine", zh = "矿山", fr = "mine" }\n', "title", "en, zh"),
    ],
)
def test_a_field_that_the_schema_does_not_know_is_named_with_its_problem(text, field, problem):
    with pytest.raises(RelodeError) as refused:
        of_text(Stated, "a.toml", text)
    assert refused.value.key == "stated.bad_field"
    assert (refused.value.values["where"], refused.value.values["field"]) == ("a.toml", field)
    assert problem in refused.value.values["problem"]


@dataclass(frozen=True)
class Odd(Stated):
    def __post_init__(self):
        if self.order % 2 == 0:
            raise ValueError("an even order")


def test_a_file_that_is_wrong_as_a_whole_and_one_that_is_no_toml_are_refused():
    with pytest.raises(RelodeError) as refused:
        of_text(Odd, "a.toml", WHOLE)
    assert (refused.value.key, refused.value.values["field"]) == ("stated.bad_field", "–")
    assert "an even order" in refused.value.values["problem"]
    with pytest.raises(RelodeError) as refused:
        of_text(Stated, "a.toml", "order = [")
    assert (refused.value.key, refused.value.values["where"]) == ("stated.bad_file", "a.toml")
