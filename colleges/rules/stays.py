"""When somebody stayed where."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol, TypeVar


class Stay(Protocol):
    """A time in a group; `ended_on` None while it lasts. Both days are of it."""

    started_on: date
    ended_on: date | None


AnyStay = TypeVar("AnyStay", bound=Stay)


def stay_on(stays: Iterable[AnyStay], day: date) -> AnyStay | None:
    """Return the last of the stays, in their order, that covers the day; None where none does."""
    found = None
    for one in stays:
        if one.started_on <= day and (one.ended_on is None or one.ended_on >= day):
            found = one
    return found
