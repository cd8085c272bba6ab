"""Every picture once: an Altair chart made from a tidy table, with its finding as title and its numbers beside it."""

from relode.charts.atlas import pictures
from relode.charts.drawn_files import alone, chinese_font_found, png, svg, svg_file
from relode.charts.style import Picture

__all__ = ["Picture", "alone", "chinese_font_found", "pictures", "png", "svg", "svg_file"]
