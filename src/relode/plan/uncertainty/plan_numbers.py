"""Numbers of a plan run as a reader gets them, where a sentence cannot carry them."""

from relode.language import Language


def percent(share: float, language: Language) -> str:
    """A share in whole per cent, where more digits would be noise; an estimate just below 0 is 0."""
    return f"{max(share, 0.0) * 100:.0f}" + {"en": "\u00a0%", "zh": "%"}[language]
