"""Chapters as a Word document."""

from relode.story.word.writer import DrawnPicture, Front, SourceList, word_document

__all__ = ["DrawnPicture", "Front", "SourceList", "word_document"]
