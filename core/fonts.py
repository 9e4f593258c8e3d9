"""The one type family of documents and charts: Golos Text, with Russian and Kazakh letters."""

from pathlib import Path

FAMILY = "Golos Text"
FOLDER = Path(__file__).resolve().parent.parent / "static" / "fonts" / "golos-text"
REGULAR = FOLDER / "GolosText-Regular.ttf"
SEMIBOLD = FOLDER / "GolosText-SemiBold.ttf"
BOLD = FOLDER / "GolosText-Bold.ttf"
