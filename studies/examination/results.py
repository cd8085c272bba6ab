"""The simulator against published experiments: `results.csv`."""

from relode.examination.examine import examine
from relode.examination.shipped_results import results_table
from relode.panel import load
from studies import write

if __name__ == "__main__":
    write("examination/results", results_table(examine(load())))
