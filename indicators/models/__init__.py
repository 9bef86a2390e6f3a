"""Tables, constraints and querysets; no rules."""

from indicators.models.assessments import Assessment, DisputeNote, StatusEvent
from indicators.models.documents import Document, Passage, ReportedFigure
from indicators.models.entities import Entity
from indicators.models.indicators import Indicator, IndicatorVersion
from indicators.models.ingestion import ChangeCounter, IngestionRun, Outbox, RejectedRow
from indicators.models.observations import Observation, ObservationNote
from indicators.models.releases import RawSnapshot, Release, StagedObservation
from indicators.models.series import Series
from indicators.models.sources import AllowedHost, CalendarEntry, Source
from indicators.models.targets import Milestone, MilestoneEvidence, Target, TargetFamily
from indicators.models.topics import Plan, Topic
from indicators.models.units import Unit

__all__ = [
    "AllowedHost",
    "Assessment",
    "CalendarEntry",
    "ChangeCounter",
    "DisputeNote",
    "Document",
    "Entity",
    "Indicator",
    "IndicatorVersion",
    "IngestionRun",
    "Milestone",
    "MilestoneEvidence",
    "Observation",
    "ObservationNote",
    "Outbox",
    "Passage",
    "Plan",
    "RawSnapshot",
    "RejectedRow",
    "Release",
    "ReportedFigure",
    "Series",
    "Source",
    "StagedObservation",
    "StatusEvent",
    "Target",
    "TargetFamily",
    "Topic",
    "Unit",
]
