"""Content apart from metadata; digests, erasures and seals. What is there is carried over by the next migration."""

import django.db.models.deletion
from django.db import migrations, models

import plumbline.kernel.fields


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Told",
            fields=[
                (
                    "entry",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="told",
                        serialize=False,
                        to="ledger.entry",
                    ),
                ),
                ("salt", models.BinaryField(max_length=16)),
                ("sentence", models.TextField()),
                (
                    "changes",
                    models.TextField(
                        default="[]",
                        help_text="JSON, kept as text so that its bytes are the same on every database",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Erased",
            fields=[
                (
                    "told",
                    models.BigIntegerField(
                        help_text="number of the entry that lost its content", primary_key=True, serialize=False
                    ),
                ),
                ("erasure", models.BigIntegerField(help_text="number of the entry of the erasure")),
            ],
            options={"verbose_name_plural": "erased"},
        ),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("ids", models.TextField(help_text='numbers of the entries in it, as ranges: "1-50,52-60"')),
                ("count", models.PositiveIntegerField()),
                (
                    "marks",
                    models.BinaryField(help_text="four bytes of each entry's digest, to tell which entry was altered"),
                ),
                ("previous", models.BinaryField(help_text="head of the seal before", max_length=32)),
                ("head", models.BinaryField(max_length=32)),
                ("sealed_at", plumbline.kernel.fields.MomentField()),
                ("signature", models.BinaryField(max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name="entry",
            name="recipient",
            field=models.CharField(blank=True, default="", help_text="to whom data were disclosed", max_length=200),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="entry",
            name="told_digest",
            field=models.BinaryField(
                help_text="SHA-256 of what was told; stays when that is erased", max_length=32, null=True
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="digest",
            field=models.BinaryField(
                help_text="SHA-256 of this entry, of whom it names and of told_digest", max_length=32, null=True
            ),
        ),
    ]
