"""The 33 municipal units of the krai as they are called today, and the partner region's one.

Columns: name, mark on the map, kind (г: городской округ, м: муниципальный), centre, settlement
(г: city, м: small town, с: village), column and row in the tile map.
"""

from typing import Final

from colleges.enums import MunicipalityKind, SettlementKind
from colleges.models import Municipality
from core.enums import Country

REGION_CODE: Final = "26"
REGION_NAME: Final = "Ставропольский край"

_UNITS: Final = """
Александровский округ|Алк|м|с. Александровское|с|3|3
Андроповский округ|Анд|м|с. Курсавка|с|1|3
Апанасенковский округ|Апн|м|с. Дивное|с|5|0
Арзгирский округ|Арз|м|с. Арзгир|с|6|1
Благодарненский округ|Блг|м|г. Благодарный|м|5|2
Будённовский округ|Бдн|м|г. Будённовск|г|5|3
Георгиевский округ|Грг|м|г. Георгиевск|г|4|4
Грачёвский округ|Грч|м|с. Грачёвка|с|3|2
Изобильненский округ|Изб|м|г. Изобильный|м|1|1
Ипатовский округ|Ипт|м|г. Ипатово|м|4|0
Кировский округ|Крв|м|г. Новопавловск|м|5|5
Кочубеевский округ|Кчб|м|с. Кочубеевское|с|0|2
Красногвардейский округ|Крг|м|с. Красногвардейское|с|2|0
Курский округ|Крс|м|ст-ца Курская|с|6|5
Левокумский округ|Лвк|м|с. Левокумское|с|7|2
Минераловодский округ|МнВ|м|г. Минеральные Воды|г|3|4
Нефтекумский округ|Нфт|м|г. Нефтекумск|м|7|3
Новоалександровский округ|Нвал|м|г. Новоалександровск|м|1|0
Новоселицкий округ|Нвс|м|с. Новоселицкое|с|4|3
Петровский округ|Птр|м|г. Светлоград|м|3|1
Предгорный округ|Прд|м|ст-ца Ессентукская|с|2|5
Советский округ|Свт|м|г. Зеленокумск|м|5|4
Степновский округ|Стп|м|с. Степное|с|6|4
Труновский округ|Трн|м|с. Донское|с|2|1
Туркменский округ|Трк|м|с. Летняя Ставка|с|5|1
Шпаковский округ|Шпк|м|г. Михайловск|м|2|2
город Ессентуки|Есс|г|г. Ессентуки|г|4|6
город Железноводск|Жлз|г|г. Железноводск|м|3|5
город Кисловодск|Ксл|г|г. Кисловодск|г|2|6
город Лермонтов|Лрм|г|г. Лермонтов|м|3|6
город Невинномысск|Нвн|г|г. Невинномысск|г|1|2
город Пятигорск|Птг|г|г. Пятигорск|г|4|5
город Ставрополь|СТВ|г|г. Ставрополь|г|2|3
"""
_KINDS: Final = {
    "г": MunicipalityKind.CITY_DISTRICT,
    "м": MunicipalityKind.MUNICIPAL_DISTRICT,
}
_SETTLEMENTS: Final = {
    "г": SettlementKind.CITY,
    "м": SettlementKind.SMALL_TOWN,
    "с": SettlementKind.VILLAGE,
}


def create_municipalities() -> dict[str, Municipality]:
    """Write the units and return them by the mark on the map; the partner region's has «KZ»."""
    rows = [_unit(line) for line in _UNITS.strip().splitlines()]
    rows.append(
        Municipality(
            country=Country.KAZAKHSTAN,
            region_code="KZ-23",
            region_name="Атырауская область",
            name="город Атырау",
            short_name="KZ",
            kind=MunicipalityKind.CITY_DISTRICT,
            centre="г. Атырау",
            settlement=SettlementKind.CITY,
        )
    )
    return {row.short_name: row for row in Municipality.objects.bulk_create(rows)}


def _unit(line: str) -> Municipality:
    name, mark, kind, centre, settlement, column, row = line.split("|")
    return Municipality(
        region_code=REGION_CODE,
        region_name=REGION_NAME,
        name=name,
        short_name=mark,
        kind=_KINDS[kind],
        centre=centre,
        settlement=_SETTLEMENTS[settlement],
        tile_column=int(column),
        tile_row=int(row),
    )
