"""Hostile input at the doors: refused in words or taken as plain text, never a trace, never anything done by it."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from plumbline.kernel.actors import actor_of
from plumbline.kernel.errors import TooMany
from plumbline.ledger.models import Entry
from plumbline.people import access
from plumbline.people.models import Person

HOSTILE = [
    "'; DROP TABLE people_person; --",
    '" OR 1=1 --',
    "%' UNION SELECT password FROM access_user --",
    'marsh" NEAR/2 "ada',  # FTS5's own language
    "{0.__class__.__mro__}",
    "${jndi:ldap://x}",
    "{{ 7|add:7 }}{% debug %}",
    "<script>alert(1)</script>",
    "\u202eevil\u2066",
    "Ada\x00Marsh",
    "%00%0d%0aSet-Cookie: a=b",
    "𝒜𝒹𝒶 Ｍａｒｓｈ",
    "*" * 400,
    "((((" * 60,
]
TRACE = ("Traceback", "django.", "OperationalError", 'File "/')


def plain(response) -> str:
    text = response.content.decode(errors="replace")
    assert response.status_code < 500, text[:2000]
    assert not [word for word in TRACE if word in text]
    return text


@pytest.fixture
def sergeant(officer, client_for, child):
    child(given_name="Ada", surname="Marsh")
    return client_for(officer("sergeant"))


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_a_search_takes_whatever_is_typed_as_text(sergeant, typed):
    people = Person.objects.count()
    for address in ("people:children", "missing:report"):
        page = plain(sergeant.get(reverse(address), {"q": typed}))
        assert "<script>alert" not in page
    assert Person.objects.count() == people


def test_a_name_in_letters_that_look_alike_is_found(sergeant):
    """Full-width and mathematical letters are the plain ones to a search: a child cannot be hidden by a font."""
    assert "Ada Marsh" in plain(sergeant.get(reverse("people:children"), {"q": "Ａｄａ 𝐌𝐚𝐫𝐬𝐡"}))


@pytest.mark.parametrize("typed", HOSTILE, ids=range(len(HOSTILE)))
def test_a_name_is_kept_or_refused_and_never_run(sergeant, typed):
    told = {"given_name": typed, "surname": "Test", "gender": "female", "date_of_birth": "2014-01-01"}
    page = plain(sergeant.post(reverse("people:add"), told))
    assert "<script>alert(1)" not in page
    assert Person.objects.filter(surname="Marsh").exists()


def test_a_form_of_ten_megabytes_is_refused(sergeant):
    page = sergeant.post(reverse("people:add"), {"given_name": "A" * 10_000_000, "surname": "Test"})
    assert page.status_code in (400, 413)
    assert "Traceback" not in page.content.decode()


def test_a_form_of_ten_thousand_fields_is_refused(sergeant):
    page = sergeant.post(reverse("people:add"), {f"field{number}": "1" for number in range(10_000)})
    assert page.status_code == 400
    plain(page)


@pytest.mark.parametrize("name", ["../../etc/passwd", "..\\..\\boot.ini", "a\r\nX-Header: b", "photo.html"])
def test_a_file_is_taken_by_no_page(sergeant, name):
    file = SimpleUploadedFile(name, b"<script>alert(1)</script>", content_type="image/png")
    page = sergeant.post(reverse("people:add"), {"given_name": "Eve", "surname": "Test", "photo": file})
    assert page.status_code == 400
    assert not Person.objects.filter(given_name="Eve").exists()
    plain(page)


@pytest.mark.parametrize("path", ["../../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/settings.py"])
def test_static_files_do_not_lead_out(sergeant, path):
    page = sergeant.get(f"/static/{path}")
    assert page.status_code in (301, 302, 400, 404)


@pytest.mark.parametrize(
    "following", ["//evil.example", "https://evil.example", "javascript:alert(1)", "/\r\nSet-Cookie: a=b"]
)
def test_nobody_is_sent_elsewhere_after_stating_a_purpose(sergeant, following):
    page = sergeant.post(reverse("access:purpose"), {"purpose": "audit", "next": following})
    assert page.status_code == 302
    assert page.headers["Location"].startswith("/")
    assert not page.headers["Location"].startswith("//")
    assert "\n" not in page.headers["Location"]


@pytest.mark.parametrize("number", ["0", "-1", "9" * 40, "1e3", "٣", quote("1 OR 1=1")])
def test_a_number_in_an_address_is_a_number(sergeant, number):
    assert sergeant.get(f"/missing/{number}/").status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "X-HTTP-Method-Override"])
def test_headers_that_frameworks_heed_are_not_heeded(sergeant, header):
    page = sergeant.get(reverse("people:children"), headers={header: "evil.example"})
    assert "evil.example" not in plain(page)


def test_another_host_is_refused(sergeant):
    assert sergeant.get("/", headers={"host": "evil.example"}).status_code == 400


def test_every_page_carries_its_protection(sergeant):
    page = sergeant.get(reverse("people:children"))
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in page.headers["Permissions-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


# The index of people is not to be copied by asking for it piece by piece


def test_who_searches_without_end_is_asked_to_wait(officer, child):
    child()
    trawler = actor_of(officer("sergeant"))
    for _ in range(access.MOST_SEARCHES):
        access.people_found(trawler, "Ada")
    with pytest.raises(TooMany, match="Wait a minute"):
        access.people_found(trawler, "Ada")
    assert access.people_found(actor_of(officer("sergeant")), "Ada"), "another person's searches are their own"
    assert Entry.objects.filter(event=access.SEARCHED, actor_id=trawler.user.pk).count() == access.MOST_SEARCHES


def test_the_page_that_asks_to_wait_is_calm(sergeant, monkeypatch):
    monkeypatch.setattr(access, "MOST_SEARCHES", 0)
    page = sergeant.get(reverse("people:children"), {"q": "Ada"})
    assert page.status_code == 429
    assert "Wait a minute" in page.content.decode()


@pytest.mark.django_db
def test_no_statement_was_left_open():
    """The search went on after each hostile text: the connection is whole."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


# Who is turned away is on the record


def test_who_is_turned_away_is_in_the_ledger(officer, client_for, child):
    client = client_for(officer("administrator"))
    assert client.get("/missing/").status_code == 403
    assert client.get(f"/people/{child().pk}/").status_code == 404
    assert client.get("/missing/999999/").status_code == 403
    refused = Entry.objects.filter(event="ledger.request.refused").order_by("pk")
    assert [entry.sentence.split(":")[0] for entry in refused.select_related("told")] == [
        "Refused",
        "Not there or out of reach",
        "Refused",
    ]
    assert not refused.filter(people__isnull=False).exists(), "nobody was shown"


def test_a_refused_act_leaves_its_refusal_alone(officer, client_for, child):
    client = client_for(officer("auditor"), purpose="audit")
    person = child()
    held = Entry.objects.count()
    assert client.post(f"/people/{person.pk}/voice/", {"is_seen": "true"}).status_code in (403, 404)
    (entry,) = Entry.objects.order_by("pk")[held:]
    assert entry.event == "ledger.request.refused"
