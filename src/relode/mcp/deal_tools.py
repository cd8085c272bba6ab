"""Answers on deals and lists of projects, as `relode appraise` gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from os.path import realpath
from pathlib import Path
from typing import Any, TypeVar

from relode.answers.deals_answer import AppraisedFiles, appraisals_text, appraised_files, appraised_values
from relode.deals.chapter import fill_in_words
from relode.errors import RelodeError
from relode.language import Language, spoken
from relode.mcp.answer import ToldAnswer
from relode.mcp.arguments import OfDeal
from relode.mcp.city_tools import chapter_sources
from relode.mcp.user_texts import UserTexts, cells_of, user_texts

Found = TypeVar("Found")


@dataclass(frozen=True)
class DealTools:
    """`folder` holds the files that may be read, None where none may."""

    folder: Path | None

    def appraise(self, asked: OfDeal, language: Language) -> ToldAnswer:
        """Whether a deal should be signed."""
        path, users = self._given("deal", asked.deal, asked.file)
        result = _refused_in_signs(
            users,
            lambda: appraised_files([path], asked.place) if path else appraised_values(asked.deal or {}, asked.place),
        )
        return _told_deals(result, users, language)

    def _given(self, name: str, values: object, file: str | None) -> tuple[Path | None, UserTexts]:
        """The file that was named, None where values were given; and what a user wrote in either."""
        if (values is None) == (file is None):
            raise RelodeError("mcp.one_of", first=name, second="file")
        if file is None:
            return None, user_texts(values)
        path = self._path(file)
        return path, user_texts(list(cells_of(path)))

    def _path(self, file: str) -> Path:
        """A file of the folder. Raises RelodeError for one that lies elsewhere, or where no folder was named."""
        if self.folder is None:
            raise RelodeError("mcp.no_files")
        try:
            path, folder = (Path(realpath(each)) for each in (self.folder / file, self.folder))
            is_inside = path.is_relative_to(folder)
        except (OSError, ValueError):
            is_inside = False
        if not is_inside:
            raise RelodeError("mcp.outside", file=file)
        if not path.is_file():
            raise RelodeError("mcp.no_such_file", file=file)
        return path


def _refused_in_signs(users: UserTexts, answer: Callable[[], Found]) -> Found:
    """The answer, or its refusal with signs where it repeats what the user wrote."""
    try:
        return answer()
    except RelodeError as error:
        raise _in_signs(error, users) from error


def _in_signs(value: Any, users: UserTexts) -> Any:
    if isinstance(value, RelodeError):
        return RelodeError(value.key, **{name: _in_signs(part, users) for name, part in value.values.items()})
    if isinstance(value, str | Path):
        return users.marked(str(value))
    return [_in_signs(each, users) for each in value] if isinstance(value, list) else value


def _told_deals(result: AppraisedFiles, users: UserTexts, language: Language) -> ToldAnswer:
    gaps = [spoken(fill_in_words(each, one.kind), language) for one in result.deals for each in one.fill_in]
    sources = tuple(dict.fromkeys(key for each in result.chapters for key in chapter_sources(each)))
    return ToldAnswer("appraise", result.record(language), appraisals_text(result, language), gaps, sources, users)
