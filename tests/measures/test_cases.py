"""Every row of `tests/cases/measures.csv`: a measure, its arguments, and the answer worked out otherwise."""

import json
from importlib import import_module

import numpy as np
import pytest

from relode.errors import RelodeError

from ..tables_read import cases


@pytest.mark.parametrize("row", cases("measures"), ids=lambda row: f"{row['measure']}{row['arguments']}")
def test_a_measure_gives_the_answer_worked_out_by_hand(row):
    module, name = row["measure"].split(".")
    measure = getattr(import_module(f"relode.measures.{module}"), name)
    arguments, expected = json.loads(row["arguments"]), json.loads(row["expected"])
    if isinstance(expected, dict):
        with pytest.raises(RelodeError) as refused:
            measure(*arguments)
        assert refused.value.key == expected["error"]
        assert "where" not in expected or refused.value.values["where"] == expected["where"]
        return
    found = measure(*arguments)
    if isinstance(expected, str):
        assert found == expected
    elif isinstance(found, tuple):
        for part, told in zip(found, expected, strict=True):
            np.testing.assert_allclose(part, told, rtol=1e-7, atol=1e-7)
    else:
        np.testing.assert_allclose(found, expected, rtol=1e-7, atol=1e-7)
