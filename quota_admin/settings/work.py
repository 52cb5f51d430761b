"""Days, tolerances and messages of the work itself; ours where no notice says them."""

from urllib.parse import urlsplit

from quota_admin.settings.variables import env

# --- the register ------------------------------------------------------------------------------------
# What internal notes are about is known above: the model, its page, and what of the row is that page's number.
NOTED = {
    "notice": ("allocations.Notice", "notice_detail", "pk"),
    "filing": ("allocations.Filing", "filing_detail", "pk"),
    "report": ("reporting.ProductionReport", "report_detail", "pk"),
    "finding": ("reporting.Finding", "report_detail", "line.report_id"),
    "inspection": ("inspections.Inspection", "inspection_detail", "pk"),
    "inspection-finding": ("inspections.InspectionFinding", "inspection_detail", "inspection_id"),
}
# Who holds quota is known above the register: by year, (enterprise id, category) pairs.
QUOTA_HOLDERS = "allocations.reads.holders.quota_holders"
# What enterprises have produced is reported above, where the splits below cannot look: they call it by this name.
QUOTA_PRODUCED = "reporting.reads.produced.produced"
# Who makes a list as a file in the background, and for how many days the file is kept.
FILE_MAKER = "quota_admin.services.list_files.make_list_file"
FILE_DAYS = env.number("FILE_DAYS", 30, least=1)
# What changes above the deadlines with a parameter of officials: shown before it is confirmed.
PARAMETER_EFFECTS = {
    "reminder_workdays": "deadlines.services.parameter_effects.reminders",
    "reminder_officer_from": "deadlines.services.parameter_effects.officers",
    "desk_soon_workdays": "deadlines.services.parameter_effects.soon",
    "escalate_after_workdays": "deadlines.services.parameter_effects.escalations",
    "eligibility_warning_days": "enterprises.reads.warning_effects.warnings",
    "execution_warnings": "reporting.reads.mark_effects.marks",
    "traceability_tolerance_tonnes": "reporting.services.tolerances.tonnes",
    "traceability_tolerance_share": "reporting.services.tolerances.share",
}
# The day of the month that a notice of the year gives for reports; None without one.
REPORT_DUE_DAY_OF = "allocations.reads.reporting_years.due_day_of"

# The values below are the first ones of the parameters that officials keep in the browser (deadlines/models/parameter.py);
# `load_reference` takes them over once. From then on those of the environment no longer decide.
# Days before an enterprise with quota ceases to be eligible at which group, province and ministry are notified.
ELIGIBILITY_WARNING_DAYS = env.number("ELIGIBILITY_WARNING_DAYS", 90, least=1)

# --- reporting: ours, not the notice's ---------------------------------------------------------------
# A report and the traceability system agree within the larger of the two: t REO, and a share of the figure.
TRACEABILITY_TOLERANCE_TONNES = env.decimal("TRACEABILITY_TOLERANCE_TONNES", "0.1")
# From which completion on, in per cent of the quota, an execution is marked.
EXECUTION_WARNINGS = env.numbers("EXECUTION_WARNINGS", "80,90,95,100")
TRACEABILITY_TOLERANCE_SHARE = env.decimal("TRACEABILITY_TOLERANCE_SHARE", "0.01")

# --- obligations -------------------------------------------------------------------------------------
# Working days within which the ministry decides what was submitted, and a group sends again what was returned.
FILING_DECISION_WORKDAYS = env.number("FILING_DECISION_WORKDAYS", 10, least=1)
REPORT_DECISION_WORKDAYS = env.number("REPORT_DECISION_WORKDAYS", 5, least=1)
CONSULTATION_WORKDAYS = env.number("CONSULTATION_WORKDAYS", 5, least=1)
CORRECTION_WORKDAYS = env.number("CORRECTION_WORKDAYS", 5, least=1)
# The day of the next month by which a month is reported, until a notice of the year says it (通知七).
REPORT_DUE_DAY = env.number("REPORT_DUE_DAY", 10, least=1)
# Working days after December's reports are due within which the year is closed by its statement; ours, not a notice's.
YEAR_STATEMENT_WORKDAYS = env.number("YEAR_STATEMENT_WORKDAYS", 30, least=1)
# The provinces: the day of the next month by which a month is checked; working days to answer a finding.
MONTHLY_CHECK_DAY = env.number("MONTHLY_CHECK_DAY", 20, least=1)
FINDING_ANSWER_WORKDAYS = env.number("FINDING_ANSWER_WORKDAYS", 10, least=1)
# Working days for a province to confirm or refuse an event of an enterprise; then the ministry may decide in its place.
CHANGE_ANSWER_WORKDAYS = env.number("CHANGE_ANSWER_WORKDAYS", 10, least=1)
# Working days for a group to answer what a province asks in its monthly check.
CHECK_ANSWER_WORKDAYS = env.number("CHECK_ANSWER_WORKDAYS", 5, least=1)
# Working days after an inspection to report it upward, and for the group to reply to a finding of it.
VISIT_REPORT_WORKDAYS = env.number("VISIT_REPORT_WORKDAYS", 5, least=1)
VISIT_REPLY_WORKDAYS = env.number("VISIT_REPLY_WORKDAYS", 5, least=1)
# Working days after the due day from which a duty can no longer be met without an extension; 0 never locks.
OBLIGATION_LOCK_WORKDAYS = env.number("OBLIGATION_LOCK_WORKDAYS", 0)
# How many days an extension may reach beyond the deadline or today.
EXTENSION_MOST_DAYS = env.number("EXTENSION_MOST_DAYS", 180, least=1)
# The month of the year from whose first day on the ministry is asked for next year's arrangement of days off.
CALENDAR_ASK_MONTH = env.number("CALENDAR_ASK_MONTH", 12, least=1)
# Working days before a deadline from which the desk counts it as due soon.
DESK_SOON_WORKDAYS = env.number("DESK_SOON_WORKDAYS", 3)

# --- reminders ---------------------------------------------------------------------------------------
# Working days before a deadline on which the clerk is reminded; then on the day itself and every working day after.
REMINDER_WORKDAYS = env.numbers("REMINDER_WORKDAYS", "7,3,1")
# So many working days before the deadline the officer is reminded too; 0 is the day itself.
REMINDER_OFFICER_FROM = env.number("REMINDER_OFFICER_FROM", 0)
# Overdue for so many working days: the people with these roles in these organisations hear of it, once.
ESCALATE_AFTER_WORKDAYS = env.number("ESCALATE_AFTER_WORKDAYS", 3, least=1)
ESCALATE_TO = env.listed("ESCALATE_TO", "miit")
ESCALATE_TO_ROLES = env.listed("ESCALATE_TO_ROLES", "clerk,officer")

# --- messages ----------------------------------------------------------------------------------------
EMAIL_URL = urlsplit(env.url("EMAIL_URL", "console://", ("console", "smtp", "none")))
MESSAGES_BY_EMAIL = EMAIL_URL.scheme != "none"
EMAIL_BACKEND = f"django.core.mail.backends.{EMAIL_URL.scheme.replace('none', 'dummy')}.EmailBackend"
EMAIL_HOST, EMAIL_PORT = EMAIL_URL.hostname or "", EMAIL_URL.port or 25
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_URL.username or "", EMAIL_URL.password or ""
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "quota@localhost")
EMAIL_TIMEOUT = env.number("EMAIL_TIMEOUT_SECONDS", 30, least=1)
# Between these hours of Beijing no e-mail is sent but about errors of the log and of the service; what is queued then
# goes in the morning.
MESSAGE_QUIET_FROM = env.number("MESSAGE_QUIET_FROM", 22, least=0)
MESSAGE_QUIET_UNTIL = env.number("MESSAGE_QUIET_UNTIL", 7, least=0)
# Whether what waits for a person about one subject goes in one e-mail, and that once a day; else each message alone.
MESSAGE_DIGESTS = env.flag("MESSAGE_DIGESTS", default=True)
MESSAGE_ATTEMPTS = env.number("MESSAGE_ATTEMPTS", 8, least=1)
# How long a sender holds a message, and the first pause after a failure; each further pause is twice as long.
MESSAGE_CLAIM_SECONDS = env.number("MESSAGE_CLAIM_SECONDS", 600, least=1)
