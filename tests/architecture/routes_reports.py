from tests.architecture.access import Access, everyone, only

READERS = ("region_officer", "administrator", "association_expert")

ROUTES: dict[str, Access] = {
    "reports:public_home": Access(everyone(), anonymous=200),
    "reports:method": Access(everyone(), anonymous=200),
    "reports:release_public": Access(
        everyone(),
        anonymous=200,
        kwargs={"slug": "published_slug"},
        foreign_kwargs={"slug": "draft_slug"},
        foreign=404,
    ),
    "reports:release_download": Access(
        everyone(),
        anonymous=200,
        kwargs={"slug": "published_slug", "extension": "xlsx_extension"},
        foreign_kwargs={"slug": "draft_slug", "extension": "xlsx_extension"},
        foreign=404,
    ),
    "reports:discussion": Access(
        everyone(),
        anonymous=200,
        kwargs={"slug": "published_slug"},
        foreign_kwargs={"slug": "draft_slug"},
        foreign=404,
    ),
    "reports:comment_create": Access(
        everyone(),
        method="POST",
        kwargs={"slug": "published_slug"},
        foreign_kwargs={"slug": "draft_slug"},
        foreign=404,
    ),
    "reports:comment_list": Access(only("region_officer", "administrator")),
    "reports:comment_detail": Access(only("region_officer"), kwargs={"pk": "comment"}),
    "reports:practice_list": Access(everyone(), anonymous=200),
    "reports:practice_create": Access(only("college_manager", "employer_manager")),
    "reports:practice_detail": Access(
        everyone(),
        anonymous=200,
        kwargs={"pk": "published_practice"},
        foreign_kwargs={"pk": "foreign_practice"},
        foreign=404,
    ),
    "reports:practice_change": Access(
        {"college_manager": 200, "employer_manager": 404},
        kwargs={"pk": "own_practice"},
        foreign_kwargs={"pk": "foreign_practice"},
        foreign=404,
    ),
    "reports:practice_decide": Access(
        only("region_officer"), method="POST", kwargs={"pk": "own_practice"}
    ),
    "reports:ticket_create": Access(
        only("college_manager"),
        kwargs={"slug": "published_slug"},
        foreign_kwargs={"slug": "draft_slug"},
        foreign=404,
    ),
    # Without a page in the address there is nothing to ask about.
    "reports:page_ticket_create": Access({"college_manager": 404}),
    "reports:ticket_list": Access(only("college_manager", "region_officer", "administrator")),
    "reports:ticket_detail": Access(
        only("college_manager", "region_officer", "administrator"),
        kwargs={"pk": "own_ticket"},
        foreign_kwargs={"pk": "foreign_ticket"},
        foreign=404,
    ),
    "reports:ticket_answer": Access(
        only("region_officer"), method="POST", kwargs={"pk": "own_ticket"}
    ),
    "reports:ticket_withdraw": Access(
        only("college_manager", status=302),
        method="POST",
        kwargs={"pk": "own_ticket"},
        foreign_kwargs={"pk": "foreign_ticket"},
        foreign=404,
    ),
    "reports:release_list": Access(only(*READERS)),
    "reports:release_create": Access(only("region_officer")),
    "reports:release_detail": Access(only(*READERS), kwargs={"pk": "draft_release"}),
    "reports:release_file": Access(
        only(*READERS), kwargs={"pk": "draft_release", "extension": "xlsx_extension"}
    ),
    "reports:release_approve": Access(
        only("region_officer", status=302), method="POST", kwargs={"pk": "draft_release"}
    ),
    "reports:release_publish": Access(
        only("region_officer", status=302), method="POST", kwargs={"pk": "draft_release"}
    ),
    "reports:release_withdraw": Access(
        only("region_officer", status=302), method="POST", kwargs={"pk": "draft_release"}
    ),
}
