"""Stems of Russian words: one maker, loaded with the first word, for it is slow to load."""

from functools import lru_cache
from importlib import import_module


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut the ending of a Russian word."""
    # A stemmer of one's own each time: it keeps the word it works on, which threads must not share.
    found: str = import_module("snowballstemmer").stemmer("russian").stemWord(word)
    return found
