"""A referral from the officer's screen to the social worker's, and back."""

import re

from playwright.sync_api import expect

from tests.browser.steps import decide_and_share, duties_are_in_line, heading, number_in


def test_from_the_episode_to_the_partner_and_back(sit_down, site):
    """An officer refers a child from a missing episode and sees how complete it is; the unit decides and shares; the partner
    sees that and nothing else, acknowledges and answers, and thinks again."""
    officer = sit_down("response-officer")
    officer.goto(f"/missing/{site.told['episode']}/")
    officer.get_by_role("button", name="Make a referral").click()
    heading(officer, "Refer Ada")
    score = officer.locator("#score")
    before = score.inner_text()
    officer.get_by_label("Neglect").check()
    officer.get_by_label("What happened, and how do you know?").fill("Nobody at home for two days.")
    officer.get_by_role("radio", name="High").check()
    officer.get_by_label("Who lives there, and who visits?").fill("Her mother, who works away.")
    officer.get_by_label("Who is thought to harm the child?").click()
    expect(score).not_to_have_text(before)
    officer.get_by_role("button", name="Send the referral").click()
    heading(officer, "Ada Marsh")
    expect(officer.get_by_text("nobody has said whether the child was spoken to")).to_be_visible()
    number = number_in(officer, "/referrals/")

    unit = sit_down("referral-supervisor")
    unit.goto("/referrals/queue/")
    decide_and_share(unit, number, "Level 3", "Alone for two days at thirteen.")
    expect(unit.get_by_role("link", name="Social care acknowledged it")).to_be_visible()

    partner = sit_down("social-care-partner", java_script_enabled=False)
    assert partner.goto(f"/referrals/{number}/").status == 403
    assert partner.goto("/people/?q=marsh").status in (403, 404)
    partner.goto("/referrals/shared/")
    partner.get_by_role("link", name="Ada Marsh").first.click()
    expect(partner.get_by_text("Nobody at home for two days.")).to_be_visible()
    partner.get_by_role("button", name="We have it").click()
    partner.get_by_role("radio", name=re.compile("^Assessment as a child in need")).check()
    partner.get_by_role("button", name="Send").click()
    partner.get_by_role("radio", name="Section 47 enquiry").check()
    partner.get_by_role("button", name="Change it").click()
    expect(partner.get_by_text("Why does your answer change").first).to_be_visible()
    partner.get_by_label("Why does your answer change?").fill("Her mother has left the country.")
    partner.get_by_role("button", name="Change it").click()
    expect(partner.get_by_role("heading", name="Section 47 enquiry")).to_be_visible()

    unit.goto(f"/referrals/{number}/")
    expect(unit.get_by_text("Northshire social care: Section 47 enquiry")).to_be_visible()
    duties_are_in_line(site)
