"""The readiness model in plain Python, row by row: the oracle for the vectorised one.

Written from docs/scoring.md, not from the code under test; slow and obvious on purpose.
"""

from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal

EPOCH = 18262
COLUMNS = (
    "student", "function", "component", "kind", "score", "strength", "criterion", "rater", "date",
)  # fmt: skip
PRACTICAL, KNOWLEDGE, MOTIVATION, SELF = range(4)
COLLEGE, EMPLOYER = 1, 2


def rounded(value):
    return float(Decimal(repr(round(value, 10))).quantize(Decimal("0.0001"), ROUND_HALF_UP))


def rows_of(evidence):
    columns = [getattr(evidence, name).tolist() for name in COLUMNS]
    return [dict(zip(COLUMNS, row, strict=True)) for row in zip(*columns, strict=True)]


def weigh(rows, parameters, as_of):
    """Return the rows that count, each with its `share` and its `weight` as of the epoch."""
    kept = []
    for row in rows:
        needs_function = row["component"] in (PRACTICAL, SELF)
        if row["date"] > as_of or (needs_function and row["function"] < 0):
            continue
        base = parameters.kinds[row["kind"]].weight * row["strength"]
        if base <= 0:
            continue
        if parameters.half_life_months is not None:
            base *= 2 ** ((row["date"] - EPOCH) / (30.4375 * parameters.half_life_months))
        kept.append({**row, "weight": base, "share": 1.0})
    share_among_attempts(kept, parameters.repeat)
    for row in kept:
        row["weight"] *= row["share"]
    return [row for row in kept if row["share"] > 0]


def share_among_attempts(kept, rule):
    attempts = defaultdict(list)
    for row in kept:
        if row["criterion"] >= 0:
            about = row["function"] if row["component"] in (PRACTICAL, SELF) else None
            attempts[row["student"], row["component"], about, row["criterion"]].append(row)
    for group in attempts.values():
        if rule == "mean":
            chosen = group
        else:
            field = "date" if rule == "latest" else "score"
            best = max(row[field] for row in group)
            chosen = [row for row in group if row[field] == best]
        for row in group:
            row["share"] = 1 / len(chosen) if any(row is other for other in chosen) else 0.0


def mean(rows):
    total = sum(row["weight"] for row in rows)
    return sum(row["weight"] * row["score"] for row in rows) / total if rows else None


def rater_key(row):
    return ("known", row["rater"]) if row["rater"] >= 0 else ("unknown", row["kind"])


def cells_of(rows, parameters):
    groups = defaultdict(list)
    for row in rows:
        if row["component"] == PRACTICAL:
            groups[row["student"], row["function"]].append(row)

    def side(group, voice):
        return mean([row for row in group if parameters.kinds[row["kind"]].voice == voice])

    return {
        key: {
            "score": mean(group),
            "weight": sum(row["weight"] for row in group),
            "evidence_count": round(sum(row["share"] for row in group)),
            "kind_count": len({row["kind"] for row in group}),
            "rater_count": len({rater_key(row) for row in group}),
            "newest": max(row["date"] for row in group),
            "college": side(group, COLLEGE),
            "employer": side(group, EMPLOYER),
        }
        for key, group in sorted(groups.items())
    }


def required_of(requirements, student):
    programme = int(requirements.programme[student])
    if programme < 0:
        return []
    low, high = requirements.start[programme], requirements.start[programme + 1]
    return list(
        zip(
            requirements.function[low:high].tolist(),
            requirements.importance[low:high].tolist(),
            requirements.mandatory[low:high].tolist(),
            strict=True,
        )
    )


def components_of(student, rows, cells, required):
    scored = [(v, cells[student, f]["score"]) for f, v, _ in required if (student, f) in cells]
    own = [row for row in rows if row["student"] == student]
    practical = (
        sum(v * score for v, score in scored) / sum(v for v, _ in scored) if scored else None
    )
    distances = []
    for function in {row["function"] for row in own if row["component"] == SELF}:
        if (student, function) in cells:
            said = mean(
                [row for row in own if row["component"] == SELF and row["function"] == function]
            )
            distances.append(abs(said - cells[student, function]["score"]))
    return [
        practical,
        mean([row for row in own if row["component"] == KNOWLEDGE]),
        mean([row for row in own if row["component"] == MOTIVATION]),
        1 - sum(distances) / len(distances) if distances else None,
    ]


def student_of(student, rows, cells, requirements, parameters):
    required = required_of(requirements, student)
    components = components_of(student, rows, cells, required)
    weights = [
        getattr(parameters.components, name)
        for name in ("practical", "knowledge", "motivation", "reflection")
    ]
    present = [(w, c) for w, c in zip(weights, components, strict=True) if c is not None]
    completeness = sum(w for w, _ in present) / sum(weights)
    used = sum(w for w, _ in present)
    index = sum(w * c for w, c in present) / used if used > 0 else None
    assessed = [(f, cells[student, f]["score"], m) for f, _, m in required if (student, f) in cells]
    coverage = len(assessed) / len(required) if required else None
    weak = [
        (score, f)
        for f, score, mandatory in assessed
        if mandatory and parameters.weak_link is not None and rounded(score) < parameters.weak_link
    ]
    level = -1 if index is None else sum(rounded(index) >= b for b in parameters.bounds)
    capped = bool(weak) and level > parameters.weak_link_cap
    if capped:
        level = parameters.weak_link_cap
    provisional = (
        rounded(completeness) < parameters.min_completeness
        or coverage is None
        or rounded(coverage) < parameters.min_coverage
    )
    return {
        "components": components,
        "index": index,
        "completeness": completeness,
        "coverage": coverage,
        "assessed_count": len(assessed),
        "required_count": len(required),
        "level": level,
        "capped": capped,
        "weakest": min(((s, f) for f, s, _ in assessed), default=(None, -1))[1],
        "weak_link": min(weak, default=(None, -1))[1],
        "provisional": provisional,
        "ready": level in parameters.ready_levels and not provisional,
    }


def compute(evidence, requirements, parameters, as_of):
    """Return (cells by (student, function), list of students), None for "not assessed"."""
    rows = weigh(rows_of(evidence), parameters, as_of)
    cells = cells_of(rows, parameters)
    students = [
        student_of(student, rows, cells, requirements, parameters)
        for student in range(requirements.student_count)
    ]
    return cells, students
