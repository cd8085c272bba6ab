"""The line of the rule and its error rates, from cards of planted worlds: `decisions/planted_rates.csv`.

The worlds themselves are run by `python -m benchmarks.planted`, 3 s of processor time each: what is here takes seconds.
"""

from relode.decisions.planted_rates import cards_of, line_of, rates, whole, written
from studies import ROOT, write

CARDS = ROOT / "docs" / "planted_cards.csv"


def main() -> None:
    """The table, of as many worlds as have run."""
    cards = whole(cards_of(CARDS.read_text(encoding="utf-8")))
    line = line_of([card for card in cards if card.world % 2 == 0])
    write("decisions/planted_rates", written(rates(cards, line), line))


if __name__ == "__main__":
    main()
