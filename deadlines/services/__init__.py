"""The verbs of deadlines: keep the calendar, open an obligation, meet it."""

from deadlines.services.arrangements import (
    changes_of,
    confirm_arrangement,
    preview,
    propose_arrangement,
    refuse_arrangement,
)
from deadlines.services.calendar import (
    CALENDAR_FILE,
    calendar_known_until,
    calendar_of_the_file,
    calendar_of_version,
    current_calendar,
    load_calendar,
    missing_year,
    take_turn,
)
from deadlines.services.extensions import ask_extension, grant_extension, refuse_extension
from deadlines.services.followups import (
    decided,
    end_consultations,
    meet_consultation,
    open_answer_obligation,
    open_check_obligation,
    open_consultation,
    returned,
    submitted,
)
from deadlines.services.heartbeats import WORKER, hear_worker, worker_heard_at
from deadlines.services.obligations import (
    filing_due,
    meet,
    meet_one,
    open_filing_obligation,
    open_report_obligations,
    punctuality_sentence,
    report_due,
)
from deadlines.services.successions import hand_over

__all__ = [
    "CALENDAR_FILE",
    "WORKER",
    "ask_extension",
    "calendar_known_until",
    "calendar_of_the_file",
    "calendar_of_version",
    "changes_of",
    "confirm_arrangement",
    "current_calendar",
    "decided",
    "end_consultations",
    "filing_due",
    "grant_extension",
    "hand_over",
    "hear_worker",
    "load_calendar",
    "meet",
    "meet_consultation",
    "meet_one",
    "missing_year",
    "open_answer_obligation",
    "open_check_obligation",
    "open_consultation",
    "open_filing_obligation",
    "open_report_obligations",
    "preview",
    "propose_arrangement",
    "punctuality_sentence",
    "refuse_arrangement",
    "refuse_extension",
    "report_due",
    "returned",
    "submitted",
    "take_turn",
    "worker_heard_at",
]
