"""What tests of pictures need from the system."""

import pytest

from relode import charts

needs_chinese_font = pytest.mark.skipif(
    not charts.chinese_font_found(), reason="no Chinese font here: the Chinese document has no pictures, and says so"
)
