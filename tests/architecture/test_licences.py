"""Whoever ships Relode may ship all that it needs at run time."""

import re
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement

PERMISSIVE = re.compile(
    r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|Zlib|0BSD|HPND|Unlicense|LGPL", re.IGNORECASE
)
FORBIDDEN = re.compile(r"(?<!L)GPL|AGPL|Affero|SSPL|Commons Clause|NonCommercial|Proprietary", re.IGNORECASE)
READ_BY_HAND = {"graphemeu": "MIT"}
"""Distributions whose metadata state no licence: name -> the licence that its files state."""


def closure(name, seen=None):
    """The distribution and everything that it needs at run time on this machine, by name."""
    seen = {} if seen is None else seen
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return seen
    try:
        seen[key] = distribution(name)
    except PackageNotFoundError:
        return seen
    for text in seen[key].requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            closure(requirement.name, seen)
    return seen


def licence(package):
    metadata = package.metadata
    if metadata.get("License-Expression"):
        return metadata["License-Expression"]
    classifiers = [c.split("::")[-1].strip() for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    return "; ".join(classifiers) or (metadata.get("License") or "").split("\n")[0]


def test_the_walk_reaches_what_is_imported_at_run_time():
    assert {"relode", "numpy", "pandas", "xarray", "altair", "typer", "jinja2", "markupsafe"} <= closure(
        "relode"
    ).keys()


def test_every_run_time_dependency_has_a_permissive_licence():
    stated = {name: READ_BY_HAND.get(name) or licence(package) for name, package in closure("relode").items()}
    # A choice ("MIT OR GPL") is as free as its freest part; a sum ("BSD AND GPL") as its strictest.
    parts = {name: re.split(r"\bOR\b", text) for name, text in stated.items()}
    bad = {
        name: stated[name]
        for name, choices in parts.items()
        if not any(PERMISSIVE.search(choice) and not FORBIDDEN.search(choice) for choice in choices)
    }
    assert bad == {}
