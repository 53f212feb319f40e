from datetime import UTC, date, datetime, timedelta

import pytest
from django import forms as stock

from plumbline.kernel import clock
from plumbline.kernel.errors import Invalid, Stale
from plumbline.web import forms
from plumbline.web.pages import carried_out

NOW = datetime(2026, 11, 22, 14, 5, tzinfo=UTC)


class Sighting(forms.Form):
    name = stock.CharField(label="Name of the child", max_length=20, help_text="As given.")
    seen_at = forms.MomentField(label="When was the child seen?", required=False, latest_now=True)
    born = forms.DateField(label="Date of birth", required=False, latest_today=True)
    risk = stock.ChoiceField(
        label="Risk",
        choices=[("", "-----"), ("high", "High"), ("low", "Low")],
        widget=forms.Radios(hints={"high": "Serious harm."}),
    )
    alone = forms.YesNoNotKnown(label="Was the child alone?")
    account = stock.CharField(label="Account", widget=forms.TextArea, required=False)
    told = stock.BooleanField(label="The parent knows")


def answers(**changed):
    return {"name": "Maria", "risk": "high", "alone": "no", "told": "on", **changed}


def moment(typed, **kwargs):
    return forms.MomentField(**kwargs).clean(typed)


def refusal(field, typed):
    with pytest.raises(stock.ValidationError) as fault:
        field.clean(typed)
    return " ".join(fault.value.messages)


def test_a_field_has_label_hint_and_error_joined_to_its_box():
    page = str(Sighting({})["name"].as_field_group())
    assert '<label class="govuk-label govuk-label--s" for="id_name">Name of the child</label>' in page
    assert 'id="id_name_helptext" class="govuk-hint">As given.' in page
    assert 'id="id_name_error" class="govuk-error-message"' in page
    assert "Enter name of the child" in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'class="govuk-input govuk-input--error"' in page


def test_the_error_summary_links_to_the_first_box_of_each_answer():
    listed = dict(forms.listed_errors(Sighting({})))
    assert set(listed) == {"id_name", "id_risk_1", "id_alone_0", "id_told"}
    page = str(Sighting({}))
    assert all(f'id="{anchor}"' in page for anchor in listed)


def test_errors_name_the_answer():
    assert [message for _, message in forms.listed_errors(Sighting({}))] == [
        "Enter name of the child",
        "Select risk",
        "Answer “Was the child alone?”",
        "Tick “The parent knows”",
    ]


def test_a_message_that_the_form_words_itself_stays():
    class Own(forms.Form):
        name = stock.CharField(error_messages={"required": "Say who."})

    assert Own({}).errors["name"] == ["Say who."]


def test_optional_answers_say_so_and_required_ones_are_not_starred():
    page = str(Sighting())
    assert "Date of birth (optional)" in page
    assert "Name of the child (optional)" not in page
    assert "*" not in page
    assert " required" not in page


def test_a_filter_requires_nothing_and_says_nothing():
    class Find(forms.FilterForm):
        q = stock.CharField(widget=forms.Search)

    assert Find({}).is_valid()
    assert "(optional)" not in str(Find())
    assert "submission" not in str(Find())


def test_radios_are_a_fieldset_with_hints_and_without_the_blank_choice():
    page = str(Sighting()["risk"].as_field_group())
    assert '<legend class="govuk-fieldset__legend govuk-fieldset__legend--s">Risk</legend>' in page
    assert "Serious harm." in page
    assert "-----" not in page
    assert page.count('type="radio"') == 2


def test_free_text_is_capped_and_counted():
    page = str(Sighting()["account"].as_field_group())
    assert 'data-module="govuk-character-count" data-maxlength="5000"' in page
    assert 'id="id_account-info"' in page
    assert "id_account-info" in page.split("<textarea")[1].split(">")[0]
    assert Sighting(answers(account="x" * 5001)).errors["account"] == ["Account must be 5000 characters or fewer"]


def test_line_ends_count_as_the_browser_counts_them():
    form = Sighting(answers(account="\r\n".join(["x" * 499] * 10)))
    assert form.is_valid()
    assert len(form.cleaned_data["account"]) == 4999


def test_control_characters_are_taken_out_and_nul_is_refused():
    form = Sighting(answers(name="Ma\x07ria\x1b", account="a\x0bb\nc\td"))
    assert form.is_valid(), form.errors
    assert form.cleaned_data["name"] == "Maria"
    assert form.cleaned_data["account"] == "ab\nc\td"
    assert "name" in Sighting(answers(name="Ma\0ria")).errors
    assert Sighting(answers(name="\x07 \x07")).errors["name"] == ["Enter name of the child"]


def test_browsers_do_not_remember():
    assert str(Sighting()).count('autocomplete="off"') == 4


def test_the_marks_of_a_form_travel_by_name_and_stay_out_of_the_answers():
    form = Sighting(answers(version="3", submission="abc"), version=4)
    assert form.is_valid()
    assert form.seen == 3
    assert form.submission == "abc"
    assert not {"version", "submission"} & set(form.cleaned_data)
    page = str(Sighting(version=4, prefix="new"))
    assert 'name="version" value="4"' in page
    assert 'name="submission"' in page
    assert 'name="new-name"' in page


def test_two_printed_forms_have_two_marks():
    assert Sighting()["submission"].value() != Sighting()["submission"].value()


def test_what_an_action_refused_stands_beside_the_answer(rf):
    def act(**said):
        assert set(said) == {"name", "seen_at", "born", "risk", "alone", "account", "told"}
        raise Invalid("", name="Not this child.", other="Elsewhere.")

    form = Sighting(answers(), version=3)
    assert carried_out(rf.post("/"), form, act) is None
    assert form.errors["name"] == ["Not this child."]
    assert form.non_field_errors() == ["Elsewhere."]


def test_a_stale_form_keeps_its_words_and_takes_the_version_now_shown(rf):
    def act(**said):
        raise Stale("Someone else changed this.")

    form = Sighting(answers(version="3"), version=4)
    assert carried_out(rf.post("/"), form, act) is None
    page = str(form)
    assert 'name="version" value="4"' in page
    assert 'value="Maria"' in page


def test_a_moment_is_local_when_typed_and_utc_when_kept():
    assert moment("2026-07-22T14:05") == datetime(2026, 7, 22, 13, 5, tzinfo=UTC)
    assert moment("2026-11-22T14:05") == NOW
    assert moment("2026-07-22 14:05") == moment("22 Jul 2026 at 14:05") == moment("2026-07-22T13:05Z")
    assert moment("22/07/2026 14:05") == datetime(2026, 7, 22, 13, 5, tzinfo=UTC)
    form = Sighting(initial={"seen_at": datetime(2026, 7, 22, 13, 5, tzinfo=UTC)})
    assert 'type="datetime-local" name="seen_at" value="2026-07-22T14:05"' in str(form["seen_at"])


def test_an_hour_that_never_was_is_refused():
    assert "01:30 did not happen" in refusal(forms.MomentField(), "2026-03-29T01:30")
    assert moment("2026-03-29T00:59")
    assert moment("2026-03-29T02:00")


def test_of_an_hour_that_came_twice_it_is_asked_which():
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert "01:30 happened twice" in refusal(forms.MomentField(), "2026-10-25T01:30")
    for typed in ("2026-10-25T01:30", "25/10/2026 01:30"):
        asked = Sighting({"seen_at": typed})["seen_at"]
        assert asked.errors
        assert (str(asked).count('name="seen_at-which"'), "checked" in str(asked)) == (2, False)
        for which, meant in (("first", first), ("second", second)):
            form = Sighting(answers(seen_at=typed) | {"seen_at-which": which})
            assert form.is_valid(), form.errors
            assert form.cleaned_data["seen_at"] == meant
            drawn = str(form["seen_at"])
            assert 'value="2026-10-25T01:30"' in drawn
            assert drawn.count(" checked>") == 1
            assert f'value="{which}" id="id_seen_at-{which}" checked>' in drawn
            assert drawn == str(Sighting(initial={"seen_at": meant})["seen_at"]), "the same as of one that is held"
    for held in ("2026-10-25T02:00", "2026-03-29T01:30", "2026-10-25", "rubbish", "", None, NOW):
        assert "which" not in str(Sighting({"seen_at": held})["seen_at"])
    typed_in_utc = str(Sighting({"seen_at": "2026-07-22T13:05Z"})["seen_at"])
    assert 'value="2026-07-22T14:05"' in typed_in_utc, "shown again by the clock on the wall"
    assert Sighting(answers(seen_at="2026-10-25T14:00") | {"seen_at-which": "second"}).is_valid()


def test_of_an_hour_that_has_not_come_a_second_time_it_is_the_first():
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    with clock.frozen(first + timedelta(minutes=5)):
        assert moment("2026-10-25T01:30", latest_now=True) == first
        assert "happened twice" in refusal(forms.MomentField(), "2026-10-25T01:30"), "one that may lie ahead"
    with clock.frozen(first + timedelta(minutes=65)):
        assert "happened twice" in refusal(forms.MomentField(latest_now=True), "2026-10-25T01:30")


def test_the_hours_beside_it_come_once():
    assert moment("2026-10-25T00:59") == datetime(2026, 10, 24, 23, 59, tzinfo=UTC)
    assert moment("2026-10-25T02:00") == datetime(2026, 10, 25, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "yesterday",
        "2026-13-01T10:00",
        "2026-02-30T10:00",
        "99999999999",
        "0026-01-01T10:00",
        "2026-11-22",
        "22/11/2026",
    ],
)
def test_rubbish_moments_are_refused_in_words(typed):
    assert refusal(forms.MomentField(), typed).startswith(("Enter a real date and time", "Enter the year in full"))


def test_what_has_not_happened_yet_cannot_be_recorded():
    with clock.frozen(NOW):
        assert "future" in refusal(forms.MomentField(latest_now=True), "2026-11-22T14:06")
        assert moment("2026-11-22T14:05", latest_now=True) == NOW
        assert "today or in the past" in refusal(forms.DateField(latest_today=True), "2026-11-23")


def test_dates_are_read_day_first():
    assert forms.DateField().clean("03/07/2013") == date(2013, 7, 3)
    assert forms.DateField().clean("2013-07-03") == date(2013, 7, 3)
    assert "22/11/2026" in refusal(forms.DateField(), "31/02/2026")
    assert 'type="date" name="born" value="2013-07-03"' in str(Sighting(initial={"born": date(2013, 7, 3)})["born"])


@pytest.mark.parametrize(("typed", "kept"), [("yes", True), ("no", False), ("not_known", None)])
def test_not_known_is_an_answer(typed, kept):
    form = Sighting(answers(alone=typed))
    assert form.is_valid()
    assert form.cleaned_data["alone"] is kept


def test_silence_is_not_an_answer():
    assert "alone" in Sighting(answers(alone="")).errors


def test_a_plain_django_form_is_drawn_alike():
    class Plain(stock.Form):
        name = stock.CharField()
        paper = stock.FileField(required=False)

    assert 'class="govuk-input"' in str(Plain())
    assert "govuk-file-upload" in str(Plain())
