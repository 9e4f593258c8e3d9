import itertools

import pytest

from core.middleware import RequestMemoryMiddleware
from core.request_memory import once_a_request


@pytest.fixture
def ask():
    counter = itertools.count(1)
    return once_a_request(lambda: next(counter))


def test_outside_of_a_request_nothing_is_remembered(ask):
    assert [ask(), ask()] == [1, 2]


def test_memory_ends_with_the_request_also_after_an_error(ask, rf):
    def broken(_request):
        assert [ask(), ask()] == [1, 1]
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        RequestMemoryMiddleware(broken)(rf.get("/"))
    assert [ask(), ask()] == [2, 3]


@pytest.mark.parametrize(
    ("method", "expected"), [("get", [1, 1]), ("head", [1, 1]), ("post", [1, 2])]
)
def test_only_a_request_that_reads_remembers(ask, rf, method, expected):
    answered = RequestMemoryMiddleware(lambda _request: [ask(), ask()])
    assert answered(getattr(rf, method)("/")) == expected
