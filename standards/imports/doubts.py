"""What an administrator should know about an edition's functions: gaps, levels, empty lists."""

from collections.abc import Callable, Iterator, Sequence

from django.utils.translation import gettext as _

from standards.rules.codes import numbering_gaps, read_function_code
from standards.rules.editions import ParsedGeneralizedFunction, ParsedLabourFunction


def doubts_about_functions(groups: Sequence[ParsedGeneralizedFunction]) -> tuple[str, ...]:
    """Return warnings, those about the whole standard first, then group by group."""
    functions = [function for group in groups for function in group.labour_functions]
    return (
        *_missing_letters(groups),
        *(doubt for group in groups for doubt in _doubts_about_group(group)),
        *_empty_parts(functions),
    )


def _missing_letters(groups: Sequence[ParsedGeneralizedFunction]) -> Iterator[str]:
    letters = {group.code for group in groups if len(group.code) == 1 and group.code.isascii()}
    if not letters:
        return
    expected = (chr(number) for number in range(ord("A"), ord(max(letters))))
    missing = [letter for letter in expected if letter not in letters]
    if missing:
        yield (
            _("Пропущены буквы обобщённых трудовых функций: %(letters)s.")
            % {"letters": ", ".join(missing)}
        )


def _doubts_about_group(group: ParsedGeneralizedFunction) -> Iterator[str]:
    if not group.labour_functions:
        yield _("Обобщённая функция %(code)s: нет трудовых функций.") % {"code": group.code}
        return
    if not group.name:
        yield _("Обобщённая функция %(code)s: нет наименования.") % {"code": group.code}
    if not group.level:
        yield _("Обобщённая функция %(code)s: уровень не прочитан.") % {"code": group.code}
    yield from _gaps(group)
    yield from _other_levels(group)


def _gaps(group: ParsedGeneralizedFunction) -> Iterator[str]:
    read = (read_function_code(function.code).number for function in group.labour_functions)
    missing = numbering_gaps([number for number in read if number is not None])
    if missing:
        yield (
            _("Обобщённая функция %(code)s: в нумерации трудовых функций нет %(numbers)s.")
            % {"code": group.code, "numbers": ", ".join(f"{number:02d}" for number in missing)}
        )


def _other_levels(group: ParsedGeneralizedFunction) -> Iterator[str]:
    own = group.level.partition(".")[0]
    codes = [
        function.code
        for function in group.labour_functions
        if own and function.level and function.level.partition(".")[0] != own
    ]
    if codes:
        yield (
            _("Обобщённая функция %(code)s уровня %(level)s: у функций другой уровень: %(codes)s.")
            % {"code": group.code, "level": group.level, "codes": ", ".join(codes)}
        )


def _empty_parts(functions: Sequence[ParsedLabourFunction]) -> Iterator[str]:
    parts: tuple[tuple[str, Callable[[ParsedLabourFunction], object]], ...] = (
        (_("Нет наименования у трудовых функций: %(codes)s."), lambda function: function.name),
        (_("Не прочитан уровень трудовых функций: %(codes)s."), lambda function: function.level),
        (_("Нет трудовых действий: %(codes)s."), lambda function: function.actions),
        (_("Нет необходимых умений: %(codes)s."), lambda function: function.skills),
        (_("Нет необходимых знаний: %(codes)s."), lambda function: function.knowledge),
    )
    for message, part in parts:
        codes = [function.code for function in functions if not part(function)]
        if codes:
            yield message % {"codes": ", ".join(codes)}
