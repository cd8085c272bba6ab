"""Chapters as a Word document."""

from relode.story.word.parts import DrawnPicture, Front, SourceList
from relode.story.word.writer import word_document

__all__ = ["DrawnPicture", "Front", "SourceList", "word_document"]
