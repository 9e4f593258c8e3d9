"""Every component once, with plain values: rendered by the tests and looked at by people."""

from typing import Any

from django import forms
from django.core.paginator import Paginator

from accounts.job_progress import JobProgress
from core.enums import JobState


class FilterForm(forms.Form):
    query = forms.CharField(
        label="Поиск",
        required=False,
        widget=forms.TextInput(attrs={"class": "form-control", "placeholder": "Округ или колледж"}),
    )
    year = forms.ChoiceField(
        label="Учебный год",
        required=False,
        choices=[("", "Все"), ("2025", "2025/26"), ("2024", "2024/25")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    place = forms.ChoiceField(
        label="Тип поселения",
        required=False,
        choices=[("", "Все"), ("city", "город"), ("village", "село")],
        widget=forms.Select(attrs={"class": "form-select"}),
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Файл с результатами",
        widget=forms.ClearableFileInput(attrs={"class": "form-control", "accept": ".xlsx,.csv"}),
    )


def row(
    name: str, kind: str, n: int, share: float, half: float, level: int | None
) -> dict[str, Any]:
    low, high = share - half, share + half
    return {
        "name": name,
        "kind": kind,
        "n": n,
        "share": share,
        "low": low,
        "high": high,
        "level": level,
        "other": 3 if level == 0 else level,
        "provisional": n < 50,
        "confidence": 2 if n > 150 else 1 if n > 40 else 0,
        "range": f"{low * 100:.0f}–{high * 100:.0f} %",
        "text": f"{share * 100:.0f} %, от {low * 100:.0f} до {high * 100:.0f}",
        "state": "сдано" if n > 100 else "ждём",
        "kind_of_state": "good" if n > 100 else "warn",
    }


def job(state: JobState, percent: int | None, message: str, error: str = "") -> JobProgress:
    return JobProgress(
        pk=7,
        title="Расчёт готовности",
        state=state,
        state_word=str(state.label),
        percent=percent,
        message=message,
        facts="создано 23.11.2026 14:02",
        error=error,
        poll_seconds=0 if state in (JobState.DONE, JobState.FAILED) else 1,
        poll_url="/jobs/7/progress/",
        result_url="/result/" if state == JobState.DONE else "",
        retry_url="/retry/" if state == JobState.FAILED else "",
    )


def gallery_context(query: Any) -> dict[str, Any]:
    return {
        "crumbs": [("Край", "/"), ("Георгиевский округ", "/a/"), ("Колледж «Нива»", "")],
        "graduates": 9412,
        "ready": 0.624,
        "gap": 0.09,
        "index": 0.6812,
        "form": FilterForm(query),
        "upload": UploadForm(),
        "downloads": [
            ("XLSX, таблица", "?format=xlsx"),
            ("CSV", "?format=csv"),
            ("PDF, страница", "?format=pdf"),
        ],
        "rows": [
            row("Петровский округ", "малый город", 214, 0.71, 0.06, 3),
            row("Георгиевский округ", "город", 402, 0.66, 0.04, 2),
            row("Апанасенковский округ", "село", 57, 0.63, 0.13, 2),
            row("Новоалександровский округ", "малый город", 143, 0.58, 0.08, 1),
            row("Левокумский округ", "село", 38, 0.49, 0.16, 0),
            row("Курский округ", "село", 24, 0.52, 0.19, None),
        ],
        "page": Paginator(range(640), 20).page(7),
        "facts": [
            ("Специальность", "35.02.16 Эксплуатация и ремонт сельскохозяйственной техники"),
            ("Год набора", "2023/24"),
            ("Куратор", ""),
        ],
        "tabs": [("Функции", "#", True), ("Ведомости", "#", False, 12), ("История", "#", False)],
        "steps": ["Файл", "Проверка", "Запись"],
        "job_running": job(JobState.RUNNING, 64, "Колледж 14 из 21: собираем свидетельства"),
        "job_waiting": job(JobState.QUEUED, None, ""),
        "job_done": job(JobState.DONE, 100, "Посчитано 2 214 человек за 12 секунд"),
        "job_failed": job(JobState.FAILED, 40, "", "ValueError: нет действующей методики"),
    }
