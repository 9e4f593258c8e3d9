"""Consents: who has none, the papers of one student, blanks to sign."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colleges.enums import ConsentGiver, ConsentPurpose
from colleges.forms.consents import ConsentFilterForm, SignedPaperForm, WithdrawalReviewForm
from colleges.models import Consent, Student
from colleges.rules.consent_texts import WITHDRAWAL
from colleges.rules.consents import Standing, allows, giver_needed
from colleges.selectors.consents import PurposeLine, own_consent, standings, students_without
from colleges.selectors.students import open_groups, own_college_student
from colleges.services.consent_papers import consent_paper
from colleges.services.consents import (
    record_consent,
    record_scan_read,
    review_withdrawal,
    withdraw_consent,
)
from colleges.views.people import MANAGER
from colleges.views.scopes import STAFF, scope_of
from core.documents.docx import write_docx
from core.documents.pdf import write_pdf
from core.http import file_answer, guarded
from core.numbers import format_count
from core.tables.filenames import file_name

_PAGE = 50
LOOKS = {
    Standing.IN_FORCE: (gettext_lazy("действует"), "good"),
    Standing.MISSING: (gettext_lazy("нет"), "bad"),
    Standing.WITHDRAWN: (gettext_lazy("отозвано"), "bad"),
    Standing.OUTGROWN: (gettext_lazy("исполнилось 18: нужно новое"), "warn"),
    Standing.NEEDS_REPRESENTATIVE: (gettext_lazy("нужна подпись представителя"), "warn"),
}
_FORMATS = {
    "docx": (
        write_docx,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "pdf": (write_pdf, "application/pdf"),
}


def _student(request: HttpRequest, uid: UUID) -> Student:
    student = own_college_student(scope=scope_of(request), uid=uid)
    if student is None:
        raise Http404
    return student


@guarded(roles=STAFF)
def consent_list(request: HttpRequest) -> HttpResponse:
    """Those who study now, with what they have signed."""
    scope = scope_of(request)
    form = ConsentFilterForm(request.GET, groups=open_groups(scope=scope))
    form.is_valid()
    purpose, group = form.cleaned_data.get("purpose"), form.cleaned_data.get("group")
    found = students_without(
        scope=scope,
        purpose=ConsentPurpose(purpose) if purpose else None,
        group_id=None if group is None else group.pk,
        today=timezone.localdate(),
    )
    page = Paginator(found, _PAGE).get_page(request.GET.get("page"))
    lines = standings(page, today=timezone.localdate())
    context = {
        "form": form,
        "page": page,
        "total": format_count(
            page.paginator.count, (_("обучающийся"), _("обучающихся"), _("обучающихся"))
        ),
        "purposes": [one.label for one in ConsentPurpose],
        "rows": [
            {
                "name": student.full_name,
                "group": student.group_name,
                "url": _papers_url(student, purpose),
                "cells": [_cell(one, lines[student.pk]) for one in ConsentPurpose],
            }
            for student in page
        ],
        "crumbs": [
            (_("Обучающиеся"), reverse("assessments:student_list")),
            (_("Согласия"), ""),
        ],
    }
    return render(request, "colleges/consent_list.html", context)


def _papers_url(student: Student, purpose: str | None) -> str:
    """Return the student's papers, with the purpose that is being gone through chosen already."""
    url = reverse("colleges:student_consents", args=[student.uid])
    return f"{url}?purpose={purpose}" if purpose else url


def _cell(purpose: ConsentPurpose, lines: Mapping[ConsentPurpose, PurposeLine]) -> dict[str, Any]:
    word, kind = _look(lines[purpose], lines)
    return {"purpose": purpose.label, "word": word, "kind": kind}


def _look(
    line: PurposeLine, lines: Mapping[ConsentPurpose, PurposeLine]
) -> tuple[str | Promise, str]:
    """Return the word of a purpose; a valid paper serves nothing once processing is withdrawn."""
    processing = lines[ConsentPurpose.PROCESSING].standing
    if line.standing == Standing.IN_FORCE and not allows(line.standing, processing):
        return _("не действует: обработка отозвана"), "bad"
    word, kind = LOOKS[line.standing]
    # The portal publishes no names: nobody has to have signed this one.
    is_wanted = line.purpose != ConsentPurpose.PUBLICATION or line.standing != Standing.MISSING
    return word, kind if is_wanted else ""


@guarded(roles=STAFF, write=True)
def student_consents(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Every purpose of one student: the standing, the papers, a form for a new one."""
    student, today = _student(request, uid), timezone.localdate()
    form = SignedPaperForm(
        request.POST or None,
        request.FILES or None,
        student=student,
        today=today,
        purpose=request.GET.get("purpose", ConsentPurpose.PROCESSING),
    )
    if request.method == "POST" and form.is_valid():
        try:
            record_consent(
                student=student,
                paper=form.paper(),
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error("scan" if error.code == "scan" else None, error)
        else:
            messages.success(request, _("Согласие записано."))
            return redirect("colleges:student_consents", student.uid)
    lines = standings([student], today=today)[student.pk]
    card = reverse("assessments:student_card", args=[student.uid])
    context = {
        "form": form,
        "student": student.full_name,
        "has_birth_date": student.birth_date is not None,
        "edit_url": reverse("colleges:student_edit", args=[student.uid]),
        "giver": ConsentGiver(giver_needed(student.birth_date, today)).label,
        "rows": [_purpose(student, line, lines) for line in lines.values()],
        "is_manager": scope_of(request).role in MANAGER,
        "crumbs": [
            (_("Обучающиеся"), reverse("assessments:student_list")),
            (student.short_name, card),
            (_("Согласия"), ""),
        ],
    }
    return render(request, "colleges/student_consents.html", context)


def _purpose(
    student: Student, line: PurposeLine, lines: Mapping[ConsentPurpose, PurposeLine]
) -> dict[str, Any]:
    keys = (student.uid, line.purpose)
    return {
        **_cell(line.purpose, lines),
        "blanks": [
            (kind.upper(), reverse("colleges:consent_blank", args=[*keys, kind]))
            for kind in _FORMATS
        ],
        "papers": [_paper(paper) for paper in line.papers],
    }


def _paper(paper: Any) -> dict[str, Any]:
    return {
        "given_by": paper.get_given_by_display(),
        "given_at": paper.given_at,
        "version": paper.text_version,
        "withdrawn_at": paper.withdrawn_at,
        "review_note": paper.review_note,
        "review": reverse("colleges:consent_review", args=[paper.pk])
        if _awaits_review(paper)
        else "",
        "scan": reverse("colleges:consent_scan", args=[paper.pk]) if paper.has_scan else "",
        "withdraw": ""
        if paper.withdrawn_at is not None
        else reverse("colleges:consent_withdraw", args=[paper.pk]),
    }


def _awaits_review(paper: Consent) -> bool:
    is_withdrawn = paper.withdrawn_at is not None and paper.reviewed_at is None
    return is_withdrawn and paper.purpose == ConsentPurpose.PROCESSING


def _consent(request: HttpRequest, pk: int) -> Consent:
    consent = own_consent(scope=scope_of(request), pk=pk)
    if consent is None:
        raise Http404
    return consent


@guarded(roles=STAFF, write=True)
def consent_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw after a question that says what follows."""
    consent = _consent(request, pk)
    page = reverse("colleges:student_consents", args=[consent.student.uid])
    if request.method == "POST":
        withdraw_consent(consent=consent, actor_id=scope_of(request).user_id, now=timezone.now())
        messages.success(request, _("Согласие отозвано."))
        return redirect(page)
    context = {
        "action": request.path,
        "cancel": page,
        "student": consent.student.full_name,
        "purpose": consent.get_purpose_display(),
        "effect": WITHDRAWAL[ConsentPurpose(consent.purpose)],
        "crumbs": [(_("Согласия"), page), (_("Отзыв"), "")],
    }
    return render(request, "colleges/consent_withdraw.html", context)


@guarded(roles=MANAGER, write=True)
def consent_review(request: HttpRequest, pk: int) -> HttpResponse:
    """What is kept after the consent to processing was withdrawn, and by which law."""
    consent = _consent(request, pk)
    if consent.purpose != ConsentPurpose.PROCESSING or consent.withdrawn_at is None:
        raise Http404
    page = reverse("colleges:student_consents", args=[consent.student.uid])
    form = WithdrawalReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            review_withdrawal(
                consent=consent,
                note=form.cleaned_data["note"],
                actor_id=scope_of(request).user_id,
                now=timezone.now(),
            )
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Решение записано."))
            return redirect(page)
    context = {
        "form": form,
        "heading": _("Что хранить после отзыва согласия"),
        "lead": _(
            "%(name)s. Портал уже скрыл имя от предприятия и прекратил анкеты. Оценки, приказы и"
            " выданные документы колледж хранит по закону об образовании (273-ФЗ) без согласия."
            " Решите об остальном: контактах, снимках, копиях документов."
        )
        % {"name": consent.student.full_name},
        "alike": [],
        "submit": _("Записать решение"),
        "cancel": page,
        "crumbs": [(_("Согласия"), page), (_("Решение"), "")],
    }
    return render(request, "colleges/person_form.html", context)


@guarded(roles=STAFF)
def consent_blank(request: HttpRequest, uid: UUID, purpose: str, kind: str) -> HttpResponse:
    """The paper to print and sign."""
    student = _student(request, uid)
    if purpose not in ConsentPurpose.values or kind not in _FORMATS:
        raise Http404
    paper = consent_paper(
        student=student, purpose=ConsentPurpose(purpose), today=timezone.localdate()
    )
    write, media_type = _FORMATS[kind]
    word = str(ConsentPurpose(purpose).label)
    name = file_name(_("Согласие"), word, student.last_name, extension=kind)
    return file_answer(name, write(paper), media_type)


@guarded(roles=STAFF)
def consent_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """The signed paper; every reading leaves an audit line."""
    consent = _consent(request, pk)
    scan = getattr(consent, "scan", None)
    if scan is None:
        raise Http404
    record_scan_read(consent=consent, actor_id=scope_of(request).user_id, now=timezone.now())
    ending = {"application/pdf": "pdf", "image/jpeg": "jpg"}.get(scan.media_type, "png")
    name = file_name(
        _("Скан согласия"), consent.student.last_name, str(consent.pk), extension=ending
    )
    return file_answer(name, bytes(scan.content), scan.media_type)
