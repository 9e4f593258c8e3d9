import datetime as dt
from uuid import uuid4

from colleges.enums import OutcomeSource, OutcomeStatus
from colleges.exports.graduates import graduates_table
from colleges.rules.outcomes import Said, standing_of
from colleges.selectors.graduates import Graduate


def graduate(status: OutcomeStatus) -> Graduate:
    said = Said(
        as_of_date=dt.date(2026, 10, 1),
        status=status,
        source=OutcomeSource.COLLEGE,
        in_speciality=False,
    )
    return Graduate(
        student_id=1,
        uid=uuid4(),
        name="Ким Юлия",
        group_id=1,
        group="М-31",
        speciality_id=1,
        speciality="35.02.16 Эксплуатация",
        speciality_code="35.02.16",
        has_target_contract=False,
        graduated_on=None,
        standing=standing_of([said]),
    )


def test_whether_work_is_in_the_speciality_is_said_of_those_who_work():
    states = (OutcomeStatus.EMPLOYED, OutcomeStatus.WILL_BE_EMPLOYED, OutcomeStatus.PARENTAL_LEAVE)

    table = graduates_table([graduate(status) for status in states], year=2026)

    assert [row[6] for row in table.rows] == ["нет", "нет", None]
