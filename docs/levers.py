"""Renew the tables of levers.md and levers.zh.md from the package: python docs/levers.py."""

from collections.abc import Sequence

from marked_parts import renew
from relode.language import Language, labelled, number_text, say, unit_name
from relode.language.numbers import in_yuan
from relode.model.policy.levers import ORDINARY, lever_costs, levers, splits
from relode.model.policy.policy_file import policies, read_policy
from relode.vocabulary import quantity

PAGES: dict[Language, str] = {"en": "levers.md", "zh": "levers.zh.md"}


def lever_table(language: Language) -> list[str]:
    """Every lever as a line of Markdown, with a head."""
    head = say("levers.table.levers", language)
    return [head, _rule(head), *(_line(_lever_cells(name, language)) for name in levers())]


def cost_table(language: Language) -> list[str]:
    """Every unit cost as a line of Markdown, with a head."""
    head = say("levers.table.costs", language)
    told = [(cost, _in_yuan(cost.unit, (cost.value, cost.lower, cost.upper), language)) for cost in lever_costs()]
    lines = [
        _line(
            [
                f"`{cost.lever}`",
                say(f"levers.item.{cost.item}", language),
                value,
                f"{lower}–{upper}",
                unit,
                str(cost.price_year),
                say(f"levers.payer.{cost.payer}", language),
                cost.source.replace(";", ", "),
                cost.reason.name(language),
            ]
        )
        for cost, ((value, lower, upper), unit) in told
    ]
    return [head, _rule(head), *lines]


def split_table(language: Language) -> list[str]:
    """Where a yuan of each kind of spending arrives as a line of Markdown, with a head."""
    head = say("levers.table.splits", language)
    lines = [
        _line(
            [
                say("levers.split.ordinary", language) if row.lever == ORDINARY else f"`{row.lever}`",
                say(f"levers.item.{row.item}", language),
                *(
                    f"{100 * value:g} ({100 * lower:g}–{100 * upper:g})"
                    for value, lower, upper in zip(row.value, row.lower, row.upper, strict=True)
                ),
                row.source.replace(";", ", "),
                row.reason.name(language),
            ]
        )
        for row in splits()
    ]
    return [head, _rule(head), *lines]


def evidence_list(language: Language) -> list[str]:
    """What the sources of each lever say, one line of Markdown each."""
    return [f"- `{name}` — {lever.reason.name(language)}" for name, lever in levers().items()]


def policy_list(language: Language) -> list[str]:
    """The shipped policies with title and description, one line of Markdown each."""
    shipped = [read_policy(name) for name in policies()]
    return [
        f"- `{p.name}` — {labelled(f'**{p.title(language)}**', p.description(language), language)}" for p in shipped
    ]


def _in_yuan(unit: str, values: Sequence[float], language: Language) -> tuple[list[str], str]:
    """Values and the word of their unit, prices in yuan."""
    told = [in_yuan(value, unit) for value in values]
    return [number_text(value, "1", language, "short") for value, _ in told], unit_name(told[0][1], language)


def _lever_cells(name: str, language: Language) -> list[str]:
    lever = levers()[name]
    (lower, upper), unit = _in_yuan(lever.unit, (lever.lower, lever.upper), language)
    return [
        f"`{name}`",
        quantity(name).label(language),
        unit,
        f"{lower}–{upper}",
        say(f"levers.cost.{lever.cost}", language),
        say(f"levers.channel.{lever.channel}", language),
        f"{lever.lag:g} ({lever.lag_lower:g}–{lever.lag_upper:g})",
        say(f"levers.grade.{lever.evidence_grade}", language),
        lever.source.replace(";", ", "),
    ]


def _rule(head: str) -> str:
    return "| " + " | ".join(["---"] * (head.count("|") - 1)) + " |"


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


PARTS = {
    "levers": lever_table,
    "evidence": evidence_list,
    "costs": cost_table,
    "splits": split_table,
    "policies": policy_list,
}


if __name__ == "__main__":
    renew(PAGES, PARTS)
