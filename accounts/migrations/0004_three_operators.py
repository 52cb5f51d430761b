"""The database refuses that one person holds two roles of the three who keep the system, or one beside another role."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

OPERATORS = "('system_admin', 'security_admin', 'audit_admin')"
ALONE = "operator_role_stands_alone"
AT_HOME = "operator_role_of_the_operator"
# What stands in these texts is written above, by nobody else.
BREAKS_ALONE = f"""
    EXISTS (SELECT 1 FROM accounts_user_roles held WHERE held.user_id = NEW.user_id AND held.role_id <> NEW.role_id
            AND (NEW.role_id IN {OPERATORS} OR held.role_id IN {OPERATORS}))
"""  # noqa: S608
BREAKS_AT_HOME = f"""
    (NEW.role_id IN {OPERATORS}) <> EXISTS (
        SELECT 1 FROM accounts_user person JOIN accounts_organisation home ON home.id = person.organisation_id
        WHERE person.id = NEW.user_id AND home.kind = 'operator')
"""  # noqa: S608
POSTGRESQL = (
    f"""
    CREATE FUNCTION {ALONE}() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- Two roles given at the same instant see each other.
        PERFORM 1 FROM accounts_user WHERE id = NEW.user_id FOR UPDATE;
        IF {BREAKS_ALONE} THEN
            RAISE EXCEPTION '{ALONE}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF {BREAKS_AT_HOME} THEN
            RAISE EXCEPTION '{AT_HOME}' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN NEW;
    END $$
    """,
    f"""
    CREATE TRIGGER {ALONE} BEFORE INSERT OR UPDATE ON accounts_user_roles
    FOR EACH ROW EXECUTE FUNCTION {ALONE}()
    """,
)
SQLITE = tuple(
    f"""
    CREATE TRIGGER {name}_{verb} BEFORE {verb} ON accounts_user_roles WHEN {breaks}
    BEGIN SELECT RAISE(ABORT, '{name}'); END
    """
    for name, breaks in ((ALONE, BREAKS_ALONE), (AT_HOME, BREAKS_AT_HOME))
    for verb in ("insert", "update")
)
POSTGRESQL_BACK = (f"DROP TRIGGER {ALONE} ON accounts_user_roles", f"DROP FUNCTION {ALONE}()")
SQLITE_BACK = tuple(f"DROP TRIGGER {name}_{verb}" for name in (ALONE, AT_HOME) for verb in ("insert", "update"))


def guard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Puts the triggers there."""
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[editor.connection.vendor]:
        editor.execute(statement)


def unguard(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Takes them away."""
    for statement in {"postgresql": POSTGRESQL_BACK, "sqlite": SQLITE_BACK}[editor.connection.vendor]:
        editor.execute(statement)


class Migration(migrations.Migration):
    """After the tables of roles and organisations."""

    dependencies = [("accounts", "0003_invitations")]

    operations = [migrations.RunPython(guard, unguard)]
