"""What the document of a run is called; nothing here needs the libraries that write it."""

from relode.language import Language


def document_name(language: Language) -> str:
    """The file of the document in a run folder."""
    return f"plan.{language}.docx"
