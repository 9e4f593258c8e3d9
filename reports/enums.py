from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.enums import Role

# Who sees what people have written before everybody does: until it is read, it may name somebody.
READ_FIRST: Final = (Role.REGION_OFFICER, Role.ADMINISTRATOR)


class ReleaseState(models.TextChoices):
    BUILDING = "building", _("собирается")
    DRAFT = "draft", _("черновик")
    APPROVED = "approved", _("утверждён")
    PUBLISHED = "published", _("опубликован")
    WITHDRAWN = "withdrawn", _("отозван")


class FileFormat(models.TextChoices):
    XLSX = "xlsx", "XLSX"
    CSV = "csv", "CSV"
    DOCX = "docx", "DOCX"
    PDF = "pdf", "PDF"


class CommentState(models.TextChoices):
    WAITING = "waiting", _("ожидает проверки")
    SHOWN = "shown", _("показан")
    HIDDEN = "hidden", _("скрыт")


class PracticeCardState(models.TextChoices):
    PROPOSED = "proposed", _("ждёт министерства")
    RETURNED = "returned", _("возвращена автору")
    PUBLISHED = "published", _("опубликована")


class TicketState(models.TextChoices):
    OPEN = "open", _("ожидает ответа")
    CORRECTED = "corrected", _("ошибка признана")
    CONFIRMED = "confirmed", _("число подтверждено")
    WITHDRAWN = "withdrawn", _("снят колледжем")
