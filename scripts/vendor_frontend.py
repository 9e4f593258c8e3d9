"""Fetch the front-end libraries by npm, at pinned versions, into static/vendor/.

Run by hand when a version changes (`python scripts/vendor_frontend.py`); what it writes is
committed, so that neither the installation nor the portal needs npm or another host.
"""

import base64
import hashlib
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

from fontTools import subset  # type: ignore[import-untyped]
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.varLib import instancer  # type: ignore[import-untyped]

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
SPRITE = ROOT / "static" / "img" / "icons.svg"


@dataclass(frozen=True)
class Package:
    name: str
    version: str
    integrity: str
    licence: str
    use: str


FONT = Package(
    name="@fontsource-variable/golos-text",
    version="5.3.0",
    integrity="sha512-D+Evz5yqXYh6tsalc537FS+cPDWn2FTdO8j/K1ZZuFAvA7ib6WnusTiihciq7mMnm6GBo6XTlh0JXPrhBsam2g==",
    licence="OFL-1.1",
    use="the font of every page: Russian, Kazakh and English letters, weights 400 to 900",
)
BOOTSTRAP = Package(
    name="bootstrap",
    version="5.3.9",
    integrity="sha512-20cU0rcfw8WdxtVbmfU+xT2EjvVTw9Ror/h1Qvd7DXCujRg8OO9mdBCsmTHdJFf3BuadmBNJtgIuUXsBqSkk/w==",
    licence="MIT",
    use="reset, form controls and grid that crispy-bootstrap5 writes; the rest is left out",
)
ICONS = Package(
    name="lucide-static",
    version="1.62.0",
    integrity="sha512-WBZA/m2PvkFpMGHDtsBck5P2A9G4ehLlYu4GwwICcmEm1BvYVgj00lCDxKRWLlbMlOibLaiwdQ88G5pHkSWgwA==",
    licence="ISC",
    use="the icons of static/img/icons.svg",
)
# name in the sprite -> name of the drawing
ICON_NAMES = {
    "accessibility": "eye",
    "account": "circle-user-round",
    "alert": "triangle-alert",
    "arrow-down": "arrow-down",
    "arrow-right": "arrow-right",
    "arrow-up": "arrow-up",
    "book": "book-open",
    "briefcase": "briefcase",
    "calendar": "calendar-days",
    "chart": "chart-column",
    "check": "check",
    "chevron-down": "chevron-down",
    "chevron-left": "chevron-left",
    "chevron-right": "chevron-right",
    "clock": "clock",
    "close": "x",
    "college": "school",
    "copy": "copy",
    "document": "file-text",
    "done": "circle-check",
    "download": "download",
    "edit": "pencil",
    "empty": "inbox",
    "external": "external-link",
    "failed": "circle-x",
    "filter": "list-filter",
    "globe": "globe",
    "grid": "table-2",
    "group": "users",
    "help": "circle-question-mark",
    "hidden": "eye-off",
    "history": "history",
    "home": "house",
    "info": "info",
    "key": "key-round",
    "link": "link",
    "lock": "lock",
    "log-in": "log-in",
    "log-out": "log-out",
    "mail": "mail",
    "map": "map",
    "menu": "menu",
    "minus": "minus",
    "more": "ellipsis",
    "phone": "phone",
    "plus": "plus",
    "print": "printer",
    "progress": "loader",
    "qr": "qr-code",
    "repeat": "refresh-cw",
    "search": "search",
    "send": "send",
    "settings": "settings-2",
    "sort": "chevrons-up-down",
    "sprout": "sprout",
    "standard": "scroll-text",
    "star": "star",
    "student": "graduation-cap",
    "tasks": "list-checks",
    "trash": "trash-2",
    "trend-down": "trending-down",
    "trend-up": "trending-up",
    "undo": "undo-2",
    "unlock": "lock-open",
    "upload": "upload",
    "user-plus": "user-plus",
    "wheat": "wheat",
}

# Bootstrap's selectors that crispy-bootstrap5 needs, and its reset of plain elements.
KEPT = re.compile(
    r"^(?:"
    r"\*|:root$|::-|[a-z][a-z0-9]*(?:$|[\[:\s>,.(])|\[|"
    r"\.(?:form-|input-group|invalid-|valid-feedback|was-validated|is-invalid|row\b|col\b|col-|"
    r"g-[0-5]|visually-hidden)"
    r")"
)
DROPPED = re.compile(
    r"data-bs-theme|\.btn|\.dropdown|-tooltip|\.form-range|\.form-floating|form-control-color|"
    r"\.input-group-(?:lg|sm)|-xxl|-xl\b|-xl-|:valid|\.is-valid|\.col-form-label-|offset-|\.h[1-6]|"
    r"\.was-validated|row-cols|row-gap|^h[1-6]$|^legend|-plaintext|\.display|\.img|\.blockquote|\.lead|\.list|\.initialism|\.figure|\.small|\.mark"
)


THIN_SPACE = 0x2009
NARROW_NO_BREAK_SPACE = 0x202F
VARIABLE = re.compile(r"var\((--[\w-]+)")


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        take_font(fetch(FONT, Path(folder)))
        take_bootstrap(fetch(BOOTSTRAP, Path(folder)))
        take_icons(fetch(ICONS, Path(folder)))
    write_versions()
    return 0


def fetch(package: Package, folder: Path) -> Path:
    """Download one package by npm, check its hash, return the folder with its contents."""
    spec = f"{package.name}@{package.version}"
    subprocess.run(["npm", "pack", "--silent", spec], cwd=folder, check=True, capture_output=True)
    stem = package.name.removeprefix("@").replace("/", "-")
    archive = folder / f"{stem}-{package.version}.tgz"
    digest = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{digest}" != package.integrity:
        raise SystemExit(f"{spec}: the archive is not the one that was pinned")
    with tarfile.open(archive) as files:
        files.extractall(folder / stem, filter="data")
    return folder / stem / "package"


def fresh(name: str) -> Path:
    target = VENDOR / name
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    return target


def take_font(source: Path) -> None:
    """Keep the subsets with Russian, Kazakh and English letters, weights 400 to 700."""
    target = fresh("golos-text")
    css = (source / "wght.css").read_text("utf-8")
    kept = []
    for block in re.findall(r"@font-face \{.*?\}", css, flags=re.DOTALL):
        file = re.search(r"\./files/([\w.-]+)", block)
        if file is None or "latin-ext" in file[1]:
            continue
        write_font(source / "files" / file[1], target / file[1], trimmed="-latin-" in file[1])
        face = block.replace("./files/", "").replace("Golos Text Variable", "Golos Text")
        kept.append(face.replace("400 900", "400 700"))
    (target / "golos-text.css").write_text("\n\n".join(kept) + "\n", "utf-8")
    shutil.copyfile(source / "LICENSE", target / "LICENSE")


def write_font(source: Path, target: Path, *, trimmed: bool) -> None:
    """Write a font with the weights of the portal; `trimmed` drops accented Latin letters."""
    font = TTFont(source)
    if trimmed:
        options = subset.Options()
        options.layout_features = ["tnum", "pnum", "kern", "ccmp", "locl", "mark", "mkmk"]
        trimmer = subset.Subsetter(options)
        trimmer.populate(unicodes=[code for code in font.getBestCmap() if is_kept(code)])
        trimmer.subset(font)
        for table in font["cmap"].tables:
            # The thin space of thousands would otherwise come from another font.
            table.cmap[NARROW_NO_BREAK_SPACE] = table.cmap[THIN_SPACE]
    font = instancer.instantiateVariableFont(font, {"wght": (400, 700)})
    font.flavor = "woff2"
    font.save(target)


def is_kept(code: int) -> bool:
    return code < 0x7F or code >= 0x2000 or chr(code) in "\u00a0§©«\u00ad°±²³·»×÷"


def take_bootstrap(source: Path) -> None:
    """Keep the rules named by KEPT; of the variables, those that these rules read."""
    target = fresh("bootstrap")
    css = (source / "dist" / "css" / "bootstrap.css").read_text("utf-8")
    banner = css[: css.index("*/") + 2].replace('@charset "UTF-8";', "").strip()
    css = re.sub(r"/\*.*?\*/|@charset[^;]+;", "", css, flags=re.DOTALL)
    body = trim(css)
    # Later :root rules hold breakpoints and colours of parts that are left out.
    root, rest = body[0], "".join(rule for rule in body[1:] if not rule.startswith(":root"))
    declared = [line.strip() for line in root[root.index("{") + 1 : -2].split(";")]
    values = dict(line.split(":", 1) for line in declared if ":" in line)
    read: set[str] = set()
    more = set(VARIABLE.findall(rest))
    while more:
        read |= more
        more = {name for one in more for name in VARIABLE.findall(values.get(one, ""))} - read
    root = ";".join(f"{name}:{value}" for name, value in values.items() if name in read)
    text = f"{banner}\n/* Trimmed by scripts/vendor_frontend.py */\n:root{{{root}}}\n{rest}"
    (target / "bootstrap-trimmed.css").write_text(text, "utf-8")
    shutil.copyfile(source / "LICENSE", target / "LICENSE")


def trim(css: str) -> list[str]:
    """Return the kept rules, one text each, media queries as one text with their own kept rules."""
    kept: list[str] = []
    for prelude, block in blocks(css):
        if prelude.startswith("@media"):
            inner = "".join(trim(block))
            if inner:
                kept.append(f"{prelude}{{\n{inner}}}\n")
        elif not prelude.startswith("@"):
            selectors = [part.strip() for part in split_selectors(prelude)]
            chosen = [one for one in selectors if KEPT.match(one) and not DROPPED.search(one)]
            if chosen:
                lines = " ".join(line.strip() for line in block.strip().splitlines())
                kept.append(f"{','.join(chosen)}{{{lines}}}\n")
    return kept


def split_selectors(prelude: str) -> list[str]:
    """Split at the commas that are not inside brackets."""
    return re.split(r",(?![^()]*\))", prelude)


def blocks(css: str) -> list[tuple[str, str]]:
    """Cut CSS without comments into (prelude, content of the braces)."""
    found, depth, start, opened = [], 0, 0, 0
    for place, sign in enumerate(css):
        if sign == "{":
            depth += 1
            if depth == 1:
                opened = place
        elif sign == "}":
            depth -= 1
            if depth == 0:
                found.append((css[start:opened].strip(), css[opened + 1 : place]))
                start = place + 1
    return found


def take_icons(source: Path) -> None:
    """Put the named drawings into one sprite; a page refers to them by `icons.svg#name`."""
    symbols = []
    for name, drawing in sorted(ICON_NAMES.items()):
        svg = (source / "icons" / f"{drawing}.svg").read_text("utf-8")
        shapes = " ".join(re.sub(r"<!--.*?-->", "", svg).split())
        inner = shapes[shapes.index(">") + 1 : shapes.rindex("</svg>")].strip()
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    SPRITE.parent.mkdir(parents=True, exist_ok=True)
    drawn = (
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" '
        'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">\n'
    )
    SPRITE.write_text(drawn + "\n".join(symbols) + "\n</svg>\n", "utf-8")
    target = fresh("lucide")
    shutil.copyfile(source / "LICENSE", target / "LICENSE")


def write_versions() -> None:
    rows = [
        f"| {package.name} | {package.version} | {package.licence} | {package.use} |"
        for package in (FONT, BOOTSTRAP, ICONS)
    ]
    head = (
        "# Front-end libraries\n\nWritten by `scripts/vendor_frontend.py`; do not edit files here "
        "by hand.\nhtmx (0BSD) comes with django-htmx, pinned in requirements.txt.\n\n"
        "| package | version | licence | what for |\n|---|---|---|---|\n"
    )
    (VENDOR / "VERSIONS.md").write_text(head + "\n".join(rows) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
