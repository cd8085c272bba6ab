"""Printed equations as numbers."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from relode.model.equation import Node
from relode.model.equation_book import INDEX


def evaluated(node: Node, values: Mapping[str, Any]) -> Any:
    """The value of a side of an equation, given those of its symbols; `sum_s` and the like add over the first axis."""
    parts = [evaluated(part, values) for part in node.parts]
    match node.kind:
        case "number":
            return float(node.text)
        case "symbol":
            return values[node.text if node.text in values else INDEX.sub("", node.text)]
        case "sum":
            return sum(part if sign == "+" else -part for sign, part in zip(node.text, parts, strict=True))
        case "product":
            return np.prod(np.broadcast_arrays(*parts), axis=0)
        case "ratio":
            return parts[0] / parts[1]
        case "power":
            return parts[0] ** parts[1]
    if node.text.startswith("sum_"):
        return parts[0].sum(axis=0)
    functions = {
        "ln": np.log,
        "exp": np.exp,
        "max": np.maximum,
        "min": np.minimum,
        "sqrt": np.sqrt,
        "sig": lambda x: 1 / (1 + np.exp(-x)),
        "smin": lambda a, b: (a**-16 + b**-16) ** (-1 / 16),
    }
    return functions[node.text](*parts)
