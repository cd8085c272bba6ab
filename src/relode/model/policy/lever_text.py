"""What a reader must know of the costs of levers."""

from collections.abc import Iterable

from relode.language import Language, joined, say, unit_name
from relode.model.policy.levers import assumed_costs
from relode.vocabulary import quantity


def cost_note(names: Iterable[str], language: Language) -> str:
    """The sentence that names which costs of these levers rest on assumptions, "" if none does."""
    items = [
        say(
            "levers.note.item",
            language,
            lever=quantity(cost.lever).label(language),
            item=say(f"levers.item.{cost.item}", language),
            lower=cost.lower,
            upper=cost.upper,
            unit=unit_name(cost.unit, language),
        )
        for cost in assumed_costs(names)
    ]
    return say("levers.note.assumed_costs", language, items=joined(items, language)) if items else ""
