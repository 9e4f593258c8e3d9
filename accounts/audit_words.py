"""What the audit page calls actions, objects and details; an unknown word stays as it is stored."""

from typing import Final

from django.apps import apps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from colleges.enums import ConsentPurpose, MovementKind, OutcomeStatus
from core.enums import Role
from employers.enums import EvaluationOrigin, RequestChannel

ACTIONS: Final[dict[str, str | Promise]] = {
    "accounts.end_membership": _("снята роль"),
    "accounts.invite_user": _("приглашён пользователь"),
    "accounts.log_in": _("вход в портал"),
    "accounts.rename_user": _("изменено имя в профиле"),
    "accounts.request_password_reset": _("запрошена ссылка для пароля"),
    "accounts.resend_invitation": _("приглашение отправлено снова"),
    "accounts.set_password": _("задан пароль"),
    "accounts.unblock_user": _("учётная запись включена"),
    "accounts.block_user": _("учётная запись отключена"),
    "assessments.accept_evaluation": _("оценка наставника принята в расчёт"),
    "assessments.change_methodology": _("изменён черновик методики"),
    "assessments.add_grade_scale": _("добавлена шкала отметок"),
    "assessments.compare_methodology": _("запрошена проба методики"),
    "assessments.create_methodology": _("создан черновик методики"),
    "assessments.create_sheet": _("создана ведомость"),
    "assessments.estimate_severities": _("запрошен расчёт строгости"),
    "assessments.retire_grade_scale": _("завершена шкала отметок"),
    "assessments.bring_document_template": _("загружен шаблон документа"),
    "assessments.drop_document_template": _("убран шаблон документа"),
    "assessments.issue_document": _("выдан документ"),
    "assessments.read_document": _("скачан документ"),
    "assessments.request_documents": _("запрошены документы группы"),
    "assessments.revoke_document": _("документ отозван"),
    "assessments.publish_methodology": _("опубликована методика"),
    "assessments.read_card": _("прочитана карта обучающегося"),
    "assessments.record_results": _("внесены оценки в ведомость"),
    "assessments.return_sheet": _("ведомость возвращена на исправление"),
    "assessments.start_run": _("запущен расчёт готовности"),
    "assessments.submit_sheet": _("сдана ведомость"),
    "assessments.submit_survey": _("заполнена анкета обучающегося"),
    "assessments.void_sheet": _("ведомость аннулирована"),
    "colleges.apply_contingent": _("загружен список группы"),
    "colleges.begin_alignment_version": _("начата новая версия сопряжения"),
    "colleges.copy_alignment": _("скопировано сопряжение программы"),
    "colleges.create_group": _("создана группа"),
    "colleges.create_programme": _("создана программа"),
    "colleges.enrol_students": _("зачислены обучающиеся"),
    "colleges.enrol_into_groups": _("зачислены обучающиеся нескольких групп"),
    "colleges.graduate_group": _("группа выпущена"),
    "colleges.export_graduates": _("скачан список выпускников или обучающихся с именами"),
    "colleges.remove_outcome": _("удалена запись о выпускнике"),
    "colleges.record_outcomes": _("внесены сведения о выпускниках"),
    "colleges.reject_suggestion": _("отклонена подсказка сопряжения"),
    "colleges.restore_suggestion": _("возвращена подсказка сопряжения"),
    "colleges.set_alignment": _("изменено сопряжение программы с функциями"),
    "colleges.undo_contingent": _("отменена загрузка списка"),
    "colleges.undo_outcomes": _("отменена загрузка сведений о выпускниках"),
    "core.retry_job": _("задание запущено снова"),
    "employers.add_contact": _("внесён наставник"),
    "employers.add_employer": _("внесено предприятие"),
    "employers.ask_for_ratings": _("наставников попросили об оценке"),
    "employers.ask_fresh_link": _("наставник просит новую ссылку"),
    "employers.change_contact": _("изменены сведения о наставнике"),
    "employers.change_employer": _("изменены сведения о предприятии"),
    "employers.change_placement": _("изменена практика"),
    "employers.create_placement": _("создана практика"),
    "employers.create_rating_request": _("создана ссылка для оценки"),
    "employers.discard_rating_request": _("ссылка для оценки убрана"),
    "employers.revoke_rating_request": _("ссылка для оценки отозвана"),
    "employers.start_evaluation": _("наставник начал оценку"),
    "employers.correct_evaluation": _("наставник исправил оценку"),
    "employers.stop_reminders": _("наставник просил не напоминать"),
    "employers.submit_evaluation": _("наставник отправил оценку"),
    "employers.undo_placements": _("отменена загрузка практик"),
    "imports.undo": _("отменена загрузка файла"),
    "reports.answer_ticket": _("дан ответ на вопрос о числе"),
    "reports.approve_release": _("утверждён отчёт"),
    "reports.request_approval": _("отчёт отправлен на утверждение"),
    "reports.build_release": _("собран отчёт"),
    "reports.open_ticket": _("задан вопрос о числе"),
    "reports.publish_release": _("опубликован отчёт"),
    "reports.request_release": _("запрошен отчёт"),
    "reports.withdraw_release": _("отчёт отозван"),
    "reports.withdraw_ticket": _("снят вопрос о числе"),
    "standards.import_educational": _("загружены образовательные стандарты"),
    "standards.import_file": _("загружены стандарты"),
    "assessments.annotate_cell": _("замечание или отметка в ячейке ведомости"),
    "assessments.merge_students": _("объединены записи об одном обучающемся"),
    "assessments.undo_merge": _("отменено объединение записей"),
    "colleges.carry_out_order": _("исполнен приказ об обучающемся"),
    "colleges.change_group": _("изменена группа"),
    "colleges.change_student": _("изменены сведения об обучающемся"),
    "colleges.read_consent_scan": _("открыт скан согласия"),
    "colleges.record_consent": _("записано согласие"),
    "colleges.change_requirements": _("изменены трудовые функции программы"),
    "colleges.switch_edition": _("программа переведена на новую редакцию стандарта"),
    "colleges.tell_apart": _("записи признаны разными людьми"),
    "colleges.offer_transfer": _("обучающийся предложен другому колледжу"),
    "colleges.accept_transfer": _("обучающийся принят из другого колледжа"),
    "colleges.refuse_transfer": _("отказано в приёме из другого колледжа"),
    "colleges.recall_transfer": _("перевод в другой колледж отозван или закончен"),
    "colleges.withdraw_consent": _("отозвано согласие"),
    "colleges.review_withdrawal": _("решено, что хранить после отзыва согласия"),
    "imports.purge": _("содержание загруженного файла удалено по сроку"),
    "standards.confirm_edition_change": _("подтверждён переход на новую редакцию стандарта"),
}
DETAILS: Final[dict[str, str | Promise]] = {
    "from_college_id": _("из колледжа"),
    "to_college_id": _("в колледж"),
    "function_id": _("функция №"),
    "by_mail": _("письмом"),
    "cells": _("клеток"),
    "changed": _("изменено"),
    "channel": _("способ"),
    "count": _("всего"),
    "created": _("новых"),
    "document_kind": _("вид документа"),
    "employer_id": _("предприятие №"),
    "failed_job_id": _("задание №"),
    "format": _("формат"),
    "functions": _("функций"),
    "graduates": _("выпускников"),
    "groups": _("групп"),
    "is_reminder": _("напоминание"),
    "kind": _("вид файла"),
    "kept_official": _("официальных оставлено"),
    "letters": _("писем"),
    "new": _("новых"),
    "order": _("приказ"),
    "origin": _("откуда"),
    "place_id": _("место №"),
    "placement_id": _("практика №"),
    "placements": _("практик"),
    "removed": _("убрано"),
    "request_id": _("ссылка №"),
    "restored": _("возвращено прежнее"),
    "role": _("роль"),
    "sha256": _("отпечаток файла"),
    "skipped": _("пропущено"),
    "standard_ids": _("стандарты №"),
    "student_uid": _("обучающийся"),
    "students": _("обучающихся"),
    "unchanged": _("без изменений"),
    "updated": _("обновлено"),
    "user_id": _("пользователь №"),
    "change_id": _("переход №"),
    "dropped_cells": _("клеток не перенесено"),
    "ended": _("функций упразднено"),
    "links": _("соответствий"),
    "other_id": _("другая запись №"),
    "result": _("ячейка №"),
    "has_scan": _("есть скан"),
    "needs_attention": _("вернуться"),
    "as_of_date": _("на дату"),
    "list": _("список"),
    "people": _("людей"),
    "status": _("статус"),
    "student": _("обучающийся №"),
    "purpose": _("цель"),
    "source": _("источник"),
    "decisions": _("решения"),
    "dropped_id": _("присоединённая запись №"),
    "merge_id": _("объединение №"),
    "movement_id": _("приказ №"),
    "warnings": _("предупреждений"),
}
_CODES: Final[dict[str, dict[str, str | Promise]]] = {
    "list": {"outcomes": _("выпускники"), "risk": _("кому нужна помощь с работой")},
    "status": {str(word): word.label for word in OutcomeStatus},
    "channel": {str(word): word.label for word in RequestChannel},
    "order": {str(word): word.label for word in MovementKind},
    "origin": {str(word): word.label for word in EvaluationOrigin},
    "purpose": {str(word): word.label for word in ConsentPurpose},
    "role": {str(word): word.label for word in Role},
}
_ANSWERS: Final[dict[object, str | Promise]] = {True: _("да"), False: _("нет")}


def action_word(action: str) -> str:
    """Say what was done."""
    return str(ACTIONS.get(action, action))


def object_word(object_type: str) -> str:
    """Return the name of a model given as `app.model`."""
    try:
        return str(apps.get_model(object_type)._meta.verbose_name)  # noqa: SLF001 -- Django's documented API
    except (LookupError, ValueError):
        return object_type


def detail_words(name: str, value: object) -> str:
    """Return «обучающихся: 25»."""
    words = _CODES.get(name, {})
    shown = _ANSWERS[value] if isinstance(value, bool) else words.get(str(value), value)
    return f"{DETAILS.get(name, name)}: {shown}"
