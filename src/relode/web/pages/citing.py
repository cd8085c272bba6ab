"""How to cite a page or a picture of this server."""

from datetime import UTC, datetime

from starlette.requests import Request

from relode import __version__
from relode.facts import fingerprint
from relode.language import Language, Sentence
from relode.web.server.office import LOOPBACK


def citation(request: Request, title: Sentence, path: str, language: Language) -> Sentence:
    """How to cite what stands at a path: version, fingerprint of the facts, day of reading, and where it stands.

    An address that leads nowhere but on this machine is none: its path is told, and what serves it.
    """
    is_here = request.url.hostname in LOOPBACK
    return Sentence(
        f"web.hand_on.citation{'_here' if is_here else ''}",
        {
            "title": title,
            "version": __version__,
            "fingerprint": fingerprint()[:12],
            "date": datetime.now(UTC).date().isoformat(),
            "address": path if is_here else address_of(request, path, language),
        },
    )


def address_of(request: Request, path: str, language: Language) -> str:
    """The whole address of a path of this server, as the reader reached it."""
    return f"{request.base_url}{path.removeprefix('/')}{'&' if '?' in path else '?'}lang={language}"
