"""A paper with every kind of block, printed by the tests of both formats."""

from datetime import date

from core.documents.description import Document, Figure, Listing, Paragraph, Section
from core.tables.data import Kind, TableColumn, TableData
from tests.core.tables.samples import REGION

MARKUP = (
    r"""# $ % & * _ ` < > @ = - + / \ [ ] { } ~ " ' // /* */ -- --- ... #pagebreak() $x^2$ <a> @b"""
)
KAZAKH = "Ақмола облысы: Әә Ғғ Ққ Ңң Өө Ұұ Үү Һһ Іі"

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 80" width="200" height="80">'
    b'<rect width="200" height="80" fill="#e6f0e9"/><circle cx="40" cy="40" r="20" fill="#1f6b45"/>'
    b"</svg>"
)

LONG = TableData(
    title="Список групп",
    columns=(
        TableColumn(title="Группа"),
        TableColumn(title="Выпуск", kind=Kind.INTEGER),
    ),
    rows=[(f"Группа № {number}", 1_000 + number) for number in range(120)],
)

WIDE = TableData(
    title="Функции по колледжам",
    columns=(
        TableColumn(title="Трудовая функция"),
        *(
            TableColumn(title=f"Сельскохозяйственный {number}", kind=Kind.NUMBER, digits=2)
            for number in range(8)
        ),
    ),
    rows=[("A/01.3 Основная обработка почвы", *[0.5 + number / 100 for number in range(8)])],
)

PAPER = Document(
    title="Готовность выпускников к выполнению трудовых функций",
    subtitle="Ставропольский край, 2025/26 учебный год",
    running_title="Готовность выпускников, 2025/26",
    meta=(("Данные на", "15.11.2026"), ("Методика", "версия 1")),
    sections=(
        Section(
            title="Главное",
            blocks=(
                Paragraph(f"{MARKUP}\n{KAZAKH}"),
                Listing(("первый пункт", "второй пункт")),
                Listing(("шаг один", "шаг два"), numbered=True),
                Listing(("снова один",), numbered=True),
            ),
        ),
        Section(title="Округа", blocks=(REGION,)),
        Section(
            title="Рисунки",
            level=2,
            blocks=(Figure(alt="Зелёный круг", caption="Круг", svg=SVG, width=0.5),),
        ),
        Section(title="Группы", blocks=(LONG,)),
        Section(title="Функции", blocks=(WIDE,)),
    ),
    footnotes=("Предварительные результаты не входят.",),
    as_of=date(2026, 11, 15),
)
