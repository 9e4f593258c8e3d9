"""Which sheets speak of a practice."""

from datetime import timedelta
from typing import Final

from assessments.enums import EvidenceKind

PRACTICE_KINDS: Final = (EvidenceKind.WORKPLACE_PRACTICE, EvidenceKind.COLLEGE_PRACTICE)
# Marks are put down within so many days after the practice has ended.
MARKED_WITHIN: Final = timedelta(days=30)
