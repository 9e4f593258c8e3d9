"""What points at a row, found by the relations themselves: packages above have some too."""

from collections.abc import Collection

from django.db.models import Model


def dependents_of(row: Model, *, ignored: Collection[type[Model]] = ()) -> list[tuple[str, int]]:
    """Return what points at a row, in words, and how often; rows of `ignored` do not count."""
    found = []
    for relation in row._meta.related_objects:  # noqa: SLF001 -- Django's documented API
        model = relation.related_model
        if isinstance(model, str) or model in ignored:
            continue
        count = model._base_manager.filter(**{relation.field.name: row}).count()  # noqa: SLF001 -- the same
        if count:
            found.append((str(model._meta.verbose_name_plural), count))  # noqa: SLF001 -- the same
    return found
