"""The demo, multiplied inside PostgreSQL to so many enterprises and ten years.

The demo's year was made by the product's own services, so its rows are what the product writes. They are copied whole:
first each enterprise with everything that hangs on it (evidence, memberships, lines of splits and reports, quota,
checks, inspections), then the year 2021 into nine years before those that the demo has shares of, then what grows by the
organisation (obligations, messages, the log). Quota of the nation and of the groups grows with the number of copies, so
that sums still agree; sums of output are rebuilt by the product's own service. Not multiplied: output by element of past
years.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.apps import apps
from django.db import connection

from common.periods import at, start_of
from enterprises.models import Enterprise
from enterprises.services.verdicts import rebuild as rebuild_verdicts
from reporting.services.sums import rebuild

# The demo's clock: reports of January to November are in, the second split is in force.
DAY = date(2021, 12, 15)
YEAR, YEARS_BEFORE = 2021, 9
PLACES = (
    "INSERT INTO reporting_reportplace (report_id, province_id) SELECT DISTINCT l.report_id, e.province_id"
    " FROM reporting_reportline l JOIN enterprises_enterprise e ON e.id = l.enterprise_id ON CONFLICT DO NOTHING"
)
# Rows per enterprise over ten years.
OBLIGATIONS, EVENTS, MESSAGES = 100, 60, 20
# Kinds of which an organisation has any number in one period.
COUNTLESS = ("finding_answer", "check_answer", "visit_reply", "consultation", "finding_decision")


@dataclass(frozen=True)
class Copy:
    """How a table's rows are copied: which columns point at copies, what is set anew, and which rows are taken."""

    table: str
    follows: Mapping[str, str] = field(default_factory=dict)
    anew: Mapping[str, str] = field(default_factory=dict)
    where: str = "true"
    kept: bool = False


# Each enterprise's own, in the order of what points at what. {0} is the number of the copy.
OF_ENTERPRISES = (
    Copy("enterprises_groupmembership", {"enterprise_id": "enterprises_enterprise"}),
    Copy("enterprises_formername", {"enterprise_id": "enterprises_enterprise"}),
    Copy("enterprises_formerplace", {"enterprise_id": "enterprises_enterprise"}),
    Copy("enterprises_enterprisechange", {"enterprise_id": "enterprises_enterprise"}),
    Copy("enterprises_licence", {"enterprise_id": "enterprises_enterprise"},
         {"succeeds_id": "NULL", "number": "t.number || '-' || m.copy"}, kept=True),
    Copy("enterprises_capacity", {"enterprise_id": "enterprises_enterprise"}),
    Copy("enterprises_compliancefact", {"enterprise_id": "enterprises_enterprise"}),
    Copy("enterprises_tailingspond", {"enterprise_id": "enterprises_enterprise"}, kept=True),
    Copy("enterprises_pondevaluation", {"pond_id": "enterprises_tailingspond"}),
    Copy("enterprises_stoporder", {"enterprise_id": "enterprises_enterprise"},
         {"number": "t.number || '-' || m.copy"}),
    Copy("enterprises_permitbreach", {"enterprise_id": "enterprises_enterprise", "permit_id": "enterprises_licence"}),
    Copy("enterprises_halt", {"enterprise_id": "enterprises_enterprise"}),
    Copy("allocations_filingline", {"enterprise_id": "enterprises_enterprise"}, kept=True),
    Copy("allocations_quotaaccount", {"enterprise_id": "enterprises_enterprise"}, kept=True),
    Copy("reporting_reportline", {"enterprise_id": "enterprises_enterprise"}, kept=True),
    Copy("reporting_elementoutput", {"line_id": "reporting_reportline"}),
    Copy("reporting_finding", {"line_id": "reporting_reportline"}),
    Copy("reporting_traceabilityfigure", {"enterprise_id": "enterprises_enterprise"}),
    Copy("reporting_difference", {"enterprise_id": "enterprises_enterprise"}),
    Copy("monthly_checks_checkedenterprise", {"enterprise_id": "enterprises_enterprise"}, kept=True),
    # The names of its cells hold the enterprise.
    Copy("monthly_checks_checkverdict", {"row_id": "monthly_checks_checkedenterprise"},
         {"figures": "replace(t.figures::text,"
          " '-' || (SELECT enterprise_id FROM monthly_checks_checkedenterprise WHERE id = t.row_id) || '-',"
          " '-' || (SELECT enterprise_id FROM monthly_checks_checkedenterprise WHERE id = m.new) || '-')::jsonb"}),
    Copy("inspections_inspection", {"enterprise_id": "enterprises_enterprise"}, kept=True),
    Copy("inspections_inspectionfinding", {"inspection_id": "inspections_inspection"}, {"pond_id": "NULL"}),
    Copy("inspections_rectificationorder", {"inspection_id": "inspections_inspection"},
         {"stop_order_id": "NULL", "number": "t.number || '-' || m.copy"}),
)  # fmt: skip
# The year's own: copied into the years before, with all that hangs on it.
OF_YEARS = (
    Copy("allocations_notice", anew={"document_number": "t.document_number || '·' || m.copy"}, kept=True,
         where="t.state = 'issued'"),
    Copy("allocations_noticetotal", {"notice_id": "allocations_notice"}),
    Copy("allocations_groupallocation", {"notice_id": "allocations_notice"}),
    Copy("allocations_filing", {"notice_id": "allocations_notice"}, kept=True),
    Copy("allocations_filingline", {"filing_id": "allocations_filing"}),
    Copy("allocations_quotaaccount"),
    Copy("reporting_productionreport", {}, {"supersedes_id": "NULL", "correction_reason": "''"}, kept=True,
         where="t.in_force"),
    Copy("reporting_reportline", {"report_id": "reporting_productionreport"}),
    Copy("reporting_traceabilityextract", kept=True),
    Copy("reporting_traceabilityfigure", {"extract_id": "reporting_traceabilityextract"}),
    Copy("reporting_difference", {"extract_id": "reporting_traceabilityextract",
                                  "report_id": "reporting_productionreport"}),
    Copy("monthly_checks_monthlycheck", kept=True),
    Copy("monthly_checks_checkedenterprise", {"check_of_id": "monthly_checks_monthlycheck"}),
    Copy("deadlines_obligation", {}, {"period": "replace(t.period, '2021', (2021 - m.copy)::text)"},
         where="t.year = 2021 AND t.met_at IS NOT NULL"),
)  # fmt: skip


def multiply(enterprises: int) -> None:
    """Grow the demo of the connection's database to so many enterprises and ten years."""
    copies = -(-enterprises // Enterprise.objects.count()) - 1
    with connection.cursor() as cursor:
        # Neither triggers nor foreign keys are asked: what is copied has passed them. Constraints of rows hold.
        cursor.execute("SET session_replication_role = replica")
        _copy_enterprises(cursor, copies, enterprises)
        for copy in OF_ENTERPRISES:
            _copy(cursor, copy, range(1, 2), enterprises=True)
        _raise_quota(cursor, copies + 1)
        _drop_maps(cursor)
        # The demo's own past years have shares only and stay; the copies are of the years before them.
        last = YEAR - _first_year(cursor)
        for copy in OF_YEARS:
            _copy(cursor, copy, range(last + 1, last + YEARS_BEFORE + 1), enterprises=False)
        _drop_maps(cursor)
        _multiply_duties(cursor, enterprises * OBLIGATIONS)
        _multiply_messages(cursor, enterprises * MESSAGES)
        _multiply_events(cursor, enterprises * EVENTS)
        cursor.execute("SET session_replication_role = origin")
        # What triggers would have written.
        cursor.execute(PLACES)
    with at(start_of(DAY)):
        rebuild()
        rebuild_verdicts()
    with connection.cursor() as cursor:
        # As autovacuum does in service: then what lies in an index is read from it alone.
        cursor.execute("VACUUM ANALYZE")


def counted() -> dict[str, int]:
    """How many rows there are of everything that grows."""
    names = (
        "enterprises.Enterprise", "enterprises.Licence", "enterprises.GroupMembership", "allocations.FilingLine",
        "reporting.ReportLine", "monthly_checks.CheckedEnterprise", "inspections.Inspection", "notifications.Message",
        "deadlines.Obligation", "audit.Event",
    )  # fmt: skip
    return {name: apps.get_model(name)._default_manager.count() for name in names}


def _columns(cursor: object, table: str) -> dict[str, str]:
    """The table's columns but its key, with their types."""
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return dict(cursor.fetchall())  # type: ignore[attr-defined]


def _copy_enterprises(cursor: object, copies: int, enterprises: int) -> None:
    """The enterprises themselves, each with a name and a code of its own, and the map from old to new."""
    execute = cursor.execute  # type: ignore[attr-defined]
    execute(
        "CREATE TEMP TABLE map_enterprises_enterprise AS SELECT id AS old, copy,"
        " nextval(pg_get_serial_sequence('enterprises_enterprise', 'id')) AS new"
        " FROM enterprises_enterprise, generate_series(1, %s) AS copy"
        # Those that report are copied more often than those that do not: so nearly all report.
        " WHERE copy %% 3 = 0 OR id IN (SELECT enterprise_id FROM reporting_reportline) ORDER BY copy, id LIMIT %s",
        [2 * copies, enterprises - Enterprise.objects.count()],
    )
    names = list(_columns(cursor, "enterprises_enterprise"))
    anew = {
        "name_zh": "t.name_zh || '第' || m.copy || '厂'",
        "name_en": "t.name_en || ' No. ' || m.copy",
        # Its last character checks nothing: codes are checked when they are entered.
        "credit_code": "'9199' || lpad(m.new::text, 13, '0') || 'X'",
    }
    chosen = ", ".join(anew.get(name, f"t.{name}") for name in names)
    execute(
        f"INSERT INTO enterprises_enterprise (id, {', '.join(names)}) SELECT m.new, {chosen}"
        " FROM map_enterprises_enterprise m JOIN enterprises_enterprise t ON t.id = m.old"
    )
    execute("CREATE INDEX ON map_enterprises_enterprise (old)")
    execute("ANALYZE map_enterprises_enterprise")


def _copy(cursor: object, copy: Copy, numbers: range, *, enterprises: bool) -> None:
    """Copy a table's rows; those of years move back by as many years as the copy's number says."""
    execute = cursor.execute  # type: ignore[attr-defined]
    columns = _columns(cursor, copy.table)
    follows = {column: f"map_{table}" for column, table in copy.follows.items()}
    source = _source(copy, follows, numbers, year="year" in columns and not enterprises)
    if copy.kept:
        execute(
            f"CREATE TEMP TABLE map_{copy.table} AS SELECT t.id AS old, m.copy,"
            f" nextval(pg_get_serial_sequence('{copy.table}', 'id')) AS new FROM {source}"
        )
        execute(f"CREATE INDEX ON map_{copy.table} (old, copy)")
        execute(f"ANALYZE map_{copy.table}")
    chosen = {column: _value(column, kind, copy, follows, enterprises) for column, kind in columns.items()}
    if copy.kept:
        chosen = {"id": "own.new", **chosen}
        source += f" JOIN map_{copy.table} own ON own.old = t.id AND own.copy = m.copy"
    execute(f"INSERT INTO {copy.table} ({', '.join(chosen)}) SELECT {', '.join(chosen.values())} FROM {source}")


def _source(copy: Copy, follows: Mapping[str, str], numbers: range, *, year: bool) -> str:
    """The rows with the number of each copy: by the maps of what they hang on, else as often as asked."""
    where = f"{copy.where} AND t.year = {YEAR}" if year else copy.where
    if not follows:
        series = f"generate_series({numbers.start}, {numbers.stop - 1}) AS m(copy)"
        return f"(SELECT * FROM {copy.table} t WHERE {where}) t CROSS JOIN {series}"
    (column, table), *others = follows.items()
    source = f"(SELECT * FROM {copy.table} t WHERE {where}) t JOIN {table} m ON m.old = t.{column}"
    for number, (column, table) in enumerate(others):
        source += f" JOIN {table} o{number} ON o{number}.old = t.{column} AND o{number}.copy = m.copy"
    return source


def _value(column: str, kind: str, copy: Copy, follows: Mapping[str, str], enterprises: bool) -> str:
    if column in copy.anew:
        return copy.anew[column]
    if column in follows:
        position = list(follows).index(column)
        return "m.new" if position == 0 else f"o{position - 1}.new"
    if enterprises:
        return f"t.{column}"
    if column == "year":
        return "t.year - m.copy"
    if kind == "date":
        return f"(t.{column} - make_interval(years => m.copy))::date"
    return f"t.{column} - make_interval(years => m.copy)" if kind.startswith("timestamp") else f"t.{column}"


def _raise_quota(cursor: object, times: int) -> None:
    """What the nation and the groups have grows with the enterprises that share it."""
    for table, columns in {
        "allocations_noticetotal": ("stated", "reserve"),
        "allocations_groupallocation": ("stated", "increment"),
        "allocations_ofwhich": ("stated",),
    }.items():
        changes = ", ".join(f"{column} = {column} * {times}" for column in columns)
        cursor.execute(f"UPDATE {table} SET {changes}")  # type: ignore[attr-defined]
    cursor.execute(  # type: ignore[attr-defined]
        f"UPDATE allocations_quotaaccount SET balance = balance * {times} WHERE enterprise_id IS NULL"
    )
    cursor.execute(  # type: ignore[attr-defined]
        f"UPDATE allocations_quotatransfer SET tonnes = tonnes * {times} WHERE filing_line_id IS NULL"
    )
    # What went from a group to an enterprise goes to each of its copies.
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO allocations_quotatransfer (source_id, target_id, tonnes, filing_line_id, moved_by_id, at)"
        " SELECT coalesce(s.new, t.source_id), coalesce(g.new, t.target_id), t.tonnes, l.new, t.moved_by_id, t.at"
        " FROM allocations_quotatransfer t JOIN map_allocations_filingline l ON l.old = t.filing_line_id"
        " LEFT JOIN map_allocations_quotaaccount s ON s.old = t.source_id AND s.copy = l.copy"
        " LEFT JOIN map_allocations_quotaaccount g ON g.old = t.target_id AND g.copy = l.copy"
    )


def _first_year(cursor: object) -> int:
    """The earliest year with a notice."""
    cursor.execute("SELECT min(year) FROM allocations_notice")  # type: ignore[attr-defined]
    return int(cursor.fetchone()[0])  # type: ignore[attr-defined]


def _drop_maps(cursor: object) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "SELECT relname FROM pg_class WHERE relname LIKE 'map\\_%%' AND relpersistence = 't' AND relkind = 'r'"
    )
    for (name,) in cursor.fetchall():  # type: ignore[attr-defined]
        cursor.execute(f"DROP TABLE {name}")  # type: ignore[attr-defined]


def _multiply_duties(cursor: object, wanted: int) -> None:
    """Obligations that a period has any number of, over the ten years; one in a thousand is not met yet."""
    _multiply(
        cursor,
        "deadlines_obligation",
        wanted,
        {
            "year": "t.year - m.copy %% 10",
            "period": "replace(t.period, t.year::text, (t.year - m.copy %% 10)::text)",
            "reference": "t.reference || '/' || m.copy",
            "met_at": "CASE WHEN m.copy %% 1000 = 0 THEN NULL"
            " ELSE coalesce(t.met_at, t.late_from) - make_interval(years => (m.copy %% 10)::int) END",
            **{
                name: f"t.{name} - make_interval(years => (m.copy %% 10)::int)"
                for name in ("opens_at", "late_from", "locked_from")
            },
            "due_on": "(t.due_on - make_interval(years => (m.copy %% 10)::int))::date",
            "announced_at": "t.opens_at",
        },
        where=f"t.kind IN {COUNTLESS}",
    )


def _multiply_messages(cursor: object, wanted: int) -> None:
    """Messages, older and older; all but the newest are read."""
    _multiply(
        cursor,
        "notifications_message",
        wanted,
        {
            "occasion": "left(t.occasion, 20) || '/' || m.copy",
            "queued_at": "t.queued_at - m.copy * interval '1 hour'",
            "read_at": "t.queued_at",
            "post": "'sent'",
            "sent_at": "t.queued_at",
            "next_try_at": "NULL",
        },
    )


def _multiply_events(cursor: object, wanted: int) -> None:
    """Events of the log, numbered on and about things of other numbers, so that no history grows a hundredfold; their
    hashes are no chain, which no page verifies by itself."""
    execute = cursor.execute  # type: ignore[attr-defined]
    columns = [name for name in _columns(cursor, "audit_event") if name != "number"]
    others = {"subject_id": "CASE WHEN t.subject_id = '' THEN '' ELSE t.subject_id || lpad(copy::text, 4, '0') END"}
    chosen = ", ".join(others.get(name, f"t.{name}") for name in columns)
    execute(
        f"INSERT INTO audit_event (number, {', '.join(columns)}) SELECT h.number + row_number() OVER (), {chosen}"
        " FROM audit_head h, (SELECT * FROM audit_event ORDER BY number) t,"
        " generate_series(1, %s / (SELECT count(*)::int FROM audit_event)) AS copy LIMIT %s",
        [wanted, wanted],
    )
    execute("UPDATE audit_head SET number = (SELECT max(number) FROM audit_event)")


def _multiply(cursor: object, table: str, wanted: int, anew: Mapping[str, str], where: str = "true") -> None:
    columns = _columns(cursor, table)
    chosen: Iterable[str] = (anew.get(name, f"t.{name}") for name in columns)
    cursor.execute(  # type: ignore[attr-defined]
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(chosen)}"
        f" FROM (SELECT * FROM {table} t WHERE {where}) t,"
        f" generate_series(1, 1 + %s / greatest(1, (SELECT count(*)::int FROM {table} t WHERE {where}))) AS m(copy)"
        " LIMIT %s",
        [wanted, wanted],
    )
