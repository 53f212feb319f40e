"""What a record reports of itself."""

import pytest

from plumbline.kernel.actors import system
from plumbline.kernel.caserefs import CaseRef
from plumbline.kernel.errors import Invalid

TEST = system("test")


@pytest.fixture
def south(made, District):
    return made(District, by=TEST, code="S", name="South")


def test_a_new_record_is_at_its_first_version(south):
    assert south.version == 1


def test_the_version_rises_by_one_with_each_change(south, saved, District):
    saved(south, by=TEST, name="A")
    saved(south, by=TEST, name="B")
    assert (south.version, District.objects.get(pk=south.pk).version) == (3, 3)


def test_only_changed_columns_are_written(south, saved, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as queries:
        saved(south, by=TEST, name="A")
    (update,) = [q["sql"] for q in queries.captured_queries if q["sql"].startswith("UPDATE")]
    assert '"name"' in update
    assert '"code" =' not in update


def test_save_takes_no_options(south):
    with pytest.raises(TypeError, match="takes no options"):
        south.save(update_fields=["name"])


def test_what_a_field_refuses_is_told_with_its_name(south, saved):
    with pytest.raises(Invalid) as fault:
        saved(south, by=TEST, name="x" * 81)
    assert set(fault.value.fields) == {"name"}


def test_columns_that_were_not_read_are_not_taken_for_changed(south, saved, District):
    partly = District.objects.only("code", "version").get(pk=south.pk)
    saved(partly, by=TEST, code="T")
    whole = District.objects.get(pk=south.pk)
    assert (whole.code, whole.name) == ("T", "South")


def test_a_record_taken_away_is_told_with_what_it_held(south, known_acts, seen):
    from plumbline.kernel.acts import act

    @act("test.record.removed", permission="access.administer", says="Removed")
    def remove(record, *, by):
        record.delete()

    remove(south, by=TEST)
    (change,) = seen[-1].changes
    assert change.old["name"] == "South"
    assert change.new == {}


def test_a_record_is_its_own_case_unless_it_says_otherwise(south):
    assert south.case() is south
    assert south.root() is south
    assert south.ref() == CaseRef("workforce", "district", south.pk)
    assert south.person_ids() == []


def test_the_version_of_a_record_that_is_gone_is_none(District):
    assert District(pk=999_999).version_now() is None
