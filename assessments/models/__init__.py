"""Methodology, instruments and sheets, evidence, readiness."""

from assessments.models.documents import (
    DocumentArchive,
    DocumentArchiveFile,
    DocumentTemplate,
    IssuedDocument,
    IssuedFile,
)
from assessments.models.evidence import Evidence, Rater
from assessments.models.merges import StudentMerge
from assessments.models.methodology import GradeScale, Methodology
from assessments.models.readiness import (
    ComputedCollege,
    GroupFunctionReadiness,
    GroupReadiness,
    ReadinessRun,
    RunCollege,
    StaleStudent,
    StudentReadiness,
    StudentScores,
)
from assessments.models.severity import (
    AdjustedGroupFunction,
    AdjustedReadiness,
    AdjustedScores,
    OrganisationSeverity,
    SeverityEstimate,
    SeverityRun,
    StudentAbility,
)
from assessments.models.sheet_life import AcknowledgedWarning, SheetEvent, SheetSigner
from assessments.models.sheets import (
    Criterion,
    CriterionFunction,
    Instrument,
    Result,
    ResultChange,
    Sheet,
)
from assessments.models.surveys import (
    GroupStatement,
    MotivationForm,
    StudentSurvey,
    SurveyAnswer,
)

__all__ = [
    "AcknowledgedWarning",
    "AdjustedGroupFunction",
    "AdjustedReadiness",
    "AdjustedScores",
    "ComputedCollege",
    "Criterion",
    "CriterionFunction",
    "DocumentArchive",
    "DocumentArchiveFile",
    "DocumentTemplate",
    "Evidence",
    "GradeScale",
    "GroupFunctionReadiness",
    "GroupReadiness",
    "GroupStatement",
    "Instrument",
    "IssuedDocument",
    "IssuedFile",
    "Methodology",
    "MotivationForm",
    "OrganisationSeverity",
    "Rater",
    "ReadinessRun",
    "Result",
    "ResultChange",
    "RunCollege",
    "SeverityEstimate",
    "SeverityRun",
    "Sheet",
    "SheetEvent",
    "SheetSigner",
    "StaleStudent",
    "StudentAbility",
    "StudentMerge",
    "StudentReadiness",
    "StudentScores",
    "StudentSurvey",
    "SurveyAnswer",
]
