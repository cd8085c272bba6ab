"""Tables of deals.md and deals.zh.md: examples. python -m studies run page_deals."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from marked_parts import markdown, renew
from relode.deals import DealAppraisal, appraised, read_deals
from relode.deals.chapter import fill_in_words, verdict_word
from relode.deals.defaults import defaults
from relode.language import Amount, Language, number_text, plain_value, say, spoken

DOCS = Path(__file__).parent
PAGES: dict[Language, str] = {"en": "deals.md", "zh": "deals.zh.md"}


@cache
def appraisals() -> Mapping[str, DealAppraisal]:
    """File -> its appraisal, of every example."""
    files = sorted((DOCS / "examples").glob("*.toml"))
    return {path.name: appraised(read_deals(path)[0].deal) for path in files}


def examples(language: Language) -> list[str]:
    """A row an example: verdict, net jobs, net of the city, break-even; of public works what users of 2035 fill."""
    rows = []
    for name, one in appraisals().items():
        net, jobs, even, filled = ("–",) * 4
        if one.works is None:
            net, jobs = number_text(one.city.mean, "yuan", language), f"{one.jobs.net.mean:.0f}"
            if one.break_even.but_for is not None:
                even = number_text(one.break_even.but_for, "share", language)
        elif one.works.filled is not None:
            filled = number_text(one.works.filled, "share", language)
        word = spoken(verdict_word(one.verdict, one.kind), language)
        rows.append([f"[{name.removesuffix('.toml')}](examples/{name})", word, jobs, net, even, filled])
    keys = ("file", "verdict", "net_jobs", "mean", "break_even", "filled")
    return markdown([say(f"deals.docs.{key}", language) for key in keys], rows)


def fill_in(language: Language) -> list[str]:
    """What has to be filled in first: the cell, who has it, and the verdict at both ends."""
    return [
        f"- [{name.removesuffix('.toml')}](examples/{name}): {spoken(fill_in_words(each, one.kind), language)}"
        for name, one in appraisals().items()
        for each in one.fill_in
    ]


def assumed(language: Language) -> list[str]:
    """Each default with its ends, the reason and the row of the published parameters."""
    lines = []
    for each in defaults().values():
        ends = (each.low, each.high) if each.low < each.high else None
        figure = str(plain_value(Amount(each.value, each.unit, ends), language))
        lines.append([each.label.name(language), figure, each.reason.name(language), each.row or each.source])
    return markdown([say(f"deals.docs.default_{key}", language) for key in ("name", "value", "reason", "row")], lines)


PARTS = {"examples": examples, "fill_in": fill_in, "defaults": assumed}

if __name__ == "__main__":
    renew(PAGES, PARTS)
