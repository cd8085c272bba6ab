"""What a picture is made of."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from relode.charts.style import Drawing
from relode.language import Language, Sentence


@dataclass(frozen=True)
class Picture:
    """A chart with its finding, what it draws, its numbers as a table, and where they come from.

    `draw` makes the chart for a width in pixels; `unit` is that of the numbers in `table`, whose columns are named
    in `language/charts.toml`.
    """

    key: str
    title: Sentence
    subtitle: Sentence
    table: pd.DataFrame
    draw: Callable[[int], Drawing]
    sources: tuple[str, ...]
    flags: tuple[str, ...]
    language: Language
    unit: str = ""
