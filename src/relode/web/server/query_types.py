"""What addresses take after their question mark, with its bounds."""

from typing import Annotated, Literal

from fastapi import Query

Width = Literal["wide", "narrow"]
Theme = Literal["light", "dark"]
Pixels = Annotated[int, Query(ge=200, le=1200)]
Choice = Annotated[str, Query(max_length=40)]
Year = Annotated[int | None, Query(ge=1900, le=2100)]
