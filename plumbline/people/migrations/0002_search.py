"""The index of names: FTS5 trigrams on SQLite, kept in step by triggers; pg_trgm on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE people_searchname_fts USING fts5("
    "text, content='people_searchname', content_rowid='id', tokenize='trigram')",
    "CREATE TRIGGER people_searchname_added AFTER INSERT ON people_searchname BEGIN"
    " INSERT INTO people_searchname_fts(rowid, text) VALUES (new.id, new.text); END",
    "CREATE TRIGGER people_searchname_gone AFTER DELETE ON people_searchname BEGIN"
    " INSERT INTO people_searchname_fts(people_searchname_fts, rowid, text) VALUES ('delete', old.id, old.text); END",
    "CREATE TRIGGER people_searchname_changed AFTER UPDATE OF text ON people_searchname BEGIN"
    " INSERT INTO people_searchname_fts(people_searchname_fts, rowid, text) VALUES ('delete', old.id, old.text);"
    " INSERT INTO people_searchname_fts(rowid, text) VALUES (new.id, new.text); END",
)
SQLITE_BACK = (
    "DROP TRIGGER people_searchname_added",
    "DROP TRIGGER people_searchname_gone",
    "DROP TRIGGER people_searchname_changed",
    "DROP TABLE people_searchname_fts",
)
POSTGRESQL = (
    # A trusted extension since PostgreSQL 13: the owner of the database may create it.
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX people_searchname_like ON people_searchname USING gin (text gin_trgm_ops)",
)
POSTGRESQL_BACK = ("DROP INDEX people_searchname_like",)


def make(_apps, editor):
    _run(editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def unmake(_apps, editor):
    _run(editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def _run(editor, by_vendor):
    for statement in by_vendor[editor.connection.vendor]:
        editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]
    operations = [migrations.RunPython(make, unmake)]
