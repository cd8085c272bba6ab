"""The one exception that Relode raises on purpose, and how it is phrased."""

from collections.abc import Callable, Iterable, Mapping

from relode.language import Bilingual, Language, Word, is_figure, plain_value, say


class RelodeError(ValueError):
    """Bad input: says what is wrong, where, and how to mend it, in both languages.

    `key` names a sentence of `language/errors.toml`; `values` fill its placeholders. A value may be another
    RelodeError, a figure, a text in both languages or a list: of a list the first three are named, and how many
    more there are.
    """

    def __init__(self, key: str, /, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(self.say("en"))

    def __reduce__(self) -> tuple[Callable[..., "RelodeError"], tuple[object, ...]]:
        """Key and values: an error of a worker says the same where it is told."""
        return _again, (type(self), self.key, self.values)

    def say(self, language: Language) -> str:
        """The message in `language`."""
        return say(f"errors.{self.key}", language, **{k: _rendered(v, language) for k, v in self.values.items()})


class NoVerdict(RelodeError):
    """A question that the data cannot answer: the input is good, but there is nothing to say."""


def _again(kind: type[RelodeError], key: str, values: Mapping[str, object]) -> RelodeError:
    return kind(key, **values)


def first_three(offenders: Iterable[object]) -> str:
    """The first three offenders and how many more there are, as errors name them."""
    names = [str(offender) for offender in offenders]
    more = f" (+{len(names) - 3})" if len(names) > 3 else ""
    return ", ".join(names[:3]) + more


def plain(value: float) -> str:
    """A figure as errors name it: thousands set apart, no power of ten."""
    return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.0f}"


def _rendered(value: object, language: Language) -> object:
    if isinstance(value, RelodeError):
        return value.say(language).rstrip(".。")
    if isinstance(value, list):
        return first_three(_rendered(item, language) for item in value)
    if isinstance(value, Bilingual):
        return value.name(language)
    if isinstance(value, Word) or is_figure(value):
        return plain_value(value, language)
    if isinstance(value, tuple):
        return "".join(f"{_rendered(part, language)}" for part in value)
    return value
