"""Check digits of the numbers by which enterprises and people are known to the state."""

from collections.abc import Sequence

_INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12_FIRST = (7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_INN_12_SECOND = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_BIN_FIRST = tuple(range(1, 12))
_BIN_SECOND = (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)


def is_inn(number: str) -> bool:
    """Say whether `number` is a Russian ИНН: 10 digits of a firm or 12 of a person.

    The last digit (the last two of a person) is a weighted sum modulo 11, then modulo 10.
    """
    if not _all_digits(number, (10, 12)):
        return False
    if len(number) == 10:
        return _remainder(number, _INN_10) % 10 == int(number[9])
    first = _remainder(number, _INN_12_FIRST) % 10
    second = _remainder(number, _INN_12_SECOND) % 10
    return (first, second) == (int(number[10]), int(number[11]))


def is_bin(number: str) -> bool:
    """Say whether `number` is a Kazakh БИН: 12 digits, the last a check digit.

    The weights 1..11 come first; where they give 10, the weights 3..11, 1, 2; 10 again is wrong.
    """
    if not _all_digits(number, (12,)):
        return False
    check = _remainder(number, _BIN_FIRST)
    if check == 10:
        check = _remainder(number, _BIN_SECOND)
    return check == int(number[11])


def is_enterprise(number: str) -> bool:
    """Say whether this is the number of an enterprise in either country."""
    return is_inn(number) or is_bin(number)


def is_snils(number: str) -> bool:
    """Say whether `number` is a СНИЛС of a person: 11 digits, the last two a check of the rest.

    A weighted sum of nine digits modulo 101, in which 100 is 00.
    """
    if not _all_digits(number, (11,)) or number == "0" * 11:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, range(9, 0, -1), strict=False))
    return total % 101 % 100 == int(number[9:])


def is_iin(number: str) -> bool:
    """Say whether `number` is a Kazakh ИИН of a person: a БИН's check digit after a birth date."""
    if not is_bin(number) or number[6] not in "123456":
        return False
    return 1 <= int(number[2:4]) <= 12 and 1 <= int(number[4:6]) <= 31


def _all_digits(number: str, lengths: Sequence[int]) -> bool:
    return len(number) in lengths and number.isascii() and number.isdigit()


def _remainder(number: str, weights: Sequence[int]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11
