"""When a child victim's setting was told, kept with the child: whom nobody told is found without reading all of them."""

from django.db import migrations, models

import plumbline.kernel.fields


def take_over(apps, schema_editor):
    """What stands in the notifications that did not fail."""
    Notification = apps.get_model("referrals", "Notification")
    reached = Notification.objects.filter(failed_at=None)
    sent = reached.filter(victim=models.OuterRef("pk")).order_by("sent_at").values("sent_at")[:1]
    victims = apps.get_model("referrals", "ChildVictim").objects.filter(pk__in=reached.values("victim_id"))
    victims.update(told_at=models.Subquery(sent))


class Migration(migrations.Migration):
    dependencies = [("referrals", "0006_overtime")]

    operations = [
        migrations.AddField(
            model_name="childvictim",
            name="told_at",
            field=plumbline.kernel.fields.MomentField(
                blank=True, help_text="when the setting was told; empty again where that failed", null=True
            ),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name="childvictim",
            index=models.Index(fields=["told_at"], name="childvictim_told_at"),
        ),
    ]
