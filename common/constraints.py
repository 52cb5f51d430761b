"""Refusals: one sentence that names the rule, the value, the limit and the way out.

The same object is the message beside a field, the 403 or 409 page, the API's `detail` and the tooltip of a
disabled button. A database constraint that is broken becomes the refusal registered under its name.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import StateApps
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Refusal(Exception):
    """A decision that is not taken.

    `code` is stable and in English (for the API and the tests); `sentence` is for people, in their language;
    `cells` maps the name of a form field or cell to the sentence shown beside it.
    """

    status = 409

    def __init__(self, code: str, sentence: Sentence, *, cells: Mapping[str, Sentence] | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = sentence
        self.cells = dict(cells or {})

    @property
    def headers(self) -> dict[str, str]:
        """What the answer carries besides the sentence."""
        return {}

    def __str__(self) -> str:
        return str(self.sentence)


class NotAllowed(Refusal):
    """The person may see this, but may not do this: 403 with the sentence that says why."""

    status = 403


class Gone(Refusal):
    """What a row names is no longer there, such as an attachment's file: 410."""

    status = 410


class NotValid(Refusal):
    """Invalid input or upload: 422, with sentences beside the cells."""

    status = 422


def refuse_without_reason(reason: str, sentence: Sentence) -> None:
    """Raises NotValid with the sentence beside the field `reason` where none is given."""
    if not reason.strip():
        raise NotValid("reason_missing", sentence, cells={"reason": sentence})


class TooMany(Refusal):
    """Too often in a while: 429 with the seconds to wait."""

    status = 429

    def __init__(
        self, code: str, sentence: Sentence, *, wait: int, cells: Mapping[str, Sentence] | None = None
    ) -> None:
        super().__init__(code, sentence, cells=cells)
        self.wait = wait

    @property
    def headers(self) -> dict[str, str]:
        """What the answer carries besides the sentence."""
        return {"Retry-After": str(self.wait)}


class Busy(TooMany):
    """The database let nobody through in time, or two stood in each other's way; nothing was changed: 503."""

    status = 503


class Away(TooMany):
    """The database cannot be reached, or the disk has no space left: 503. What was sent can be sent again."""

    status = 503


# What PostgreSQL calls an end of its patience, and whether what was rolled back can be tried again at once: a statement
# that took too long would take as long again.
LOCK_NOT_AVAILABLE, DEADLOCK, NOT_SERIALIZABLE, STATEMENT_TOO_LONG = "55P03", "40P01", "40001", "57014"
AT_ONCE_AGAIN = frozenset({LOCK_NOT_AVAILABLE, DEADLOCK, NOT_SERIALIZABLE})
WAIT_SECONDS = 5
# What it says when it goes, comes or has become a standby: all classes of 08 and 57P, a server that only reads, no place
# for one more connection. And when there is no space: the whole class 53 but that.
READ_ONLY, NO_PLACE, NO_SPACE = "25006", "53300", ("53100", "53200", "53400")
AWAY_SECONDS = 15


def database_busy(error: BaseException) -> TooMany | None:
    """The refusal for an error of the database that says “not now”; None for any other error."""
    if away := database_away(error):
        return away
    if not isinstance(error, OperationalError):
        return None
    code = getattr(error.__cause__, "pgcode", None)
    if code == STATEMENT_TOO_LONG:
        sentence = _(
            "This took longer than the time allowed for a page, and was stopped; nothing was changed. Choose less, such as "
            "one year or one province, or try again later."
        )
        return Busy("took_too_long", sentence, wait=WAIT_SECONDS)
    if code in AT_ONCE_AGAIN or (code is None and "database is locked" in str(error)):
        sentence = _(
            "Others are writing the same rows at this moment, and the wait was too long; nothing was changed. Try again in "
            "a few seconds: what has been done already is not done twice."
        )
        return Busy("busy", sentence, wait=WAIT_SECONDS)
    return None


def database_away(error: BaseException) -> Away | None:
    """The refusal when the database is not there or has no space left; None for any other error."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return None
    code: str = getattr(error.__cause__, "pgcode", None) or ""
    if code in NO_SPACE or "database or disk is full" in str(error):
        sentence = _(
            "The database has no space left; what you sent was not saved. Tell the operator, and send it again when there "
            "is space."
        )
        return Away("no_space", sentence, wait=AWAY_SECONDS)
    # A connection that breaks has no code: the driver tells of it, not the server.
    driver = type(error.__cause__).__module__.startswith("psycopg2")
    broken = driver and not code and isinstance(error, OperationalError | InterfaceError)
    if broken or code.startswith(("08", "57P")) or code in {READ_ONLY, NO_PLACE}:
        sentence = _(
            "The database cannot be reached at this moment; what you sent is not confirmed and probably not saved. Send it "
            "again in a moment: what has been saved after all is not saved twice."
        )
        return Away("database_away", sentence, wait=AWAY_SECONDS)
    return None


def can_be_tried_again(error: BaseException) -> bool:
    """Whether the database rolled back what stood in another's way, so that a second try may go through."""
    return getattr(error.__cause__, "pgcode", None) in AT_ONCE_AGAIN


@contextmanager
def constraint_refused(refusals: Mapping[str, Refusal]) -> Iterator[None]:
    """Convert a violated database constraint into its refusal.

    `refusals` maps a constraint's name to the refusal. PostgreSQL names the constraint in its message, and so
    does SQLite for CHECK constraints; for a UNIQUE one SQLite names the columns, so give those as a key as well
    ("table.column, table.column").
    """
    try:
        yield
    except IntegrityError as broken:
        message = str(broken)
        for name, refusal in refusals.items():
            if name in message:
                raise refusal from broken
        raise


def keeping_triggers(*operations: Operation) -> list[Operation]:
    """The steps of a migration that alters a table with a trigger, or one that a trigger names.

    SQLite builds such a table anew: its triggers would be gone, and one of another table that names it is refused
    meanwhile. So all of them are put aside and made again, in the migration's transaction. PostgreSQL needs nothing.
    """
    return [RunPython(_put_aside, _make_again), *operations, RunPython(_make_again, _put_aside)]


def _put_aside(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        cursor.execute("CREATE TABLE triggers_put_aside (sql text NOT NULL)")
        cursor.executemany("INSERT INTO triggers_put_aside VALUES (%s)", [(sql,) for _name, sql in triggers])
        for name, _sql in triggers:
            cursor.execute(f'DROP TRIGGER "{name}"')


def _make_again(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM triggers_put_aside")
        for (sql,) in cursor.fetchall():
            # With parameters, an empty list too, a percent sign in the trigger would be taken for a place.
            cursor.execute(sql, None)
        cursor.execute("DROP TABLE triggers_put_aside")


def append_only(table: str) -> migrations.RunPython:
    """A migration step after which the database itself refuses to change or remove a row of `table`.

    A database owner still can; so the audit chain is verified and its head kept outside. A later migration that
    alters the table ends with this step again: SQLite builds an altered table anew, without its triggers.
    """
    postgresql = (
        f"""
        CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '{table} is append-only' USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        f"DROP TRIGGER IF EXISTS {table}_is_append_only ON {table}",
        f"""
        CREATE TRIGGER {table}_is_append_only BEFORE UPDATE OR DELETE ON {table}
        FOR EACH ROW EXECUTE FUNCTION {table}_is_append_only()
        """,
    )
    sqlite = tuple(
        f"""
        CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb} ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
        """
        for verb in ("update", "delete")
    )
    postgresql_back = (
        f"DROP TRIGGER IF EXISTS {table}_is_append_only ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_is_append_only()",
    )
    sqlite_back = tuple(f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete"))

    return migrations.RunPython(
        _runs(postgresql=postgresql, sqlite=sqlite), _runs(postgresql=postgresql_back, sqlite=sqlite_back)
    )


def _runs(**statements: tuple[str, ...]) -> Callable[[StateApps, BaseDatabaseSchemaEditor], None]:
    """A step of a migration that runs the statements of the database's own dialect."""

    def run(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in statements[editor.connection.vendor]:
            editor.execute(statement)

    return run
