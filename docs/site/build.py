"""Build the site of the documentation in both languages, without a network: `make docs` writes `dist/docs`.

Pages are `docs/*.md` and `docs/*.zh.md`; examples, reference, gallery and changes are made here. What a page needs when
it is read lies beside it: no script, font or picture of any other host.
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import gallery
import notebooks
import reference

DOCS = Path(__file__).parents[1]
ROOT = DOCS.parent
LANGUAGES = ("en", "zh")
CHAPTERS = {
    ("Start", "开始"): ("install", "how-to", "own-tables", "guides", "page", "serve"),
    ("Questions", "问题"): (
        *("diagnosis", "pathways", "outlook", "needs", "deals", "levers"),
        *("plans", "trials", "fund", "decisions", "evidence"),
    ),
    ("How sure", "有多可靠"): ("validation", "questions-asked", "model-card", "data-card"),
    ("Books", "全书"): ("model", "data", "quantities", "glossary"),
    ("Reference", "参考"): ("examples", "reference", "gallery", "changes"),
}
TABLE = r"\]\(((?:\.\./src/relode/(?:\w+/)+)?\w+\.csv)\)"
"""A link to a table that ships, beside the pages or in the package."""
BOTH = {"quantities": DOCS / "quantities.md", "changes": ROOT / "CHANGELOG.md"}
"""Pages that serve both languages."""
FRONT = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>Relode</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="front.css">
<main><h1>Relode</h1><p><a href="zh/index.html">中文</a></p><p><a href="en/index.html">English</a></p></main></html>
"""
STYLE = "main { font: 1.5rem/2 system-ui, sans-serif; max-width: 20rem; margin: 20vh auto; }\n"


def main(target: Path) -> None:
    """Lay the pages of each language out and have Sphinx build them; a warning of Sphinx ends it."""
    for language in LANGUAGES:
        pages = target / "pages" / language
        shutil.rmtree(pages, ignore_errors=True)
        pages.mkdir(parents=True)
        lay_out(pages, language)
        settings = {**os.environ, "RELODE_SITE_LANGUAGE": language}
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-c", DOCS / "site"]
        caches = ["-d", target / "pages" / f"{language}.cache"]
        subprocess.run([*command, *caches, pages, target / language], check=True, env=settings)
    (target / "index.html").write_text(FRONT, encoding="utf-8", newline="\n")
    (target / "front.css").write_text(STYLE, encoding="utf-8", newline="\n")
    shutil.rmtree(target / "pages")
    print(f"{target / 'index.html'}")


def lay_out(pages: Path, language: str) -> None:
    """Write the pages of one language under the names that both share."""
    for name, text in written(language).items():
        (pages / f"{name}.md").write_text(linked(text, language), encoding="utf-8", newline="\n")
    (pages / "reference.md").write_text(reference.page(language), encoding="utf-8", newline="\n")
    gallery.write(pages, language)
    notebooks.write(pages, language)
    tables = {name for text in written(language).values() for name in re.findall(TABLE, text)}
    (pages / "tables").mkdir()
    for name in tables:
        shutil.copy(DOCS / name, pages / "tables")
    for folder in ("images", "examples"):
        shutil.copytree(DOCS / folder, pages / folder, dirs_exist_ok=True)
    with (pages / "index.md").open("a", encoding="utf-8", newline="\n") as index:
        index.write(contents(language))


def written(language: str) -> dict[str, str]:
    """Name -> text of every page that is written by hand or by a generator beside it."""
    ending = ".zh.md" if language == "zh" else ".md"
    found = {path.name.removesuffix(ending): path for path in DOCS.glob(f"*{ending}")}
    found = {name: path for name, path in found.items() if not name.endswith(".zh")}
    return {name: path.read_text(encoding="utf-8") for name, path in {**BOTH, **found}.items()}


def linked(text: str, language: str) -> str:
    """Links between pages: those of the same language to its page, others to the page of the other language.

    The line at the head that leads to the same page in the other language goes: every page has that link beside it.
    """

    def target(found: re.Match[str]) -> str:
        label, name, anchor = found[1], found[2], found[3] or ""
        of = "zh" if name.endswith(".zh") else "en"
        plain = name.removesuffix(".zh")
        if of == language or plain in BOTH:
            return f"[{label}]({plain}.md{anchor})"
        return f'<a href="../{of}/{plain}.html{anchor}">{label}</a>'

    text = re.sub(TABLE, lambda found: f"](tables/{Path(found[1]).name})", text)
    text = re.sub(r"^\[(?:中文|English)\]\([a-z-]+(?:\.zh)?\.md\)\n", "", text, count=1, flags=re.MULTILINE)
    return re.sub(r"\[([^\]]*)\]\((?:docs/)?([a-z-]+(?:\.zh)?)\.md(#[^)]*)?\)", target, text)


def contents(language: str) -> str:
    """The table of contents, by question."""
    at = LANGUAGES.index(language)
    listed = {name for names in CHAPTERS.values() for name in names}
    more = sorted(written(language).keys() - listed - {"index"})  # a page that no chapter names yet
    chapters = {heads: (*names, *more) if "Questions" in heads else names for heads, names in CHAPTERS.items()}
    trees = ("\n".join(["```{toctree}", f":caption: {heads[at]}", ":maxdepth: 1", "", *names, "```"])
             for heads, names in chapters.items())  # fmt: skip
    return "\n" + "\n\n".join(trees) + "\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=ROOT / "dist" / "docs")
    main(parser.parse_args().target)
