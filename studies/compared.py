"""What a rule made, beside what was there: whether the numbers are the same, and what moved."""

import csv
import io
import re
from dataclasses import dataclass

NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w.])")


@dataclass(frozen=True)
class Difference:
    """Between two texts: `moved` of `count` numbers by more than the closeness asked for, the largest by `largest`.

    `largest` is relative to the larger of 1 and the number. `shape`: rows, columns or words differ.
    """

    moved: int
    count: int
    largest: float
    where: str
    shape: bool

    @property
    def same(self) -> bool:
        """Whether nothing moved."""
        return not self.moved and not self.shape

    def __str__(self) -> str:
        """In words."""
        if self.shape:
            return f"other rows or words, first at {self.where}"
        return f"{self.moved} of {self.count} numbers moved, most by {self.largest:.2g} at {self.where}"


def difference(before: str, after: str, close: float, *, absolute: bool = False) -> Difference:
    """Two texts of a table or a page, number by number; what stands between the numbers must be the same.

    Numbers are compared relative to the larger of 1 and the number, or as they are if `absolute`.
    """
    old, new = (list(csv.reader(io.StringIO(text))) for text in (before, after))
    moved, count, largest, where = 0, 0, 0.0, ""
    for at, (one, other) in enumerate(zip(old, new, strict=False), start=1):
        if one == other:
            count += sum(len(NUMBER.findall(cell)) for cell in one)
            continue
        if [NUMBER.sub("#", cell) for cell in one] != [NUMBER.sub("#", cell) for cell in other]:
            return Difference(0, count, 0.0, f"line {at}", shape=True)
        for cell, cell_now in zip(one, other, strict=True):
            for number, now in zip(NUMBER.findall(cell), NUMBER.findall(cell_now), strict=True):
                count += 1
                apart = abs(float(now) - float(number)) / (1.0 if absolute else max(1.0, abs(float(number))))
                if apart > close:
                    moved += 1
                if apart > largest:
                    largest, where = apart, f"line {at}, {one[0] if one else ''}: {number} -> {now}"
    if len(old) != len(new):
        return Difference(0, count, largest, f"line {min(len(old), len(new)) + 1}", shape=True)
    return Difference(moved, count, largest, where, shape=False)
