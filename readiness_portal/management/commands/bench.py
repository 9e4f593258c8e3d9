"""`manage.py bench WHAT`: how fast this installation does its heavy work."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from dashboards.selectors.disclosure import make_plans
from readiness_portal.bench.imports import ImportFailed, measure_import
from readiness_portal.bench.page_list import pages_of
from readiness_portal.bench.pages import TABLE_HEADER, PageFailed, measure_pages, prepare_process
from readiness_portal.bench.recompute import (
    RunFailed,
    compute_once,
    measure_recompute,
    students_in_region,
)
from readiness_portal.bench.release import NothingComputed, measure_release
from readiness_portal.bench.severity import measure_region, measure_simulated
from readiness_portal.bench.small_colleges import measure_small_colleges
from readiness_portal.demo.large.office import read_office, write_office
from readiness_portal.demo.large.region import gather_statistics, generate_region

_STUDENTS: Final = 60_000
_REPEATS: Final = 3
_ANSWERS: Final = 200
_ROWS: Final = 20_000
_ASKED: Final = 30


class Command(BaseCommand):
    help = (
        "Измерить скорость: готовность (recompute), страницы (pages), загрузка списка (import),"
        " строгость (severity), защита и проверка отчёта (release)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["recompute", "pages", "import", "severity", "release"])
        parser.add_argument("--students", type=int, default=_STUDENTS)
        parser.add_argument(
            "--repeats", type=int, default=_REPEATS, help="брать лучший из стольких"
        )
        parser.add_argument("--answers", type=int, default=_ANSWERS, help="новых анкет по одной")
        parser.add_argument("--rows", type=int, default=_ROWS, help="строк в загружаемом списке")
        parser.add_argument(
            "--asked", type=int, default=_ASKED, help="сколько раз открыть каждую страницу"
        )
        parser.add_argument(
            "--only", default="", help="только страницы, в названии которых есть эти слова"
        )
        parser.add_argument(
            "--region",
            action="store_true",
            help="строгость: ещё и на регионе в базе, который создаётся, если его нет",
        )
        parser.add_argument("--json", type=Path, help="записать числа и в этот файл")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            figures = self._measure(options)
        except (RunFailed, PageFailed, ImportFailed, NothingComputed, TimeoutError) as error:
            raise CommandError(str(error)) from error
        text = json.dumps(figures, indent=2, ensure_ascii=False)
        if options["json"] is not None:
            options["json"].write_text(f"{text}\n")
        self.stdout.write(text)

    def _measure(self, options: dict[str, Any]) -> dict[str, Any]:
        if options["what"] == "import":
            self._prepare_tables()
            return asdict(measure_import(rows=options["rows"], clock=timezone.now))
        if options["what"] == "severity":
            return self._severity(options)
        self._prepare_region(options["students"])
        if options["what"] == "release":
            return self._release(options["repeats"])
        if options["what"] == "pages":
            return self._pages(options["asked"], options["only"])
        figures, all_changed_s = measure_recompute(
            repeats=options["repeats"], answers=options["answers"], clock=timezone.now
        )
        self.stdout.write(f"все оценки изменились: {all_changed_s:.3f} с")
        return asdict(figures)

    def _pages(self, asked: int, only: str) -> dict[str, Any]:
        college = write_office(now=timezone.now())
        compute_once(timezone.now)
        make_plans(
            region_code=settings.REGION_CODE,
            minimum=settings.MINIMUM_CELL,
            progress=lambda *_: None,
        )
        gather_statistics()
        prepare_process()
        pages = [page for page in pages_of(read_office(college=college)) if only in page.name]
        self.stdout.write(TABLE_HEADER)
        return {
            "pages": [
                asdict(figures)
                for figures in measure_pages(pages=pages, repeats=asked, report=self.stdout.write)
            ]
        }

    def _release(self, repeats: int) -> dict[str, Any]:
        return {
            "region": asdict(measure_release(repeats=repeats, now=timezone.now())),
            "small_colleges": asdict(
                measure_small_colleges(
                    repeats=repeats,
                    minimum=settings.MINIMUM_CELL,
                    public_minimum=settings.MINIMUM_PUBLIC_CELL,
                )
            ),
        }

    def _severity(self, options: dict[str, Any]) -> dict[str, Any]:
        found = {"simulated": measure_simulated(interns=options["students"])}
        if options["region"]:
            self._prepare_region(options["students"])
            found["region"] = measure_region(clock=timezone.now)
        return found

    def _prepare_tables(self) -> None:
        if "colleges_student" not in connection.introspection.table_names():
            call_command("migrate", verbosity=0)

    def _prepare_region(self, students: int) -> None:
        self._prepare_tables()
        existing = students_in_region()
        if existing == students:
            return
        if existing:
            raise CommandError(
                f"В базе {existing} обучающихся, а нужно {students}: укажите пустую базу"
                " (DATABASE_URL или PORTAL_DATA)."
            )
        generate_region(students=students, now=timezone.now(), report=self.stdout.write)
        gather_statistics()
