"""What `relode country FOLDER --propose` writes and says."""

from pathlib import Path

from relode.country.country_accounts import known_quantity
from relode.errors import RelodeError
from relode.facts.readers.country_files import DESCRIPTION
from relode.facts.readers.country_proposal import propose
from relode.language import Language, say


def proposed_description(folder: Path, language: Language) -> str:
    """Write the proposed country.toml and say so; where there is one it stays, and the proposal itself is said.

    Raises RelodeError for no folder, a file that fits two layouts, no table, and a folder that cannot be written.
    """
    text, path = propose(folder, known_quantity).text(language), folder / DESCRIPTION
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError:
        return f"{text}# {say('country.propose.there', language, path=path)}"
    except OSError as error:
        raise RelodeError("unreadable_file", path=path, reason=error.strerror or error) from error
    return say("country.propose.written", language, path=path, folder=folder)
