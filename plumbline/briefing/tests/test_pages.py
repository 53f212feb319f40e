"""Pages of the room: what is shown to whom, above all of a restricted child; the minutes; the wall."""

import re
from datetime import timedelta

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from plumbline.briefing import actions
from plumbline.briefing.models import AgendaItem, Meeting, MeetingAction
from plumbline.briefing.models.kinds import _kind, meeting_kinds
from plumbline.briefing.queries.section import check
from plumbline.briefing.queries.wall import initials
from plumbline.ledger.models import Entry, EntryPerson


def text(response):
    return response.content.decode()


def test_a_meeting_is_opened_discussed_and_closed_on_its_pages(force, client_for, morning):
    client = client_for(force.chair)
    opened = client.post("/briefing/open/", {"meeting": "daily-management.force"})
    made = Meeting.objects.get()
    assert opened.url == f"/briefing/{made.pk}/"
    page = text(client.get(opened.url))
    assert "Ada Marsh" in page
    assert "Not on this agenda" not in page, "every section has its room"
    assert "Every school was told in time." in page
    first = AgendaItem.objects.get(meeting=made, person=force.ada)
    told = {
        "decision": "Visit the aunt.",
        "what": "Go there.",
        "owner": force.sergeant.pk,
        "due_at": "2026-03-03T16:00",
    }
    following = client.post(f"/briefing/items/{first.pk}/", told | {"version": 1})
    assert re.fullmatch(r"/briefing/items/\d+/", following.url), "on to the next item that waits"
    action = MeetingAction.objects.get()
    client_for(force.sergeant).post(f"/briefing/actions/{action.pk}/", {"note": "Been there.", "version": 1})
    action.refresh_from_db()
    assert action.done_by == force.sergeant
    shown = text(client.get(f"/briefing/{made.pk}/close/"))
    assert "kept as <strong>not discussed</strong>" in shown
    assert "Ben Cole" in shown
    version = Meeting.objects.get().version
    stale = client.post(f"/briefing/{made.pk}/close/", {"summary": "Short.", "version": version - 1})
    assert "Someone else changed this record" in text(stale)
    assert "Short." in text(stale), "what was typed is still there"
    client.post(f"/briefing/{made.pk}/close/", {"summary": "Short.", "version": version})
    assert AgendaItem.objects.filter(meeting=made, not_discussed_at__isnull=False).count() == 3


def test_clicked_twice_opens_one(force, client_for):
    client, told = client_for(force.chair), {"meeting": "daily-management.force", "submission": "one-form"}
    first, second = (client.post("/briefing/open/", told) for _ in range(2))
    assert first.url == second.url
    assert Meeting.objects.count() == 1


def test_of_a_restricted_child_nobody_is_shown_more_than_they_may_be(force, restricted, meeting, client_for, officer):
    """Told of it: that there is one. Not told: nothing. With special access: the child."""
    path, mine = f"/briefing/{meeting.pk}/", AgendaItem.objects.get(meeting=meeting, person=force.kim)
    told, untold = text(client_for(force.chair).get(path)), text(client_for(officer("sergeant")).get(path))
    opened = text(client_for(restricted).get(path))
    assert "Restricted record" in told
    assert "Restricted record" not in untold
    assert "Kim Secret" in opened
    for page in (told, untold):
        assert "Kim" not in page
        assert force.hidden.reference not in page
    assert client_for(force.chair).get(f"/briefing/items/{mine.pk}/").status_code == 403
    assert client_for(officer("sergeant")).get(f"/briefing/items/{mine.pk}/").status_code == 404
    wall = text(client_for(force.chair).get("/briefing/wall/"))
    assert "Restricted record" in wall
    assert "K. S." not in wall
    assert not EntryPerson.objects.filter(
        person_id=force.kim.pk, entry__event="briefing.meeting.read", entry__actor_id=officer("sergeant").pk
    ).exists()


def test_an_inspector_of_one_district_sees_the_forces_meeting_and_its_own_children(force, meeting, client_for):
    page = text(client_for(force.southerner).get(f"/briefing/{meeting.pk}/"))
    assert "Lee South" in page
    assert "Ada Marsh" not in page
    assert "3 more here are not shown to your role, or not in your reach" in page


def test_who_may_not_see_missing_children_does_not_see_them_on_an_agenda(force, meeting, client_for, officer):
    assert client_for(officer("offender-manager")).get(f"/briefing/{meeting.pk}/").status_code == 403


def test_minutes_name_no_child_and_are_a_disclosure(force, restricted, meeting, client_for):
    item = AgendaItem.objects.select_related("meeting").get(meeting=meeting, person=force.ada)
    actions.discuss_item(item, by=force.chair, decision="Visit the aunt.")
    client = client_for(force.chair)
    told = {"recipient": "Chief officers", "kind": "html"}
    answer = client.post(f"/briefing/{meeting.pk}/minutes/", told)
    page = text(answer)
    assert answer["Content-Disposition"] == f'attachment; filename="minutes-{meeting.reference.lower()}.html"'
    assert "Visit the aunt." in page
    assert force.gone.reference in page
    for name in ("Ada", "Ben", "Kim", force.hidden.reference):
        assert name not in page
    assert "not closed yet: these minutes are not final" in page
    entry = Entry.objects.get(operation="disclosure", event="briefing.minutes.printed")
    assert entry.recipient == "Chief officers"
    named = set(EntryPerson.objects.filter(entry=entry).values_list("person_id", flat=True))
    assert named == {force.ada.pk, force.ben.pk, force.lee.pk, force.kim.pk}


def test_lists_are_taken_out_by_those_who_may(force, meeting, client_for):
    assert client_for(force.chair).get("/briefing/?format=csv").status_code == 200
    assert client_for(force.sergeant).get("/briefing/actions/?format=csv").status_code == 403
    assert Entry.objects.filter(event="briefing.meetings.exported").count() == 1


# -- the wall


def test_the_wall_names_nobody_and_says_what_is_so(force, client_for, officer):
    page = text(client_for(officer("wall-board")).get("/briefing/wall/"))
    assert "A. M." in page
    assert force.gone.reference in page
    assert "Ada" not in page
    assert "Initials and references only" in page
    assert re.search(r'wall__count">3</p><h2>Children missing', page)
    assert "1 more within a day" in page or "overdue" in page
    assert Entry.objects.filter(event="briefing.wall.read").count() == 1


def test_the_wall_shows_names_where_policy_says_so(force, client_for, officer, monkeypatch):
    monkeypatch.setattr("plumbline.briefing.queries.wall.number", lambda key: 1)
    page = text(client_for(officer("wall-board")).get("/briefing/wall/"))
    assert "Ada Marsh" in page
    assert "Names are shown" in page


def test_the_wall_of_a_district_is_its_own(force, client_for, officer):
    page = text(client_for(officer("wall-board", scope="district", scope_id=force.south.pk)).get("/briefing/wall/"))
    assert "L. S." in page
    assert "A. M." not in page


def test_a_wall_that_still_holds_costs_next_to_nothing(force, client_for, officer, django_assert_max_num_queries):
    client = client_for(officer("wall-board"))
    address = re.search(r'hx-get="([^"]+)"', text(client.get("/briefing/wall/")))[1]
    client.get(address, headers={"HX-Request": "true"})
    with django_assert_max_num_queries(12):
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 204
    assert Entry.objects.filter(event="briefing.wall.read").count() == 1


def test_the_wall_opens_nothing_else(force, meeting, client_for, officer):
    client = client_for(officer("wall-board"))
    for path in ("/briefing/", f"/briefing/{meeting.pk}/", "/missing/live/", "/people/"):
        assert client.get(path).status_code == 403


NAMES = {"Ada Marsh": "A. M.", "Name not known": "–", "Li": "L.", "Unborn child": "–", "(Kit) Doyle": "D."}


@pytest.mark.parametrize(("name", "short"), NAMES.items())
def test_initials(name, short):
    assert initials(name) == short


# -- kinds of meeting


GOOD = {"name": "Evening", "of": "force", "hour": "20:00", "days": "working days", "sections": ["missing"]}
GOOD |= {"attends": ["superintendent"], "source": "Ours."}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"hour": "late"}, "lacks or misplaces"),
        ({"attends": ["mayor"]}, "no role: mayor"),
        ({"of": "county"}, "is of force or district"),
        ({"sections": []}, "no section"),
        ({"sections": ["missing", "missing"]}, "one twice"),
        ({"source": " "}, "whose policy"),
        ({"name": None}, "name that is not"),
    ],
)
def test_a_force_s_file_is_refused_in_words(wrong, says):
    told = {**GOOD, **wrong}
    if told["name"] is None:
        told["name"] = "x"
    with pytest.raises(ImproperlyConfigured, match=says):
        _kind("evening", told, "meetings.yaml")


def test_a_section_that_there_is_not_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="there is no section mising"):
        check(_kind("evening", {**GOOD, "sections": ["mising"]}, "meetings.yaml"))


def test_the_forces_own_file_adds_and_replaces(tmp_path, settings, morning):
    settings.MEETINGS_FILE = str(tmp_path / "meetings.yaml")
    (tmp_path / "meetings.yaml").write_text(yaml.safe_dump({"evening": GOOD, "daily-management": GOOD}))
    meeting_kinds.cache_clear()
    try:
        found = meeting_kinds()
        assert found["daily-management"].name == "Evening"
        assert {"evening", "district-morning"} <= set(found)
        friday = morning + timedelta(days=3)
        assert f"{found['evening'].next_after(friday):%a %H:%M}" == "Mon 20:00"
        (tmp_path / "meetings.yaml").write_text("- nonsense")
        meeting_kinds.cache_clear()
        with pytest.raises(ImproperlyConfigured, match="under each key"):
            meeting_kinds()
    finally:
        meeting_kinds.cache_clear()
