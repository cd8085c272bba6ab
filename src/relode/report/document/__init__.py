"""The document that a commission hands in: chapters as blocks without a format, then a Word file made from them."""
