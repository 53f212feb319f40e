"""The number under which a session began, and the table of counters that all processes share."""

from typing import Any

from django.core.management import call_command
from django.db import migrations, models


def make_counters(apps: Any, schema_editor: Any) -> None:
    """Django makes a cache's table by a command of its own and has no migration for it."""
    call_command("createcachetable", "access_counters", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sittings_ended",
            field=models.PositiveIntegerField(
                default=0, help_text="how often all sessions were ended; each carries the number under which it began"
            ),
        ),
        migrations.RunPython(make_counters, migrations.RunPython.noop),
    ]
