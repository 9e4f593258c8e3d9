from collections import Counter

import pytest

from colleges.enums import MunicipalityKind
from core.enums import Country
from readiness_portal.demo.catalogue import COLLEGES, PARTNER
from readiness_portal.demo.territory import REGION_CODE, create_municipalities

pytestmark = pytest.mark.django_db


def test_region_has_the_33_units_of_the_krai_and_the_partner_city():
    units = create_municipalities()
    own = [unit for unit in units.values() if unit.region_code == REGION_CODE]
    assert Counter(unit.kind for unit in own) == {
        MunicipalityKind.MUNICIPAL_DISTRICT: 26,
        MunicipalityKind.CITY_DISTRICT: 7,
    }
    (partner,) = (unit for unit in units.values() if unit.region_code != REGION_CODE)
    assert (partner.country, partner.name) == (Country.KAZAKHSTAN, "город Атырау")


def test_twenty_colleges_stand_in_units_of_the_krai_and_one_beside_it():
    units = create_municipalities()
    assert len(COLLEGES) == 20
    assert {units[plan.municipality].country for plan in COLLEGES} == {Country.RUSSIA}
    assert units[PARTNER.municipality].country == Country.KAZAKHSTAN
    assert sum(not plan.reports for plan in COLLEGES) == 2
