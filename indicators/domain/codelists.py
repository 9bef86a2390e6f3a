"""The closed lists of the domain, one place each. Faces, charts, API and docs read these."""

from enum import StrEnum


class Verdict(StrEnum):
    """What is known for a fact about a target."""

    MET = "met"
    MISSED = "missed"
    MET_LATE = "met_late"
    KEPT = "kept"
    BREACHED = "breached"
    PENDING = "pending"
    OVERDUE = "overdue"
    NOT_ASSESSABLE = "not_assessable"


# Facts that a figure decided; the other verdicts say that none has.
DECIDED = (Verdict.MET, Verdict.MISSED, Verdict.MET_LATE, Verdict.KEPT, Verdict.BREACHED)


class Certainty(StrEnum):
    """How sure a verdict is."""

    CLEAR = "clear"
    WITHIN_ROUNDING = "within_rounding"
    WITHIN_REVISION_RANGE = "within_revision_range"
    DISPUTED = "disputed"


class Outlook(StrEnum):
    """Estimate while the verdict is pending."""

    ON_TRACK = "on_track"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    WRONG_DIRECTION = "wrong_direction"
    NONE = "none"


class Status(StrEnum):
    """The one word that lists and badges show: the verdict, or while it is pending the outlook."""

    MET = "met"
    MET_LATE = "met_late"
    KEPT = "kept"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    FAR_BEHIND = "far_behind"
    WRONG_DIRECTION = "wrong_direction"
    MISSED = "missed"
    BREACHED = "breached"
    PENDING = "pending"
    OVERDUE = "overdue"
    NOT_ASSESSABLE = "not_assessable"


class Freshness(StrEnum):
    """Whether a source delivers when it should. A flag, never a verdict."""

    ON_TIME = "on_time"
    LATE = "late"
    VERY_LATE = "very_late"


class NotAssessableReason(StrEnum):
    """Why no figure could ever decide."""

    NO_NUMBER = "no_number"
    NO_DATA = "no_data"
    NO_BASELINE = "no_baseline"
    UNIT_MISMATCH = "unit_mismatch"
    DEFINITION_CHANGED = "definition_changed"


class NoOutlookReason(StrEnum):
    """Why a method gives no outlook."""

    DECIDED = "decided"
    NOTHING_KNOWN_YET = "nothing_known_yet"
    NO_BASELINE = "no_baseline"
    TOO_FEW_POINTS = "too_few_points"
    NO_NUMBER = "no_number"
    NO_METHOD = "no_method"
    HORIZON_PASSED = "horizon_passed"
    NOT_ASSESSABLE = "not_assessable"
    NOT_DEFINED = "not_defined"


class IndicatorKind(StrEnum):
    """What kind of quantity an indicator is."""

    STOCK = "stock"
    FLOW = "flow"
    RATE = "rate"
    INDEX = "index"
    SHARE = "share"


class Direction(StrEnum):
    """Which way is better. Declared, never guessed."""

    HIGHER = "higher"
    LOWER = "lower"
    NONE = "none"


class Basis(StrEnum):
    """What a series of an indicator gives for its periods."""

    LEVEL = "level"
    YTD = "ytd"
    GROWTH = "growth"
    YTD_GROWTH = "ytd_growth"


class Frequency(StrEnum):
    """SDMX CL_FREQ codes that we use. A range has no code of its own in SDMX."""

    ANNUAL = "A"
    HALF_YEAR = "S"
    QUARTER = "Q"
    MONTH = "M"
    DAY = "D"


class ObsStatus(StrEnum):
    """SDMX CL_OBS_STATUS codes that we accept."""

    NORMAL = "A"
    BREAK = "B"
    DEFINITION_DIFFERS = "D"
    ESTIMATED = "E"
    FORECAST = "F"
    MISSING_LATER = "L"
    MISSING = "O"
    PROVISIONAL = "P"
    LOW_RELIABILITY = "U"


class Bound(StrEnum):
    """What a stated figure says when the text gives no exact number."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    APPROXIMATE = "approximate"


class DateBasis(StrEnum):
    """How a day of publication is known."""

    STATED = "stated"
    CALENDAR = "calendar"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Quantity(StrEnum):
    """The quantity that a statement speaks of."""

    LEVEL = "level"
    CHANGE = "change"
    PERCENT_CHANGE = "percent_change"
    GROWTH = "growth"
    CUMULATIVE = "cumulative"
    AVERAGE_GROWTH = "average_growth"
    PEAK = "peak"
    MILESTONE = "milestone"


class Comparator(StrEnum):
    """How the quantity is compared with the bound."""

    AT_LEAST = "at_least"
    MORE_THAN = "more_than"
    AT_MOST = "at_most"
    LESS_THAN = "less_than"
    ABOUT = "about"
    BETWEEN = "between"


class HorizonKind(StrEnum):
    """When the statement is to hold."""

    IN = "in"
    BY = "by"
    EACH = "each"
    OVER = "over"


class ReferenceKind(StrEnum):
    """What a change is measured against."""

    NONE = "none"
    PERIOD = "period"
    PREVIOUS_YEAR = "previous_year"


class Pacing(StrEnum):
    """Shape of the required path between reference and bound."""

    LINEAR = "linear"
    GEOMETRIC = "geometric"
    INTERIM = "interim"
    SEASONAL = "seasonal"
    NONE = "none"


class Bindingness(StrEnum):
    """How firm a target is."""

    BINDING = "binding"
    EXPECTED = "expected"
    ANNOUNCED = "announced"
    ASPIRATIONAL = "aspirational"


class MilestoneState(StrEnum):
    """State of a promise without a number."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


class ReleaseState(StrEnum):
    """Life of a release. Only published ones are public."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    HELD = "held"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    REJECTED = "rejected"


class RunState(StrEnum):
    """Life of an ingestion run."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    UNCHANGED = "unchanged"
    HELD = "held"
    FAILED = "failed"


class RunTrigger(StrEnum):
    """What started an ingestion run."""

    SCHEDULE = "schedule"
    ADMIN = "admin"
    COMMAND = "command"
    CATALOGUE = "catalogue"
    REPLAY = "replay"


class StatusCause(StrEnum):
    """Why the status of a target changed."""

    FIRST = "first"
    NEW_DATA = "new_data"
    REVISION = "revision"
    REDEFINITION = "redefinition"
    TARGET_CHANGED = "target_changed"
    DEADLINE_PASSED = "deadline_passed"
    METHOD_CHANGED = "method_changed"
