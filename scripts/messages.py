"""Compile gettext catalogues without GNU gettext: `locale/*/LC_MESSAGES/*.po` to `.mo` beside them.

Compiled catalogues are kept in the repository, because the machines that run the portal have no
compiler; `--check` proves that they are those of the sources.
"""

from __future__ import annotations

import ast
import struct
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_MAGIC = 0x950412DE
_HEADER_BYTES = 7 * 4
_CONTEXT_SEPARATOR = "\x04"
_PLURAL_SEPARATOR = "\x00"


def compile_catalogue(source: str) -> bytes:
    """Return the binary catalogue of a `.po` text; fuzzy and untranslated entries are left out."""
    messages = sorted(
        (key.encode(), text.encode())
        for key, text in (_message(entry) for entry in _entries(source.splitlines()))
        if text.replace(_PLURAL_SEPARATOR, "")
    )
    count = len(messages)
    strings_start = _HEADER_BYTES + count * 16
    table: list[bytes] = []
    blob = b""
    # All keys first, then all texts; each table row is length and place of a string.
    for column in (0, 1):
        for message in messages:
            table.append(struct.pack("<II", len(message[column]), strings_start + len(blob)))
            blob += message[column] + b"\0"
    texts_table = _HEADER_BYTES + count * 8
    header = struct.pack("<7I", _MAGIC, 0, count, _HEADER_BYTES, texts_table, 0, strings_start)
    return header + b"".join(table) + blob


def _entries(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """Yield the fields of each entry that holds: msgctxt, msgid, msgid_plural, msgstr ..."""
    entry: dict[str, str] = {}
    field = ""
    fuzzy = False
    for line in [*(raw.strip() for raw in lines), ""]:
        if line.startswith('"'):
            entry[field] += ast.literal_eval(line)
        elif line.startswith("msg"):
            field, _, text = line.partition(" ")
            entry[field] = ast.literal_eval(text.strip())
        elif line.startswith("#,") and "fuzzy" in line:
            fuzzy = True
        elif not line:
            if entry and not fuzzy:
                yield entry
            entry, fuzzy = {}, False


def _message(entry: dict[str, str]) -> tuple[str, str]:
    key = entry["msgid"]
    if "msgid_plural" in entry:
        key += _PLURAL_SEPARATOR + entry["msgid_plural"]
        forms = sorted(name for name in entry if name.startswith("msgstr["))
        text = _PLURAL_SEPARATOR.join(entry[name] for name in forms)
    else:
        text = entry.get("msgstr", "")
    if "msgctxt" in entry:
        key = entry["msgctxt"] + _CONTEXT_SEPARATOR + key
    return key, text


def main(arguments: list[str]) -> int:
    stale = []
    for source in sorted(ROOT.glob("locale/*/LC_MESSAGES/*.po")):
        target: Path = source.with_suffix(".mo")
        compiled = compile_catalogue(source.read_text("utf-8"))
        if not target.exists() or target.read_bytes() != compiled:
            stale.append(str(target.relative_to(ROOT)))
            if "--check" not in arguments:
                target.write_bytes(compiled)
    word = "stale, run make messages" if "--check" in arguments else "written"
    for name in stale:
        print(f"{name}: {word}")
    return 1 if stale and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
