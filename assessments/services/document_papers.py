"""Issued papers as PDF: the portal's own form of each, from the same facts as the DOCX."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import DocumentKind
from core.documents.description import Document, Figure, Paragraph, Section
from core.documents.qr import qr_picture
from core.numbers import NBSP
from core.tables.data import TableColumn, TableData

Facts = Mapping[str, Any]
# The same 27 mm on a page that stands and on one that lies.
_QR_SHARE: Final = 0.16
_QR_SHARE_OF_WIDE: Final = 0.106
_PORTRAIT: Final = (DocumentKind.ATTESTATION, DocumentKind.REFERENCE)
_LINE: Final = "______________"
_BOX: Final = "\u2610\u00a0"
_QUALITY: Final = (gettext_lazy("высокое"), gettext_lazy("среднее"), gettext_lazy("низкое"))
_EXTENT: Final = (
    gettext_lazy("полностью"),
    gettext_lazy("частично"),
    gettext_lazy("не сформирована"),
)
_SHOWN: Final = (
    gettext_lazy("регулярно"),
    gettext_lazy("эпизодически"),
    gettext_lazy("не проявлял"),
)
_DEPUTY: Final = ((gettext_lazy("Заместитель директора"), ""),)
_OF_ENTERPRISE: Final = (gettext_lazy("Руководитель практики от организации"), "наставник")
_OF_COLLEGE: Final = (
    gettext_lazy("Руководитель практики от колледжа"),
    "руководитель_от_колледжа",
)
# Who signs, and the field of the name where the portal knows it.
_SIGNERS: Final[Mapping[DocumentKind, tuple[tuple[Promise, str], ...]]] = {
    DocumentKind.ATTESTATION: (_OF_ENTERPRISE, _OF_COLLEGE),
    DocumentKind.REFERENCE: (_OF_ENTERPRISE,),
    DocumentKind.SUMMARY: _DEPUTY,
    DocumentKind.PASSPORT: _DEPUTY,
}


def issued_paper(kind: DocumentKind, facts: Facts) -> Document:
    """Describe one issued paper; the facts hold its number, date and address of verification."""
    title = kind.label[:1].upper() + kind.label[1:]
    sections = [*_SECTIONS[kind](facts), _closing(kind, facts)]
    return Document(
        title=title,
        subtitle=facts["колледж"],
        running_title=_("%(title)s № %(number)s") % {"title": title, "number": facts["номер"]},
        meta=tuple((name, value) for name, value in _meta(kind, facts) if value),
        # A paper lies one way from the first page to the last.
        sections=[replace(part, landscape=kind not in _PORTRAIT) for part in sections],
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
        (_("Организация, адрес"), f"{facts['организация']}, {facts['адрес_организации'] or _LINE}"),
        (_("Руководитель от организации"), mentor or _LINE * 2),
        (_("Руководитель от колледжа"), facts["руководитель_от_колледжа"] or _LINE * 2),
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
    rows = [{**row, "качество": _ticks(_QUALITY)} for row in facts["функции"]]
    columns = (
        ("код", _("Код")),
        ("название", _("Вид работ: трудовая функция")),
        ("ответ", _("Оценка наставника")),
        ("уровень", _("Уровень")),
        ("качество", _("Качество")),
    )
    return _table(_("Работы, выполнявшиеся во время практики"), columns, rows)


def _ticks(words: Sequence[Any]) -> str:
    """Return boxes to tick by hand: the portal does not know which."""
    return "\n".join(f"{_BOX}{word}" for word in words)


def _works(facts: Facts) -> Section:
    by_hand = [Paragraph(f"{number}. {_LINE * 5}") for number in range(1, 5)]
    rated = [_rated_table(facts)]
    return Section(title=_("Выполнение работ"), blocks=rated if facts["функции"] else by_hand)


def _competences(facts: Facts) -> list[Section]:
    """Print the ПК as the mentor's answers show them, and the ОК to be ticked by hand."""
    code, text = ("код", _("Код")), ("название", _("Компетенция"))
    blocks = []
    if facts.get("компетенции"):
        columns = [code, text, ("функции", _("Функции")), ("уровень", _("Уровень"))]
        rows = [
            {**row, "уровень": row["уровень"] or _ticks(_EXTENT)} for row in facts["компетенции"]
        ]
        blocks.append(_table(_("Профессиональные компетенции"), columns, rows))
    if facts["общие_компетенции"]:
        rows = [{**row, "проявлял": _ticks(_SHOWN)} for row in facts["общие_компетенции"]]
        columns = [code, text, ("проявлял", _("Проявлял"))]
        blocks.append(_table(_("Общие компетенции"), columns, rows))
    return [Section(title=_("Компетенции"), blocks=blocks)] if blocks else []


def _attestation(facts: Facts) -> list[Section]:
    sections = [_works(facts), *_competences(facts)]
    if facts["критерии"]:
        columns = (
            ("ведомость", _("Форма оценки")),
            ("критерий", _("Критерий")),
            ("оценка", _("Оценка")),
            ("дата", _("Дата")),
        )
        marks = _table(_("Оценки колледжа за практику"), columns, facts["критерии"])
        sections.append(Section(title=_("Оценки колледжа"), blocks=[marks]))
    return sections


def _reference(facts: Facts) -> list[Section]:
    answers = (
        (_("Подразделение, должность"), ""),
        (_("Отработано дней"), ""),
        (_("Пропущено дней"), facts["пропущено_дней"]),
        (_("Из них без уважительной причины"), ""),
        (_("Качество работы"), f"{NBSP} ".join(f"{_BOX}{word}" for word in _QUALITY)),
        (_("Трудовая дисциплина соблюдалась"), facts["дисциплина"]),
        (_("Охрана труда соблюдалась"), facts["охрана_труда"]),
        (_("Отношение к работе"), ""),
        (_("Инициатива"), ""),
        (_("Взаимоотношения с коллегами"), ""),
        (_("Взяли бы на работу"), facts["взяли_бы"]),
    )
    heard = _("Отзыв наставника получен %(date)s, %(origin)s.") % {
        "date": facts["дата_отзыва"],
        "origin": facts["откуда_отзыв"],
    }
    rows = [{"что": name, "ответ": value or _LINE * 3} for name, value in answers]
    columns = (("что", _("О чём")), ("ответ", _("Ответ")))
    work: list[Any] = [_table(_("Отношение к работе"), columns, rows), Paragraph(heard)]
    sections = [
        Section(title=_("Работа на предприятии"), blocks=work),
        _works(facts),
        *_competences(facts),
    ]
    if facts["замечание"]:
        words = [Paragraph(facts["замечание"])]
        sections.append(Section(title=_("Слова наставника"), blocks=words))
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
    mass = {"mass": facts["доверие"]}
    before = (
        ("номер", "№"),
        ("фио", _("Обучающийся")),
        ("индекс", _("Индекс")),
        ("уровень", _("Уровень")),
    )
    title = (
        _(
            "Готовность группы по трудовым функциям, от 0 до 1, %(mass)s интервал, уверенность и"
            " вероятность освоения"
        )
        % mass
    )
    # The interval under the index: the functions get the room of its column.
    parts = [
        {
            **part,
            "обучающиеся": [
                {**row, "индекс": "\n".join(filter(None, (row["индекс"], row["интервал"])))}
                for row in part["обучающиеся"]
            ],
        }
        for part in facts["части"]
    ]
    names = _table(
        _("Трудовые функции"),
        (("код", _("Код")), ("название", _("Наименование"))),
        facts["функции"],
    )
    return [
        Section(title=_("Результаты группы"), blocks=_matrices(title, parts, before, "код")),
        Section(title=_("Трудовые функции"), blocks=[names]),
    ]


def _matrices(
    title: str, parts: Sequence[Facts], before: Sequence[tuple[str, str]], heading: str
) -> list[TableData]:
    """Make a table of each part of a wide one."""
    return [
        _matrix(
            f"{title}, {part['название']}" if part["название"] else title,
            part["обучающиеся"],
            before,
            [column[heading] for column in part["столбцы"]],
        )
        for part in parts
    ]


def _protocol(facts: Facts) -> list[Section]:
    before = (("номер", "№"), ("фио", _("Обучающийся")))
    criteria = (("номер", "№"), ("название", _("Критерий")))
    return [
        Section(title=_("Критерии"), blocks=[_table(_("Критерии"), criteria, facts["критерии"])]),
        Section(
            title=_("Результаты"),
            blocks=_matrices(_("Результаты по номерам критериев"), facts["части"], before, "номер"),
        ),
    ]


def _verdict(facts: Facts) -> str:
    return _(
        "Индекс готовности %(index)s (%(interval)s), уверенность: %(confidence)s. Уровень:"
        " %(level)s. Полнота %(completeness)s, охват функций %(coverage)s."
    ) % {
        "index": facts["индекс"],
        "interval": facts["интервал"],
        "confidence": facts["уверенность"],
        "level": facts["уровень"],
        "completeness": facts["полнота"],
        "coverage": facts["охват"],
    }


def _passport(facts: Facts) -> list[Section]:
    columns = (
        ("код", _("Код")),
        ("название", _("Трудовая функция")),
        ("значение", _("Готовность")),
        ("интервал", _("Пределы")),
        ("уровень", _("Уровень")),
        ("уверенность", _("Уверенность")),
        ("вероятность", _("Вероятность освоения")),
        ("оценок", _("Оценок")),
        ("колледж", _("Колледж")),
        ("работодатель", _("Работодатель")),
    )
    functions = _table(_("Готовность по трудовым функциям"), columns, facts["функции"])
    known = [functions] if facts["функции"] else [Paragraph(_("В программе функций нет."))]
    sections = [
        Section(title=_("Вывод"), blocks=[Paragraph(_verdict(facts))]),
        Section(title=_("Трудовые функции"), blocks=known),
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


def _closing(kind: DocumentKind, facts: Facts) -> Section:
    """Return the result with the signatures under it: nobody signs a page without words."""
    address = facts["адрес_проверки"]
    # Beside the code a page that stands has no room for a line to sign or an address in one row.
    below = "\n" if kind in _PORTRAIT else ""
    return Section(
        title=_("Результат"),
        together=True,
        blocks=[
            *_RESULTS[kind](facts),
            *(
                Paragraph(f"{who}{below or NBSP}{_LINE} / {facts.get(name) or _LINE * 2} /")
                for who, name in _SIGNERS.get(kind, ())
            ),
            Paragraph(_("М.П.    «____» ______________ 20____ г.")),
            Paragraph(_("Проверить подлинность: %s") % f"{below}{address}"),
        ],
        aside=Figure(
            svg=qr_picture(address, "svg"),
            alt=_("QR-код страницы проверки: %s") % address,
            width=_QR_SHARE if kind in _PORTRAIT else _QR_SHARE_OF_WIDE,
        ),
    )


# Each says again whose paper it is: the signature may stand on another page than the name.
def _attestation_result(facts: Facts) -> list[Any]:
    missed = facts["пропущено_дней"]
    hours = _("Отработано часов: %(line)s из %(hours)s.") % {
        "line": facts["часы_факт"] or _LINE,
        "hours": facts["часы_практики"] or _LINE,
    }
    days = _(" Пропущено дней по словам наставника: %s.") % missed if missed else ""
    days = days.replace(": ", f":{NBSP}")
    return [
        # A number goes to the next line with its word.
        Paragraph(f"{facts['фио']}. {facts['результат'].replace(': ', f':{NBSP}')}"),
        Paragraph(hours + days),
        Paragraph(_("Оценка за практику: %s") % (facts["оценка_за_практику"] or _LINE * 2)),
    ]


def _reference_result(facts: Facts) -> list[Any]:
    mark = _("Рекомендуемая оценка за практику: %s") % (_LINE * 2)
    return [Paragraph(f"{facts['фио']}.\n{mark}")]


def _summary_result(facts: Facts) -> list[Any]:
    group = _("Группа %s.") % facts["группа"]
    return [Paragraph(f"{group} {facts['итог']}")]


def _protocol_result(facts: Facts) -> list[Any]:
    columns = (
        ("фио", _("Фамилия и инициалы")),
        ("должность", _("Должность")),
        ("роль", _("Роль")),
        ("явка", _("Явка")),
        ("подпись", _("Подпись")),
    )
    nobody = {name: "" for name, _heading in columns}
    signers = facts["комиссия"] or [
        {**nobody, "роль": _("председатель")},
        {**nobody, "роль": _("член комиссии")},
    ]
    rows = [
        {name: value or _LINE for name, value in {**row, "подпись": ""}.items()}
        # Initials go to the next line together.
        | {"фио": row["фио"].replace(". ", f".{NBSP}") or _LINE}
        for row in signers
    ]
    held = _("%(sheet)s, группа %(group)s, %(date)s") % {
        "sheet": facts["ведомость"],
        "group": facts["группа"],
        "date": facts["дата_проведения"],
    }
    return [Paragraph(f"{held} {facts['итог']}"), _table(_("Комиссия"), columns, rows)]


def _passport_result(facts: Facts) -> list[Any]:
    counted = _("Показатели посчитаны на %(date)s по методике версии %(version)s.")
    return [
        Paragraph(f"{facts['фио']}. {_verdict(facts)}"),
        Paragraph(counted % {"date": facts["данные_на"], "version": facts["версия_методики"]}),
    ]


_RESULTS: Final[Mapping[DocumentKind, Callable[[Facts], list[Any]]]] = {
    DocumentKind.ATTESTATION: _attestation_result,
    DocumentKind.REFERENCE: _reference_result,
    DocumentKind.SUMMARY: _summary_result,
    DocumentKind.PROTOCOL: _protocol_result,
    DocumentKind.PASSPORT: _passport_result,
}
