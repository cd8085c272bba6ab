"""Needs of all listed places, as they ship."""

from relode.needs.national import rows
from relode.panel import load
from studies import as_csv, write

if __name__ == "__main__":
    write("needs/national_needs", as_csv(rows(load())))
