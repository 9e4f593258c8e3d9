"""The demonstration region: written, computed and reported by the portal's own means."""

import time
from argparse import ArgumentParser
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Final

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from assessments.enums import RunState
from assessments.selectors.readiness import latest_complete_run, official_runs
from assessments.services.runs import start_run
from assessments.services.severities import request_severities
from readiness_portal.demo.catalogue import CollegePlan
from readiness_portal.demo.people_accounts import ACCOUNTS, PASSWORD
from readiness_portal.demo.progress import (
    error_of_failed_job,
    is_built,
    is_calm,
    is_over,
    is_published,
    latest_release,
)
from readiness_portal.demo.region import ALL_COLLEGES, create_region, region_exists
from readiness_portal.embedded import worker_running
from reports.enums import ReleaseState
from reports.services.audits import request_approval
from reports.services.releases import check_release, publish_release, request_release

REPORT_YEAR: Final = 2026
# The accounts belong to the second college.
FEWEST_COLLEGES: Final = 2
_PATIENCE: Final = 600.0
_PAUSE: Final = 0.2


class Command(BaseCommand):
    help = (
        "Создать демонстрационный регион, посчитать готовность и опубликовать отчёт. "
        "Повторный запуск продолжает с места остановки и ничего не удваивает."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--accounts", action="store_true", help="Только напечатать учётные записи."
        )
        parser.add_argument(
            "--colleges",
            type=int,
            default=len(ALL_COLLEGES),
            help="Сколько колледжей создать (не меньше двух: вторым идёт колледж учётных записей).",
        )

        parser.add_argument(
            "--group-size", type=int, help="Сколько обучающихся в группе (иначе у каждого своё)."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["colleges"] < FEWEST_COLLEGES:
            raise CommandError(f"--colleges: нужно целое число не меньше {FEWEST_COLLEGES}")
        size: int | None = options["group_size"]
        if size is not None and size < 1:
            raise CommandError("--group-size: нужно целое число не меньше 1")
        if not options["accounts"]:
            plans = ALL_COLLEGES[: options["colleges"]]
            self._prepare([plan if size is None else replace(plan, size=size) for plan in plans])
        self._print_accounts()

    def _prepare(self, plans: Sequence[CollegePlan]) -> None:
        if not region_exists():
            self.stdout.write("Демонстрационный регион: колледжи, группы, ведомости, практика")
            summary = create_region(now=timezone.now(), report=self.stdout.write, plans=plans)
            self.stdout.write(f"  колледжей {summary.colleges}, обучающихся {summary.students}")
        if is_published():
            return
        with worker_running():
            self._wait("Обработка новых данных", is_calm)
            self._compute()
            request_severities(actor_id=None, now=timezone.now())
            self._wait("Строгость наставников", is_calm)
            self._report()

    def _compute(self) -> None:
        """Run twice: the second run knows what the first one learned of the region."""
        while official_runs().filter(state=RunState.DONE).count() < 2:
            run = official_runs().filter(state=RunState.RUNNING).first()
            if run is None:
                run = start_run(requested_by_id=None, now=timezone.now())
            self._wait("Расчёт готовности", partial(is_over, run))

    def _report(self) -> None:
        release = latest_release()
        if release is None:
            release = request_release(
                title=f"Готовность выпускников {REPORT_YEAR} года к трудовым функциям",
                graduation_year=REPORT_YEAR,
                requested_by_id=None,
                now=timezone.now(),
            )
        self._wait("Региональный отчёт", partial(is_built, release))
        release.refresh_from_db()
        if release.state == ReleaseState.DRAFT:
            errors = [line.text for line in check_release(release).findings if line.is_error]
            if errors:
                # A region this small may tell too much of its people: nothing is published then.
                self.stdout.write("Отчёт остался черновиком: " + " ".join(errors))
                return
            request_approval(release=release, actor_id=None, now=timezone.now())
            self._wait("Проверка раскрытия", is_calm)
            release.refresh_from_db()
        if release.state == ReleaseState.APPROVED:
            publish_release(release=release, actor_id=None, now=timezone.now())

    def _wait(self, title: str, is_done: Callable[[], bool]) -> None:
        started = time.monotonic()
        self.stdout.write(f"{title} …")
        while not is_done():
            error = error_of_failed_job()
            if error is not None:
                raise CommandError(f"{title}: задание не удалось: {error}")
            if time.monotonic() - started > _PATIENCE:
                raise CommandError(f"{title}: не дождались за {_PATIENCE:.0f} с")
            time.sleep(_PAUSE)
        self.stdout.write(f"  {time.monotonic() - started:.1f} с")

    def _print_accounts(self) -> None:
        run = latest_complete_run()
        if run is not None:
            self.stdout.write(
                f"Готовность посчитана: обучающихся {run.summary['students']},"
                f" свидетельств {run.summary['evidence']}"
            )
        self.stdout.write(f"Вход (пароль у всех один: {PASSWORD}):")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.email:<26} {account.title}")
