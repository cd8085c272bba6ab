"""What ships of every place for the pathways."""

from relode.panel import load
from relode.pathways.chains.figures_of_panel import shipped_text
from studies import write

if __name__ == "__main__":
    write("pathways/known_2020", shipped_text(load()))
