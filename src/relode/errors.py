"""The one exception that Relode raises on purpose, and how it is phrased."""

from collections.abc import Iterable

from relode.language import Language, say


class RelodeError(ValueError):
    """Bad input: says what is wrong, where, and how to mend it, in both languages.

    `key` names a sentence of `language/errors.toml`; `values` fill its placeholders.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.say("en"))

    def say(self, language: Language) -> str:
        """The message in `language`."""
        return say(f"errors.{self.key}", language, **self.values)


def first_three(offenders: Iterable[object]) -> str:
    """The first three offenders and how many more there are, as errors name them."""
    names = [str(offender) for offender in offenders]
    more = f" (+{len(names) - 3})" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more
