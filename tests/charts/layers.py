"""What a drawing shows, read from its specification: its marks in their inks, their rows and their axes."""

from typing import Any

from relode.charts import style
from relode.charts.drawn_files import _specification
from relode.charts.style import Drawing
from relode.language import Sentence

INKS = {value: name for name, value in vars(style).items() if name.isupper() and str(value).startswith("#")}
CHANNELS = ("x", "x2", "y", "y2", "color", "shape", "size", "strokeDash", "detail", "opacity", "text")


_LAST: list[tuple[Drawing, dict[str, Any]]] = []


def specified(drawn: Drawing) -> dict[str, Any]:
    """The specification of a drawing; that of the last one is kept."""
    if not _LAST or _LAST[0][0] is not drawn:
        _LAST[:] = [(drawn, _specification(drawn))]
    return _LAST[0][1]


def layers(drawn: Drawing) -> list[dict[str, Any]]:
    """Each mark of a drawing, the lowest first, with the rows that it draws and how it draws them."""
    spec = specified(drawn)

    def walk(form: dict[str, Any]) -> list[dict[str, Any]]:
        if "mark" not in form:
            return [each for part in form["layer"] for each in walk({"data": form.get("data"), **part})]
        data = form.get("data") or {}
        rows = data.get("values", spec.get("datasets", {}).get(data.get("name"), []))
        mark = form["mark"] if isinstance(form["mark"], dict) else {"type": form["mark"]}
        return [{**form, "mark": mark, "rows": rows, "encoding": form.get("encoding", {})}]

    return walk(spec)


def told(layer: dict[str, Any]) -> str:
    """A mark in a line: its shape, its ink, whether it is filled, what it says, and what stands along each channel."""
    mark = layer["mark"]
    paint = mark.get("color", mark.get("stroke"))
    words = [mark["type"], *([INKS.get(paint, paint)] if paint else []), *(["filled"] if mark.get("filled") else [])]
    words += [f"'{mark['text']}'"] if mark.get("text") else []
    for channel in CHANNELS:
        found = layer["encoding"].get(channel)
        if found:
            words.append(f"{channel}={found.get('field', found.get('datum', found.get('value', '?')))}")
    return " ".join(words)


def lines(drawn: Drawing) -> list[str]:
    """Each mark of a drawing in a line."""
    return [told(each) for each in layers(drawn)]


def channel(drawn: Drawing, name: str) -> dict[str, Any]:
    """What the marks of a drawing say together of an axis or a colour: title, scale, axis, sort, legend."""
    result: dict[str, Any] = {}
    for layer in layers(drawn):
        for key, value in layer["encoding"].get(name, {}).items():
            result.setdefault(key, value)
    return result


def drawn_rows(layer: dict[str, Any], *columns: str) -> list[tuple[Any, ...]]:
    """The rows of a mark, of some columns."""
    return [tuple(row[column] for column in columns) for row in layer["rows"]]


def parts(said: Sentence) -> dict[str, Any]:
    """What a sentence is filled with."""
    return dict(said.values)
