import pytest
from django.template import RequestContext, Template
from django.utils.safestring import mark_safe

from plumbline.access import access
from plumbline.web import context, slots


def test_entries_are_in_order_and_only_those_that_may_be_used(asked, monkeypatch):
    slots.navigation("Missing", "access:purpose", order=40, permission="missing.view")
    slots.navigation("My duties", "web:gallery", order=10)
    slots.navigation("Force", "access:sign-in", order=90, permission="force.view")
    monkeypatch.setattr(access, "may_do", lambda user, permission: permission == "missing.view")
    assert [e.label for e in slots.entries(asked().user)] == ["My duties", "Missing"]
    assert slots.entries(None) == []


def test_the_page_marks_the_entry_it_lies_under(asked):
    slots.navigation("Gallery", "web:gallery", order=10)
    shown = context.page(asked("/gallery/"))
    assert [(entry.label, here) for entry, here in shown["navigation"]] == [("Gallery", "page")]


def test_registering_again_replaces():
    slots.navigation("Old", "web:gallery", order=10)
    slots.navigation("New", "web:gallery", order=10)
    assert [e.label for e in slots._navigation.values()] == ["New"]


def test_panels_are_drawn_in_order_and_empty_ones_vanish(asked):
    slots.panel("child.main", order=20)(lambda request, record: mark_safe("<p>b</p>"))

    @slots.panel("child.main", order=10)
    def first(request, record):
        return mark_safe(f"<p>{record}</p>")

    @slots.panel("child.main", order=5)
    def silent(request, record):
        return ""

    assert slots.panels("child.main", asked(), "a") == "<p>a</p><p>b</p>"
    page = Template('{% panels "child.main" record %}').render(RequestContext(asked(), {"record": "a"}))
    assert page == "<p>a</p><p>b</p>"
    assert slots.panels("child.side", asked(), "a") == ""


def test_a_panel_must_not_return_bare_text(asked):
    slots.panel("child.main", order=1)(lambda request, record: "<script>")
    with pytest.raises(TypeError, match="bare text"):
        slots.panels("child.main", asked(), None)


def test_names_are_asked_for_once_on_a_page(asked, db):
    calls = []

    def resolver(ids):
        calls.append(sorted(ids))
        return {pk: f"Child <{pk}>" for pk in ids if pk != 9}

    slots.names("person", resolver)
    slots.links("person", lambda pk: f"/people/{pk}/")
    request = asked()
    slots.Called.on(request).learn("person", [1, 2, None])
    source = '{% name "person" 1 link=True %}|{% name "person" 2 %}|{% name "person" 9 link=True %}|{% name "team" 1 %}'
    page = Template(source).render(RequestContext(request, {}))
    assert page == '<a class="govuk-link" href="/people/1/">Child &lt;1&gt;</a>|Child &lt;2&gt;||'
    assert calls == [[1, 2], [9]]


def test_a_kind_without_a_room_has_no_names():
    assert slots.name_of("officer", [1]) == {}
    assert slots.link_to("officer", 1) == ""
