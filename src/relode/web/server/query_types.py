"""What addresses take after their question mark, with its bounds."""

from typing import Annotated, Literal

from fastapi import Query

Width = Literal["wide", "narrow", "alone"]
Theme = Literal["light", "dark"]
Pixels = Annotated[int, Query(ge=200, le=1200)]
Choice = Annotated[str, Query(max_length=40)]
Kept = Annotated[str, Query(max_length=1000)]
"""A query within a query: what was chosen on the page from which another one is asked for."""
Year = Annotated[int | None, Query(ge=1900, le=2100)]
