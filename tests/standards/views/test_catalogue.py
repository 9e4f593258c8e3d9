import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse

from standards.enums import ElementKind, FunctionLinkKind, LinkState
from standards.imports.standards import import_standards
from standards.models import LabourFunction, ProfessionalStandard
from standards.rules.reports import SourceFile
from tests.cast import RoleClient
from tests.factories.standards import (
    FunctionElementFactory,
    FunctionLinkFactory,
    GeneralizedFunctionFactory,
    LabourFunctionFactory,
    ProfessionalStandardFactory,
)
from tests.standards.registry_files import official_file, own_file

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen_now")]


@pytest.fixture
def own_standards(now: dt.datetime) -> ProfessionalStandard:
    file = SourceFile("two.xml", own_file("two_standards.xml"))
    import_standards([file], imported_by_id=None, now=now)
    return ProfessionalStandard.objects.get(code="13.901")


def listing(client: RoleClient, **query: str) -> Any:
    return client.get(reverse("standards:standard_list"), query)


def page_of(client: RoleClient, standard: ProfessionalStandard, query: str = "") -> str:
    url = reverse("standards:standard_detail", args=[standard.pk])
    return client.get(url + query).content.decode()


def test_list_shows_editions_with_prepared_values(
    region_officer_client: RoleClient, own_standards: ProfessionalStandard
) -> None:
    response = listing(region_officer_client)

    first, second = response.context["rows"]
    assert first.standard == own_standards
    assert (first.document, first.state) == ("приказ 101н от 12.03.2019", "действует")
    assert (first.groups, first.functions, first.levels) == (2, 3, "3–4")
    assert (second.document, second.levels) == ("приказ без номера", "7.1")


def test_list_names_the_functions_that_were_found(
    region_officer_client: RoleClient, own_standards: ProfessionalStandard
) -> None:
    response = listing(region_officer_client, q="УБОРКА УРОЖАЯ")

    (row,) = response.context["rows"]
    assert [line.code for line in row.found] == ["A/10.3"]
    assert "<mark>Уборка</mark> учебного <mark>урожая</mark>" in response.content.decode()


def test_list_names_the_text_that_was_found_and_marks_the_hit(
    region_officer_client: RoleClient, own_standards: ProfessionalStandard
) -> None:
    function = own_standards.labour_functions.get(code="A/10.3")
    FunctionElementFactory(
        function=function, kind=ElementKind.SKILL, text="Проверять «Ёлочную» сеялку", position=90
    )

    response = listing(region_officer_client, q="елочная СЕЯЛКА")

    (row,) = response.context["rows"]
    (line,) = row.found
    assert (line.code, line.kind) == ("A/10.3", "необходимое умение")
    assert line.text == "Проверять «<mark>Ёлочную</mark>» <mark>сеялку</mark>"
    assert f"/functions/{function.pk}/?q=" in response.content.decode()


def test_function_page_marks_what_was_searched_for(
    region_officer_client: RoleClient,
) -> None:
    element = FunctionElementFactory(text="Вспашка <зяби> под пар & лён")
    url = reverse("standards:function_detail", args=[element.function_id])

    page = region_officer_client.get(url, {"q": "ЗЯБИ лен"}).content.decode()
    assert "Вспашка &lt;<mark>зяби</mark>&gt; под пар &amp; <mark>лён</mark>" in page
    assert "<mark>" not in region_officer_client.get(url).content.decode()


def test_list_restricts_by_area_and_editions(region_officer_client: RoleClient) -> None:
    field = ProfessionalStandardFactory(code="13.006")
    ended = ProfessionalStandardFactory(code="13.007", valid_to=dt.date(2021, 8, 30))
    ProfessionalStandardFactory(code="06.001")

    def shown(**query: str) -> list[ProfessionalStandard]:
        return [row.standard for row in listing(region_officer_client, **query).context["rows"]]

    assert shown(area="13") == [field]
    assert shown(area="13", editions="all") == [field, ended]
    response = listing(region_officer_client, area="13", editions="all")
    assert [row.state for row in response.context["rows"]] == [
        "действует",
        "утратил силу 30.08.2021",
    ]
    assert "13 Сельское хозяйство" in response.content.decode()


def test_list_with_unknown_filter_shows_everything(region_officer_client: RoleClient) -> None:
    ProfessionalStandardFactory()

    response = listing(region_officer_client, area="77", editions="нет", page="x")
    assert len(response.context["rows"]) == 1


def test_list_without_result_says_what_to_do(region_officer_client: RoleClient) -> None:
    ProfessionalStandardFactory()

    assert "Ничего не нашлось" in listing(region_officer_client, q="ахинея").content.decode()


def test_empty_list_offers_the_import_to_administrators_only(
    region_officer_client: RoleClient, administrator_client: RoleClient
) -> None:
    upload = reverse("standards:import_upload")

    assert upload not in listing(region_officer_client).content.decode()
    assert upload in listing(administrator_client).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_list_query_count_is_constant(
    count: int, region_officer_client: RoleClient, django_assert_num_queries: Any
) -> None:
    for standard in ProfessionalStandardFactory.create_batch(count, search_text="поле"):
        group = GeneralizedFunctionFactory(standard=standard)
        LabourFunctionFactory(generalized_function=group, search_text="поле")

    # session, user, role; areas, texts of all standards, count, page, functions, texts shown
    with django_assert_num_queries(9):
        response = listing(region_officer_client, q="поле")
    assert len(response.context["rows"]) == count


def test_standard_page_shows_groups_functions_and_lists(
    region_officer_client: RoleClient, own_standards: ProfessionalStandard
) -> None:
    url = reverse("standards:standard_detail", args=[own_standards.pk])
    response = region_officer_client.get(url)

    manual, managing = response.context["groups"]
    assert (manual.code, manual.level, managing.anchor) == ("A", "3", "f-b")
    assert [row.anchor for row in manual.functions] == ["f-a-02-3", "f-a-10-3"]
    assert managing.functions[0].facts == "действий 2, умений 2, знаний 2"
    assert [title for title, _ in managing.functions[0].parts] == [
        "Трудовые действия",
        "Необходимые умения",
        "Необходимые знания",
    ]
    assert ("ОКСО", ["4.35.02.05 Агрономия"]) in managing.requirements
    text = response.content.decode()
    assert 'id="f-a-10-3"' in text
    assert 'href="#f-a-10-3"' in text
    assert "Самостоятельно рассчитывать потребность в людях" in text
    assert "Нет необходимых знаний: A/02.3." in text


def test_standard_page_opens_all_texts_on_request(
    region_officer_client: RoleClient, own_standards: ProfessionalStandard
) -> None:
    opened = '<details class="tf" open>'

    assert opened not in page_of(region_officer_client, own_standards)
    assert opened in page_of(region_officer_client, own_standards, "?view=full")


def test_standard_page_leaves_out_retired_functions(region_officer_client: RoleClient) -> None:
    standard = ProfessionalStandardFactory()
    kept = GeneralizedFunctionFactory(standard=standard, code="A")
    LabourFunctionFactory(generalized_function=kept, name="Оставшаяся")
    gone = GeneralizedFunctionFactory(standard=standard, code="B")
    LabourFunctionFactory(generalized_function=gone, name="Исключённая", is_retired=True)

    url = reverse("standards:standard_detail", args=[standard.pk])
    response = region_officer_client.get(url)

    assert [group.code for group in response.context["groups"]] == ["A"]
    assert "Исключённая" not in response.content.decode()


def test_standard_page_switches_editions_and_leads_to_the_one_in_force(
    region_officer_client: RoleClient,
) -> None:
    old = ProfessionalStandardFactory(
        code="13.013",
        name="Садовод",
        order_number="527н",
        approved_on=dt.date(2014, 8, 4),
        valid_to=dt.date(2020, 7, 14),
    )
    new = ProfessionalStandardFactory(
        code="13.013",
        name="Специалист по зоотехнии",
        order_number="423н",
        approved_on=dt.date(2020, 7, 14),
    )
    ProfessionalStandardFactory(code="13.014")

    response = region_officer_client.get(reverse("standards:standard_detail", args=[old.pk]))

    assert response.context["tabs"] == [
        (
            "приказ 423н от 14.07.2020, действует",
            reverse("standards:standard_detail", args=[new.pk]),
            False,
        ),
        (
            "приказ 527н от 04.08.2014, утратил силу 14.07.2020",
            reverse("standards:standard_detail", args=[old.pk]),
            True,
        ),
    ]
    assert response.context["newer"] == new
    assert "Эта редакция не действует" in response.content.decode()
    assert "Эта редакция не действует" not in page_of(region_officer_client, new)


def test_standard_without_other_editions_has_no_switch(
    region_officer_client: RoleClient, own_standards: ProfessionalStandard
) -> None:
    url = reverse("standards:standard_detail", args=[own_standards.pk])
    assert region_officer_client.get(url).context["tabs"] == []


def test_edition_out_of_force_without_successor_says_so(region_officer_client: RoleClient) -> None:
    standard = ProfessionalStandardFactory(valid_to=dt.date(2020, 1, 1))

    assert "Действующей редакции с этим кодом на портале нет." in page_of(
        region_officer_client, standard
    )


def test_excerpt_is_marked_on_every_page(region_officer_client: RoleClient) -> None:
    standard = ProfessionalStandardFactory(is_excerpt=True)
    group = GeneralizedFunctionFactory(standard=standard)
    function = LabourFunctionFactory(generalized_function=group)
    mark = "Это не официальный текст"

    assert mark in page_of(region_officer_client, standard)
    url = reverse("standards:function_detail", args=[function.pk])
    assert mark in region_officer_client.get(url).content.decode()
    assert "выдержка" in listing(region_officer_client).content.decode()
    assert mark not in page_of(region_officer_client, ProfessionalStandardFactory())


@pytest.mark.parametrize("count", [1, 3])
def test_standard_page_query_count_is_constant(
    count: int, region_officer_client: RoleClient, django_assert_num_queries: Any
) -> None:
    standard = ProfessionalStandardFactory()
    for _ in range(count):
        group = GeneralizedFunctionFactory(standard=standard)
        for function in LabourFunctionFactory.create_batch(count, generalized_function=group):
            FunctionElementFactory.create_batch(count, function=function)

    with django_assert_num_queries(7):  # session, user, role; edition, editions, functions, texts
        page_of(region_officer_client, standard)


def test_largest_official_standard_page_is_small_enough(
    region_officer_client: RoleClient, now: dt.datetime, shared_data: Path
) -> None:
    file = SourceFile("566.xml", official_file(shared_data, "566"))
    import_standards([file], imported_by_id=None, now=now)

    text = page_of(region_officer_client, ProfessionalStandard.objects.get())
    assert text.count('<details class="tf"') == 22
    assert len(text.encode()) < 250_000


def test_missing_standard_and_function_are_not_found(region_officer_client: RoleClient) -> None:
    for route in ("standard_detail", "function_detail"):
        assert region_officer_client.get(reverse(f"standards:{route}", args=[1])).status_code == 404


def test_function_page_shows_lists_and_neighbours(
    region_officer_client: RoleClient, own_standards: ProfessionalStandard
) -> None:
    function = LabourFunction.objects.get(standard=own_standards, code="A/10.3")

    response = region_officer_client.get(reverse("standards:function_detail", args=[function.pk]))

    assert response.context["row"].parts == [
        ("Трудовые действия", ["Сбор корнеплодов"]),
        ("Необходимые умения", ["Отличать спелые плоды"]),
        ("Необходимые знания", ["Признаки спелости"]),
    ]
    assert response.context["before"].code == "A/02.3"
    assert response.context["after"].code == "B/03.4"


def test_function_page_shows_approved_links_from_both_ends(
    region_officer_client: RoleClient, now: dt.datetime
) -> None:
    old, new, draft = LabourFunctionFactory.create_batch(3)
    FunctionLinkFactory(
        source=old,
        target=new,
        kind=FunctionLinkKind.REPLACED_BY,
        state=LinkState.APPROVED,
        approved_at=now,
    )
    FunctionLinkFactory(source=old, target=draft, kind=FunctionLinkKind.RELATED)

    def links(function: LabourFunction) -> list[tuple[str, LabourFunction]]:
        url = reverse("standards:function_detail", args=[function.pk])
        rows = region_officer_client.get(url).context["links"]
        return [(str(row["word"]), row["function"]) for row in rows]

    assert links(old) == [("заменена на", new)]
    assert links(new) == [("заменила", old)]
    assert links(draft) == []


def test_retired_function_says_that_it_is(region_officer_client: RoleClient) -> None:
    function = LabourFunctionFactory(is_retired=True)

    url = reverse("standards:function_detail", args=[function.pk])
    assert "Функция исключена из редакции" in region_officer_client.get(url).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_function_page_query_count_is_constant(
    count: int, region_officer_client: RoleClient, django_assert_num_queries: Any
) -> None:
    function = LabourFunctionFactory()
    for kind in ElementKind:
        FunctionElementFactory.create_batch(count, function=function, kind=kind)

    with django_assert_num_queries(8):  # 3 of the role; function, before, after, links, texts
        region_officer_client.get(reverse("standards:function_detail", args=[function.pk]))
