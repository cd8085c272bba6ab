"""How the tables of `relode.calibration` are made."""


class NoAnswer(ValueError):
    """The data cannot answer a question: too little varies, or a search does not converge."""
