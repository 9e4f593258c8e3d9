"""A process that does to a database what the portal does: one JSON line in, one JSON line out."""

import json
import sys
from typing import Any

import django

django.setup()

from django.db import connections  # noqa: E402 -- after setup
from django.utils import timezone  # noqa: E402 -- after setup

from core.jobs.queue import enqueue  # noqa: E402
from core.models import AuditEntry, Job  # noqa: E402
from tests import job_kinds  # noqa: E402, F401 -- registers the kinds


def answer(request: dict[str, Any]) -> dict[str, Any]:
    match request["verb"]:
        case "enqueue":
            job = enqueue(request["kind"], now=timezone.now(), **request["parameters"])
            return {"id": job.pk}
        case "job":
            job = Job.objects.get(pk=request["id"])
            fields = ("state", "attempts", "result", "error", "progress_done", "progress_total")
            return {field: getattr(job, field) for field in fields}
        case "lines":
            lines = AuditEntry.objects.filter(action=request["action"])
            return {"objects": sorted(lines.values_list("object_id", flat=True))}
        case "forget":
            Job.objects.filter(pk=request["id"]).update(published_at=None)
            return {}
        case verb:
            raise ValueError(verb)


if __name__ == "__main__":
    for line in sys.stdin:
        said = answer(json.loads(line))
        # The database can be copied or dropped between two questions.
        connections.close_all()
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()
