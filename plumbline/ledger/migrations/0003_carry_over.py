"""What entries told moves to its own rows, a few thousand at a time, and each entry gets its digest.

Slow on a large ledger (about a minute for a million entries), and nothing else may write meanwhile: stop the server first.
"""

import json
from itertools import groupby
from operator import itemgetter

from django.core.serializers.json import DjangoJSONEncoder
from django.db import migrations

from plumbline.ledger import digests

AT_ONCE = 2000
PLAIN = (
    "operation",
    "event",
    "actor_id",
    "actor",
    "purpose",
    "terminal",
    "recipient",
    "room",
    "kind",
    "case_id",
    "submission",
)


def carry_over(apps, editor):
    Entry, Told = apps.get_model("ledger", "Entry"), apps.get_model("ledger", "Told")
    last = 0
    while rows := list(Entry.objects.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        people, told, digested = _people(apps, rows), [], []
        for row in rows:
            tells = Told(entry=row, salt=digests.new_salt(), sentence=row.sentence, changes=_text(row.changes))
            of_told = digests.told_digest(tells.salt, tells.sentence, tells.changes)
            values = [int(row.at.timestamp()), *(getattr(row, name) for name in PLAIN)]
            told.append(tells)
            digested.append((of_told, digests.entry_digest(values, people.get(row.pk, ()), of_told), row.pk))
        Told.objects.bulk_create(told)
        with editor.connection.cursor() as cursor:
            # What moved is emptied here too: a dropped column would keep it in the pages of PostgreSQL.
            cursor.executemany(
                "UPDATE ledger_entry SET told_digest = %s, digest = %s, sentence = '', changes = '[]' WHERE id = %s",
                digested,
            )
        last = rows[-1].pk


def carry_back(apps, editor):
    Told = apps.get_model("ledger", "Told")
    with editor.connection.cursor() as cursor:
        for told in Told.objects.order_by("pk").iterator(AT_ONCE):
            cursor.execute(
                "UPDATE ledger_entry SET sentence = %s, changes = %s WHERE id = %s",
                [told.sentence, told.changes, told.pk],
            )
    Told.objects.all().delete()


def _people(apps, rows):
    named = apps.get_model("ledger", "EntryPerson").objects.filter(entry_id__gte=rows[0].pk, entry_id__lte=rows[-1].pk)
    pairs = named.order_by("entry_id", "person_id").values_list("entry_id", "person_id")
    return {entry: [person for _, person in group] for entry, group in groupby(pairs, itemgetter(0))}


def _text(changes):
    return json.dumps(changes, cls=DjangoJSONEncoder, separators=(",", ":"))


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_told")]
    operations = [migrations.RunPython(carry_over, carry_back)]
