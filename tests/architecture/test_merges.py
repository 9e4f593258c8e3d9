"""What a merge leaves behind when nobody looked: both versions and the marks between them."""

from tests.strictness import ROOT

KINDS = {".md", ".py", ".html", ".css", ".js", ".txt", ".in", ".toml", ".yml", ".po"}
OWN = [path for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")]


def test_no_file_keeps_the_marks_of_a_merge():
    files = [file for folder in OWN for file in folder.rglob("*") if file.suffix in KINDS]
    files += [file for file in ROOT.iterdir() if file.suffix in KINDS]
    assert len(files) > 1_000
    marks = ("<" * 7 + " ", ">" * 7 + " ")
    marked = [
        file.relative_to(ROOT)
        for file in files
        if any(line.startswith(marks) for line in file.read_text(encoding="utf-8").splitlines())
    ]
    assert marked == []
