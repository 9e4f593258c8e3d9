"""The first version of the motivation questionnaire, in the portal's own words."""

import datetime as dt

from django.db import migrations

ITEMS = [
    "Мне интересно узнавать новое о своей будущей профессии.",
    "Я понимаю, какую работу буду выполнять после окончания учёбы.",
    "После окончания учёбы я хочу работать по своей специальности.",
    "Я знаю предприятия, на которых мог бы работать по специальности.",
    "Практика на предприятии помогает мне учиться.",
    "Мне важно выполнять работу хорошо, даже если её не проверяют.",
    "Когда задание не получается, я пробую ещё раз или прошу объяснить.",
    "Я соблюдаю требования безопасности, потому что понимаю, зачем они нужны.",
    "Мне нравится работать вместе с другими над общей задачей.",
    "Я готов учиться дальше, если этого потребует работа.",
]


def introduce(apps, schema_editor):
    form = apps.get_model("assessments", "MotivationForm")
    moment = dt.datetime(2026, 11, 28, tzinfo=dt.UTC)
    form.objects.get_or_create(version=1, defaults={"items": ITEMS, "introduced_at": moment})


def take_back(apps, schema_editor):
    apps.get_model("assessments", "MotivationForm").objects.filter(version=1).delete()


class Migration(migrations.Migration):
    dependencies = [("assessments", "0026_motivation_forms")]

    operations = [migrations.RunPython(introduce, take_back)]
