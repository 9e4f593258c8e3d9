"""Official reference data: professional standards, educational standards, specialities."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.enums import Country
from standards.enums import (
    CompetenceKind,
    ElementKind,
    FunctionLinkKind,
    LinkState,
    SpecialityKind,
)


class ProfessionalStandard(models.Model):
    """One edition of a professional standard.

    A code is reused by later, even unrelated, standards: an edition is code, order and date.
    """

    country = models.CharField(
        _("страна"), max_length=2, choices=Country.choices, default=Country.RUSSIA
    )
    code = models.CharField(_("код"), max_length=20)
    name = models.CharField(_("наименование"), max_length=600)
    # The earliest exports of the registry leave the order and its date empty.
    order_number = models.CharField(_("номер приказа"), max_length=40, blank=True)
    approved_on = models.DateField(_("дата утверждения"), null=True, blank=True)
    registration_number = models.CharField(_("регистрационный номер"), max_length=20, blank=True)
    activity_name = models.TextField(_("вид профессиональной деятельности"), blank=True)
    purpose = models.TextField(_("основная цель"), blank=True)
    # Lists of {"code", "name"} exactly as section I gives them.
    okz = models.JSONField(_("ОКЗ"), default=list, blank=True)
    okved = models.JSONField(_("ОКВЭД"), default=list, blank=True)
    developers = models.JSONField(_("разработчики"), default=list, blank=True)
    valid_to = models.DateField(_("действует до"), null=True, blank=True)
    is_excerpt = models.BooleanField(
        _("демонстрационная выдержка"),
        default=False,
        help_text=_("Не официальный текст: составлено для демонстрации."),
    )
    skills_knowledge_swapped = models.BooleanField(
        _("умения и знания были переставлены в файле"), default=False
    )
    import_warnings = models.JSONField(_("замечания при загрузке"), default=list, blank=True)
    content_sha256 = models.CharField(_("контрольная сумма содержания"), max_length=64, blank=True)
    search_text = models.TextField(_("текст для поиска"), editable=False, blank=True)
    imported_at = models.DateTimeField(_("загружен"), null=True, blank=True)

    class Meta:
        verbose_name = _("профессиональный стандарт")
        verbose_name_plural = _("профессиональные стандарты")
        ordering = ["code", "-approved_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="standard_edition_unique",
                fields=["country", "code", "order_number", "approved_on"],
                violation_error_message=_("Такая редакция стандарта уже есть."),
            ),
            models.UniqueConstraint(
                name="standard_undated_edition_unique",
                fields=["country", "code", "order_number"],
                condition=Q(approved_on__isnull=True),
                violation_error_message=_("Такая редакция стандарта уже есть."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class GeneralizedFunction(models.Model):
    """Обобщённая трудовая функция (ОТФ)."""

    standard = models.ForeignKey(
        ProfessionalStandard, on_delete=models.CASCADE, related_name="generalized_functions"
    )
    code = models.CharField(_("код"), max_length=5)
    name = models.CharField(_("наименование"), max_length=1000)
    level = models.CharField(_("уровень квалификации"), max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    job_titles = models.JSONField(_("возможные наименования должностей"), default=list, blank=True)
    # Requirements (education, experience, admission, other) and classifiers, as lists of texts.
    characteristics = models.JSONField(_("характеристики"), default=dict, blank=True)

    class Meta:
        verbose_name = _("обобщённая трудовая функция")
        verbose_name_plural = _("обобщённые трудовые функции")
        ordering = ["standard_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="generalized_function_code_unique", fields=["standard", "code"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class LabourFunction(models.Model):
    """Трудовая функция (ТФ): what readiness is assessed for."""

    generalized_function = models.ForeignKey(
        GeneralizedFunction,
        on_delete=models.CASCADE,
        related_name="labour_functions",
        verbose_name=_("обобщённая трудовая функция"),
    )
    # Repeats the parent's standard so that a code is unique in it and lists need no join.
    standard = models.ForeignKey(
        ProfessionalStandard,
        on_delete=models.CASCADE,
        related_name="labour_functions",
        verbose_name=_("стандарт"),
    )
    code = models.CharField(_("код"), max_length=12)
    name = models.CharField(_("наименование"), max_length=1000)
    level = models.CharField(_("уровень (подуровень)"), max_length=10, blank=True)
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)
    is_retired = models.BooleanField(
        _("исключена из редакции"),
        default=False,
        help_text=_("Осталась от прежней загрузки той же редакции: на неё ссылаются результаты."),
    )
    search_text = models.TextField(_("текст для поиска"), editable=False, blank=True)

    class Meta:
        verbose_name = _("трудовая функция")
        verbose_name_plural = _("трудовые функции")
        ordering = ["standard_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="labour_function_code_unique", fields=["standard", "code"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class FunctionElement(models.Model):
    """An action, a required skill, required knowledge or another characteristic of a function."""

    function = models.ForeignKey(LabourFunction, on_delete=models.CASCADE, related_name="elements")
    kind = models.CharField(_("вид"), max_length=10, choices=ElementKind.choices)
    text = models.TextField(_("текст"))
    position = models.PositiveSmallIntegerField(default=0)
    search_text = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("составляющая трудовой функции")
        verbose_name_plural = _("составляющие трудовых функций")
        ordering = ["function_id", "kind", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="function_element_position_unique", fields=["function", "kind", "position"]
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class FunctionLink(models.Model):
    """A relation between two functions, valid only once approved."""

    source = models.ForeignKey(
        LabourFunction,
        on_delete=models.CASCADE,
        related_name="links_from",
        verbose_name=_("откуда"),
    )
    target = models.ForeignKey(
        LabourFunction, on_delete=models.CASCADE, related_name="links_to", verbose_name=_("куда")
    )
    kind = models.CharField(_("вид связи"), max_length=20, choices=FunctionLinkKind.choices)
    state = models.CharField(
        _("состояние"), max_length=10, choices=LinkState.choices, default=LinkState.DRAFT
    )
    comment = models.CharField(_("пояснение"), max_length=500, blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("кто утвердил"),
    )
    approved_at = models.DateTimeField(_("когда утверждена"), null=True, blank=True)

    class Meta:
        verbose_name = _("связь трудовых функций")
        verbose_name_plural = _("связи трудовых функций")
        constraints = [
            models.UniqueConstraint(
                name="function_link_unique", fields=["source", "target", "kind"]
            ),
            models.CheckConstraint(
                name="function_link_not_to_itself", condition=~Q(source=F("target"))
            ),
            models.CheckConstraint(
                name="function_link_approval_complete",
                condition=~Q(state=LinkState.APPROVED) | Q(approved_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.kind} {self.target_id}"


class Speciality(models.Model):
    """A speciality or profession of vocational education; a code may change its name with time."""

    country = models.CharField(
        _("страна"), max_length=2, choices=Country.choices, default=Country.RUSSIA
    )
    code = models.CharField(_("код"), max_length=20)
    name = models.CharField(_("наименование"), max_length=300)
    kind = models.CharField(_("вид"), max_length=10, choices=SpecialityKind.choices)
    valid_from = models.DateField(_("действует с"), null=True, blank=True)
    valid_to = models.DateField(_("действует по"), null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        verbose_name=_("заменена на"),
    )

    class Meta:
        verbose_name = _("специальность")
        verbose_name_plural = _("специальности")
        ordering = ["code", "name", "pk"]
        constraints = [
            models.UniqueConstraint(name="speciality_unique", fields=["country", "code", "name"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class EducationalStandard(models.Model):
    """ФГОС СПО (or ГОСО): one order for one speciality."""

    speciality = models.ForeignKey(
        Speciality,
        on_delete=models.PROTECT,
        related_name="educational_standards",
        verbose_name=_("специальность"),
    )
    order_number = models.CharField(_("номер приказа"), max_length=40)
    approved_on = models.DateField(_("дата приказа"))
    admission_ends_on = models.DateField(_("приём прекращён"), null=True, blank=True)

    class Meta:
        verbose_name = _("образовательный стандарт")
        verbose_name_plural = _("образовательные стандарты")
        ordering = ["speciality_id", "-approved_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="educational_standard_unique",
                fields=["speciality", "order_number", "approved_on"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.speciality_id}: № {self.order_number}"


class Competence(models.Model):
    """ОК or ПК. Its code is not unique: qualifications of one standard may each have a ПК 1.1."""

    educational_standard = models.ForeignKey(
        EducationalStandard,
        verbose_name=_("образовательный стандарт"),
        on_delete=models.CASCADE,
        related_name="competences",
    )
    kind = models.CharField(_("вид"), max_length=15, choices=CompetenceKind.choices)
    code = models.CharField(_("код"), max_length=20)
    text = models.TextField(_("формулировка"))
    qualification = models.CharField(
        _("квалификация или направленность"), max_length=300, blank=True
    )
    position = models.PositiveSmallIntegerField(_("порядок"), default=0)

    class Meta:
        verbose_name = _("компетенция")
        verbose_name_plural = _("компетенции")
        ordering = ["educational_standard_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="competence_position_unique", fields=["educational_standard", "position"]
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text[:80]}"


class EditionChange(models.Model):
    """The passage from one edition of a standard to a newer one, confirmed by a person.

    What became of each function stands in approved `FunctionLink` rows; `ended_function_ids` are
    the old functions that have no successor.
    """

    old = models.ForeignKey(
        ProfessionalStandard, on_delete=models.PROTECT, related_name="changes_from"
    )
    new = models.ForeignKey(
        ProfessionalStandard, on_delete=models.PROTECT, related_name="changes_to"
    )
    ended_function_ids = models.JSONField(default=list, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("кто подтвердил"),
    )
    confirmed_at = models.DateTimeField(_("когда подтверждена"))

    class Meta:
        verbose_name = _("смена редакции стандарта")
        verbose_name_plural = _("смены редакций стандартов")
        constraints = [
            models.UniqueConstraint(name="edition_change_unique", fields=["old", "new"]),
            models.CheckConstraint(name="edition_change_not_to_itself", condition=~Q(old=F("new"))),
        ]

    def __str__(self) -> str:
        return f"{self.old_id} → {self.new_id}"
