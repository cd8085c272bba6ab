"""Whoever ships Relode may ship all that it needs at run time, and is told what that is."""

import json
import re
import sys
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement

from bill_of_materials import bill, write
from third_party import COPYLEFT, LATER, PAGE, ROOT, author, closure, licence, names_copyleft, notices

PERMISSIVE = re.compile(r"MIT|BSD|Apache|PSF|Python Software Foundation|ISC|Zlib|0BSD|HPND|Unlicense", re.IGNORECASE)
MADE_WITH = (3, 11)
"""The Python that the page is made with: others pin other releases of some packages, whose metadata may differ."""
FORBIDDEN = re.compile(r"[AL]?GPL|Affero|SSPL|Commons Clause|NonCommercial|Proprietary", re.IGNORECASE)


@pytest.fixture(scope="module")
def packages():
    """What Relode needs at run time, by name."""
    return {name: package for name, package in closure("relode").items() if name != "relode"}


def test_the_walk_reaches_what_is_imported_at_run_time(packages):
    assert {"numpy", "pandas", "xarray", "altair", "typer", "jinja2", "markupsafe"} <= packages.keys()


def test_no_package_of_a_plain_installation_is_as_a_whole_under_copyleft(packages):
    assert {name: licence(package) for name, package in packages.items() if COPYLEFT.search(licence(package))} == {}
    assert "tqdm" not in packages
    assert COPYLEFT.search(licence(distribution("tqdm")))


def test_every_run_time_dependency_has_a_permissive_licence(packages):
    stated = {name: licence(package) for name, package in packages.items()}
    # A choice ("MIT OR GPL") is as free as its freest part; a sum ("BSD AND GPL") as its strictest.
    parts = {name: re.split(r"\bOR\b", text) for name, text in stated.items()}
    bad = {
        name: stated[name]
        for name, choices in parts.items()
        if not any(PERMISSIVE.search(choice) and not FORBIDDEN.search(choice) for choice in choices)
    }
    assert bad == {}


def test_whatever_names_a_licence_with_copyleft_is_listed_with_the_reason_why_it_may_be_passed_on(packages):
    listed = {row["package"] for row in notices()}
    assert {"numpy", "tqdm"} <= listed
    assert {name: where for name in packages if (where := names_copyleft(name)) and name not in listed} == {}
    assert [name for name in listed & packages.keys() if not names_copyleft(name)] == []


def test_the_page_of_third_parties_names_every_package_with_its_licence_and_author(packages):
    page = PAGE.read_text(encoding="utf-8")
    assert len(packages) > 40
    assert [name for name in packages if f"\n| {name} | " not in page] == []
    if sys.version_info[:2] == MADE_WITH:
        rows = [f"| {name} | {licence(package)} | {author(package)} |" for name, package in packages.items()]
        assert [row for row in rows if row not in page] == []
    for row in notices():
        assert (
            f"| {row['package']} | {row['part']} | {row['licence']} | {row['reason_en']} | {row['reason_zh']} |" in page
        )


def test_what_later_pythons_need_is_pinned_for_them_alone_and_told_as_its_metadata_state_it(packages):
    pinned = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    for name, said in LATER.items():
        assert re.search(rf"^{name}==\S+ ; python_full_version >= '3\.1\d'$", pinned, re.MULTILINE)
        assert f"\n| {name} | {said[0]} | {said[1]} |\n" in PAGE.read_text(encoding="utf-8")
        assert name not in packages or said == (licence(packages[name]), author(packages[name]))


def test_no_dependency_is_declared_that_nothing_imports():
    declared = {Requirement(text).name for text in closure("relode")["relode"].requires if "extra ==" not in text}
    imports = {
        found
        for path in (ROOT / "src").rglob("*.py")
        for found in re.findall(
            r"""^\s*(?:import|from) (\w+)|import_module\("(\w+)""", path.read_text(encoding="utf-8"), re.M
        )
    }
    imported = {name.lower().replace("_", "-") for pair in imports for name in pair if name}
    other_names = {"vl-convert-python": "vl-convert", "python-docx": "docx"}
    assert {other_names.get(name, name) for name in declared} - imported == set()


def test_a_bill_of_materials_lists_each_wheel_with_its_licence_checksum_and_needs(tmp_path, tiny_wheel):
    tiny_wheel(tmp_path)
    tiny_wheel(tmp_path, "Other_Thing", "Requires-Dist: relode>=0.1\nLicense-Expression: MIT\n")
    found = bill(tmp_path)
    assert [part["purl"] for part in found["components"]] == ["pkg:pypi/other-thing@0.1.0"]
    assert found["components"][0]["licenses"] == [{"expression": "MIT"}]
    assert len(found["components"][0]["hashes"][0]["content"]) == 64
    needs = {part["ref"]: part["dependsOn"] for part in found["dependencies"]}
    assert needs == {"pkg:pypi/relode@0.1.0": [], "pkg:pypi/other-thing@0.1.0": ["pkg:pypi/relode@0.1.0"]}
    write(tmp_path, tmp_path / "sbom.json")
    assert json.loads((tmp_path / "sbom.json").read_text(encoding="utf-8")) == found
