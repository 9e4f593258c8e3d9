import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from standards.imports.educational import (
    EducationalFileRefusedError,
    read_educational_standards,
)
from standards.services.educational import EducationalReport, store_educational_standards


class Command(BaseCommand):
    help = "Загрузить ФГОС СПО из JSON (с компетенциями) или CSV (приказы): весь файл или ничего."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="JSON или CSV")
        parser.add_argument("--dry-run", action="store_true", help="только проверить файл")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            standards = read_educational_standards(path.name, path.read_bytes())
        except OSError:
            self._refuse([_("Файл не читается: %s.") % path])
        except EducationalFileRefusedError as error:
            self._refuse(error.problems)
        if options["dry_run"]:
            self.stdout.write(_("Ошибок нет, стандартов: %s.") % len(standards))
            return
        reports = store_educational_standards(
            standards=standards, actor_id=None, now=timezone.now()
        )
        for report in reports:
            self.stdout.write(_line(report))

    def _refuse(self, problems: list[str]) -> None:
        self.stderr.write(_("Ничего не загружено."))
        for problem in problems:
            self.stderr.write(f"  {problem}")
        sys.exit(1)


def _line(report: EducationalReport) -> str:
    if report.is_unchanged:
        return _("%s: без изменений") % report.code
    values = {
        "code": report.code,
        "word": _("загружен") if report.is_new else _("обновлён"),
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
    }
    text = _(
        "%(code)s: %(word)s; компетенций добавлено %(added)s, изменено %(changed)s,"
        " удалено %(removed)s"
    )
    line = text % values
    if report.kept:
        line += _(", оставлено (используются в сопряжении) %s") % report.kept
    return line
