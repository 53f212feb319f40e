"""What may be recorded of a child in custody, what is refused in words, and what the database itself holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, models, transaction

from plumbline.access import actions as access
from plumbline.custody import actions
from plumbline.custody.facts import DetentionFacts
from plumbline.custody.models import Accommodation, AgeBasis, Detention, Review, State
from plumbline.custody.tests.conftest import ago, ask, certify, charge, refuse, transfer
from plumbline.custody.tests.test_states import leave
from plumbline.kernel import clock
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid, Missing, Refused, Restricted, Stale
from plumbline.missing import actions as missing
from plumbline.referrals import actions as referrals
from plumbline.referrals.models import Referral
from plumbline.referrals.queries import unreferred
from plumbline.standards.actions import differences
from plumbline.standards.models import Duty


def duty(detention, key):
    return Duty.objects.get(standard=f"custody.{key}", person_id=detention.person_id)


class TestAuthorised:
    def test_who_may_be_a_child_is_one(self, detain, child):
        known = detain(child(date_of_birth=date(clock.today().year - 16, 1, 1)))
        believed = detain(child(date_of_birth=None, estimated_birth_year=clock.today().year - 15))
        unknown = detain(child(given_name="", surname="", known_as="Name not given", date_of_birth=None))
        assert [d.age_basis for d in (known, believed, unknown)] == [
            AgeBasis.BIRTH,
            AgeBasis.BELIEVED,
            AgeBasis.NOT_KNOWN,
        ]
        assert unknown.age is None

    def test_an_adult_and_a_child_under_ten_are_refused(self, detain, child):
        with pytest.raises(Invalid, match="18 or over"):
            detain(child(date_of_birth=date(clock.today().year - 19, 1, 1)))
        with pytest.raises(Invalid, match="age of criminal responsibility"):
            detain(child(date_of_birth=date(clock.today().year - 8, 1, 1)))

    def test_clocks_that_run_backwards_are_refused_at_their_place(self, detain):
        for told, field in (
            ({"arrived_at": ago(hours=9)}, "arrived_at"),
            ({"authorised_at": ago(hours=9)}, "authorised_at"),
            ({"authorised_at": clock.now() + timedelta(hours=1)}, "authorised_at"),
            ({"alternatives": "  "}, "alternatives"),
            ({"necessity": ""}, "necessity"),
        ):
            with pytest.raises(Invalid) as refused:
                detain(**told)
            assert field in refused.value.fields

    def test_one_child_is_here_once(self, detention, detain):
        with pytest.raises(Invalid, match="in custody already"):
            detain(detention.person)

    def test_it_may_come_of_a_record_in_reach_and_of_no_other(self, detain, child, team, custody):
        ada = child(date_of_birth=date(clock.today().year - 14, 1, 1))
        told = {"team": team, "reported_at": ago(hours=9)}
        episode = missing.report_missing(ada, by=custody.handler, **told)
        made = detain(ada, origin=episode.ref())
        assert made.origin == episode.ref()
        ben = child(date_of_birth=date(clock.today().year - 14, 1, 1))
        for ref in (
            CaseRef("missing", "episode", 999_999),
            CaseRef("nowhere", "thing", 1),
            CaseRef("access", "user", 1),
        ):
            with pytest.raises(Missing):
                detain(ben, origin=ref)
        day = clock.today() + timedelta(days=9)
        access.restrict(
            ada,
            by=custody.superintendent,
            reason="Kin of an officer of this force.",
            is_told=False,
            review_on=day,
            allow=[custody.inspector],
        )
        with pytest.raises(Missing):
            detain(ben, origin=episode.ref())
        assert not Detention.objects.filter(person=ben).exists()

    def test_only_custody_sergeants_do(self, detention, custody):
        told = {"happened_at": ago(hours=1), "observed": "Asleep."}
        for user in (custody.constable, custody.inspector, custody.lead):
            with pytest.raises(Refused):
                actions.record_visit(detention, by=user, **told)


class TestAdult:
    def asked(self, detention, by, **told):
        given = {"requested_at": ago(hours=4), "role": "parent", "name": "Rose", "bar": "none"}
        return actions.ask_for_adult(detention, by=by, **(given | told))

    def test_whoever_a_bar_keeps_out_is_refused(self, detention, custody):
        for bar in ("suspect", "victim", "witness", "involved", "admissions", "police", "under-18"):
            with pytest.raises(Invalid, match="cannot be the appropriate adult"):
                self.asked(detention, custody.sergeant, bar=bar)
        with pytest.raises(Invalid, match="they come first"):
            self.asked(detention, custody.sergeant, role="other")

    def test_a_step_needs_one_who_was_there_then_or_a_reason(self, detention, detain, custody):
        by, step = custody.sergeant, {"kind": "interview", "happened_at": ago(hours=2)}
        rose = self.asked(detention, by)
        with pytest.raises(Invalid, match="not arrived"):
            actions.record_step(detention, by=by, adult=rose, **step)
        actions.adult_arrived(rose, by=by, arrived_at=ago(hours=1))
        with pytest.raises(Invalid, match="had not arrived by then"):
            actions.record_step(detention, by=by, adult=rose, **step)
        with pytest.raises(Invalid, match="say why none"):
            actions.record_step(detention, by=by, **step)
        with pytest.raises(Invalid, match="another child"):
            actions.record_step(detain(), by=by, adult=rose, **step)
        alone = actions.record_step(detention, by=by, without_adult_because="Urgent.", **step)
        assert Duty.objects.get(standard="custody.adult-at-each-step", subject_id=alone.pk).done_at is None
        actions.adult_left(rose, by=by, left_at=ago(minutes=30), left_because="Saw it happen.", bar="witness")
        with pytest.raises(Invalid, match="must not be"):
            actions.record_step(detention, by=by, adult=rose, kind="charge", happened_at=ago(minutes=50))


class TestReview:
    def reviewed(self, detention, by, **told):
        given = {"happened_at": ago(hours=1), "is_continued": True, "grounds": "Search under way."}
        return actions.record_review(detention, by=by, **(given | told))

    def test_six_hours_then_nine_each_setting_the_next(self, detention, custody):
        first = duty(detention, "first-review")
        assert first.due_at - first.starts_at == timedelta(hours=6)
        made = self.reviewed(detention, custody.inspector)
        assert made.next_review_at == made.happened_at + timedelta(hours=9)
        assert duty(detention, "next-review").due_at == made.next_review_at
        again = self.reviewed(detention, custody.inspector, happened_at=ago(minutes=10))
        made.refresh_from_db()
        assert made.followed_at == again.happened_at

    def test_one_typed_in_late_stands_in_its_place(self, detention, custody):
        last = self.reviewed(detention, custody.inspector)
        before = self.reviewed(detention, custody.inspector, happened_at=ago(hours=3))
        assert before.followed_at == last.happened_at
        assert last.followed_at is None

    def test_the_next_is_never_later_than_nine_hours_nor_behind(self, detention, custody):
        for wanted in (ago(hours=2), ago(hours=1) + timedelta(hours=9, minutes=1)):
            with pytest.raises(Invalid) as refused:
                self.reviewed(detention, custody.inspector, next_review_at=wanted)
            assert "next_review_at" in refused.value.fields
        sooner = ago(hours=1) + timedelta(hours=2)
        assert self.reviewed(detention, custody.inspector, next_review_at=sooner).next_review_at == sooner

    def test_a_review_before_detention_or_in_the_future_is_refused(self, detention, custody):
        for at in (ago(hours=7), clock.now() + timedelta(minutes=5)):
            with pytest.raises(Invalid) as refused:
                self.reviewed(detention, custody.inspector, happened_at=at)
            assert "happened_at" in refused.value.fields

    def test_that_ends_detention_sets_none(self, detention, custody):
        made = self.reviewed(detention, custody.inspector, is_continued=False, grounds="Nothing more to gain.")
        assert made.next_review_at is None
        assert not Duty.objects.filter(standard="custody.next-review", subject_id=made.pk).exists()

    def test_nobody_reviews_their_own(self, detain, custody, officer):
        mine = detain(officer=custody.inspector)
        with pytest.raises(Invalid, match="someone else must review"):
            self.reviewed(mine, custody.inspector)
        with pytest.raises(Refused):
            self.reviewed(mine, custody.sergeant)

    def test_a_superintendent_extends_to_36_hours_at_most(self, detention, custody):
        told = {"kind": "superintendent", "happened_at": ago(hours=1), "grounds": "Search."}
        most = detention.arrived_at + timedelta(hours=36)
        with pytest.raises(Invalid, match="at most"):
            actions.extend_detention(detention, by=custody.superintendent, until_at=most + timedelta(minutes=1), **told)
        actions.extend_detention(detention, by=custody.superintendent, until_at=most, **told)
        assert duty(detention, "time-limit").done_at is not None
        assert duty(detention, "extended-limit").due_at == most


class TestAfterCharge:
    """Section 38(6): transferred or certified, exactly one, held by the database."""

    def test_a_refusal_needs_ground_and_reasons(self, detention, custody):
        for told, field in (({"ground": ""}, "ground"), ({"reasons": ""}, "reasons")):
            with pytest.raises(Invalid) as refused:
                charge(detention, custody.sergeant, **told)
            assert field in refused.value.fields
        assert Detention.objects.get(pk=detention.pk).state == State.DETAINED

    def test_a_charge_is_a_step_for_which_an_adult_is_there_or_missed(self, detention, custody):
        with pytest.raises(Invalid) as told:
            charge(detention, custody.sergeant, without_adult_because="")
        assert "without_adult_because" in told.value.fields
        assert Detention.objects.get(pk=detention.pk).state == State.DETAINED, "nothing is half charged"
        charge(detention, custody.sergeant)
        step = detention.steps.get()
        assert (step.kind, step.adult) == ("charge", None)
        assert Duty.objects.get(standard="custody.adult-at-each-step", subject_id=step.pk).done_at is None

    def test_nothing_of_it_before_charge_nor_after_bail(self, detention, custody):
        with pytest.raises(Invalid, match="refused bail"):
            ask(detention, custody.sergeant)
        charge(detention, custody.sergeant, bail="granted", ground="", reasons="")
        for act in (ask, certify, transfer):
            with pytest.raises(Invalid, match="refused bail"):
                act(detention, custody.sergeant)

    def test_no_certificate_without_grounds(self, refused, custody):
        by = custody.sergeant
        with pytest.raises(Invalid, match="needs one of the two grounds"):
            certify(refused, by, ground="")
        with pytest.raises(Invalid, match="Say to the court"):
            certify(refused, by, explanation=" ")
        with pytest.raises(Invalid, match="Ask the local authority first"):
            certify(refused, by, ground="impracticable", impracticable="weather")
        refuse(ask(refused, by), by)
        with pytest.raises(Invalid, match="no reason where none was asked for"):
            certify(refused, by)
        with pytest.raises(Invalid, match="close to impossible"):
            certify(refused, by, ground="impracticable")
        assert duty(refused, "transferred-or-certified").done_at is None

    def test_ground_b_needs_a_secure_request_that_brought_no_place(self, refused, custody):
        by = custody.sergeant
        secure = ask(refused, by, "secure")
        with pytest.raises(Invalid, match="has not answered"):
            certify(refused, by)
        refuse(secure, by)
        made = certify(refused, by)
        assert (made.age, made.request_id) == (15, secure.pk)
        assert duty(refused, "transferred-or-certified").done_at == made.happened_at

    def test_a_secure_place_that_was_offered_leaves_no_ground_b(self, refused, custody):
        secure = ask(refused, custody.sergeant, "secure")
        told = {"answered_at": ago(hours=1), "answer": "offered", "offered_where": "A secure home"}
        actions.answer_request(secure, by=custody.sergeant, **told)
        with pytest.raises(Invalid, match="A secure place was offered"):
            certify(refused, custody.sergeant)

    def test_under_twelve_and_of_unknown_age_no_secure_place_and_no_ground_b(self, detain, child, custody):
        by = custody.sergeant
        for born in (date(clock.today().year - 11, 1, 1), None):
            young = detain(child(date_of_birth=born))
            charge(young, by)
            with pytest.raises(Invalid, match="12 or older"):
                ask(young, by, "secure")
            refuse(ask(young, by), by)
            with pytest.raises(Invalid, match="12 or older"):
                certify(young, by)

    def test_a_secure_request_names_the_harm(self, refused, custody):
        with pytest.raises(Invalid, match="which serious harm"):
            ask(refused, custody.sergeant, "secure", harm="")

    def test_a_non_secure_refusal_goes_up_and_a_secure_one_does_not(self, refused, custody):
        by = custody.sergeant
        plain, secure = refuse(ask(refused, by), by), refuse(ask(refused, by, "secure"), by)
        assert (
            Duty.objects.filter(standard="custody.refusal-escalated").values_list("subject_id", flat=True).get()
            == plain.pk
        )
        with pytest.raises(Invalid, match="Only a non-secure request"):
            actions.escalate_refusal(secure, by=by, escalated_to="Head")
        actions.escalate_refusal(plain, by=by, escalated_to="Head of service")
        with pytest.raises(Invalid, match="already"):
            refuse(plain, by)

    def test_a_place_found_later_withdraws_the_certificate(self, refused, custody):
        by = custody.sergeant
        refuse(ask(refused, by, "secure"), by)
        certified = certify(refused, by)
        with pytest.raises(Invalid, match="stands already"):
            certify(refused, by)
        moved = transfer(refused, by)
        certified.refresh_from_db()
        assert certified.withdrawn_at is not None
        assert (refused.state, refused.ending, refused.handed_to) == (State.ENDED, "local-authority", "Di Low")
        assert duty(refused, "transferred-or-certified").done_at == moved.happened_at

    def test_the_database_holds_exactly_one(self, refused, custody):
        by = custody.sergeant
        refuse(ask(refused, by, "secure"), by)
        certified = certify(refused, by)
        rows = models.QuerySet(Accommodation)
        for wrong in ({"moved_to": "Mill House"}, {"ground": ""}, {"explanation": ""}, {"outcome": "transferred"}, {"age": 11},
                      {"age": None}, {"impracticable": "weather"}):  # fmt: skip
            with pytest.raises(IntegrityError), transaction.atomic():
                rows.filter(pk=certified.pk).update(**wrong)
        second = Accommodation(
            **{f.attname: getattr(certified, f.attname) for f in Accommodation._meta.concrete_fields}
        )
        second.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.bulk_create([second])

    def test_whoever_leaves_with_neither_stays_an_exception(self, refused, custody):
        by = custody.sergeant
        with pytest.raises(Invalid) as told:
            leave(refused, by, "court", safe_release="")
        assert "neither_because" in told.value.fields
        with pytest.raises(Invalid, match="Bail was refused"):
            leave(refused, by, "bailed")
        with pytest.raises(Invalid, match="choose what happened"):
            leave(refused, by, "no-action")
        leave(refused, by, "court", safe_release="", neither_because="Nobody thought of it.")
        assert refused.neither_because

    def test_a_child_is_handed_to_someone(self, detention, custody):
        with pytest.raises(Invalid) as told:
            leave(detention, custody.sergeant, "bail", handed_to=" ")
        assert "handed_to" in told.value.fields
        with pytest.raises(Invalid, match="has not been charged"):
            leave(detention, custody.sergeant, "court")
        with pytest.raises(Invalid, match="Record the transfer"):
            leave(detention, custody.sergeant, "local-authority")
        with pytest.raises(Invalid, match="before detention was authorised"):
            leave(detention, custody.sergeant, "bail", ended_at=ago(hours=9))


def test_one_who_turns_18_in_custody_is_owed_nothing_more(detain, child, custody):
    """At midnight of the birthday what was not yet due falls away; what was overdue before stays as it was missed."""
    midnight = datetime(2026, 3, 3, 0, 0, tzinfo=UTC)
    with clock.frozen(midnight - timedelta(hours=3)):
        detention = detain(child(date_of_birth=date(2008, 3, 3)), hours=1)
        assert (detention.age, detention.is_adult_at(midnight)) == (17, True)
    early, late = duty(detention, "adult-asked"), Duty.objects.filter(standard="custody.first-review")
    assert early.ended_at == midnight
    assert not [each for each in late if each.ended_at is None]
    with clock.frozen(midnight + timedelta(hours=1)):
        leave(detention, custody.sergeant, "no-action", ended_at=midnight)
        with pytest.raises(Invalid, match="18 or over"):
            detain(detention.person, hours=0)


def test_the_child_is_heard_in_custody(detention, custody):
    by, at = custody.sergeant, ago(hours=3)
    with pytest.raises(Invalid) as told:
        actions.hear_child(detention, by=by, happened_at=at, is_seen=True, is_spoken_to=True, words="")
    assert "words" in told.value.fields
    told = {"is_seen": True, "is_spoken_to": False, "reason_not_spoken_to": "did-not-try"}
    actions.hear_child(detention, by=by, happened_at=at, **told)
    assert duty(detention, "child-heard").done_at is None, "that nobody tried is not a hearing"
    actions.hear_child(detention, by=by, happened_at=at, is_seen=True, is_spoken_to=True, words="I am cold.")
    assert duty(detention, "child-heard").done_at == at


def refer(detention, team, by, **told):
    given = {"team": team, "grade": "medium", "concerns": ["offending"], "circumstances": "Arrested with two men."}
    return referrals.make_referral(detention.person, by=by, **(given | told))


def test_a_referral_made_from_the_detention_is_not_written_down_again(detention, team, custody):
    """Its origin tells; one of the same child that came of something else does not, nor one out of a like number elsewhere."""
    refer(detention, team, custody.sergeant)
    assert duty(detention, "referral-made").done_at is None
    other = models.QuerySet(Referral).filter(pk=refer(detention, team, custody.sergeant).pk)
    other.update(origin_room="referrals", origin_kind="domesticincident", origin_id=detention.pk)
    assert not list(differences(DetentionFacts))
    made = refer(detention, team, custody.sergeant, origin=detention.ref())
    assert duty(detention, "referral-made").done_at == made.submitted_at
    with pytest.raises(Invalid, match=made.reference):
        actions.record_referral(
            detention, by=custody.sergeant, referral_made_at=clock.now(), referral_reference="In the other system"
        )
    refer(detention, team, custody.sergeant, origin=detention.ref())
    assert duty(detention, "referral-made").done_at == made.submitted_at, "the first counts"
    assert not list(differences(DetentionFacts))


def test_a_child_in_custody_is_a_child_to_notice_until_referred(detain, child, team, custody):
    born = {"date_of_birth": date(clock.today().year - 15, 1, 2)}
    here, elsewhere, neither = (detain(child(**born), hours=hours) for hours in (3, 2, 1))
    actions.record_referral(
        elsewhere, by=custody.sergeant, referral_made_at=clock.now(), referral_reference="In the other system"
    )

    def noticed():
        return {each.case for each in unreferred(ago(hours=24), clock.now()) if each.case.room == "custody"}

    assert noticed() == {here.ref(), neither.ref()}
    refer(here, team, custody.sergeant, origin=here.ref())
    assert noticed() == {neither.ref()}


def test_two_at_once_do_not_both_end_it(detention, custody):
    mine = Detention.objects.get(pk=detention.pk)
    leave(detention, custody.sergeant, "no-action")
    with pytest.raises((Invalid, Stale)):
        leave(mine, custody.other, "bail")
    assert Detention.objects.get(pk=detention.pk).ending == "no-action"


def test_a_restricted_child_is_closed_to_every_act(detention, custody):
    day = clock.today() + timedelta(days=9)
    told = {
        "reason": "Kin of an officer of this force.",
        "is_told": True,
        "review_on": day,
        "allow": [custody.inspector],
    }
    access.restrict(detention.person, by=custody.superintendent, **told)
    with pytest.raises(Restricted):
        actions.record_visit(detention, by=custody.other, happened_at=ago(hours=1), observed="Asleep.")


def test_reviews_are_the_inspectors_own_table(detention, custody):
    """The database refuses a review that lets detention go on and sets no next."""
    made = TestReview().reviewed(detention, custody.inspector)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.QuerySet(Review).filter(pk=made.pk).update(next_review_at=None)
