"""Which column of a file is what, which codes are places of one level, and which values stand for all."""

import re
from collections.abc import Mapping
from typing import Any

from relode import shipped_tables
from relode.facts.readers.country_table import across
from relode.facts.readers.office_file import OfficeFile
from relode.facts.readers.proposed_part import ASKED, MOST_CHOICES, TOTALS, Part, shown
from relode.facts.readers.proposed_quantities import Known, quantity_of
from relode.facts.readers.table_cells import YEAR
from relode.language import Bilingual


def numbers_of(look: OfficeFile) -> dict[str, str]:
    """Role -> number of the numbered column that has it, by the values beside it."""
    numbered = dict(look.layout.numbered)
    head, found = numbered.pop("head", ""), dict[str, str]()
    for number in map(str, range(1, 10)):
        held = look.values.get(head.replace("{}", number)) or ()
        for role, form in numbered.items():
            if role not in found and any(re.fullmatch(form, value) for value in held):
                found[role] = number
    return found


def filled(form: str, numbers: Mapping[str, str]) -> str:
    """An expression of the layout with the numbers of its roles; one without a number matches nothing."""
    for role, number in numbers.items():
        form = form.replace(f"{{{role}}}", number)
    return re.sub(r"\{[a-z]+\}", "\\\\{", form)


def roles_of(look: OfficeFile, forms: Mapping[str, str], numbers: Mapping[str, str], known: Known) -> dict[str, str]:
    """Role -> head: as the layout has it, else by the words that heads have, else by what the cells are."""
    roles: dict[str, str] = {}
    for role, form in forms.items():
        if role == "value" and "count" in forms:
            continue
        head = next((head for head in look.heads if re.fullmatch(filled(form, numbers), head)), None)
        if head is not None and head not in roles.values():
            roles[role] = head
    labels: dict[str, list[str]] = {}
    for row in shipped_tables.rows("relode.facts", "country_heads"):
        if row["table"] in ("accounts", "places"):
            labels.setdefault(row["label"], []).append(row["name"])
    is_down = look.layout.plain == "down" or not across(look.heads)
    plain = not look.layout.heads
    for head in look.heads if plain else ():
        held = look.values[head]
        for role in labels.get(head.strip().casefold(), ()):
            is_free = role not in roles and head not in roles.values() and (role != "year" or is_down)
            if is_free and role in ("place", "name", "quantity", "value", "region", "year"):
                roles[role] = head
        if is_down and "year" not in roles and held and head not in roles.values():
            years = {look.layout.year_text(value) for value in held if value}
            if years and all(YEAR.fullmatch(year) for year in years):
                roles["year"] = head
    free = [
        h for h in look.heads if h not in roles.values() and not YEAR.fullmatch(h) and quantity_of(h, known) is None
    ]
    finest = look.layout.levels[0].codes if look.layout.levels else ""
    codes = [head for head in free if _are_codes(look.values[head], finest)]
    texts = [head for head in free if head not in codes and look.values[head] and not look.is_figure(head)]
    if "place" not in roles and (codes or texts):
        roles["place"] = (codes or texts)[0]
    if plain and "name" not in roles and roles.get("place") in codes and texts:
        at = [head for head in texts if len(look.values[head] or ()) >= 0.9 * len(look.values[roles["place"]] or ())]
        roles |= {"name": at[0]} if at else {}
    return roles


def _are_codes(held: frozenset[str] | None, finest: str) -> bool:
    """Whether cells are codes of places: of the finest level, or digits with leading zeros, many, or behind letters."""
    if finest and held:
        return sum(re.fullmatch(finest, text) is not None for text in held) > 1
    texts = [text for text in held or () if text]
    coded = [text for text in texts if re.fullmatch(r"0\d+|[A-Z]{1,4}\d{1,8}|\d{4,12}", text)]
    return len(texts) > 1 and len(coded) >= 0.8 * len(texts) and not all(YEAR.fullmatch(text) for text in texts)


def choose_level(part: Part, look: OfficeFile, roles: Mapping[str, str]) -> None:
    """Which codes are places of one level: the finest of the layout, else without words for totals."""
    head = roles["place"]
    codes = {code for code in look.values[head] or () if code}
    for level in look.layout.levels:
        inside = {code for code in codes if re.fullmatch(level.codes, code)}
        if len(inside) > 1:
            values = {"head": head, "count": len(inside), "level": Bilingual(level.en, level.zh)}
            if inside != codes:
                part.settings.setdefault("match", {})[head] = level.codes
                part.say("level", **values, others=shown(codes - inside))
            return
    words = {row["label"] for row in shipped_tables.rows("relode.facts", "total_labels")} | set(TOTALS)
    totals = sorted(code for code in codes if code.casefold() in words)
    lengths = sorted({len(code) for code in codes if code.isdigit()})
    if len(lengths) > 1 and all(code.isdigit() for code in codes):
        usual = max(lengths, key=lambda size: sum(len(code) == size for code in codes))
        part.settings.setdefault("match", {})[head] = rf"\d{{{usual}}}"
        part.say("digits", head=head, count=usual, others=shown(code for code in codes if len(code) != usual))
    if totals:
        part.settings["leave_out"] = {head: totals}
        part.say("totals", head=head, values=", ".join(totals))


def choose_values(
    part: Part, look: OfficeFile, roles: Mapping[str, str], keep: dict[str, Any], numbers: Mapping[str, str]
) -> None:
    """Of columns such as sex and age one value is kept, that for all; where none is for all it is asked."""
    taken = {*roles.values(), *keep, *look.layout.hides} - ({roles.get("unit", "")} - keep.keys())
    for head in look.heads:
        held = look.values[head]
        if head in taken or held is None or len(held) < 2 or YEAR.fullmatch(head):
            continue
        if look.layout.dims:
            if not re.fullmatch(filled(look.layout.dims, numbers), head):
                continue
        elif look.layout.heads or "value" not in roles or len(held) > MOST_CHOICES or look.is_figure(head):
            continue
        total = next((value for value in sorted(held) if value.casefold() in TOTALS), None)
        if total is None and "" in held and look.layout.numbered:
            total = ""
        keep[head] = ASKED if total is None else total
        key = "asked" if total is None else "total"
        part.say(key, head=head, value=total or "", others=shown(held - {total}))
