"""Pictures that were looked at and saved: a change of a mark, an axis, a colour or a number in them is noticed.

    python tests/baseline/saved_pictures.py          which pictures of Hegang differ from those that were saved
    python tests/baseline/saved_pictures.py --renew  save the pictures of now (`make baseline`)

Whoever renews them has looked at those that differ. That a picture shows what is right is for the tests by hand.
"""

import csv
import json
import sys
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import xarray as xr

from relode.charts import pictures
from relode.charts.place_map import place_map
from relode.charts.style import Picture
from relode.charts.value_chain import value_chain
from relode.diagnosis import Profile, profile
from relode.diagnosis.depth.in_depth import in_depth
from relode.language import LANGUAGES, Language, spoken
from relode.outlook import outlook
from relode.panel import load
from relode.pathways import from_shipped, successors
from relode.places import find

TABLE = Path(__file__).with_name("saved_pictures.csv")
CITY, WIDTHS = "hegang", (312, 620)
Key = tuple[str, str, int, str]
"""Language, picture, width, and a part of its drawing: its words, its numbers, or its form (all else)."""


def drawn(panel: xr.Dataset, language: Language) -> dict[str, Picture]:
    """Every picture of the city in a language."""
    about = profile(panel, find(CITY))
    found = pictures(panel, in_depth(panel, about), successors(panel, about), outlook(panel, about.place), language)
    return beside(about, found, language)


def beside(about: Profile, found: Mapping[str, Picture], language: Language) -> dict[str, Picture]:
    """Pictures of the report with the map and the chains."""
    also = {"place_map": place_map(about, language), "value_chain": value_chain(from_shipped(about.place), language)}
    return {**found, **{name: picture for name, picture in also.items() if picture is not None}}


def digests(language: Language, found: Mapping[str, Picture]) -> dict[Key, str]:
    """Key -> digest of each part of each drawing."""
    parts = {}
    for name, picture in found.items():
        for width in WIDTHS:
            form = picture.draw(width).to_dict(validate=False)
            numbers = list(form.pop("datasets", {}).values())
            words = [spoken(each, language) for each in (picture.title, picture.subtitle)]
            for part, content in (("words", words), ("numbers", numbers), ("form", _unnamed(form))):
                text = json.dumps(_rounded(content), ensure_ascii=False, sort_keys=True)
                parts[language, name, width, part] = sha256(text.encode()).hexdigest()[:12]
    return parts


def _rounded(content: Any) -> Any:
    """Numbers to nine digits: another processor may differ in the last ones of sixteen."""
    if isinstance(content, float):
        return float(f"{content:.9g}")
    if isinstance(content, dict):
        return {name: _rounded(each) for name, each in content.items()}
    return [_rounded(each) for each in content] if isinstance(content, list) else content


def _unnamed(form: Any) -> Any:
    """Without the names of data and views, which Altair counts or makes from what they hold."""
    if isinstance(form, dict):
        return {name: _unnamed(each) for name, each in form.items() if name not in ("data", "name", "views")}
    return [_unnamed(each) for each in form] if isinstance(form, list) else form


def saved() -> dict[Key, str]:
    """The digests of the table."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {(r["language"], r["picture"], int(r["width"]), r["part"]): r["digest"] for r in csv.DictReader(file)}


def differing(before: Mapping[Key, str], after: Mapping[Key, str]) -> list[str]:
    """What differs, came or went, one a line."""
    return [" ".join(map(str, key)) for key in sorted({*before, *after}) if before.get(key) != after.get(key)]


def main() -> None:
    """Say what differs, and save if asked to."""
    panel = load()
    now = {key: text for language in LANGUAGES for key, text in digests(language, drawn(panel, language)).items()}
    print("\n".join(differing(saved() if TABLE.exists() else {}, now)) or "nothing differs")
    if "--renew" in sys.argv[1:]:
        with TABLE.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(("language", "picture", "width", "part", "digest"))
            writer.writerows((*key, text) for key, text in now.items())


if __name__ == "__main__":
    main()
