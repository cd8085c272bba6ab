"""What tests of documents share: reading a Word file, and the figures of its content."""

import re
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from relode.language import Bilingual, ByLanguage, Clauses, Sentence, is_figure
from relode.story import Heading, Passage, Table


def opened(content):
    """The document of a path or of bytes."""
    return Document(BytesIO(content) if isinstance(content, bytes) else str(content))


def headings(document, level):
    """Texts of the headings of a level, in order."""
    return [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"]


def fields(document):
    """Codes of all fields of the body."""
    return [each.text.strip() for each in document.element.body.iter(qn("w:instrText"))]


def controls(document):
    """Text of each content control, in order."""
    found = document.element.body.iter(qn("w:sdt"))
    return ["".join(text.text for text in each.iter(qn("w:t"))) for each in found]


def text_of(document):
    """All visible text of the body."""
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p")))


def figures(value, key=("", "")):
    """Every figure of a value with the sentence and the placeholder that it stands in."""
    if isinstance(value, Sentence):
        for name, each in value.values.items():
            yield from figures(each, (value.key, name))
    elif is_figure(value):
        yield key, value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from figures(each, key)
    elif isinstance(value, Clauses):
        yield from figures(value.parts, key)
    elif isinstance(value, ByLanguage) and not isinstance(value, Bilingual):
        yield from figures([value.en, value.zh], key)
    elif isinstance(value, Table):
        yield from figures([value.caption, *value.cells()], (value.caption.key, "cell"))
    elif isinstance(value, Passage | Heading):
        yield from figures(value.said, key)


def values_of(figure):
    """The numbers of a figure: its value and the ends of its interval."""
    return [figure.value, *(figure.interval_90 or ())]


def numbers(record, found=None):
    """Every number of a JSON object to nine digits."""
    found = set() if found is None else found
    if isinstance(record, dict):
        for each in record.values():
            numbers(each, found)
    elif isinstance(record, list):
        for each in record:
            numbers(each, found)
    elif isinstance(record, int | float) and not isinstance(record, bool):
        found.add(digits(record))
    return found


def digits(value):
    """A number to nine digits: JSON and arithmetic may differ in the last ones of sixteen."""
    return float(f"{value:.9g}")


def without_letters(text):
    """Chinese characters of a text."""
    return re.findall(r"[\u4e00-\u9fff]+", text)
