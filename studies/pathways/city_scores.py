"""The hindcast of entry on Chinese cities."""

from relode.pathways.industries.city_scores import as_csv, measured, questions
from studies import write

if __name__ == "__main__":
    write("pathways/industries/city_scores", as_csv([one for each in questions() for one in measured(each())]))
