"""Who is speaking about an intern, and by which way."""

from dataclasses import dataclass

from employers.enums import EvaluationOrigin


@dataclass(frozen=True, slots=True)
class Respondent:
    """A voice about one placement: a mentor (None: unknown) and the way by which the words came.

    `request_id` is the link used, `user_id` the person of the cabinet or of the college who typed.
    """

    placement_id: int
    mentor_id: int | None
    origin: EvaluationOrigin
    request_id: int | None = None
    user_id: int | None = None
