"""The old columns go, every entry has its digest, and the database refuses to change or delete what the ledger holds."""

from django.db import migrations, models

from plumbline.ledger import guards


def put_up(_apps, editor):
    guards.put_up(editor.connection)


def take_down(_apps, editor):
    guards.take_down(editor.connection)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0003_carry_over")]

    operations = [
        # Back, they come empty; content is put into them by the migration before.
        migrations.AlterField("entry", "sentence", models.TextField(default="")),
        migrations.RemoveField(model_name="entry", name="sentence"),
        migrations.RemoveField(model_name="entry", name="changes"),
        migrations.AlterField(
            model_name="entry",
            name="told_digest",
            field=models.BinaryField(help_text="SHA-256 of what was told; stays when that is erased", max_length=32),
        ),
        migrations.AlterField(
            model_name="entry",
            name="digest",
            field=models.BinaryField(
                help_text="SHA-256 of this entry, of whom it names and of told_digest", max_length=32
            ),
        ),
        migrations.RunPython(put_up, take_down),
    ]
