"""Files that pages load, read into memory once: no address reaches the file system."""

import hashlib
from functools import cache
from importlib.metadata import version as installed
from importlib.resources import files

import vl_convert
from starlette.responses import Response

from relode.charts.style import VEGA_LITE
from relode.report.brief_html import brief_style
from relode.report.html import style

KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
VEGA = "vega.js"
IMPORTED = ("asking.js", "points.js", "what_if_drawing.js")
"""The modules that others import, each after those that it imports."""
SNIPPET = "window.vegaEmbed = vegaEmbed;"
LONG = "public, max-age=31536000, immutable"


@cache
def own_files() -> dict[str, bytes]:
    """Name -> content of the style sheets, modules and drawings of the package."""
    result = {entry.name: entry.read_bytes() for entry in files("relode.web").joinpath("static").iterdir()}
    # A module that another one imports has the address that its content gives it, as all files have.
    for module in IMPORTED:
        tagged = f'"./{module}?v={hashlib.sha256(result[module]).hexdigest()[:12]}"'.encode()
        result = {name: content.replace(f'"./{module}"'.encode(), tagged) for name, content in result.items()}
    return {**result, "report.css": style().encode(), "brief.css": brief_style().encode()}


@cache
def vega() -> bytes:
    """Vega, Vega-Lite and Vega-Embed as one script, from the bundle that vl-convert carries."""
    return vl_convert.javascript_bundle(SNIPPET, vl_version=VEGA_LITE).encode()


def version(name: str) -> str:
    """What tells a browser that a file has changed."""
    content = installed("vl-convert-python").encode() if name == VEGA else own_files()[name]
    return hashlib.sha256(content).hexdigest()[:12]


def static_file(name: str) -> Response | None:
    """The file of that name, None if there is none."""
    content = vega() if name == VEGA else own_files().get(name)
    if content is None:
        return None
    kind = KINDS[name.rpartition(".")[2]]
    return Response(content, media_type=f"{kind}; charset=utf-8", headers={"cache-control": LONG})
