"""Whoever reads the journal reads Russian: each deed and each detail of it has a word."""

import ast
from collections.abc import Iterator

from accounts.audit_words import ACTIONS, DETAILS
from tests.architecture.source import PACKAGES, parsed, python_files


def _keywords(name: str) -> Iterator[ast.expr]:
    """Yield what the packages pass as the argument `name` of any call."""
    for path in python_files(*PACKAGES):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call):
                yield from (word.value for word in node.keywords if word.arg == name)


def test_every_deed_of_the_journal_has_a_word():
    apps = tuple(f"{name}." for name in PACKAGES)
    deeds = {
        node.value
        for node in _keywords("action")
        if isinstance(node, ast.Constant) and str(node.value).startswith(apps)
    }
    assert len(deeds) > 50
    assert deeds - set(ACTIONS) == set()


def test_every_detail_of_the_journal_has_a_word():
    details = {
        key.value
        for node in _keywords("details")
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    }
    assert len(details) > 10
    assert details - set(DETAILS) == set()
