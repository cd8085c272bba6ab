"""What a run is asked for: one frozen model a command, the same from command line, page, file and manifest."""

import shlex
from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, ValidationError

from relode.errors import RelodeError


class Settings(BaseModel):
    """Settings of a run with their defaults; which of them a person typed is `model_fields_set`.

    Raises the RelodeError of a setting that cannot be, "unreadable_setting" for one of another type, and for more
    settings than those of the run.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
    SILENT: ClassVar[tuple[str, ...]] = ()
    """Settings that no manifest names where they are empty."""
    OPTIONS: ClassVar[Mapping[str, str]] = {}
    """Setting -> its option where that has another name ("" of an argument), with a word for the file it is read of."""

    def __init__(self, **settings: Any) -> None:
        try:
            super().__init__(**settings)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            refused = first.get("ctx", {}).get("error")
            if isinstance(refused, RelodeError):
                raise refused from None
            name = ".".join(map(str, first["loc"]))
            raise RelodeError("unreadable_setting", name=name, value=repr(first["input"])[:80]) from error

    @classmethod
    def typed(cls, **options: Any) -> Self:
        """The settings of a person, who left at their defaults what is None or empty here."""
        return cls(**{name: value for name, value in options.items() if value is not None and value != []})

    def record(self) -> dict[str, Any]:
        """As a manifest keeps them: made again by the class of these names."""
        kept = self.model_dump(mode="json", exclude={name for name in self.SILENT if not getattr(self, name)})
        return {name: getattr(self, name).record() if isinstance(getattr(self, name), Settings) else value
                for name, value in kept.items()}  # fmt: skip

    def command(self) -> str:
        """The options that ask for the same run on the command line, in the order of the settings."""
        said = []
        for name in type(self).model_fields:
            option, _, file = self.OPTIONS.get(name, f"--{name}").partition(" ")
            value = getattr(self, name)
            for each in value if isinstance(value, tuple) else (value,):
                if each != "":
                    said += [word for word in (option, file or shlex.quote(str(each))) if word]
        return " ".join(said)

    def differing(self, kept: "Settings") -> list[str]:
        """What was typed here and is not so in `kept`, with what it is there."""
        return [
            f"{name} = {getattr(kept, name)}"
            for name in type(self).model_fields
            if name in self.model_fields_set and getattr(self, name) != getattr(kept, name)
        ]
