"""Words that every app shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Country(models.TextChoices):
    RUSSIA = "RU", _("Россия")
    KAZAKHSTAN = "KZ", _("Казахстан")


class Role(models.TextChoices):
    """Who a person is in the portal; a person may hold several and works as one at a time."""

    REGION_OFFICER = "region_officer", _("Сотрудник министерства")
    MUNICIPAL_VIEWER = "municipal_viewer", _("Сотрудник администрации округа")
    COLLEGE_MANAGER = "college_manager", _("Руководитель колледжа")
    COLLEGE_TEACHER = "college_teacher", _("Преподаватель, мастер")
    EMPLOYER_MANAGER = "employer_manager", _("Представитель работодателя")
    ASSOCIATION_EXPERT = "association_expert", _("Эксперт объединения работодателей")
    STUDENT = "student", _("Обучающийся")
    ADMINISTRATOR = "administrator", _("Администратор портала")


class JobState(models.TextChoices):
    QUEUED = "queued", _("в очереди")
    RUNNING = "running", _("выполняется")
    DONE = "done", _("готово")
    FAILED = "failed", _("ошибка")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("проверяется")
    CHECKED = "checked", _("проверен")
    APPLIED = "applied", _("применён")
    REFUSED = "refused", _("есть ошибки")
    UNDONE = "undone", _("отменён")
    PURGED = "purged", _("удалён по сроку")
