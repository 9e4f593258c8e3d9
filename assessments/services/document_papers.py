"""Issued papers as PDF: the portal's own form of each, from the same facts as the DOCX."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _

from assessments.enums import DocumentKind
from core.documents.description import Document, Figure, Paragraph, Section
from core.documents.qr import qr_picture
from core.tables.data import TableColumn, TableData

Facts = Mapping[str, Any]
_QR_SHARE: Final = 0.16
_LINE: Final = "______________"


def issued_paper(kind: DocumentKind, facts: Facts) -> Document:
    """Describe one issued paper; the facts hold its number, date and address of verification."""
    title = kind.label[:1].upper() + kind.label[1:]
    return Document(
        title=title,
        subtitle=facts["колледж"],
        running_title=_("%(title)s № %(number)s") % {"title": title, "number": facts["номер"]},
        meta=tuple((name, value) for name, value in _meta(kind, facts) if value),
        sections=[*_SECTIONS[kind](facts), _signatures(kind, facts)],
    )


def _meta(kind: DocumentKind, facts: Facts) -> list[tuple[str, str]]:
    own = {
        DocumentKind.PASSPORT: _student_meta,
        DocumentKind.SUMMARY: _group_meta,
        DocumentKind.PROTOCOL: _sheet_meta,
    }.get(kind, _practice_meta)
    issued = _("№ %(number)s от %(date)s") % {"number": facts["номер"], "date": facts["дата"]}
    return [*own(facts), (_("Документ"), issued)]


def _student_meta(facts: Facts) -> list[tuple[str, str]]:
    return [
        (_("Обучающийся"), facts["фио"]),
        (_("Специальность"), facts["специальность"]),
        (_("Группа"), facts["группа"]),
        (_("Курс"), facts["курс"]),
        (_("Форма обучения"), facts["форма_обучения"]),
    ]


def _practice_meta(facts: Facts) -> list[tuple[str, str]]:
    mentor = ", ".join(part for part in (facts["наставник"], facts["должность_наставника"]) if part)
    period = _("с %(start)s по %(end)s") % {"start": facts["начало"], "end": facts["окончание"]}
    return [
        *_student_meta(facts),
        (_("Вид практики"), facts["вид_практики"]),
        (_("Модуль"), facts["модуль"]),
        (_("Период"), period),
        (_("Организация"), facts["организация"]),
        (_("Руководитель от организации"), mentor),
    ]


def _group_meta(facts: Facts) -> list[tuple[str, str]]:
    return [
        (_("Группа"), facts["группа"]),
        (_("Специальность"), facts["специальность"]),
        (_("Год выпуска"), facts["год_выпуска"]),
        (_("Данные на"), facts["данные_на"]),
        (_("Методика"), _("версия %s") % facts["версия_методики"]),
    ]


def _sheet_meta(facts: Facts) -> list[tuple[str, str]]:
    return [
        (_("Форма оценки"), facts["ведомость"]),
        (_("Группа"), facts["группа"]),
        (_("Специальность"), facts["специальность"]),
        (_("Модуль"), facts["модуль"]),
        (_("Проведено"), facts["дата_проведения"]),
        (_("Ведомость сдана"), facts["дата_сдачи"]),
    ]


def _table(title: str, columns: Sequence[tuple[str, str]], rows: Sequence[Facts]) -> TableData:
    """Make a table of the named columns: (field, heading)."""
    return TableData(
        title=title,
        columns=tuple(TableColumn(title=heading) for _field, heading in columns),
        rows=[[row[field] for field, _heading in columns] for row in rows],
    )


def _rated_table(facts: Facts) -> TableData:
    return _table(
        _("Трудовые функции, выполнявшиеся во время практики"),
        (
            ("код", _("Код")),
            ("название", _("Трудовая функция")),
            ("ответ", _("Оценка наставника")),
            ("уровень", _("Уровень")),
        ),
        facts["функции"],
    )


def _attestation(facts: Facts) -> list[Section]:
    blocks: list[Any] = [_rated_table(facts)] if facts["функции"] else []
    if facts["критерии"]:
        columns = (
            ("ведомость", _("Форма оценки")),
            ("критерий", _("Критерий")),
            ("оценка", _("Оценка")),
            ("дата", _("Дата")),
        )
        blocks.append(_table(_("Оценки колледжа за практику"), columns, facts["критерии"]))
    result = [
        Paragraph(facts["результат"]),
        Paragraph(_("Оценка за практику: %s") % (_LINE * 2)),
    ]
    return [
        Section(title=_("Освоение трудовых функций"), blocks=blocks),
        Section(title=_("Результат"), blocks=result),
    ]


def _reference(facts: Facts) -> list[Section]:
    answers = [
        {"что": _("Трудовая дисциплина"), "ответ": facts["дисциплина"]},
        {"что": _("Охрана труда"), "ответ": facts["охрана_труда"]},
        {"что": _("Пропущено дней"), "ответ": facts["пропущено_дней"]},
        {"что": _("Взяли бы на работу"), "ответ": facts["взяли_бы"]},
    ]
    columns = (("что", _("О чём")), ("ответ", _("Ответ наставника")))
    heard = _("Отзыв получен %(date)s, %(origin)s.") % {
        "date": facts["дата_отзыва"],
        "origin": facts["откуда_отзыв"],
    }
    work: list[Any] = [_table(_("Отношение к работе"), columns, answers), Paragraph(heard)]
    sections = [Section(title=_("Работа на предприятии"), blocks=work)]
    if facts["функции"]:
        sections.append(Section(title=_("Выполнение работ"), blocks=[_rated_table(facts)]))
    if facts["замечание"]:
        sections.append(
            Section(title=_("Слова наставника"), blocks=[Paragraph(facts["замечание"])])
        )
    return sections


def _matrix(
    title: str, rows: Sequence[Facts], before: Sequence[tuple[str, str]], headings: Sequence[str]
) -> TableData:
    """Make a table of named columns followed by those of the marks."""
    return TableData(
        title=title,
        columns=tuple(
            TableColumn(title=heading)
            for heading in (*(name for _field, name in before), *headings)
        ),
        rows=[[*(row[field] for field, _name in before), *row["оценки"]] for row in rows],
    )


def _summary(facts: Facts) -> list[Section]:
    before = (
        ("номер", "№"),
        ("фио", _("Обучающийся")),
        ("индекс", _("Индекс")),
        ("уровень", _("Уровень")),
    )
    table = _matrix(
        _("Готовность группы по трудовым функциям, от 0 до 1"),
        facts["обучающиеся"],
        before,
        [row["код"] for row in facts["функции"]],
    )
    names = _table(
        _("Трудовые функции"),
        (("код", _("Код")), ("название", _("Наименование"))),
        facts["функции"],
    )
    return [Section(title=_("Результаты группы"), blocks=[table, names])]


def _protocol(facts: Facts) -> list[Section]:
    before = (("номер", "№"), ("фио", _("Обучающийся")))
    marks = _matrix(
        _("Результаты"),
        facts["обучающиеся"],
        before,
        [row["название"] for row in facts["критерии"]],
    )
    sections = [Section(title=_("Результаты"), blocks=[marks])]
    if facts["комиссия"]:
        columns = (
            ("фио", _("Фамилия и инициалы")),
            ("должность", _("Должность")),
            ("роль", _("Роль")),
            ("явка", _("Явка")),
        )
        signers = _table(_("Состав комиссии"), columns, facts["комиссия"])
        sections.append(Section(title=_("Комиссия"), blocks=[signers]))
    return sections


def _passport(facts: Facts) -> list[Section]:
    verdict = _(
        "Индекс готовности %(index)s (%(interval)s), уровень: %(level)s. Полнота %(completeness)s,"
        " охват функций %(coverage)s. Данные на %(date)s, методика версии %(version)s."
    ) % {
        "index": facts["индекс"],
        "interval": facts["интервал"],
        "level": facts["уровень"],
        "completeness": facts["полнота"],
        "coverage": facts["охват"],
        "date": facts["данные_на"],
        "version": facts["версия_методики"],
    }
    columns = (
        ("код", _("Код")),
        ("название", _("Трудовая функция")),
        ("значение", _("Готовность")),
        ("интервал", _("Пределы")),
        ("уровень", _("Уровень")),
        ("оценок", _("Оценок")),
        ("колледж", _("Колледж")),
        ("работодатель", _("Работодатель")),
    )
    functions = _table(_("Готовность по трудовым функциям"), columns, facts["функции"])
    sections = [
        Section(title=_("Вывод"), blocks=[Paragraph(verdict)]),
        Section(title=_("Трудовые функции"), blocks=[functions]),
    ]
    if facts["не_хватает"]:
        lacking = _table(
            _("Что поднимет готовность"),
            (("название", _("Функция")), ("сейчас", _("Сейчас")), ("нужно", _("Нужно"))),
            facts["не_хватает"],
        )
        sections.append(Section(title=_("Чего не хватает"), blocks=[lacking]))
    return sections


_SECTIONS: Final[Mapping[DocumentKind, Callable[[Facts], list[Section]]]] = {
    DocumentKind.ATTESTATION: _attestation,
    DocumentKind.REFERENCE: _reference,
    DocumentKind.SUMMARY: _summary,
    DocumentKind.PROTOCOL: _protocol,
    DocumentKind.PASSPORT: _passport,
}


def _signatures(kind: DocumentKind, facts: Facts) -> Section:
    signers = {
        DocumentKind.ATTESTATION: (
            _("Руководитель практики от организации"),
            _("Руководитель практики от колледжа"),
        ),
        DocumentKind.REFERENCE: (_("Руководитель практики от организации"),),
        DocumentKind.PROTOCOL: tuple(
            f"{row['фио']}, {row['роль']}" for row in facts.get("комиссия", ())
        )
        or (_("Председатель комиссии"), _("Член комиссии")),
    }.get(kind, (_("Заместитель директора"),))
    address = facts["адрес_проверки"]
    return Section(
        title=_("Подписи"),
        blocks=[
            *(Paragraph(f"{who}  {_LINE} / {_LINE}{_LINE} /") for who in signers),
            Paragraph(_("М.П.    «____» ______________ 20____ г.")),
            Figure(
                svg=qr_picture(address, "svg"),
                alt=_("QR-код страницы проверки: %s") % address,
                width=_QR_SHARE,
            ),
            Paragraph(_("Проверить подлинность: %s") % address),
        ],
    )
