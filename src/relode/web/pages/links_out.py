"""Ways out of this server: where a publication stands, and addresses in the cells of a table. Nothing is loaded."""

import re
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from relode import shipped_tables

WRITTEN = re.compile(r"https?://[^\s();]+|github\.com/[\w.-]+/[\w.-]+")
"""An address as a cell of a table may hold it."""
OFFICIAL = re.compile(r"(.+\.)?gov\.cn|github\.com")
"""Hosts that a cell leads to: authorities and repositories. What was read elsewhere is named and not opened."""
LINK = Markup('<a href="{}" target="_blank" rel="noopener noreferrer">{}</a>')


def addresses(key: str) -> list[tuple[str, str, str]]:
    """Where a source stands: whether that is the publication or the copy that was read, its address, its host."""
    found = (row for row in shipped_tables.rows("relode.facts", "source_addresses") if row["key"] == key)
    return [(row["of"], row["address"], _host(row["address"])) for row in found]


def link_out(address: str, said: str) -> Markup:
    """A link to another host, which opens beside this page and is not told of it."""
    return LINK.format(address, said)


def linked(cell: str) -> Markup:
    """A cell with its official addresses as links."""
    parts, end = [], 0
    for found in WRITTEN.finditer(cell):
        address = found[0] if "//" in found[0] else f"https://{found[0]}"
        if OFFICIAL.fullmatch(_host(address)):
            parts += [escape(cell[end : found.start()]), link_out(address, found[0])]
            end = found.end()
    return Markup("").join([*parts, escape(cell[end:])])


def _host(address: str) -> str:
    return urlsplit(address).hostname or ""
