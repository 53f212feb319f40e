"""Lays in a duty that is due in so many seconds (or was, where it is negative): `python -m tests.browser.due SECONDS`."""

import json
import sys
from datetime import timedelta

import django

KIND, STANDARD = "missing.enquiry", "missing.enquiry-resulted"


def main() -> None:
    django.setup()
    from django.db import models

    from plumbline.access.models import User
    from plumbline.kernel import clock
    from plumbline.missing.models import Enquiry
    from plumbline.standards.models import Duty
    from plumbline.watch.models import Noted

    enquiry = Enquiry.objects.select_related("episode").order_by("pk").first()
    owner, episode = User.objects.get(username="response-officer"), enquiry.episode
    due = clock.now() + timedelta(seconds=int(sys.argv[1]))
    number = (Duty.objects.aggregate(most=models.Max("subject_id"))["most"] or 0) + 1_000_000
    told = {"standard": STANDARD, "kind": KIND, "subject_id": number, "owner": owner, "person_id": episode.person_id}
    place = {"district_id": episode.district_id, "team_id": episode.team_id}
    Duty.objects.create(**told, **place, month=clock.local_month(due), starts_at=due - timedelta(hours=4), due_at=due)
    Noted.objects.create(kind=KIND, subject_id=number)
    print(json.dumps({"subject": number, "due": due.strftime("%Y-%m-%dT%H:%M:%S")}))


if __name__ == "__main__":
    main()
