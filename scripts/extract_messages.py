"""Refresh the gettext catalogues without GNU gettext: collect texts, merge, compile.

Texts come from `_("…")` and its kin in Python files and from `{% translate %}` and
`{% blocktranslate %}` in templates. Russian is the source: the English and Kazakh catalogues hold
every text, the Russian one only those with plural forms. Translations that exist are kept; texts
that are gone from the sources go from the catalogues. `--check` writes nothing and fails when a
catalogue is not up to date or a translation is missing.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scripts import messages

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "readiness_portal",
    "reports",
    "dashboards",
    "assessments",
    "accounts",
    "employers",
    "colleges",
    "standards",
    "core",
)
PLURAL_FORMS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "kk": "nplurals=2; plural=(n != 1);",
    "en": "nplurals=2; plural=(n != 1);",
}
SINGULAR = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
CONTEXT = {"pgettext", "pgettext_lazy"}

_STRING = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TAG = re.compile(r"{%-?\s*(?P<body>.*?)\s*-?%}|{{\s*(?P<variable>.*?)\s*}}|{#.*?#}", re.DOTALL)
_TRANSLATE = re.compile(rf"trans(?:late)?\s+{_STRING}(?:.*?\bcontext\s+{_STRING})?", re.DOTALL)
_BLOCK = re.compile(r"blocktrans(?:late)?\b(?P<options>.*)", re.DOTALL)
_MARKED = re.compile(rf"\b_\({_STRING}\)")
_OPTION_CONTEXT = re.compile(rf"\bcontext\s+{_STRING}")


@dataclass(frozen=True, order=True)
class Message:
    """A text to translate: `plural` is empty for texts without a number, `context` mostly is."""

    text: str
    plural: str = ""
    context: str = ""


@dataclass
class Entry:
    """What a catalogue holds for a message: where it occurs, and its translations by form."""

    places: set[str] = field(default_factory=set)
    forms: list[str] = field(default_factory=list)


def main(arguments: list[str]) -> int:
    check = "--check" in arguments
    found = collect()
    problems = [
        problem for language in PLURAL_FORMS for problem in refresh(language, found, check=check)
    ]
    for problem in problems:
        print(problem)
    compiled = messages.main(arguments)
    return 1 if (check and problems) else compiled


def collect(root: Path = ROOT) -> dict[Message, set[str]]:
    """Return every text of the sources with the files in which it occurs."""
    found: dict[Message, set[str]] = {}
    for path in source_files(root):
        source = path.read_text("utf-8")
        texts = python_messages(source) if path.suffix == ".py" else template_messages(source)
        for message in texts:
            found.setdefault(message, set()).add(path.relative_to(root).as_posix())
    return found


def source_files(root: Path) -> Iterator[Path]:
    for app in APPS:
        yield from sorted((root / app).rglob("*.py"))
        yield from sorted((root / app).rglob("templates/**/*.*"))
    yield from sorted(path for path in (root / "templates").rglob("*.*") if path.is_file())


# --- reading the sources ----------------------------------------------------------------------
def python_messages(source: str) -> Iterator[Message]:
    """Yield the texts of calls of gettext and its kin with plain string arguments."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        texts = [part.value for part in node.args if isinstance(part, ast.Constant)]
        strings = [text for text in texts if isinstance(text, str)]
        if name in SINGULAR and len(strings) == 1:
            yield Message(strings[0])
        elif name in PLURAL and len(strings) >= 2:
            yield Message(strings[0], plural=strings[1])
        elif name in CONTEXT and len(strings) >= 2:
            yield Message(strings[1], context=strings[0])


def template_messages(source: str) -> Iterator[Message]:
    """Yield the texts of a template's tags, as Django builds their keys."""
    parts: list[list[str]] | None = None
    options = ""
    start = 0
    for tag in _TAG.finditer(source):
        body = tag["body"] or ""
        if parts is not None:
            parts[-1].append(source[start : tag.start()].replace("%", "%%"))
        start = tag.end()
        if parts is not None and tag["variable"] is not None:
            parts[-1].append(f"%({tag['variable']})s")
        elif parts is not None and body == "plural":
            parts.append([])
        elif parts is not None and body.startswith("endblocktrans"):
            yield _block_message(["".join(part) for part in parts], options)
            parts = None
        elif block := _BLOCK.match(body):
            parts, options = [[]], block["options"]
        elif translated := _TRANSLATE.match(body):
            context = ast.literal_eval(translated[2]) if translated[2] else ""
            yield Message(_literal(translated[1]), context=context)
        for marked in _MARKED.finditer(body + (tag["variable"] or "")):
            yield Message(_literal(marked[1]))


def _literal(quoted: str) -> str:
    # Django doubles the per cent sign in texts of tags: `%` alone would be a placeholder.
    return str(ast.literal_eval(quoted)).replace("%", "%%")


def _block_message(parts: list[str], options: str) -> Message:
    if re.search(r"\btrimmed\b", options):
        parts = [" ".join(line.strip() for line in part.strip().splitlines()) for part in parts]
    context = _OPTION_CONTEXT.search(options)
    return Message(
        parts[0],
        plural=parts[1] if parts[1:] else "",
        context=ast.literal_eval(context[1]) if context else "",
    )


# --- catalogues -------------------------------------------------------------------------------
def refresh(language: str, found: dict[Message, set[str]], *, check: bool) -> list[str]:
    """Write the catalogue of a language; return what is wrong with it."""
    path = ROOT / "locale" / language / "LC_MESSAGES" / "django.po"
    before = path.read_text("utf-8") if path.exists() else ""
    known = read_catalogue(before)
    wanted = {
        message: Entry(places=places, forms=known.get(message, []))
        for message, places in found.items()
        if language != "ru" or message.plural
    }
    after = catalogue_text(language, wanted)
    name = path.relative_to(ROOT).as_posix()
    missing = sum(not any(entry.forms) for entry in wanted.values())
    problems = [f"{name}: {missing} texts are not translated"] if missing else []
    if after != before:
        problems.append(f"{name}: {'out of date, run make messages' if check else 'written'}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, "utf-8")
    return problems


def read_catalogue(source: str) -> dict[Message, list[str]]:
    """Return the translations of a catalogue's text."""
    known: dict[Message, list[str]] = {}
    for block in source.split("\n\n"):
        fields: dict[str, str] = {}
        name = ""
        for line in block.splitlines():
            if line.startswith("msg"):
                name, _, quoted = line.partition(" ")
                fields[name] = ast.literal_eval(quoted)
            elif line.startswith('"') and name:
                fields[name] += ast.literal_eval(line)
        if fields.get("msgid"):
            message = Message(
                fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", "")
            )
            known[message] = [fields[one] for one in sorted(fields) if one.startswith("msgstr")]
    return known


def catalogue_text(language: str, entries: dict[Message, Entry]) -> str:
    """Return the catalogue as text: entries by the file in which they first occur."""
    count = int(PLURAL_FORMS[language].split(";")[0].split("=")[1])
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        '"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n'
        f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n'
    )
    blocks = [header]
    for message, entry in sorted(entries.items(), key=lambda pair: (min(pair[1].places), pair[0])):
        lines = [f"#: {' '.join(sorted(entry.places))}"]
        if message.context:
            lines.append(f"msgctxt {_quoted(message.context)}")
        lines.append(f"msgid {_quoted(message.text)}")
        if message.plural:
            lines.append(f"msgid_plural {_quoted(message.plural)}")
            forms = (entry.forms + [""] * count)[:count]
            lines += [f"msgstr[{place}] {_quoted(form)}" for place, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {_quoted(entry.forms[0] if entry.forms else '')}")
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = escaped.split("\n")
    if len(lines) == 1:
        return f'"{escaped}"'
    parts = [f'"{line}\\n"' for line in lines[:-1]] + ([f'"{lines[-1]}"'] if lines[-1] else [])
    return "\n".join(['""', *parts])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
