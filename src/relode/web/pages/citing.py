"""How to cite a page or a picture of this server."""

from datetime import UTC, datetime

from starlette.requests import Request

from relode import __version__
from relode.facts import fingerprint
from relode.language import Language, Sentence


def citation(title: Sentence, address: str) -> Sentence:
    """How to cite what stands at an address: version, fingerprint of the facts, day of reading."""
    return Sentence(
        "web.hand_on.citation",
        {
            "title": title,
            "version": __version__,
            "fingerprint": fingerprint()[:12],
            "date": datetime.now(UTC).date().isoformat(),
            "address": address,
        },
    )


def address_of(request: Request, path: str, language: Language) -> str:
    """The whole address of a path of this server, as the reader reached it."""
    return f"{request.base_url}{path.removeprefix('/')}?lang={language}"
