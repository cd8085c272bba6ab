"""The chapter on evidence as a file, with a forest of the studies of each outcome."""

from datetime import date
from pathlib import Path

from relode.charts.evidence_forest import forest
from relode.evidence.evidence_chapter import chapter
from relode.evidence.evidence_record import EvidenceAnswer
from relode.language import Language
from relode.report.chapter_file import write_chapters


def write_evidence(record: EvidenceAnswer, path: Path, language: Language, made: date) -> Path:
    """Write the chapter to `path`, whole or not at all. Raises RelodeError."""
    pictures = [forest(record, effect, language) for effect in record.effects] if record.lever else []
    return write_chapters([chapter(record)], path, language, made, pictures)
