from types import SimpleNamespace

import pytest

from plumbline.web import slots


@pytest.fixture(autouse=True)
def web_alone(settings, monkeypatch):
    """No room above: its addresses and what it registered are absent."""
    settings.ROOT_URLCONF = "plumbline.web.tests.urls"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    for registry in ("_navigation", "_panels", "_names", "_links"):
        monkeypatch.setattr(slots, registry, {})


@pytest.fixture
def asked(rf):
    """A request of someone signed in."""

    def ask(address="/", **headers):
        request = rf.get(address, headers=headers)
        request.user = SimpleNamespace(is_authenticated=True, is_active=True, pk=None, display_name="PS Farmer")
        request.session = {"purpose": "supervising"}
        return request

    return ask
