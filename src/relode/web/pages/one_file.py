"""A page of a city as one file that opens without this server: styles and pictures inside, links into it as text."""

from collections.abc import Mapping
from html import escape
from html.parser import HTMLParser

from markupsafe import Markup

from relode.charts import Picture
from relode.report.html import WIDTHS, LazySizes
from relode.web.server.static import own_files

DROPPED = ("script", "link", "form", "datalist", "header", "button")
"""Elements that do nothing without the server."""
LIVE_ONLY = ("skip", "live", "readout", "keep", "switch", "questions")
"""Classes of what a server or a script fills, or what leads to a file of it."""
VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
SHEETS = ("report.css", "page.css")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the file may load: nothing."""


def one_file(page: str, pictures: Mapping[str, Picture], told: str) -> str:
    """A page with its `pictures` by key inside; `told` says at its head where it comes from and what is left out."""
    made = _OneFile(pictures, told)
    made.feed(page)
    made.close()
    return "".join(made.parts)


class _OneFile(HTMLParser):
    """Copies what it reads but for what needs a server; tags are kept as they were written."""

    def __init__(self, pictures: Mapping[str, Picture], told: str) -> None:
        super().__init__(convert_charrefs=False)
        self.pictures, self.told = pictures, told
        self.parts: list[str] = []
        self.dropped: list[str] = []
        """Open elements inside of one that is left out, and that one, the outermost first."""
        self.links: list[bool] = []
        """Of each open link whether it is kept."""
        self.figure = ""

    def handle_decl(self, decl: str) -> None:
        self.parts.append(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.dropped or self._is_left_out(tag, given):
            self.dropped += [] if tag in VOID else [tag]
            return
        if tag == "picture":
            self.dropped.append(tag)
            self.parts.append(self._drawing())
        elif tag == "a":
            self.links.append(given.get("href", "").startswith(("#", "http")))
            self.parts += [self.get_starttag_text() or ""] if self.links[-1] else []
        elif tag == "figure" and "data-live" in given:
            self.figure = given["id"].removeprefix("picture-")
            self.parts.append(f'<figure class="{escape(given["class"])}" id="{escape(given["id"])}">')
        else:
            self.parts.append(self.get_starttag_text() or "")
        if tag == "main":
            self.parts.append(f'<p class="subtitle">{escape(self.told)}</p>')

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if not self.dropped and not self._is_left_out(tag, dict(attrs)):
            self.parts.append(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if self.dropped:
            self.dropped.pop()
        elif tag == "a":
            self.parts += ["</a>"] if self.links.pop() else []
        elif tag == "head":
            sheets = "\n".join(own_files()[name].decode() for name in SHEETS)
            self.parts.append(
                f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{sheets}</style></head>'
            )
        else:
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts += [] if self.dropped else [data]

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _is_left_out(self, tag: str, given: Mapping[str, str | None]) -> bool:
        classes = (given.get("class") or "").split()
        return tag in DROPPED or any(name in LIVE_ONLY for name in classes) or "download" in given

    def _drawing(self) -> Markup:
        """The drawing of the picture that is open, for a page and for a phone, in the colours of the file's theme."""
        drawn = LazySizes(self.pictures[self.figure])
        return Markup("").join(Markup('<div class="{}">{}</div>').format(size, drawn[size]) for size in WIDTHS)
