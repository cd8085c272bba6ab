"""A country.toml for the files of a folder as they come: what each is taken for, and why, as comments."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relode import shipped_tables
from relode.errors import RelodeError
from relode.facts.readers.country_files import DESCRIPTION, description, settings_of
from relode.facts.readers.country_table import BY_INDUSTRY, columns_of, known_tables
from relode.facts.readers.office_file import OfficeFile, looks
from relode.facts.readers.proposed_columns import choose_level, choose_values, filled, numbers_of, roles_of
from relode.facts.readers.proposed_part import Part, comment, shown, toml_value
from relode.facts.readers.proposed_quantities import Known, choose_quantities, factor_of, unit_of
from relode.facts.readers.table_cells import FISCAL_YEAR
from relode.language import Bilingual, Language, Sentence

ENDINGS = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".xlsx")
"""Files that are looked at."""


@dataclass(frozen=True)
class Proposal:
    """What a folder would say of itself, and files that nothing was made of."""

    folder: Path
    parts: tuple[Part, ...]
    left: tuple[Sentence, ...]

    def text(self, language: Language) -> str:
        """The country.toml."""
        lines = [
            *comment(Sentence("country.propose.head", {}), language),
            f"name = {toml_value(self.folder.resolve().name)}",
        ]
        for word in ("currency", "classification"):
            held = [getattr(part, word) for part in self.parts if getattr(part, word)]
            if held and word == "currency":
                lines += [f"currency = {toml_value(held[0]['en'])}", f"currency_zh = {toml_value(held[0]['zh'])}"]
            elif held:
                lines += [f"{word} = {toml_value(held[0])}"]
        names = [part.table for part in self.parts]
        for part in self.parts:
            lines += ["", f"[[{part.table}]]" if names.count(part.table) > 1 else f"[{part.table}]"]
            lines += [line for why in part.why for line in comment(why, language)]
            lines += [f"{word} = {toml_value(said)}" for word, said in part.settings.items() if said or said == 0]
        left = [line for each in self.left for line in comment(each, language)]
        return "\n".join([*lines, *([""] if left else []), *left]) + "\n"


def propose(folder: Path, known: Known) -> Proposal:
    """The proposal for a folder; `known`: word -> quantity of ours, or None.

    A country.toml that is there chooses layouts.

    Raises RelodeError for no folder, for a file that fits two layouts, and where no file is a table.
    """
    if not folder.is_dir():
        raise RelodeError("country.no_folder_to_propose", path=folder)
    parts, left = list[Part](), list[Sentence]()
    chosen = _chosen(folder)
    for path in sorted(each for each in folder.iterdir() if each.name.lower().endswith(ENDINGS)):
        try:
            for look in looks(path, chosen.get(path.name, "")):
                parts += _parts(look, known)
        except RelodeError as error:
            if error.key == "country.two_layouts":
                raise
            said = Bilingual(en=error.say("en"), zh=error.say("zh"))
            left.append(Sentence("country.propose.left", {"file": path.name, "reason": said}))
    if not parts:
        raise RelodeError("country.nothing_to_propose", path=folder, endings=", ".join(ENDINGS),
                          reasons=[each.values["reason"] for each in left])  # fmt: skip
    return Proposal(folder, tuple(_together(parts)), tuple(left))


def _chosen(folder: Path) -> dict[str, str]:
    """File -> layout that a country.toml names."""
    if not (folder / DESCRIPTION).is_file():
        return {}
    said = description(folder / DESCRIPTION)
    parts = [part for name in known_tables() for part in settings_of(said, name) if {"file", "layout"} <= part.keys()]
    pairs = ((part["file"] if isinstance(part["file"], list) else [part["file"]], part["layout"]) for part in parts)
    return {str(file): str(layout) for files, layout in pairs for file in files}


def _together(parts: Sequence[Part]) -> Iterator[Part]:
    """Files of which the same is said are one part, such as a year each."""
    groups: dict[str, list[Part]] = {}
    for part in parts:
        rest = {word: said for word, said in part.settings.items() if word != "file"}
        alone = part.settings.get("sheet") or "fixed" in rest
        key = repr((part.table, rest, part.settings["file"] if alone else ""))
        groups.setdefault(key, []).append(part)
    for same in groups.values():
        if len(same) > 1:
            same[0].settings["file"] = [each.settings["file"] for each in same]
            same[0].say("same", count=len(same))
    order = list(known_tables())
    yield from sorted((same[0] for same in groups.values()), key=lambda part: order.index(part.table))


def _parts(look: OfficeFile, known: Known) -> Iterator[Part]:
    """What can be made of a file: the first of its layout's tables whose columns and values are there, or all."""
    stem, heads = look.path.name.split(".")[0].casefold(), look.heads
    names = {row["label"]: row["table"] for row in shipped_tables.rows("relode.facts", "country_tables")}
    if stem in names and not look.settings:
        try:
            columns_of(names[stem], look.path.name, heads, {})
        except RelodeError:
            pass
        else:
            part = Part(names[stem], {"file": look.path.name})
            part.say("as_it_is", file=look.path.name)
            yield part
            return
    numbers = numbers_of(look)
    for template in look.layout.tables:
        needs = [filled(each, numbers) for each in template.get("needs", ())]
        if not all(any(re.fullmatch(need, head) for head in heads) for need in needs):
            continue
        part = Part(str(template["table"]), {"file": look.path.name, **look.settings})
        if _is_made(part, look, template, numbers, known):
            yield part
            if not look.layout.every:
                return


def _is_made(
    part: Part, look: OfficeFile, template: Mapping[str, Any], numbers: Mapping[str, str], known: Known
) -> bool:
    """Fill the part; False where the template does not apply."""
    layout, settings = look.layout, part.settings
    part.currency, part.classification = layout.currency, layout.classification
    part.say("is", file=look.path.name, title=layout.said, rows=look.rows)
    if "fiscal" in settings:
        part.say("fiscal", example=FISCAL_YEAR)
    if "encoding" in settings:
        part.say("encoding", encoding=settings["encoding"])
    forms = {**layout.columns, **template.get("columns", {})}
    if part.table in BY_INDUSTRY:
        forms.pop("quantity", None)
    roles = roles_of(look, forms, numbers, known)
    if "place" not in roles:
        raise RelodeError("country.no_table_in_file", where=look.path.name)
    keep: dict[str, Any] = {}
    for head, wanted in template.get("keep", {}).items():
        held = look.values.get(head)
        if held is None:
            continue
        found = next((value for value in wanted if value in held), None)
        if found is None and part.table in BY_INDUSTRY:
            return False
        if found is not None and len(held) > 1:
            keep[head] = found
            part.say("kept", head=head, value=found, others=shown(held - {found}))
    choose_level(part, look, roles)
    if "industries" in template and "industry" in roles:
        codes = look.values[roles["industry"]] or frozenset()
        inside = {code for code in codes if re.fullmatch(template["industries"], code)}
        if len(inside) < 2:
            return False
        if inside != codes:
            settings.setdefault("match", {})[roles["industry"]] = template["industries"]
            part.say("industries", head=roles["industry"], codes=template["industries"], others=shown(codes - inside))
    choose_values(part, look, roles, keep, numbers)
    if part.table == "accounts":
        choose_quantities(part, look, roles, keep, template, known)
    else:
        factor = factor_of(part, "", unit_of(look, roles, keep, look.path.stem))
        if factor != 1:
            settings["scale"] = factor
    allowed = {*known_tables()[part.table][0], *known_tables()[part.table][1]}
    settings["columns"] = {name: head for name, head in roles.items() if name in allowed}
    settings["keep"] = keep
    order = ("file", "sheet", "layout", "encoding", "head", "decimal", "fiscal", "columns", "fixed", "take", "match",
             "keep", "leave_out", "quantities", "scale")  # fmt: skip
    part.settings = {word: settings[word] for word in order if settings.get(word)}
    return True
