"""The tools by name: what each may be asked, and what answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from relode.errors import RelodeError
from relode.language import Language, has_sentence, say
from relode.mcp import city_tools
from relode.mcp.answer import ToldAnswer, answered
from relode.mcp.arguments import (
    Arguments,
    OfAhead,
    OfCity,
    OfDeal,
    OfFigure,
    OfLever,
    OfList,
    OfPlaces,
    OfPlan,
    OfRun,
    OfWait,
    read_arguments,
    spoken_language,
)
from relode.mcp.deal_tools import DealTools
from relode.mcp.plan_tools import PlanTools

STARTS = ("plan_start", "plan_stop")
"""Tools that begin or end a run: all others read."""
WAITS = ("plan_wait",)
"""Tools that wait and compute nothing."""


@dataclass(frozen=True)
class AssistantTool:
    """A tool: what it may be asked, and the function that answers."""

    name: str
    kind: type[Arguments]
    answer: Callable[[Any, Language], ToldAnswer]

    def schema(self, language: Language) -> dict[str, Any]:
        """The schema of its arguments, described in `language`."""
        result = self.kind.model_json_schema()
        result.pop("description", None)
        for name, field in result["properties"].items():
            field.pop("title", None)
            keys = (f"mcp.argument.{self.name}_{name}", f"mcp.argument.{name}", f"cli.option.{name}")
            field["description"] = say(next(key for key in keys if has_sentence(key)), language)
        return result

    def call(self, given: Any, language: Language) -> tuple[str, dict[str, Any]]:
        """Text and object of the answer. Raises RelodeError for what cannot be asked or answered."""
        asked = read_arguments(self.kind, given)
        speech = spoken_language(given, language)
        return answered(self.answer(asked, speech), speech, asked.asked)


def tools_of(deals: DealTools, plans: PlanTools) -> Mapping[str, AssistantTool]:
    """All tools by name."""
    every: tuple[tuple[str, type[Arguments], Callable[[Any, Language], ToldAnswer]], ...] = (
        ("cities", OfList, city_tools.cities),
        ("diagnosis", OfCity, city_tools.diagnosis),
        ("needs", OfPlaces, city_tools.needs),
        ("pathways", OfCity, city_tools.pathways),
        ("outlook", OfAhead, city_tools.ahead),
        ("evidence", OfLever, city_tools.evidence),
        ("explain", OfFigure, city_tools.explained),
        ("appraise", OfDeal, deals.appraise),
        ("plan_start", OfPlan, plans.start),
        ("plan_wait", OfWait, plans.wait),
        ("plan_read", OfRun, plans.read),
        ("plan_stop", OfRun, plans.stop),
        ("plan_list", OfCity, plans.listed),
    )
    return {name: AssistantTool(name, kind, answer) for name, kind, answer in every}


def called(name: str, tools: Mapping[str, AssistantTool]) -> AssistantTool:
    """The tool of that name. Raises RelodeError for one that there is not."""
    if name not in tools:
        raise RelodeError("mcp.unknown_tool", tool=name[:60], tools=", ".join(tools))
    return tools[name]


def every_tool(runs: Path, files: Path | None) -> tuple[Mapping[str, AssistantTool], PlanTools]:
    """The tools over a folder of runs and one of files, and what is to be closed at the end."""
    plans = PlanTools(runs)
    return tools_of(DealTools(files), plans), plans
