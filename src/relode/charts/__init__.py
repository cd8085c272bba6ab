"""Every picture once: an Altair chart made from a tidy table, with its finding as title and its numbers beside it."""

from relode.charts.atlas import pictures
from relode.charts.picture import Picture
from relode.charts.scores import scores
from relode.charts.style import chinese_font_found, svg

__all__ = ["Picture", "chinese_font_found", "pictures", "scores", "svg"]
