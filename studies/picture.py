"""The graph of rules as a picture in Markdown (Mermaid), between its marks in CONTRIBUTING.md."""

import re
from collections.abc import Iterator

from studies import ROOT
from studies.fingerprints import seconds
from studies.rules import STAGES, Rule, hangs_on, rules

PAGE = ROOT / "CONTRIBUTING.md"
START, END = "<!-- graph of rules -->", "<!-- end of graph of rules -->"


def picture() -> str:
    """Stages as boxes, rules in them with the number of files and seconds, arrows from what is read."""
    return "\n".join(["```mermaid", "flowchart LR", *_lines(), "```"])


def _lines() -> Iterator[str]:
    every = rules()
    yield "  facts[(facts: sources and tables)]"
    for stage in STAGES:
        yield f"  subgraph {stage}"
        yield from (f'    {rule.name}["{_label(rule)}"]' for rule in every.values() if rule.stage == stage)
        yield "  end"
    for rule in every.values():
        before = list(hangs_on(rule, every))
        nearest = [name for name in before if not any(name in hangs_on(every[other], every) for other in before)]
        yield f"  {' & '.join(nearest or ['facts'])} --> {rule.name}"


def _label(rule: Rule) -> str:
    files = f"{len(rule.makes)} file{'s' * (len(rule.makes) != 1)}"
    return f"{rule.name}<br/>{files}, about {float(f'{seconds(rule.name):.1g}'):g} s"


def drawn(text: str) -> str:
    """The page with the picture of now."""
    part = f"{START}\n{picture()}\n{END}"
    return re.sub(f"{START}.*{END}", lambda _: part, text, flags=re.DOTALL)


def renew_picture() -> None:
    """Write it."""
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
