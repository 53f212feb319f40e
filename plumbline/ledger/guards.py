"""What the database itself refuses: the triggers of the ledger's tables, and the rights of the application's role.

They stop a fault of the program, an injected statement, a clumsy hand. Who owns the database can take them away, which
`plumbline ledger verify` reports; what was then altered, the seals show.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

KEPT = ("ledger_entry", "ledger_entryperson", "ledger_erased", "ledger_seal")  # neither changed nor taken away
CONTENT = "ledger_told"  # never changed, and taken away only by leave of a row in ledger_erased
TABLES = (*KEPT, CONTENT)

NO_CHANGE = "nothing changes a row of the ledger"
NO_DELETION = "nothing takes a row out of the ledger"
NO_LEAVE = "only an erasure takes away what an entry tells"
LEAVE = "EXISTS (SELECT 1 FROM ledger_erased WHERE told = OLD.entry_id)"


def _sqlite() -> dict[str, str]:
    made = {}
    for table in TABLES:
        made[f"{table}_no_change"] = (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{NO_CHANGE} ({table})'); END"
        )
    for table in KEPT:
        made[f"{table}_no_deletion"] = (
            f"CREATE TRIGGER {table}_no_deletion BEFORE DELETE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{NO_DELETION} ({table})'); END"
        )
    made[f"{CONTENT}_no_deletion"] = (
        f"CREATE TRIGGER {CONTENT}_no_deletion BEFORE DELETE ON {CONTENT} WHEN NOT {LEAVE}"
        f" BEGIN SELECT RAISE(ABORT, '{NO_LEAVE} ({CONTENT})'); END"
    )
    return made


def _postgresql() -> dict[str, str]:
    made = {}
    for table in TABLES:
        made[f"{table}_no_change"] = (
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('{NO_CHANGE}')"
        )
        made[f"{table}_no_emptying"] = (
            f"CREATE TRIGGER {table}_no_emptying BEFORE TRUNCATE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('{NO_DELETION}')"
        )
    for table in KEPT:
        made[f"{table}_no_deletion"] = (
            f"CREATE TRIGGER {table}_no_deletion BEFORE DELETE ON {table}"
            f" FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse('{NO_DELETION}')"
        )
    made[f"{CONTENT}_no_deletion"] = (
        f"CREATE TRIGGER {CONTENT}_no_deletion BEFORE DELETE ON {CONTENT}"
        f" FOR EACH ROW EXECUTE FUNCTION ledger_refuse_without_leave('{NO_LEAVE}')"
    )
    return made


TRIGGERS = {"sqlite": _sqlite(), "postgresql": _postgresql()}
FUNCTIONS = {
    "sqlite": (),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION '% (%)', TG_ARGV[0], TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$",
        "CREATE OR REPLACE FUNCTION ledger_refuse_without_leave() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {LEAVE} THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION '% (%)', TG_ARGV[0], TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';"
        " END $$",
    ),
}


def put_up(connection: Any) -> None:
    """For migrations, and for an owner who found one missing. SQLite loses triggers when Django remakes a table: a migration
    that alters one calls this after."""
    missing = missing_on(connection)
    with connection.cursor() as cursor:
        for function in FUNCTIONS[connection.vendor]:
            cursor.execute(function)
        for name in missing:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_placed(connection, name)}")  # it may be there and switched off
            cursor.execute(TRIGGERS[connection.vendor][name])


def take_down(connection: Any) -> None:
    """For migrations that must alter a table of the ledger, and for nothing else."""
    with connection.cursor() as cursor:
        for name in TRIGGERS[connection.vendor]:
            cursor.execute(f"DROP TRIGGER IF EXISTS {_placed(connection, name)}")


def _placed(connection: Any, name: str) -> str:
    return f"{name} ON {name.rsplit('_no_', 1)[0]}" if connection.vendor == "postgresql" else name


@contextmanager
def down(connection: Any) -> Iterator[None]:
    take_down(connection)
    yield
    put_up(connection)


def missing_on(connection: Any) -> list[str]:
    """Triggers that should stand and do not."""
    return sorted(set(TRIGGERS[connection.vendor]) - standing_on(connection))


def standing_on(connection: Any) -> set[str]:
    """Triggers that are there and are obeyed."""
    asked = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }
    with connection.cursor() as cursor:
        cursor.execute(asked[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def rights(role: str, database: str, schema: str = "public") -> Iterator[str]:
    """The SQL by which a role may run the product and may not touch what the ledger holds. For the owner to run."""
    role, database, schema = (f'"{name.replace(chr(34), chr(34) * 2)}"' for name in (role, database, schema))
    yield f"GRANT CONNECT ON DATABASE {database} TO {role};"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {role};"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {role};"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {role};"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role};"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role};"
    for table in TABLES:
        yield f"REVOKE UPDATE, DELETE ON {schema}.{table} FROM {role};"
    yield f"GRANT DELETE ON {schema}.{CONTENT} TO {role};  -- an erasure's; the trigger asks for its leave"
    yield f"REVOKE INSERT, UPDATE, DELETE ON {schema}.django_migrations FROM {role};"
