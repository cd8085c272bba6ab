"""The life-cycle model: coefficients without each province, and scores on provinces left out."""

from relode.diagnosis.life_cycle.own_type import coefficients_csv
from relode.diagnosis.life_cycle.own_type_fit import HeldOut
from relode.diagnosis.life_cycle.own_type_scores import rivals, scores, scores_csv, trial
from relode.panel import load
from studies import write

if __name__ == "__main__":
    on = trial(load())
    result = rivals(on)
    model = result["model"]
    assert isinstance(model, HeldOut)
    write("diagnosis/own_type", coefficients_csv(model.coefficients))
    write("diagnosis/own_type_scores", scores_csv(tuple(scores(on, result))))
