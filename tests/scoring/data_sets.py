"""Published data sets with published estimates, as arrays of rows."""

import json
from pathlib import Path
from typing import Any

import numpy as np

_DATA = Path(__file__).parent / "data"


def crossed() -> dict[str, Any]:
    """Return the data sets `dyestuff` and `penicillin`, each with `expected`."""
    return _read("crossed")


def guilford() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the rows (ratings, person, item, rater) and the joint estimates."""
    data = _read("guilford")
    rows = [
        (score, str(examinee), trait, str(judge))
        for judge, examinee, *scores in data["rows_judge_examinee_scores"]
        for trait, score in zip(data["traits"], scores, strict=True)
    ]
    return _columns(rows), data["expected"]


def synthetic() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the rows (ratings, person, item, rater) and all estimates."""
    data = _read("synthetic")
    rows = [
        (int(score), int(person), f"item{place}", int(rater))
        for person, rater, *scores in (row.split(" ") for row in data["rows"])
        for place, score in enumerate(scores, start=1)
        if score != "-"
    ]
    return _columns(rows), data


def _columns(rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    ratings, person, item, rater = zip(*rows, strict=True)
    return {
        "ratings": np.array(ratings),
        "person": np.array(person),
        "item": np.array(item),
        "rater": np.array(rater),
    }


def _read(name: str) -> dict[str, Any]:
    return json.loads((_DATA / f"{name}.json").read_text(encoding="utf-8"))
