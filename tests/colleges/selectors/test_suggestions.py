import pytest

from colleges.selectors.suggestions import suggestions_of
from colleges.services.alignments import ForeignCellError, set_cells
from colleges.services.suggestions import reject_suggestion, restore_suggestion
from tests.colleges.aligned import make_aligned

pytestmark = pytest.mark.django_db


@pytest.fixture
def aligned():
    return make_aligned()


def pairs(aligned):
    return [
        (str(one.source.key), one.function.pk)
        for one in suggestions_of(programme=aligned.programme)
    ]


def test_alike_texts_are_suggested_with_the_shared_words(aligned):
    found = suggestions_of(programme=aligned.programme)
    assert (str(aligned.key(0)), aligned.functions[0].pk) == (
        str(found[0].source.key),
        found[0].function.pk,
    )
    # «плуг» and «настройка» of the standard, as the competence writes them.
    assert "плуг" in found[0].words
    assert 0 < found[0].likeness < 1
    assert sorted((one.likeness for one in found), reverse=True) == [one.likeness for one in found]


def test_general_competences_are_never_suggested(aligned):
    assert str(aligned.key(2)) not in {source for source, _function in pairs(aligned)}


def test_decided_pairs_are_not_suggested_again(aligned, now):
    pair = (str(aligned.key(0)), aligned.functions[0].pk)
    own = {
        "programme": aligned.programme,
        "source": aligned.key(0),
        "function_id": aligned.functions[0].pk,
        "actor_id": None,
        "now": now,
    }
    reject_suggestion(**own)
    reject_suggestion(**own)
    assert pair not in pairs(aligned)
    restore_suggestion(**own)
    assert pair in pairs(aligned)
    set_cells(
        programme=aligned.programme,
        changes=[aligned.change(aligned.key(0), 0, 0.5)],
        actor_id=None,
        now=now,
    )
    assert pair not in pairs(aligned)


def test_pair_of_another_programme_is_refused(aligned, now):
    foreign = make_aligned()
    with pytest.raises(ForeignCellError):
        reject_suggestion(
            programme=aligned.programme,
            source=foreign.key(0),
            function_id=aligned.functions[0].pk,
            actor_id=None,
            now=now,
        )
