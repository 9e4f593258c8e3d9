"""`manage.py services`: do the things that the portal stands on work? Health checks ask it too."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from readiness_portal.health.state import SERVICES, expected_services, look_at


class Command(BaseCommand):
    help = (
        f"Say whether services ({', '.join(SERVICES)}) work, by default those that this"
        " installation needs; end with an error when one does not."
        " `worker` and `web` are those on this machine."
    )
    # Asked every minute: looks at the services, not at the code.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("names", nargs="*", metavar="SERVICE")
        parser.add_argument("--json", action="store_true", help="one object per service")

    def handle(self, *args: Any, **options: Any) -> None:
        names: list[str] = options["names"] or expected_services()
        unknown = sorted(set(names) - set(SERVICES))
        if unknown:
            raise CommandError(f"no such service: {', '.join(unknown)}")
        states = [look_at(name, now=timezone.now()) for name in names]
        for state in states:
            if options["json"]:
                self.stdout.write(json.dumps(asdict(state), ensure_ascii=False))
            else:
                word = "ok" if state.works else "FAILED"
                self.stdout.write(f"{state.name:<10} {word:<7} {state.detail}")
        if not all(state.works for state in states):
            raise CommandError("not everything works")
