"""The price process of each resource kind and its scores: `price_process.csv`."""

from relode.calibration.prices.price_table import price_rows, price_score_rows
from relode.calibration.targets.estimates import as_csv
from studies import write

if __name__ == "__main__":
    write("calibration/price_process", as_csv((*price_rows(), *price_score_rows())))
