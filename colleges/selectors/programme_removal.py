"""What goes with a programme, and what does not let it go."""

from collections import Counter

from django.utils.translation import gettext as _

from colleges.enums import AlignmentState
from colleges.models import (
    Alignment,
    AlignmentVersion,
    Module,
    Programme,
    ProgrammeFunction,
    ProgrammeStandard,
    RejectedSuggestion,
)
from core.dependents import dependents_of

# They are the programme's own words, or a machine's, and go with it.
_OWN_OF_PROGRAMME = (
    ProgrammeStandard,
    ProgrammeFunction,
    Module,
    AlignmentVersion,
    RejectedSuggestion,
)
_OWN_OF_MODULE = (Module, Alignment, RejectedSuggestion)
Facts = list[tuple[str, int]]


def what_holds(*, programme: Programme) -> Facts:
    """Return what would be lost with a programme, in words, and how much of it; empty: nothing."""
    found = Counter(dict(dependents_of(programme, ignored=_OWN_OF_PROGRAMME)))
    versions = AlignmentVersion.objects.filter(programme=programme)
    found[_("согласованные версии сопряжения")] = versions.exclude(
        state=AlignmentState.DRAFT
    ).count()
    for module in Module.objects.filter(programme=programme):
        found.update(dict(dependents_of(module, ignored=_OWN_OF_MODULE)))
    return [(name, count) for name, count in found.items() if count]


def what_goes(*, programme: Programme) -> Facts:
    """Return what is removed with a programme."""
    counts = (
        (_("трудовые функции"), ProgrammeFunction.objects.filter(programme=programme).count()),
        (_("модули"), Module.objects.filter(programme=programme).count()),
        (
            _("связи черновика сопряжения"),
            Alignment.objects.filter(version__programme=programme).count(),
        ),
    )
    return [(name, count) for name, count in counts if count]
