"""Writing one edition of a standard: created whole, or updated in place with its keys kept."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import F

from core.text import search_key, to_cyrillic_key
from standards.enums import ElementKind
from standards.models import (
    FunctionElement,
    GeneralizedFunction,
    LabourFunction,
    ProfessionalStandard,
)
from standards.rules.editions import (
    ParsedGeneralizedFunction,
    ParsedLabourFunction,
    ParsedStandard,
    content_sha256,
)
from standards.selectors.editions import functions_by_code, groups_by_code

Elements = list[tuple[str, int, str]]
# More than a function has elements of one kind, less than the field holds on any database.
_FREE_PLACES = 10_000


def write_edition(
    *,
    parsed: ParsedStandard,
    stored: ProfessionalStandard | None,
    country: str,
    is_excerpt: bool,
    warnings: tuple[str, ...],
    now: datetime,
) -> ProfessionalStandard:
    """Create the edition, or bring the stored one to what was read; return its row.

    Functions are recognised by their codes and keep their primary keys, because results and
    alignments refer to them. A function that is no longer in the text is retired, never deleted.
    Call inside a transaction.
    """
    standard = stored or ProfessionalStandard(
        country=country,
        code=parsed.code,
        order_number=parsed.order_number,
        approved_on=parsed.approved_on,
    )
    for name, value in _standard_values(parsed).items():
        setattr(standard, name, value)
    standard.is_excerpt = is_excerpt
    standard.import_warnings = list(warnings)
    standard.imported_at = now
    standard.save()
    groups = _write_groups(standard, parsed.generalized_functions)
    _write_functions(standard, parsed.generalized_functions, groups)
    return standard


def elements_of(function: ParsedLabourFunction) -> Elements:
    """List what a function consists of as kind, position and text."""
    parts = (
        (ElementKind.ACTION, function.actions),
        (ElementKind.SKILL, function.skills),
        (ElementKind.KNOWLEDGE, function.knowledge),
        (ElementKind.OTHER, function.other),
    )
    return [
        (kind.value, position, text) for kind, texts in parts for position, text in enumerate(texts)
    ]


def function_is_same(stored: LabourFunction, parsed: ParsedLabourFunction) -> bool:
    """Say whether a stored function, its elements fetched, says what was read."""
    return (
        stored.name == parsed.name
        and stored.level == parsed.level
        and not stored.is_retired
        and _stored_elements(stored) == sorted(elements_of(parsed))
    )


def _stored_elements(function: LabourFunction) -> Elements:
    return sorted((row.kind, row.position, row.text) for row in function.elements.all())


def _standard_values(parsed: ParsedStandard) -> dict[str, Any]:
    titles = (title for group in parsed.generalized_functions for title in group.job_titles)
    words = (parsed.code, parsed.name, parsed.activity_name, parsed.order_number, *titles)
    return {
        "name": parsed.name,
        "registration_number": parsed.registration_number,
        "activity_name": parsed.activity_name,
        "purpose": parsed.purpose,
        "okz": [asdict(unit) for unit in parsed.okz],
        "okved": [asdict(unit) for unit in parsed.okved],
        "developers": list(parsed.developers),
        "skills_knowledge_swapped": parsed.skills_knowledge_swapped,
        "content_sha256": content_sha256(parsed),
        "search_text": search_key(" ".join(dict.fromkeys(words))),
    }


def _write_groups(
    standard: ProfessionalStandard, parsed_groups: tuple[ParsedGeneralizedFunction, ...]
) -> dict[str, GeneralizedFunction]:
    """Write the generalised functions and return all stored ones by code.

    One that is gone from the text stays for the sake of its retired functions; pages show only
    groups with functions in force.
    """
    stored = groups_by_code(standard_id=standard.pk)
    fresh: list[GeneralizedFunction] = []
    for position, parsed in enumerate(parsed_groups):
        values = _group_values(parsed, position)
        group = stored.get(parsed.code)
        if group is None:
            fresh.append(GeneralizedFunction(standard=standard, code=parsed.code, **values))
        elif _differs(group, values):
            _assign(group, values)
            group.save()
    GeneralizedFunction.objects.bulk_create(fresh)
    return {**stored, **{group.code: group for group in fresh}}


def _group_values(parsed: ParsedGeneralizedFunction, position: int) -> dict[str, Any]:
    texts = ("education", "experience", "admission", "other")
    classifiers = ("okz", "eks", "okpdtr", "okso", "oknpo")
    return {
        "name": parsed.name,
        "level": parsed.level,
        "position": position,
        "job_titles": list(parsed.job_titles),
        "characteristics": {
            **{name: list(getattr(parsed, name)) for name in texts},
            **{name: [asdict(unit) for unit in getattr(parsed, name)] for name in classifiers},
        },
    }


def _write_functions(
    standard: ProfessionalStandard,
    parsed_groups: tuple[ParsedGeneralizedFunction, ...],
    groups: Mapping[str, GeneralizedFunction],
) -> None:
    stored = functions_by_code(standard_id=standard.pk)
    fresh: list[LabourFunction] = []
    elements: list[FunctionElement] = []
    in_force: set[str] = set()
    for position, (group, parsed) in enumerate(_in_order(parsed_groups)):
        in_force.add(parsed.code)
        values = _function_values(parsed, position, groups[group.code])
        function = stored.get(parsed.code)
        if function is None:
            function = LabourFunction(standard=standard, code=parsed.code, **values)
            fresh.append(function)
        else:
            _bring_up_to_date(function, parsed, values)
            continue
        elements.extend(_element_rows(function, parsed))
    LabourFunction.objects.bulk_create(fresh)
    FunctionElement.objects.bulk_create(elements, batch_size=1000)
    gone = [function.pk for code, function in stored.items() if code not in in_force]
    LabourFunction.objects.filter(pk__in=gone).update(is_retired=True)


def _in_order(
    parsed_groups: tuple[ParsedGeneralizedFunction, ...],
) -> Iterator[tuple[ParsedGeneralizedFunction, ParsedLabourFunction]]:
    for group in parsed_groups:
        for function in group.labour_functions:
            yield group, function


def _function_values(
    parsed: ParsedLabourFunction, position: int, group: GeneralizedFunction
) -> dict[str, Any]:
    # The code is found in either alphabet: people type «А/01.3» on the Russian layout.
    words = f"{search_key(parsed.code)} {to_cyrillic_key(parsed.code)} {search_key(parsed.name)}"
    return {
        "generalized_function_id": group.pk,
        "name": parsed.name,
        "level": parsed.level,
        "position": position,
        "is_retired": False,
        "search_text": words,
    }


def _bring_up_to_date(
    function: LabourFunction, parsed: ParsedLabourFunction, values: Mapping[str, Any]
) -> None:
    """Save what differs, elements too."""
    if _differs(function, values):
        _assign(function, values)
        function.save()
    if _stored_elements(function) != sorted(elements_of(parsed)):
        _bring_elements_up_to_date(function, parsed)


def _bring_elements_up_to_date(function: LabourFunction, parsed: ParsedLabourFunction) -> None:
    """Keep the keys of elements whose text stays: alignments refer to them."""
    waiting: dict[tuple[str, str], list[FunctionElement]] = {}
    for row in function.elements.order_by("position", "pk"):
        waiting.setdefault((row.kind, row.text), []).append(row)
    kept: list[FunctionElement] = []
    fresh: list[FunctionElement] = []
    for row in _element_rows(function, parsed):
        same = waiting.get((row.kind, row.text))
        if same:
            stored = same.pop(0)
            stored.position = row.position
            kept.append(stored)
        else:
            fresh.append(row)
    FunctionElement.objects.filter(function=function).exclude(
        pk__in=[row.pk for row in kept]
    ).delete()
    # Places are unique: they are freed before they are taken.
    FunctionElement.objects.filter(function=function).update(position=F("position") + _FREE_PLACES)
    FunctionElement.objects.bulk_update(kept, ["position"])
    FunctionElement.objects.bulk_create(fresh)


def _element_rows(
    function: LabourFunction, parsed: ParsedLabourFunction
) -> Iterator[FunctionElement]:
    for kind, position, text in elements_of(parsed):
        yield FunctionElement(
            function=function,
            kind=kind,
            position=position,
            text=text,
            search_text=search_key(text),
        )


def _differs(row: GeneralizedFunction | LabourFunction, values: Mapping[str, Any]) -> bool:
    return any(getattr(row, name) != value for name, value in values.items())


def _assign(row: GeneralizedFunction | LabourFunction, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
