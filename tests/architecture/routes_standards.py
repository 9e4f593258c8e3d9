from tests.architecture.access import Access, everyone, only

ROUTES: dict[str, Access] = {
    "standards:standard_list": Access(allowed=everyone()),
    "standards:standard_detail": Access(allowed=everyone(), kwargs={"pk": "standard"}),
    "standards:function_detail": Access(allowed=everyone(), kwargs={"pk": "function"}),
    "standards:import_upload": Access(allowed=only("administrator")),
    "standards:import_report": Access(
        allowed=only("administrator"), kwargs={"upload": "standards_upload"}
    ),
    "standards:import_apply": Access(
        allowed=only("administrator", status=302),
        kwargs={"upload": "standards_upload"},
        method="POST",
    ),
}
