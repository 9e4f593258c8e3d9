import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone
from django.utils.translation import gettext as _

from core.numbers import format_date
from standards.imports.decoding import MAX_BYTES
from standards.imports.refusals import RegistryFileRefusedError
from standards.imports.standards import check_standards, import_standards
from standards.rules.reports import EditionReport, ImportReport, Outcome, SourceFile


class Command(BaseCommand):
    help = (
        "Загрузить профессиональные стандарты из выгрузок реестра (XML): все файлы или ни одного."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="выгрузка, XML")
        parser.add_argument(
            "--json", action="store_true", help="печатать по объекту JSON на стандарт, в строку"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="только проверить и показать, что изменится"
        )
        parser.add_argument(
            "--excerpt", action="store_true", help="отметить как демонстрационную выдержку"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            files = [self._read(path) for path in options["files"]]
            report = self._run(files, options)
        except (RegistryFileRefusedError, OSError) as error:
            self.stderr.write(_("Ничего не загружено. %(reason)s") % {"reason": _reason(error)})
            sys.exit(1)
        if options["json"]:
            self._print_json(report)
        else:
            self._print_text(report)

    def _read(self, path: Path) -> SourceFile:
        # A file over the limit is refused by its reader; one byte more is enough to know.
        with path.open("rb") as stream:
            return SourceFile(name=path.name, content=stream.read(MAX_BYTES + 1))

    def _run(self, files: list[SourceFile], options: dict[str, Any]) -> ImportReport:
        if options["dry_run"]:
            return check_standards(files, is_excerpt=options["excerpt"])
        return import_standards(
            files, imported_by_id=None, now=timezone.now(), is_excerpt=options["excerpt"]
        )

    def _print_json(self, report: ImportReport) -> None:
        for edition in report.editions:
            self.stdout.write(json.dumps(_as_object(edition), ensure_ascii=False))

    def _print_text(self, report: ImportReport) -> None:
        for edition in report.editions:
            self.stdout.write(_as_line(edition))
            for warning in edition.warnings:
                self.stdout.write(f"  ! {warning}")


def _reason(error: RegistryFileRefusedError | OSError) -> str:
    if isinstance(error, RegistryFileRefusedError):
        return str(error)
    if isinstance(error, FileNotFoundError):
        return _("Файл не найден: %(name)s.") % {"name": error.filename}
    return _("Файл не читается: %(name)s.") % {"name": error.filename}


def _as_object(edition: EditionReport) -> dict[str, Any]:
    standard, counts = edition.standard, edition.counts
    return {
        "code": standard.code,
        "name": standard.name,
        "order_number": standard.order_number,
        "approved_on": standard.approved_on.isoformat() if standard.approved_on else None,
        "generalized_functions": counts.generalized_functions,
        "labour_functions": counts.labour_functions,
        "actions": counts.actions,
        "skills": counts.skills,
        "knowledge": counts.knowledge,
        "skills_knowledge_swapped": standard.skills_knowledge_swapped,
        "warnings": list(edition.warnings),
    }


def _as_line(edition: EditionReport) -> str:
    words = {
        Outcome.CREATED: _("загружен"),
        Outcome.UPDATED: _("обновлён"),
        Outcome.UNCHANGED: _("без изменений"),
        Outcome.KEPT_OFFICIAL: _("оставлен официальный текст"),
    }
    standard, counts = edition.standard, edition.counts
    return _(
        "%(code)s %(name)s (приказ %(order)s от %(date)s): %(outcome)s;"
        " ОТФ %(groups)s, ТФ %(functions)s, действий %(actions)s, умений %(skills)s,"
        " знаний %(knowledge)s"
    ) % {
        "code": standard.code,
        "name": standard.name,
        "order": standard.order_number or "—",
        "date": format_date(standard.approved_on),
        "outcome": words[edition.outcome],
        "groups": counts.generalized_functions,
        "functions": counts.labour_functions,
        "actions": counts.actions,
        "skills": counts.skills,
        "knowledge": counts.knowledge,
    }
