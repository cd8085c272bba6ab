"""Every quantity has one name: symbol, unit, kind, dimensions, labels, meaning and bounds are in `vocabulary.csv`.

What facts, panel and answers have is a quantity and has a dimension; what the simulator alone computes with, a
parameter or a mechanism, has none and is read by `terms`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from relode import shipped_tables
from relode.errors import RelodeError, first_three
from relode.language import Bilingual, Language, say


@dataclass(frozen=True)
class Quantity:
    """What a name means. `lower` and `upper` bound every value that can be true, in `unit`.

    `symbol` is that of the simulator's equations, "" without one; `model_unit` the unit that they are in.
    """

    name: str
    symbol: str
    unit: str
    model_unit: str
    kind: str
    dimension: str
    label_en: str
    label_zh: str
    meaning_en: str
    meaning_zh: str
    note_en: str
    note_zh: str
    lower: float
    upper: float

    def label(self, language: Language) -> str:
        """A short noun phrase for tables and axes."""
        return self.label_zh if language == "zh" else self.label_en

    def meaning(self, language: Language) -> str:
        """One sentence that says what is counted."""
        return self.meaning_zh if language == "zh" else self.meaning_en

    @property
    def called(self) -> Bilingual:
        """The name that is to be typed and the label beside it, for errors."""
        return Bilingual(
            en=say("template.called", "en", name=self.name, label=self.label_en),
            zh=say("template.called", "zh", name=self.name, label=self.label_zh),
        )

    def note(self, language: Language) -> str:
        """The trap that a reader should know of, or ""."""
        return self.note_zh if language == "zh" else self.note_en


@dataclass(frozen=True)
class Label:
    """The label of a quantity, for a placeholder of a sentence; `within` one it begins with a small letter."""

    quantity: str
    within: bool = False

    def name(self, language: str) -> str:
        """The label in `language`."""
        meaning = quantity(self.quantity)
        text = meaning.label_zh if language == "zh" else meaning.label_en
        is_name = text[1:2].isupper()  # GDP, CO2
        return text[0].lower() + text[1:] if self.within and not is_name else text


@cache
def terms() -> Mapping[str, Quantity]:
    """Name -> what it means, in the order of the file; those that the simulator alone has are among them."""
    return {row["name"]: _quantity(row) for row in shipped_tables.rows("relode", "vocabulary")}


@cache
def quantities() -> Mapping[str, Quantity]:
    """Name -> quantity that facts, panel or answers have, in the order of the file."""
    return {name: each for name, each in terms().items() if each.dimension}


def quantity(name: str) -> Quantity:
    """The quantity of that name or label in either language. Raises RelodeError with near names if there is none."""
    known = quantities()
    if name in known:
        return known[name]
    if name in _labels():
        return known[_labels()[name]]
    near = dict.fromkeys(_labels().get(each, each) for each in _near(name, [*known, *_labels()]))
    if not near:
        raise RelodeError("unknown_quantity", name=name)
    raise RelodeError("unknown_quantity_near", name=name, suggestions=[known[each].called for each in near])


@cache
def _labels() -> Mapping[str, str]:
    """Label -> name, for labels that only one quantity has."""
    pairs = [(label, q.name) for q in quantities().values() for label in (q.label_en, q.label_zh)]
    return {label: name for label, name in pairs if sum(other == label for other, _ in pairs) == 1}


def check_names(names: Iterable[str], where: str) -> None:
    """Refuse names that the vocabulary does not have, with the first three. Raises RelodeError."""
    unknown = sorted(set(names) - quantities().keys())
    if unknown:
        raise RelodeError("unknown_quantities", where=where, offenders=first_three(unknown))


def check_bounds(cells: Iterable[tuple[int, str, float]], where: str) -> None:
    """Refuse values outside their bounds; a cell is (line, quantity, value). Raises RelodeError."""
    known = quantities()
    outside = [
        f"{name} = {value:g} (line {line}, [{known[name].lower:g}, {known[name].upper:g}])"
        for line, name, value in cells
        if not known[name].lower <= value <= known[name].upper
    ]
    if outside:
        raise RelodeError("value_out_of_bounds", where=where, offenders=first_three(outside))


def _quantity(row: Mapping[str, str]) -> Quantity:
    bounds = {"lower": float(row["lower"] or "-inf"), "upper": float(row["upper"] or "inf")}
    return Quantity(**{**row, "model_unit": row["model_unit"] or row["unit"], **bounds})  # type: ignore[arg-type]


def _near(name: str, known: Iterable[str]) -> list[str]:
    from difflib import get_close_matches  # imported here: it costs time and only errors need it

    return get_close_matches(name, list(known), n=3, cutoff=0.6)
