"""Files and functions stay small enough to read."""

from tests.architecture.source import functions, named, python_files, static_files, templates

FILE_LINES = 500
FUNCTION_LINES = 50


def too_long(paths, limit: int = FILE_LINES) -> dict[str, int]:
    lengths = {named(path): len(path.read_text("utf-8").splitlines()) for path in paths}
    return {name: lines for name, lines in lengths.items() if lines > limit}


def written(paths):
    """Leave out migrations: makemigrations writes them."""
    return [path for path in paths if "migrations" not in path.parts]


def test_python_files_are_at_most_500_lines():
    assert too_long(written(python_files())) == {}


def test_functions_are_at_most_50_lines():
    long = {
        f"{named(path)}:{node.lineno} {node.name}": lines
        for path in written(python_files())
        for node in functions(path)
        if (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES
    }
    assert long == {}


def test_templates_scripts_and_styles_are_at_most_500_lines():
    assert too_long([*templates(), *static_files(".css", ".js")]) == {}
