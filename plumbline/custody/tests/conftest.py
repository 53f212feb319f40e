"""A child in custody, at each point of the story; made by the acts."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from plumbline.custody import actions
from plumbline.kernel import clock


def ago(**length):
    return (clock.now() - timedelta(**length)).replace(second=0)


@pytest.fixture
def custody(officer):
    """People by their work; each is made when first named."""

    class Force:
        roles = {
            "sergeant": "custody-sergeant",
            "other": "custody-sergeant",
            "inspector": "duty-inspector",
            "superintendent": "superintendent",
            "constable": "response-officer",
            "lead": "protection-lead",
            "handler": "call-handler",
        }

        def __getattr__(self, name):
            setattr(self, name, officer(self.roles[name]))
            return self.__dict__[name]

    return Force()


@pytest.fixture
def detain(child, team, custody):
    """Makes a detention, five hours old unless told otherwise, of a child of 15."""

    def make(person=None, hours=5, **told):
        person = person or child(date_of_birth=date(clock.today().year - 15, 1, 2))
        at = ago(hours=hours)
        given = {
            "team": team,
            "arrested_at": at - timedelta(minutes=40),
            "arrived_at": at - timedelta(minutes=10),
            "authorised_at": at,
            "offence": "Robbery",
            "necessity": "To obtain evidence by questioning.",
            "alternatives": "A voluntary interview: he had gone to ground before.",
            "officer": custody.constable,
        }
        return actions.authorise_detention(person, by=custody.sergeant, **(given | told))

    return make


@pytest.fixture
def detention(detain):
    return detain()


@pytest.fixture
def refused(detention, custody):
    """Charged, and bail refused, two hours ago."""
    charge(detention, custody.sergeant)
    return detention


def charge(detention, by, **told):
    given = {"charged_at": ago(hours=2), "offence": "Robbery", "bail": "refused", "ground": "offence"}
    given |= {"reasons": "He said that he would do it again.", "without_adult_because": "Nobody came."}
    return actions.charge_child(detention, by=by, **(given | told))


def ask(detention, by, kind="non-secure", **told):
    more = {"harm": "death", "serious_harm": "He named whom he would stab."} if kind == "secure" else {}
    given = {"requested_at": ago(hours=1, minutes=50), "kind": kind, "authority": "Northshire"} | more
    return actions.request_accommodation(detention, by=by, **(given | told))


def refuse(request, by, **told):
    given = {"answered_at": ago(hours=1, minutes=30), "answer": "refused", "refusal": "no-bed"}
    return actions.answer_request(request, by=by, **(given | told))


def certify(detention, by, **told):
    given = {"happened_at": ago(hours=1), "ground": "no-secure", "explanation": "Eleven homes were rung."}
    return actions.certify_detention(detention, by=by, **(given | told))


def transfer(detention, by, **told):
    given = {"happened_at": ago(minutes=20), "authority": "Northshire", "moved_to": "Mill House", "kind": "non-secure"}
    return actions.transfer_child(detention, by=by, **(given | {"handed_to": "Di Low"} | told))
