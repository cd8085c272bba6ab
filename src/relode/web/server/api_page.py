"""The interface for programs as a page tells it: each call with an example, read from the one schema of all."""

from dataclasses import dataclass
from typing import Any

SOUND = {"name": "hegang", "quantity": "population_change", "year": "2020", "run": "RUN"}
"""Parts of an address in examples; RUN stands for the name of a run."""
ASKED = {"what_if": "?retraining_coverage=0.5&until=2035", "cities": "?type=declining&resource=coal"}
"""What examples ask beside the address."""
BODIES = {"begin": '{"budget": "5%", "horizon": 2035, "size": "quick"}'}
"""What examples send."""


@dataclass(frozen=True)
class Call:
    """A call: `key` of its words, what the address takes, the fields of its answer with their meaning, an example."""

    key: str
    method: str
    path: str
    example: str
    body: str
    parts: tuple[str, ...]
    fields: tuple[tuple[str, str], ...]


def calls(schema: dict[str, Any]) -> list[Call]:
    """Every call of the schema, in its order."""
    return [
        _call(method, path, call, schema["components"]["schemas"])
        for path, methods in schema["paths"].items()
        for method, call in methods.items()
    ]


def _call(method: str, path: str, call: dict[str, Any], shapes: dict[str, Any]) -> Call:
    key = call["operationId"].partition("_api_")[0]
    answers = call["responses"]
    result = answers.get("200") or answers["202"]
    shape = shapes[result["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]]
    fields = tuple((name, each.get("description", "")) for name, each in shape["properties"].items())
    parts = tuple(each["name"] for each in call.get("parameters", []) if each["in"] == "query")
    address = path.format(**SOUND) + ASKED.get(key, "")
    return Call(key, method.upper(), path, address, BODIES.get(key, ""), parts, fields)
