"""Chapters as a Word document: `writer` needs a library for it, `parts` does not."""
