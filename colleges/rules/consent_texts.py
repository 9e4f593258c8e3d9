"""Texts of consents, each a paper of its own; the version is kept with every signature."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from colleges.enums import ConsentPurpose

TEXT_VERSION: Final = "2026-1"

WHAT_FOR: Final[dict[ConsentPurpose, str | Promise]] = {
    ConsentPurpose.PROCESSING: _(
        "на обработку фамилии, имени, отчества, даты рождения, пола, номера зачётной книжки,"
        " сведений об обучении и результатов оценки с целью учёта готовности к выполнению"
        " трудовых функций"
    ),
    ConsentPurpose.TRANSFER_EMPLOYER: _(
        "на передачу имени, первой буквы фамилии и сроков практики предприятию, на котором"
        " проходит практика, с целью оценки практиканта наставником"
    ),
    ConsentPurpose.PUBLICATION: _(
        "на распространение фамилии, имени, фотографии и достижений на сайте колледжа и региона"
    ),
    ConsentPurpose.QUESTIONNAIRE: _(
        "на анкетирование о мотивации и самооценке и на использование ответов при расчёте"
        " готовности"
    ),
}

WITHDRAWAL: Final[dict[ConsentPurpose, str | Promise]] = {
    ConsentPurpose.PROCESSING: _(
        "Всё, что колледж не обязан делать по закону, прекращается: имя не передаётся предприятию,"
        " анкеты не предлагаются, ответы прежних анкет больше не входят в готовность. Оценки,"
        " приказы и документы остаются: их колледж хранит по закону об образовании. Что ещё можно"
        " удалить, решает ответственный за персональные данные: задача появится в «Моих делах»."
    ),
    ConsentPurpose.TRANSFER_EMPLOYER: _(
        "Предприятие больше не увидит имени: в письмах, ссылках и кабинете будет номер практики."
    ),
    ConsentPurpose.PUBLICATION: _(
        "Публиковать имя и фотографию больше нельзя. Портал сам их нигде не публикует: уберите их"
        " с сайта колледжа."
    ),
    ConsentPurpose.QUESTIONNAIRE: _(
        "Анкеты больше не предлагаются, ответы прежних анкет больше не входят в готовность."
    ),
}
