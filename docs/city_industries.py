"""Measure the hindcast on Chinese cities again and write what ships: python docs/city_industries.py"""

from pathlib import Path

from relode.pathways.industries.city_scores import as_csv, measured, questions

PATH = Path(__file__).parents[1] / "src" / "relode" / "pathways" / "industries" / "city_scores.csv"

if __name__ == "__main__":
    PATH.write_text(as_csv([score for question in questions() for score in measured(question())]), encoding="utf-8")
