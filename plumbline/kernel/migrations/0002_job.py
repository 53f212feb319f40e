from django.db import migrations, models

import plumbline.kernel.fields


class Migration(migrations.Migration):
    dependencies = [
        ("kernel", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Job",
            fields=[
                ("name", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("due_at", plumbline.kernel.fields.MomentField()),
                ("taken_until", plumbline.kernel.fields.MomentField(null=True)),
                ("taken_by", models.CharField(blank=True, max_length=120)),
            ],
        ),
    ]
