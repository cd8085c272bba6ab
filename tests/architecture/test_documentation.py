"""Pages that are made from the package say what it says."""

import importlib
import re
import runpy
from pathlib import Path

import pytest

from relode.language import LANGUAGES
from relode.model.equation_book import by_symbol
from relode.model.parameters import priors

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_of_quantities_is_that_of_the_vocabulary():
    page = runpy.run_path(str(DOCS / "quantities.py"))["page"]()
    assert (DOCS / "quantities.md").read_text(encoding="utf-8") == page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_words_is_that_of_its_table(language):
    made = runpy.run_path(str(DOCS / "glossary.py"))
    assert (DOCS / made["PAGES"][language]).read_text(encoding="utf-8") == made["page"](language)


def test_every_page_exists_in_both_languages():
    pages = {path.name for path in DOCS.glob("*.md")} - {"quantities.md"}  # that one holds both
    english = {name for name in pages if not name.endswith(".zh.md")}
    assert {name.replace(".md", ".zh.md") for name in english} == pages - english


ROOT = DOCS.parent
TEXTS = [*DOCS.glob("*.md"), *(ROOT / name for name in ("README.md", "README.zh.md", "CONTRIBUTING.md"))]
PLACEHOLDERS = {"relode.room", "relode.zip"}


def is_there(name):
    """Whether a dotted name can be reached: an attribute, or a module that is imported."""
    reached = importlib.import_module("relode")
    path = "relode"
    for part in name.split(".")[1:]:
        path = f"{path}.{part}"
        try:
            reached = getattr(reached, part)
        except AttributeError:
            try:
                reached = importlib.import_module(path)
            except ModuleNotFoundError:
                return False
    return True


def test_every_name_of_the_package_that_a_page_tells_is_there():
    named = {
        (path.name, "relode" + name)
        for path in TEXTS
        for name in re.findall(
            r"(?<![\w/])(?:rl|relode)((?:\.[A-Za-z_]+)+)\b(?!\.?/)", path.read_text(encoding="utf-8")
        )
    }
    assert len(named) > 30
    assert {(page, name) for page, name in named if name not in PLACEHOLDERS and not is_there(name)} == set()


def test_every_file_of_the_repository_that_a_page_tells_is_there():
    named = {
        (path.name, file)
        for path in TEXTS
        for file in re.findall(r"`([a-z_]+(?:/[a-z_0-9.]+)+\.(?:py|csv|toml))`", path.read_text(encoding="utf-8"))
    }
    assert len(named) > 15
    rooms = ROOT, ROOT / "src" / "relode"
    assert {(page, file) for page, file in named if not any((room / file).exists() for room in rooms)} == set()


def shape(path):
    """Heads, rows of tables, items of lists, fences of code, and where links lead, of a page."""
    text = path.read_text(encoding="utf-8")
    counts = [
        len(re.findall(pattern, text, re.MULTILINE)) for pattern in (r"^#+ ", r"^\|", r"^(?:[-*]|\d+\.) ", "^```")
    ]
    links = re.findall(r"\]\(([^)#]*?)(?:\.zh)?\.(md|png|cff)", text)
    other = {("README", "md"), (path.name.split(".")[0], "md")}  # each leads to itself in the other language
    return counts, sorted(link for link in links if link not in other)


@pytest.mark.parametrize("path", [DOCS.parent / "README.md", *sorted(DOCS.glob("*.md"))], ids=lambda path: path.name)
def test_both_languages_have_the_same_heads_tables_lists_code_and_links(path):
    if ".zh." not in path.name and path.name != "quantities.md":
        assert shape(path) == shape(path.with_name(path.name.replace(".md", ".zh.md")))


def words_to_read(path):
    """What a reader reads of a page: its text without commands, pictures and addresses; signs for Chinese."""
    text = re.sub(r"```.*?```|<!--.*?-->", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)", "", text)
    chinese = re.findall(r"[\u4e00-\u9fff]", text)
    return len(chinese) if ".zh." in path.name else len(re.findall(r"[A-Za-z][\w'.-]*", text))


@pytest.mark.parametrize(("name", "speed"), [("README.md", 240), ("README.zh.md", 400)])
def test_the_readme_is_read_in_three_minutes(name, speed):
    """240 words or 400 characters a minute: the pace of silent reading of plain prose."""
    assert 1.5 < words_to_read(DOCS.parent / name) / speed <= 3


def anchors(page):
    """What links to heads of a page end in."""
    heads = re.findall(
        r"^#+ (.+)$", re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL), re.MULTILINE
    )
    return {re.sub(r"[^\w\s-]", "", head.lower()).replace(" ", "-") for head in heads}


def test_every_link_to_a_page_a_head_or_a_table_leads_somewhere():
    lost = []
    for page in DOCS.glob("*.md"):
        for file, anchor in re.findall(r"\]\((?!https?:)([^)#\s]*)(?:#([^)]*))?\)", page.read_text(encoding="utf-8")):
            target = page.parent / file if file else page
            if not target.exists() or (anchor and anchor not in anchors(target)):
                lost.append((page.name, file, anchor))
    assert lost == []


MOST_WORDS = 70_000
"""Words of all pages in both languages together, beside reference and data tables."""
MADE_WHOLE = {"data", "glossary", "model", "quantities"}
"""Pages whose tables are reference: a producer writes each as a whole."""
MADE_PART = re.compile(r"<!-- (?!=|end )([\w ]+) -->.*?<!-- end \1 -->", re.DOTALL)
NO_WORDS = re.compile(r"```.*?```|<!--.*?-->|\$\$.*?\$\$|\$[^$\n]+\$|!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)", re.DOTALL)


def length(text, made_whole=False):
    """Words of a page but code, formulas, addresses and tables that a producer writes; two signs of Chinese are one."""
    kept = re.sub(r"^\|.*$", "", text, flags=re.MULTILINE) if made_whole else MADE_PART.sub("", text)
    kept = NO_WORDS.sub(" ", kept)
    chinese = re.findall(r"[\u3400-\u9fff]", kept)
    return len(re.findall(r"[A-Za-z0-9][\w'.,%-]*", re.sub(r"[\u3400-\u9fff]", " ", kept))) + len(chinese) / 2


def test_words_are_counted_without_code_comments_and_made_tables():
    page = "# Two words\n\n```\nnot this\n```\n<!-- =x -->5<!-- = --> of [pages](a.md)\n| by | hand |\n"
    assert length(page + "<!-- made -->\n| a | table |\n<!-- end made -->\n常住人口") == 2 + 3 + 2 + 2


def test_all_pages_together_are_no_longer_than_a_reader_has_time_for():
    pages = {path: length(path.read_text(encoding="utf-8"), path.name.split(".")[0] in MADE_WHOLE)
             for path in DOCS.glob("*.md")}  # fmt: skip
    assert 30_000 < sum(pages.values()) <= MOST_WORDS


@pytest.fixture(scope="module")
def model():
    return runpy.run_path(str(DOCS / "model.py"), run_name="docs.model")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_of_the_model_is_that_of_the_docstrings(model, language):
    assert (DOCS / model["PAGES"][language]).read_text(encoding="utf-8") == model["page"](language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_parameter_stands_on_the_page_of_the_model_once(language):
    page = (DOCS / {"en": "model.md", "zh": "model.zh.md"}[language]).read_text(encoding="utf-8")
    for prior in (*priors().values(), *priors("exogenous").values()):
        rows = [line for line in page.splitlines() if f"| `{prior.name}` |" in line]
        assert len(rows) == 1, prior.name
        assert {"en": prior.reason_en, "zh": prior.reason_zh}[language] in rows[0]


def test_what_is_said_of_a_mechanism_is_said_in_both_languages(model):
    listed = {(e.module, e.name): e for section in model["SECTIONS"] for e in model["entries_of"](section)}
    chinese_rows = model["in_chinese"]()
    assert set(chinese_rows) == set(listed)
    for key, row in chinese_rows.items():
        entry = listed[key]
        assert row["meaning"]
        assert (bool(row["note"]), bool(row["limits"])) == (bool(entry.note), bool(entry.limits)), key
        for chinese, english in ((row["note"], entry.note), (row["limits"], entry.limits)):
            assert numbers(chinese) - numbers(english) == set(), key
            assert named(chinese) <= named(english), key


def numbers(text):
    return set(re.findall(r"\d+(?:\.\d+)?", text))


def named(text):
    return {word for word in re.findall(r"[A-Za-z]+_[A-Za-z0-9]+", text) if word in by_symbol()}


def test_symbols_in_prose_are_set_and_words_are_not(model):
    said = model["with_mathematics"]("a share psi of R_0 and of kappa_j, not of net_worth; the lag in `years`")
    assert said == r"a share $\psi$ of $R_{0}$ and of $\kappa_{j}$, not of net_worth; the lag in `years`"
