"""Writing what a list of students plans, and taking it back."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from colleges.enums import EnrolmentState
from colleges.models import College, DifferentPeople, Enrolment, Student, StudyGroup
from colleges.services.contingent import (
    ENROLMENT_FIELDS,
    OWN_FIELDS,
    STUDENT_FIELDS,
    ContingentPlan,
    Update,
)
from colleges.services.contingent_groups import make_groups, what_holds
from colleges.services.students import enrol_into_groups
from core.audit import record_action
from core.bulk import Among, delete_by, delete_objects

_BATCH: Final = 500


class ContingentUsed(RuntimeError):
    """Later work stands on what a list wrote; the text says which, in Russian."""


def lock_college(*, college: College) -> College:
    """Take the college for this transaction: its lists are applied one by one."""
    return College.objects.select_for_update(of=("self",), no_key=True).get(pk=college.pk)


def apply_contingent(
    *,
    plan: ContingentPlan,
    college: College,
    started_on: date,
    actor_id: int | None,
    now: datetime,
) -> dict[str, Any]:
    """Write the whole plan in one transaction; return what `undo_contingent` needs."""
    with transaction.atomic():
        made = make_groups(plan.groups, actor_id=actor_id, now=now)
        enrolments = enrol_into_groups(
            places=[(made.get(group.pk, group), details) for group, details in plan.places],
            started_on=started_on,
            actor_id=actor_id,
            now=now,
        )
        _write(Student.objects, [(u.student, u.of_student) for u in plan.updates], STUDENT_FIELDS)
        _write(
            Enrolment.objects,
            [(u.enrolment, u.of_enrolment) for u in plan.updates],
            ENROLMENT_FIELDS,
        )
        record_action(
            action="colleges.apply_contingent",
            actor_id=actor_id,
            now=now,
            target=college,
            details={
                "new": len(plan.places),
                "updated": len(plan.updates),
                **({"groups": len(made)} if made else {}),
            },
        )
        # Whoever answered that these are other people is not asked again.
        DifferentPeople.objects.bulk_create(
            DifferentPeople(first_id=known, second_id=enrolments[number].student_id, decided_at=now)
            for number, known in plan.apart
        )
    return {
        "created": [
            [one.student_id, {name: _plain(getattr(one.student, name)) for name in OWN_FIELDS}]
            for one in enrolments
        ],
        "changed": [_change(update) for update in plan.updates],
        "groups": [group.pk for group in made.values()],
        "on_leave": [
            one.student_id for one in enrolments if one.state == EnrolmentState.ACADEMIC_LEAVE
        ],
    }


def _write(
    manager: models.Manager[Any],
    rows: Iterable[tuple[Any, Mapping[str, tuple[Any, Any]]]],
    fields: Sequence[str],
) -> None:
    changed = []
    for row, differences in rows:
        for name, (_old, new) in differences.items():
            setattr(row, name, new)
        if differences:
            changed.append(row)
    manager.bulk_update(changed, list(fields), batch_size=_BATCH)


def _change(update: Update) -> list[Any]:
    """Return [student, enrolment, {field: [old, new]}, {field: [old, new]}] as plain JSON."""
    both = (update.of_student, update.of_enrolment)
    plain = [
        {name: [_plain(old), _plain(new)] for name, (old, new) in differences.items()}
        for differences in both
    ]
    return [update.student.pk, update.enrolment.pk, *plain]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def undo_contingent(
    *, undo: Mapping[str, Any], college: College, actor_id: int | None, now: datetime
) -> int:
    """Remove the people whom a list added and give known ones back their former data.

    All or nothing; return how many people that was. Raise ContingentUsed when somebody has been
    changed, moved or assessed since.
    """
    with transaction.atomic():
        added = dict(undo["created"])
        _check_unchanged(added, undo.get("on_leave", ()))
        _check_unused(list(added))
        _delete(list(added))
        _restore(undo["changed"])
        _remove_groups(undo.get("groups", ()))
        record_action(
            action="colleges.undo_contingent",
            actor_id=actor_id,
            now=now,
            target=college,
            details={"removed": len(added), "restored": len(undo["changed"])},
        )
    return len(added) + len(undo["changed"])


def _check_unchanged(added: Mapping[int, Mapping[str, Any]], on_leave: Collection[int]) -> None:
    keys = list(added)
    people = Student.objects.filter(Among("pk", keys), merged_into__isnull=True)
    present = people.order_by("pk").values_list("pk", *OWN_FIELDS)
    found = 0
    for pk, *values in present.iterator():
        found += 1
        if dict(zip(OWN_FIELDS, map(_plain, values), strict=True)) != dict(added[pk]):
            raise ContingentUsed(_("Данные добавленных обучающихся после загрузки изменили."))
    enrolments = Enrolment.objects.filter(Among("student_id", keys))
    moved = enrolments.exclude(state=EnrolmentState.STUDYING).exclude(
        state=EnrolmentState.ACADEMIC_LEAVE, student_id__in=on_leave
    )
    back = enrolments.filter(state=EnrolmentState.STUDYING, student_id__in=on_leave)
    if moved.exists() or back.exists():
        raise ContingentUsed(_("Кого-то из добавленных уже перевели, отчислили или выпустили."))
    if found != len(added):
        raise ContingentUsed(_("Кого-то из добавленных уже нет: записи объединили или удалили."))


def goes_along(relation: Any) -> bool:
    """Say whether rows go with their person: the enrolment, and what is reckoned from others.

    A row that has the student for its key is such a reckoned one.
    """
    return relation.related_model is Enrolment or relation.field.primary_key


def _check_unused(keys: Sequence[int]) -> None:
    """Refuse when rows that may not be lost point at the people: results, practices, consents."""
    for relation in Student._meta.related_objects:  # noqa: SLF001 -- Django's public model API
        if goes_along(relation):
            continue
        rows: models.QuerySet[Any] = relation.related_model._base_manager.all()  # noqa: SLF001
        if rows.filter(Among(relation.field.attname, keys)).exists():
            words = {"what": rows.model._meta.verbose_name_plural}  # noqa: SLF001
            raise ContingentUsed(_("У добавленных обучающихся уже есть %(what)s.") % words)


def _delete(keys: Sequence[int]) -> None:
    """Delete people on whom nothing stands but what goes along with them."""
    DifferentPeople.objects.filter(Among("first_id", keys) | Among("second_id", keys)).delete()
    for relation in Student._meta.related_objects:  # noqa: SLF001
        if goes_along(relation):
            delete_by(relation, keys)
    delete_objects(Student, keys)


def _remove_groups(keys: Sequence[int]) -> None:
    """Remove the groups that the list made, once its people are gone from them."""
    if what := what_holds(keys):
        raise ContingentUsed(_("В созданных группах уже есть %(what)s.") % {"what": what})
    StudyGroup.objects.filter(pk__in=list(keys)).delete()


def _restore(changed: Sequence[Any]) -> None:
    try:
        with transaction.atomic():
            for student_id, enrolment_id, of_student, of_enrolment in changed:
                _give_back(Student.objects.filter(pk=student_id), of_student)
                _give_back(Enrolment.objects.filter(pk=enrolment_id), of_enrolment)
    except IntegrityError as error:
        raise ContingentUsed(_("Прежний номер зачётной книжки уже занят.")) from error


def _give_back(row: models.QuerySet[Any], differences: Mapping[str, Any]) -> None:
    if not differences:
        return
    present = {name: new for name, (_old, new) in differences.items()}
    former = {name: old for name, (old, _new) in differences.items()}
    if not row.filter(**present).update(**former):
        raise ContingentUsed(_("Данные, которые дополнил список, с тех пор изменили ещё раз."))
