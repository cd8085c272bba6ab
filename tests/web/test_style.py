"""One scale of type: no style sheet of the page has a size of its own."""

import re

import pytest

from relode.web.server.static import own_files

SIZES = re.compile(r"font-size: ([^;}]+)")
PRINTED = re.compile(r"[\d.]+pt|[\d.]+em|var\(--print\)")


@pytest.mark.parametrize("name", ["page.css", "report.css"])
def test_every_size_of_type_is_one_of_the_scale_or_printed(name):
    sheet = own_files()[name].decode()
    root = own_files()["report.css"].decode()
    scale = dict(re.findall(r"--(mark|small|text|large|huge|most): (\d+px)", root))
    assert [*scale.values()] == ["10px", "13px", "16px", "20px", "26px", "34px"]
    sizes = [size for size in SIZES.findall(sheet) if not PRINTED.fullmatch(size)]
    assert len(sizes) > 20
    strays = {size for size in sizes if size.removeprefix("var(--").removesuffix(")") not in scale}
    assert strays <= {"16px"}  # of the root alone, from which a reader's own size is taken
    assert sheet.count("font-size: 16px") == (name == "report.css")
