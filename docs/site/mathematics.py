"""Equations as MathML, which browsers draw by themselves: no script, no font, no request."""

from docutils import nodes
from latex2mathml.converter import convert


class MathML:
    """Visitors of Sphinx's HTML writer."""

    @staticmethod
    def inline(writer, node):
        """An equation within a line."""
        writer.body.append(convert(node.astext(), display="inline"))
        raise nodes.SkipNode

    @staticmethod
    def display(writer, node):
        """An equation of its own; lines parted by a double backslash stand below each other."""
        parts = [part for part in node.astext().replace("\n\n", "\\\\").split("\\\\") if part.strip()]
        plain = "\\begin" in node.astext()
        for part in [node.astext()] if plain else parts:
            writer.body.append(f'<div class="equation">{convert(part.strip(), display="block")}</div>')
        raise nodes.SkipNode
