"""Each component on its own, then all of them on the gallery page."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import RequestFactory
from django_cotton import render_component

from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef, pages
from plumbline.kernel.errors import (
    AlreadyDone,
    Busy,
    Invalid,
    Missing,
    PlumblineError,
    PurposeNeeded,
    Refused,
    Stale,
    TooMany,
)
from plumbline.web import context, errors, middleware, slots, tones, views, words

COTTON = Path(views.__file__).parent / "templates" / "cotton"
NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


def drawn(name, **attributes):
    return render_component(RequestFactory().get("/"), name, attributes)


@pytest.mark.parametrize("name", sorted(path.stem.replace("_", "-") for path in COTTON.glob("*.html")))
def test_a_component_without_attributes_draws_and_leaves_no_tag(name):
    assert "<c-" not in drawn(name)


def test_the_gallery_shows_every_component_and_leaves_no_tag(asked):
    page = views.gallery(asked("/gallery/")).content.decode()
    assert "<c-" not in page
    assert "{%" not in page
    assert "{{" not in page
    source = (COTTON.parent / "web" / "gallery.html").read_text()
    for path in COTTON.glob("*.html"):
        name = path.stem.replace("_", "-")
        assert f"c-{name}" in source or name in {"form", "live", "error-summary"}, (
            f"c-{name} is missing from the gallery"
        )


def test_pages_keep_the_strict_policy(asked):
    page = views.gallery(asked("/gallery/")).content.decode()
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)
    assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))


def test_the_page_says_who_is_signed_in_and_why(asked):
    page = views.gallery(asked("/gallery/")).content.decode()
    assert "PS Farmer" in page
    assert "Purpose: Supervising or reviewing the work on it" in page
    assert 'method="post" action="/sign-out/"' in page


def test_passed_on_attributes_cannot_break_out():
    page = drawn("button", **{"data-name": '"a" onclick="alert(1)"'})
    assert 'onclick="alert(1)"' not in page
    assert "&quot;" in page


def test_text_is_escaped_once():
    page = drawn("stat", number="<b>", label="Smith & Sons")
    assert "&lt;b&gt;" in page
    assert "Smith &amp; Sons" in page
    assert "&amp;amp;" not in page


@pytest.mark.parametrize(
    ("tone", "colour"), [("CANNOT_TELL", "purple"), ("no-apparent-risk", "grey"), ("High", "red"), ("x", "grey")]
)
def test_a_tone_is_known_however_it_is_written(tone, colour):
    assert tones.colour(tone) == colour
    assert f"govuk-tag--{colour}" in drawn("tag", tone=tone)


def test_a_tag_always_has_words():
    assert "Cannot tell</strong>" in drawn("tag", tone="cannot tell")


def test_a_countdown_carries_its_moment_and_its_words():
    with clock.frozen(NOW):
        page = drawn("countdown", due=datetime(2026, 11, 22, 11, 0, tzinfo=UTC))
    assert page.startswith("<time")
    assert page.endswith("</time>")
    assert "overdue by 3 h 5 min" in page
    assert "2026-11-22T11:00:00+00:00" in page


def test_a_name_not_given_does_not_leak_in_from_the_page():
    request = RequestFactory().get("/")
    assert "Missing episodes" not in render_component(
        request, "page-header", {"title": "A", "lead": ""}, page="Missing episodes"
    )


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (30, "less than a minute"),
        (60, "1 minute"),
        (720, "12 minutes"),
        (3600, "1 h"),
        (11_100, "3 h 5 min"),
        (187_200, "2 days 4 h"),
        (9 * 86_400, "9 days"),
    ],
)
def test_spans_in_words(seconds, says):
    assert words.span(words.timedelta(seconds=seconds)) == says


def test_moments_are_shown_by_the_clock_on_the_wall():
    assert words.moment(datetime(2026, 7, 31, 23, 30, tzinfo=UTC)) == "1 Aug 2026 at 00:30"
    assert words.day(datetime(2026, 7, 31, 23, 30, tzinfo=UTC)) == "1 Aug 2026"
    assert words.moment(None) == ""
    twice = [words.moment(datetime(2026, 10, 25, hour, 30, tzinfo=UTC)) for hour in (0, 1)]
    assert twice == ["25 Oct 2026 at 01:30 BST", "25 Oct 2026 at 01:30 GMT"]
    assert words.moment(datetime(2026, 10, 25, 2, 0, tzinfo=UTC)) == "25 Oct 2026 at 02:00"
    assert words.due(NOW, NOW) == "due in less than a minute"


@pytest.mark.parametrize(
    ("value", "says"), [(None, "none yet"), (0.92, "92%"), (0.999, "99%"), (1.0, "100%"), (0, "0%")]
)
def test_a_rate_is_never_rounded_up_to_all(value, says):
    assert words.percent(value) == says


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "status"),
    [(Refused, 403), (Missing, 404), (Stale, 409), (Invalid, 400), (TooMany, 429), (Busy, 503), (PlumblineError, 500)],
)
def test_an_error_becomes_a_page_with_its_sentence(asked, error, status):
    response = middleware.PlainRefusals(None).process_exception(asked(), error("The plan names no <one>."))
    assert response.status_code == status
    assert "The plan names no &lt;one&gt;." in response.content.decode()


def test_a_live_part_gets_the_sentence_alone(asked):
    response = errors.plain(asked(**{"HX-Request": "true"}), 409, "Read what changed.")
    assert "Read what changed." in response.content.decode()
    assert "<html" not in response.content.decode()


def test_a_purpose_is_asked_for_and_leads_back(asked):
    response = middleware.PlainRefusals(None).process_exception(asked("/children/4/?tab=2"), PurposeNeeded("Say why."))
    assert response.status_code == 302
    assert response["Location"] == "/purpose/?next=%2Fchildren%2F4%2F%3Ftab%3D2"


def test_a_form_sent_twice_leads_to_what_it_made(asked, monkeypatch):
    told = []
    monkeypatch.setattr(middleware.messages, "info", lambda request, text: told.append(text))
    pages("web", "sample", lambda pk: f"/sample/{pk}/")
    response = middleware.PlainRefusals(None).process_exception(asked(), AlreadyDone(CaseRef("web", "sample", 4)))
    assert response["Location"] == "/sample/4/"
    assert told


def test_other_faults_pass_through(asked):
    assert middleware.PlainRefusals(None).process_exception(asked(), ValueError("x")) is None


def test_the_failure_page_draws_on_nothing(rf):
    response = errors.failed(rf.get("/"))
    assert response.status_code == 500
    assert "control room" in response.content.decode()


@pytest.mark.parametrize("handler", [errors.bad_request, errors.refused, errors.not_found])
def test_an_error_page_needs_neither_user_nor_session(rf, handler):
    assert handler(rf.get("/"), Exception()).status_code >= 400


def test_the_current_entry_is_the_longest_that_holds_the_page():
    entries = [slots.Entry("Gallery", "web:gallery", 10), slots.Entry("Sign in", "access:sign-in", 20)]
    assert context.current("/gallery/more/", entries) is entries[0]
    assert context.current("/elsewhere/", entries) is None
