from django.db import models
from django.utils.translation import gettext_lazy as _


class MunicipalityKind(models.TextChoices):
    CITY_DISTRICT = "city", _("городской округ")
    MUNICIPAL_DISTRICT = "municipal", _("муниципальный округ")


class SettlementKind(models.TextChoices):
    """The kind of place: small places are compared with small ones."""

    CITY = "city", _("город")
    SMALL_TOWN = "small_town", _("малый город")
    VILLAGE = "village", _("село")


class ModuleKind(models.TextChoices):
    PROFESSIONAL_MODULE = "pm", _("профессиональный модуль")
    COURSE = "mdk", _("междисциплинарный курс")
    COLLEGE_PRACTICE = "up", _("учебная практика")
    WORKPLACE_PRACTICE = "pp", _("производственная практика")
    DISCIPLINE = "discipline", _("дисциплина")


class StudyForm(models.TextChoices):
    FULL_TIME = "full_time", _("очная")
    PART_TIME = "part_time", _("очно-заочная")
    EXTRAMURAL = "extramural", _("заочная")


class EntryBase(models.TextChoices):
    AFTER_9 = "9", _("основное общее (9 классов)")
    AFTER_11 = "11", _("среднее общее (11 классов)")


class Funding(models.TextChoices):
    BUDGET = "budget", _("бюджет")
    PAID = "paid", _("внебюджет")


class Sex(models.TextChoices):
    FEMALE = "f", _("женский")
    MALE = "m", _("мужской")


class EnrolmentState(models.TextChoices):
    STUDYING = "studying", _("обучается")
    ACADEMIC_LEAVE = "leave", _("академический отпуск")
    TRANSFERRED = "transferred", _("переведён")
    EXPELLED = "expelled", _("отчислен")
    GRADUATED = "graduated", _("выпускник")


class MovementKind(models.TextChoices):
    """Orders on a student."""

    ENROLLED = "enrolled", _("зачисление")
    TRANSFERRED = "transferred", _("перевод в другую группу")
    CHANGED_COLLEGE = "college", _("перевод в другой колледж")
    WENT_ON_LEAVE = "leave", _("академический отпуск")
    RETURNED = "returned", _("выход из академического отпуска")
    EXPELLED = "expelled", _("отчисление")
    REINSTATED = "reinstated", _("восстановление")
    GRADUATED = "graduated", _("выпуск")


class TransferState(models.TextChoices):
    """What the other college has said of a student it was offered."""

    PENDING = "pending", _("ждёт ответа")
    ACCEPTED = "accepted", _("принят")
    REFUSED = "refused", _("отказано")
    RECALLED = "recalled", _("отозван")


class AlignmentState(models.TextChoices):
    DRAFT = "draft", _("черновик")
    AGREED_COLLEGE = "agreed_college", _("согласовано колледжем")
    AGREED_EMPLOYERS = "agreed_employers", _("согласовано объединением работодателей")


class AlignmentEventKind(models.TextChoices):
    """What can happen to a version of an alignment."""

    STARTED = "started", _("начата")
    COPIED = "copied", _("перенесена с прошлого набора")
    SWITCHED = "switched", _("перенесена на новую редакцию стандарта")
    AGREED_COLLEGE = "agreed_college", _("согласована колледжем")
    WITHDRAWN = "withdrawn", _("отозвана колледжем")
    RETURNED = "returned", _("возвращена на доработку")
    AGREED_EMPLOYERS = "agreed_employers", _("согласована объединением работодателей")


class ConsentPurpose(models.TextChoices):
    PROCESSING = "processing", _("обработка персональных данных")
    TRANSFER_EMPLOYER = "transfer_employer", _("передача работодателю")
    PUBLICATION = "publication", _("распространение")
    QUESTIONNAIRE = "questionnaire", _("анкетирование")


class ConsentGiver(models.TextChoices):
    STUDENT = "student", _("обучающийся")
    REPRESENTATIVE = "representative", _("законный представитель")


class OutcomeStatus(models.TextChoices):
    """Statuses of the federal monitoring of graduates, which exclude each other."""

    EMPLOYED = "employed", _("трудоустроен")
    ENTREPRENEUR = "entrepreneur", _("индивидуальный предприниматель")
    SELF_EMPLOYED = "self_employed", _("самозанятый")
    CONSCRIPT = "conscript", _("служба в армии по призыву")
    CONTRACT_SERVICE = "contract_service", _("служба по контракту")
    STUDYING = "studying", _("продолжил обучение")
    PARENTAL_LEAVE = "parental_leave", _("отпуск по уходу за ребёнком")
    INFORMAL = "informal", _("неформальная занятость")
    REGISTERED_UNEMPLOYED = "registered_unemployed", _("зарегистрирован безработным")
    NO_MOTIVATION = "no_motivation", _("не мотивирован к трудоустройству")
    NO_DEMAND = "no_demand_searching", _("ищет работу, спроса нет")
    MOVED_ABROAD = "moved_abroad", _("переехал за пределы страны")
    FAMILY_CARE = "family_care", _("уход за родственниками")
    # Said before it happens: columns of the forecast in the monitoring forms.
    WILL_BE_EMPLOYED = "will_be_employed", _("прогноз: будет трудоустроен")
    WILL_ENTREPRENEUR = "will_entrepreneur", _("прогноз: будет предпринимателем")
    WILL_SELF_EMPLOYED = "will_self_employed", _("прогноз: будет самозанятым")
    WILL_CONSCRIPT = "will_conscript", _("прогноз: будет призван")
    WILL_CONTRACT_SERVICE = "will_contract_service", _("прогноз: будет служить по контракту")
    WILL_STUDY = "will_study", _("прогноз: продолжит обучение")
    OTHER = "other", _("иное")
    UNKNOWN = "unknown", _("нет сведений")


class OutcomeSource(models.TextChoices):
    GRADUATE = "self", _("выпускник")
    COLLEGE = "college", _("колледж")
    EMPLOYER = "employer", _("работодатель")
    SOCIAL_FUND = "sfr_match", _("сверка с СФР")
    EMPLOYMENT_SERVICE = "czn", _("служба занятости")
