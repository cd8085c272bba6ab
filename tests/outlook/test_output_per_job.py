"""What output and jobs imply together."""

from types import SimpleNamespace

import numpy as np
import pytest

from relode.outlook import outlook
from relode.outlook.ahead.forecasts import output_per_job, output_per_job_growth


def told(output, jobs):
    def of(start, end):
        return SimpleNamespace(history=((2020, start),), quantiles={"median": (None, end)}, sources=("a",))

    quantities = {"gdp_real": of(100.0, output), "employment": of(100.0, jobs)}
    return SimpleNamespace(years=(2021, 2035), quantities=quantities)


def test_output_per_job_grows_by_what_output_gains_on_jobs():
    # By hand: output doubles and jobs halve in 15 years.
    assert output_per_job_growth(told(200.0, 50.0)) == pytest.approx(np.log(4) / 15)
    assert output_per_job_growth(SimpleNamespace(years=(2035,), quantities={})) is None


def test_beyond_nineteen_in_twenty_places_output_is_said_to_be_less_believed():
    (usual,), (high,) = output_per_job(told(200.0, 100.0)), output_per_job(told(250.0, 50.0))
    assert (usual.key, high.key) == ("outlook.city.output_per_job", "outlook.city.output_per_job_high")


def test_hegang_s_output_and_jobs_do_not_fit_and_baotou_s_do(panel):
    assert output_per_job(outlook(panel, "hegang"))[0].key.endswith("_high")
    assert not output_per_job(outlook(panel, "baotou"))[0].key.endswith("_high")
