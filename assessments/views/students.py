"""Students of the college: found, moved by orders, graduated."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.selectors.groups import group_of
from assessments.selectors.student_lists import (
    DEFAULT_SORT,
    SCARCE_DATA,
    ListedStudent,
    listed_students,
    sorted_students,
    specialities_of_college,
)
from assessments.services.movements import carry_out, graduate_group
from assessments.views.sheets import STAFF, scope_of
from colleges.enums import EnrolmentState, MovementKind
from colleges.forms.students import GraduationForm, OrderForm, StudentFilterForm
from colleges.models import Student
from colleges.selectors.groups import groups_of
from colleges.selectors.students import (
    find_students,
    open_groups,
    other_colleges,
    own_college_student,
    own_group,
    place_of,
)
from colleges.selectors.transfers import pending_transfer
from colleges.services.movements import orders_possible
from colleges.services.transfers import offer_transfer
from core.enums import Role
from core.http import guarded
from core.numbers import format_count

MANAGER = (Role.COLLEGE_MANAGER,)
STATE_LOOKS = {
    EnrolmentState.STUDYING: "good",
    EnrolmentState.ACADEMIC_LEAVE: "warn",
    EnrolmentState.GRADUATED: "info",
}
_BUTTONS = {
    MovementKind.TRANSFERRED: gettext_lazy("Перевести"),
    MovementKind.CHANGED_COLLEGE: gettext_lazy("Предложить другому колледжу"),
    MovementKind.WENT_ON_LEAVE: gettext_lazy("Отправить в отпуск"),
    MovementKind.RETURNED: gettext_lazy("Вернуть из отпуска"),
    MovementKind.EXPELLED: gettext_lazy("Отчислить"),
    MovementKind.REINSTATED: gettext_lazy("Зачислить в группу"),
}
_DONE = gettext_lazy("Приказ записан, готовность пересчитывается.")
_OFFERED = gettext_lazy("Перевод предложен: ответ колледжа появится в «Моих делах».")


def student_or_404(request: HttpRequest, uid: UUID) -> Student:
    """Return a student of the own college; a foreign one does not exist for the asker."""
    student = own_college_student(scope=scope_of(request), uid=uid)
    if student is None:
        raise Http404
    return student


def found_students(
    request: HttpRequest, query: QueryDict | None = None
) -> tuple[StudentFilterForm, QuerySet[Student]]:
    """Return the filter that stands in the address and the students whom it finds, in order.

    `query` is another list of the same kind, in place of the address.
    """
    scope = scope_of(request)
    query = request.GET if query is None else query
    form = StudentFilterForm(
        query,
        groups=groups_of(scope=scope, with_archived=True),
        specialities=specialities_of_college(scope=scope),
    )
    found = find_students(scope=scope, chosen=form.chosen(), today=timezone.localdate())
    if form.wants_scarce():
        found = found.filter(SCARCE_DATA)
    return form, sorted_students(found, sort=query.get("sort", DEFAULT_SORT))


@guarded(roles=STAFF)
def student_list(request: HttpRequest) -> HttpResponse:
    """Everybody of the college, searched and filtered; all of it stands in the address."""
    scope, today = scope_of(request), timezone.localdate()
    form, found = found_students(request)
    page = Paginator(found, form.page_size()).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "default_sort": DEFAULT_SORT,
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "rows": [
            _row(row, _list_of(request.GET)) for row in listed_students(list(page), today=today)
        ],
        "total": format_count(
            page.paginator.count, (_("обучающийся"), _("обучающихся"), _("обучающихся"))
        ),
        "is_manager": scope.role in MANAGER,
        "downloads": [
            (
                _("Найденные с именами, XLSX"),
                f"{reverse('assessments:student_list_file')}?{request.GET.urlencode()}",
            )
        ],
    }
    return render(request, "assessments/student_list.html", context)


def _list_of(query: QueryDict) -> str:
    """Return what the address of a card calls this list.

    A word that was looked for may be a name, and no card's address shall have one.
    """
    kept = query.copy()
    kept.pop("query", None)
    return kept.urlencode()


def _row(row: ListedStudent, query: str) -> dict[str, Any]:
    place = row.place
    card = reverse("assessments:student_card", args=[row.line.uid])
    return {
        "name": row.line.name,
        # The card leads on to the next one of this very list.
        "url": f"{card}?{urlencode({'list': query})}",
        "record_book": row.line.record_book,
        "group": place.group,
        "group_url": ""
        if place.group_id is None
        else reverse("assessments:group_detail", args=[place.group_id]),
        "speciality": place.speciality,
        "course": place.course,
        **state_words(place.state),
        "index": row.line.index,
        "interval": row.line.interval,
        "sureness": row.line.sureness,
        "level": row.line.level,
        "is_provisional": row.line.is_provisional,
    }


def state_words(state: str | None) -> dict[str, str]:
    """Return the word and the look of an enrolment's state."""
    if state is None:
        return {"state": _("не в группе"), "state_kind": "warn"}
    known = EnrolmentState(state)
    return {"state": str(known.label), "state_kind": STATE_LOOKS.get(known, "")}


def order_links(student: Student) -> list[tuple[str, str]]:
    """Return what may be done with a student now: (words, address)."""
    waiting = pending_transfer(student=student)
    if waiting is not None:
        address = reverse("assessments:transfer", args=[waiting.pk])
        return [(_("Перевод ждёт ответа"), address)]
    return [
        (
            str(_BUTTONS[kind]),
            reverse("assessments:student_move", args=[student.uid, kind.value]),
        )
        for kind in orders_possible(student=student)
    ]


@guarded(roles=MANAGER, write=True)
def student_move(request: HttpRequest, uid: UUID, kind: str) -> HttpResponse:
    """An order on one student: the question, then the deed."""
    student = student_or_404(request, uid)
    if kind not in _BUTTONS:
        raise Http404
    scope, today = scope_of(request), timezone.localdate()
    place = place_of(student=student, today=today)
    group = None if place.group_id is None else own_group(scope=scope, pk=place.group_id)
    form = OrderForm(
        request.POST or None,
        kind=MovementKind(kind),
        today=today,
        groups=open_groups(scope=scope),
        colleges=other_colleges(scope=scope),
        group=group,
    )
    card = reverse("assessments:student_card", args=[student.uid])
    if request.method == "POST" and form.is_valid():
        leaves = kind == MovementKind.CHANGED_COLLEGE
        deed = offer_transfer if leaves else carry_out
        try:
            deed(
                student=student,
                order=form.order(),
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _OFFERED if leaves else _DONE)
            return redirect(card)
    context = {
        "form": form,
        "heading": MovementKind(kind).label,
        "button": _BUTTONS[MovementKind(kind)],
        "student": student.full_name,
        "group": place.group,
        **state_words(place.state),
        "consequence": _consequence(MovementKind(kind)),
        "is_danger": kind == MovementKind.EXPELLED,
        "cancel": card,
        "crumbs": [
            (_("Обучающиеся"), reverse("assessments:student_list")),
            (student.short_name, card),
            (MovementKind(kind).label, ""),
        ],
    }
    return render(request, "assessments/student_move.html", context)


def _consequence(kind: MovementKind) -> str:
    """Say what follows, before it does."""
    return {
        MovementKind.TRANSFERRED: _(
            "Оценки остаются с обучающимся. Если у новой группы другая программа, готовность"
            " будет посчитана по её функциям."
        ),
        MovementKind.CHANGED_COLLEGE: _(
            "Выбранный колледж увидит имя, специальность и приказ и примет обучающегося в группу"
            " или откажет. До ответа он учится здесь, перевод можно отозвать. После приёма его"
            " оценки и история перейдут туда, карточка здесь больше не откроется."
        ),
        MovementKind.WENT_ON_LEAVE: _("Обучающийся останется в группе, оценки сохранятся."),
        MovementKind.RETURNED: _(
            "Если его курс теперь учится в другой группе, выберите её: он вернётся сразу туда."
        ),
        MovementKind.EXPELLED: _(
            "Готовность больше не считается, оценки и история сохраняются. Отчисленного можно"
            " восстановить."
        ),
        MovementKind.REINSTATED: _("Прежние оценки снова войдут в готовность."),
    }.get(kind, "")


@guarded(roles=MANAGER, write=True)
def group_graduate(request: HttpRequest, pk: int) -> HttpResponse:
    """The graduation of a whole group."""
    scope = scope_of(request)
    group = group_of(scope=scope, pk=pk)
    if group is None:
        raise Http404
    form = GraduationForm(request.POST or None, today=timezone.localdate())
    page = reverse("assessments:group_detail", args=[group.pk])
    if request.method == "POST" and form.is_valid():
        try:
            count = graduate_group(
                group=group,
                **form.cleaned_data,
                actor_id=scope.user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Выпущено: %(count)s.") % {"count": count})
            return redirect(page)
    context = {
        "form": form,
        "heading": _("Выпуск группы %(name)s") % {"name": group.name},
        "lead": _(
            "Все, кто учится в группе, станут выпускниками, группа уйдёт в архив. Кто в"
            " академическом отпуске, останется в отпуске и вернётся потом в другую группу."
        ),
        "alike": [],
        "submit": _("Выпустить группу"),
        "cancel": page,
        "crumbs": [
            (_("Группы"), reverse("colleges:group_list")),
            (group.name, page),
            (_("Выпуск"), ""),
        ],
    }
    return render(request, "colleges/person_form.html", context)
