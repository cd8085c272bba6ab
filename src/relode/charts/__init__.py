"""Every picture once: an Altair chart made from a tidy table, with its finding as title and its numbers beside it."""

from relode.charts.ahead import scores
from relode.charts.atlas import pictures
from relode.charts.drawn_files import chinese_font_found, png, png_file, svg, svg_file
from relode.charts.style import Picture

__all__ = ["Picture", "chinese_font_found", "pictures", "png", "png_file", "scores", "svg", "svg_file"]
