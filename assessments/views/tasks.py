"""The college staff's home: what is due."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from assessments.selectors.tasks import tasks_of
from assessments.views.sheets import STAFF, scope_of
from core.http import guarded


@guarded(roles=STAFF)
def tasks(request: HttpRequest) -> HttpResponse:
    due = tasks_of(scope=scope_of(request), today=timezone.localdate())
    return render(request, "assessments/tasks.html", {"due": due})
