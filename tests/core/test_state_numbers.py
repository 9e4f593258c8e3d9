import pytest

from core.state_numbers import is_bin, is_iin, is_inn, is_snils

# Numbers of well-known organisations: public facts with right check digits.
FIRM, PERSON = "7707083893", "500100732259"


@pytest.mark.parametrize("number", [FIRM, PERSON])
def test_inn_with_right_check_digits_is_accepted(number):
    assert is_inn(number)


@pytest.mark.parametrize(
    "number",
    [
        "7707083894",  # last digit
        "7770083893",  # two digits changed places
        "500100732269",  # the first of two check digits
        "500100732258",  # the second
        "770708389",
        "77070838930",
        "",
        "770708389a",
        "٧٧٠٧٠٨٣٨٩٣",
    ],
)
def test_inn_with_a_slip_is_refused(number):
    assert not is_inn(number)


@pytest.mark.parametrize("number", ["941240000193", "940140000385", "020240000555"])
def test_bin_with_right_check_digit_is_accepted(number):
    assert is_bin(number)


@pytest.mark.parametrize("number", ["941240000194", "941420000193", "94124000019", FIRM])
def test_bin_with_a_slip_is_refused(number):
    assert not is_bin(number)


def test_bin_takes_second_weights_where_first_give_ten():
    # An 8 at the fourth place: 4 * 8 = 32, 10 modulo 11; then 6 * 8 = 48, 4 modulo 11.
    assert is_bin("000800000004")
    assert not is_bin("000800000000")


@pytest.mark.parametrize("number", ["11223344595", "08765430300"])
def test_snils_with_right_check_digits_is_known(number):
    assert is_snils(number)


@pytest.mark.parametrize("number", ["11223344596", "00000000000", "1122334459", "112-233-445 95"])
def test_other_digits_are_no_snils(number):
    assert not is_snils(number)


def test_iin_is_a_checked_number_that_begins_with_a_birth_date():
    assert is_iin("990101300003")
    assert not is_iin("990101300004")
    assert is_bin("991301300003")
    assert not is_iin("991301300003")
