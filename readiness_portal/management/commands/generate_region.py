"""`manage.py generate_region`: a region of any size, for measurements and trials."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from readiness_portal.demo.large.region import (
    SEED,
    RegionExists,
    gather_statistics,
    generate_region,
)


class Command(BaseCommand):
    help = (
        "Создать в пустой базе регион с заданным числом обучающихся и свидетельствами за три года."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--students", type=int, required=True, help="сколько обучающихся")
        parser.add_argument("--seed", type=int, default=SEED, help="начало случайных чисел")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["students"] < 1:
            raise CommandError("--students: нужно целое число не меньше 1")
        started = time.monotonic()
        try:
            region = generate_region(
                students=options["students"],
                seed=options["seed"],
                now=timezone.now(),
                report=self.stdout.write,
            )
        except RegionExists as error:
            raise CommandError("В базе уже есть колледжи: регион создаётся в пустой.") from error
        gather_statistics()
        self.stdout.write(
            f"Регион создан за {time.monotonic() - started:.1f} с: колледжей {region.colleges},"
            f" обучающихся {region.students}, свидетельств {region.evidence}"
        )
