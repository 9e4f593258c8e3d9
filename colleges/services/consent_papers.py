"""The blank paper of a consent, with the names filled in, to be printed and signed."""

from datetime import date

from django.utils.translation import gettext as _

from colleges.enums import ConsentGiver, ConsentPurpose
from colleges.models import Student
from colleges.rules.consent_texts import TEXT_VERSION, WHAT_FOR, WITHDRAWAL
from colleges.rules.consents import giver_needed
from core.documents.description import Document, Paragraph, Section
from core.numbers import format_date


def consent_paper(*, student: Student, purpose: ConsentPurpose, today: date) -> Document:
    """Return the paper for the one who must sign it on this day."""
    by_student = giver_needed(student.birth_date, today) == ConsentGiver.STUDENT
    born = "" if student.birth_date is None else ", " + format_date(student.birth_date)
    values = {
        "student": f"{student.full_name}{born}",
        "college": student.college.name,
        "what": WHAT_FOR[purpose],
    }
    who = (
        _("Я, %(student)s, даю свое согласие организации «%(college)s» %(what)s.")
        if by_student
        else _(
            "Я, ______________________________________________, законный представитель"
            " обучающегося: %(student)s, даю согласие организации «%(college)s» %(what)s."
        )
    )
    return Document(
        title=_("Согласие: %(purpose)s") % {"purpose": purpose.label},
        subtitle=student.college.name,
        meta=((_("Версия текста"), TEXT_VERSION),),
        sections=[
            Section(
                title=_("Содержание согласия"),
                blocks=[
                    Paragraph(who % values),
                    Paragraph(
                        _(
                            "Согласие действует до окончания обучения и может быть отозвано в"
                            " любой день письменным заявлением. После отзыва: %(effect)s"
                        )
                        % {"effect": WITHDRAWAL[purpose]}
                    ),
                ],
            ),
            Section(
                title=_("Подпись"),
                blocks=[
                    Paragraph(_("Дата «____» ______________ 20____ г.")),
                    Paragraph(_("Подпись ______________ / ______________________________ /")),
                ],
            ),
        ],
        as_of=today,
    )
