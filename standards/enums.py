from django.db import models
from django.utils.translation import gettext_lazy as _


class SpecialityKind(models.TextChoices):
    MIDDLE_LEVEL = "ppssz", _("специальность (ППССЗ)")
    SKILLED_WORKER = "ppkrs", _("профессия (ППКРС)")
    KAZAKHSTAN = "tipo", _("специальность ТиПО")


class ElementKind(models.TextChoices):
    """What a labour function consists of, in the order of the official form."""

    ACTION = "action", _("трудовое действие")
    SKILL = "skill", _("необходимое умение")
    KNOWLEDGE = "knowledge", _("необходимое знание")
    OTHER = "other", _("другая характеристика")


class CompetenceKind(models.TextChoices):
    GENERAL = "general", _("общая компетенция (ОК)")
    PROFESSIONAL = "professional", _("профессиональная компетенция (ПК)")
    ADDITIONAL = "additional", _("дополнительная компетенция")


class FunctionLinkKind(models.TextChoices):
    """How two functions of different editions, standards or countries relate."""

    REPLACED_BY = "replaced_by", _("заменена на")
    EQUIVALENT = "equivalent", _("равнозначна")
    BROADER = "broader", _("шире")
    NARROWER = "narrower", _("уже")
    RELATED = "related", _("близка")


class LinkState(models.TextChoices):
    DRAFT = "draft", _("черновик")
    APPROVED = "approved", _("утверждена")
    REJECTED = "rejected", _("отклонена")
