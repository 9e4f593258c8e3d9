"""Students offered to the own college, by it, and past it."""

from colleges.models import CollegeTransfer
from tests.architecture.cast import Cast, made
from tests.factories import colleges


@made
def own_transfer(cast: Cast) -> int:
    return colleges.CollegeTransferFactory(to_college=cast.college).pk


@made
def leaving_transfer(cast: Cast) -> int:
    return colleges.CollegeTransferFactory(student__college=cast.college).pk


@made
def foreign_transfer(cast: Cast) -> int:
    transfer: CollegeTransfer = colleges.CollegeTransferFactory()
    return transfer.pk
