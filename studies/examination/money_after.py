"""From money to jobs in six cities: `money_after.csv`."""

from relode.examination.examine import DRAWS, SEED
from relode.examination.money_tables import money_tables, table_text
from relode.examination.paired_runs import ground
from relode.panel import load
from studies import write

if __name__ == "__main__":
    write("examination/money_after", table_text(money_tables(ground(load(), DRAWS, SEED))))
