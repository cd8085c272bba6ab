"""Blocks of a chapter as plain values, to be held against what is written by hand."""

from relode.story import Table


def told(block):
    """A block as it is; a table as caption, heads, rows of cells, and where and how it is shown."""
    if not isinstance(block, Table):
        return block
    heads = tuple(column.head.key for column in block.columns)
    return block.caption, heads, [*block.cells()], (block.sources, block.folded, block.sheet)
