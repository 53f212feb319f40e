"""A comparison with nothing is not false in SQL: to whom a child was handed over could stand there without a time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("powers", "0001_initial")]

    operations = [
        migrations.RemoveConstraint(
            model_name="protection",
            name="protection_handed_over_whole",
        ),
        migrations.AddConstraint(
            model_name="protection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("handed_over_at", None), ("handed_to", "")),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("handed_over_at__gte", models.F("taken_at")),
                        ("handed_over_at__isnull", False),
                        models.Q(("handed_to", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="protection_handed_over_whole",
                violation_error_message="Say to whom the child was handed over, once the protection has ended.",
            ),
        ),
    ]
