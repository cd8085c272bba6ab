"""Is the architecture still what the house says it is?"""

import ast
import csv
import json
import re
import subprocess
import sys
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from relode.facts import rows
from relode.record import schema, versioned
from relode.runs.whole_files import write_json

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "relode"
MODULES = sorted(SOURCE.rglob("*.py"))


def references():
    content = files("relode.facts").joinpath("references.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(content.splitlines()))


def test_every_source_named_in_a_docstring_exists():
    known = {row["key"] for row in rows("sources")} | {row["key"] for row in references()}
    named = {
        (path.name, key)
        for path in MODULES
        for found in re.findall(
            r"Sources?: ((?:[a-z_]+\d{4}[a-z]?(?:, |; | and )?)+)", path.read_text(encoding="utf-8")
        )
        for key in re.findall(r"[a-z_]+\d{4}[a-z]?", found)
    }
    assert len(named) > 5
    assert {(name, key) for name, key in named if key not in known} == set()


def test_every_reference_is_named_somewhere():
    tables = [path for path in SOURCE.rglob("*.csv") if "facts" not in path.relative_to(SOURCE).parts]
    studies = sorted((ROOT / "studies").rglob("*.py"))
    everything = "".join(path.read_text(encoding="utf-8") for path in [*MODULES, *studies, *tables])
    assert [row["key"] for row in references() if row["key"] not in everything] == []


def loaded_by(*arguments):
    """Names of the modules that a command has loaded when it ends."""
    code = f"import sys, json; sys.argv = {['relode', *arguments]!r}\nfrom relode.cli import main\n"
    code += "try:\n    main()\nexcept SystemExit:\n    pass\nprint(json.dumps(sorted(sys.modules)), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_listing_cities_loads_no_tables_of_numbers():
    assert not {"numpy", "pandas", "xarray", "altair"} & loaded_by("cities")


def test_the_page_answers_before_an_engine_or_what_writes_files_is_loaded():
    code = "import relode.web.server.serve, json, sys; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, encoding="utf-8")
    assert not {"jax", "numpyro", "openpyxl", "docx", "scipy.special"} & set(json.loads(done.stdout))


def test_no_module_loads_all_of_scipys_statistics_or_search_at_its_top():
    """70 MB and a second of a server that uses none of it: `scipy.stats.x` is loaded where a line asks for it."""
    at_top = re.compile(r"^(from scipy import .*\b(stats|optimize)\b|(from|import) scipy\.(stats|optimize))", re.M)
    assert at_top.search("import numpy\nfrom scipy import optimize, stats\n")
    assert [path.name for path in MODULES if at_top.search(path.read_text(encoding="utf-8"))] == []


def test_a_diagnosis_loads_neither_pictures_nor_an_engine():
    never = {"altair", "vl_convert", "openpyxl", "jinja2", "jax", "scipy", "dask.array", "pyarrow.lib"}
    assert not never & loaded_by("diagnose", "hegang", "--json")


def test_nothing_reads_pickles():
    banned = re.compile(r"pickle|allow_pickle|joblib|\.read_pickle|shelve|marshal")
    assert [str(path) for path in MODULES if banned.search(path.read_text(encoding="utf-8"))] == []


def test_no_broad_except_and_no_star_import():
    banned = re.compile(r"except:|except (Base)?Exception\b|import \*")
    assert [str(path) for path in MODULES if banned.search(path.read_text(encoding="utf-8"))] == []


def test_requirements_name_no_address():
    assert "://" not in (ROOT / "requirements.txt").read_text(encoding="utf-8")


def test_tables_of_the_package_have_one_reader():
    own = re.compile(r"joinpath\([^\n]*\.csv")
    assert own.search('files(__package__).joinpath(f"{name}.csv")')
    readers = [str(p.relative_to(SOURCE)) for p in MODULES if own.search(p.read_text(encoding="utf-8"))]
    assert readers == ["shipped_tables.py"]


def test_tables_and_sheets_are_laid_out_in_the_room_of_story_alone():
    laid_out = re.compile(r"<table|<t[dh]\b|add_table\(|create_sheet\(|\bWorkbook\(|rich\.table|\.column_dimensions")
    assert laid_out.search("sheet = book.create_sheet(title)")
    templates = [path for path in SOURCE.rglob("*") if path.suffix in (".j2", ".html")]
    assert len(templates) > 10
    found = {
        path.relative_to(SOURCE).parts[0]
        for path in [*MODULES, *templates]
        if laid_out.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"story"}


def test_a_list_of_names_is_defined_once():
    """A constant of three texts or more that stands twice under one name: the second is to be imported."""
    defined = Counter(
        (node.targets[0].id, ast.unparse(node.value))
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if isinstance(node.value, ast.Tuple) and len(node.value.elts) > 2
        if all(isinstance(each, ast.Constant) and isinstance(each.value, str) for each in node.value.elts)
    )
    assert len(defined) > 80
    assert {name for name, times in defined.items() if times > 1} == set()


def test_no_stray_folder_stands_at_the_top_of_the_repository():
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {name.partition("/")[0] for name in tracked.split("\0") if "/" in name}
    assert folders == {
        ".ci",
        ".github",
        "benchmarks",
        "docs",
        "examples",
        "mutants",
        "shipping",
        "src",
        "studies",
        "tests",
    }


RENDERED = {"say", "number_text", "interval_text", "joined", "labelled", "in_clauses", "of_year", "name", "unit_name"}
"""Functions of the room of language that make plain text: a sentence that they have made carries no figure any more."""
DEFERRED = ("measures", "panel", "places", "diagnosis", "evaluation", "outlook", "pathways", "model", "calibration")


def imported(path, room):
    """Names that a module imports from a room or its modules."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    return {alias.name for node in nodes if (node.module or "").startswith(room) for alias in node.names}


def test_rooms_that_compute_make_sentences_and_no_plain_text():
    found = {
        str(path.relative_to(SOURCE)): sorted(imported(path, "relode.language") & RENDERED)
        for path in MODULES
        if path.relative_to(SOURCE).parts[0] in DEFERRED
    }
    assert len(found) > 150
    assert {path: names for path, names in found.items() if names} == {}


def test_the_search_for_plain_text_finds_it(tmp_path):
    module = tmp_path / "module.py"
    module.write_text("from relode.language import Sentence, say\nfrom relode.language.names import joined\n")
    assert imported(module, "relode.language") & RENDERED == {"say", "joined"}


def test_a_file_of_json_is_written_in_one_place_and_names_its_schema(tmp_path):
    with pytest.raises(ValueError, match="schema"):
        write_json(tmp_path / "plan.json", {"a": 1})
    assert not (tmp_path / "plan.json").exists()
    write_json(tmp_path / "plan.json", versioned("plan", {"a": 1}))
    assert json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))["schema"] == schema("plan")
    others = re.compile(r"json\.dump\(|(?:write_text|replace_text)\([^\n]*(?:\.json|json\.dumps)")
    writers = [str(p.relative_to(SOURCE)) for p in MODULES if others.search(p.read_text(encoding="utf-8"))]
    assert writers == ["runs/whole_files.py"]


def test_the_page_for_newcomers_is_short_and_its_rooms_exist():
    page = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(page.partition("## How what ships is made")[0].rstrip().splitlines()) <= 80
    rooms = [cell for line in page.splitlines() if line.startswith("| ") for cell in re.findall(r"`([^`]+)`", line)]
    named = [f"{head}{inner.strip()}{tail}" for room in rooms for head, body, tail in [_parted(room)] for inner in body]
    assert len(named) > 25
    assert [room for room in named if not (SOURCE / room).exists()] == ["src/relode"]


def _parted(room):
    """What stands before, in and after the braces of a room."""
    before, brace, rest = room.partition("{")
    inner, _, after = rest.partition("}")
    return before, inner.split(",") if brace else [""], after


def test_a_class_name_has_one_meaning():
    """Each name of a class stands for one thing in the whole package."""
    names = Counter(
        node.name
        for path in MODULES
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
    )
    assert len(names) > 300
    assert [name for name, count in names.items() if count > 1] == []
