"""Who may see what is looked at again: each grant in its turn, and each opening of a record in an emergency soon."""

from django.db.models import Q

from plumbline.access.models import AccessKind
from plumbline.oversight.facts import KEPT, GrantFacts, GrantReviewFacts, SpecialAccessFacts
from plumbline.standards.policy import policy
from plumbline.standards.standard import After, Standard

AUTHORITY = ("oversight-force-policy",)


class GrantFirstReview(Standard):
    """Someone who does not hold it looks at each grant within a season of its being given."""

    key = "oversight.grant-first-review"
    title = "Grant first reviewed"
    facts = GrantFacts
    starts = "recorded_at"
    due = After("recorded_at", policy("grant_review"))
    done = "first_reviewed_at"
    owed_by = "superintendent"
    topic = "leadership"
    authority = AUTHORITY
    act = "oversight:grant-review"


class GrantReviewedAgain(Standard):
    """A grant that was kept is looked at again before the next season has passed."""

    key = "oversight.grant-reviewed-again"
    title = "Grant reviewed again"
    facts = GrantReviewFacts
    applies = KEPT
    starts = "reviewed_at"
    due = After("reviewed_at", policy("grant_review"))
    done = "followed_at"
    owed_by = "superintendent"
    topic = "leadership"
    authority = AUTHORITY
    act = "oversight:grant-review-next"


class BreakGlassReviewed(Standard):
    """Whenever a restricted record is opened in an emergency, someone else judges within days whether that was justified."""

    key = "oversight.break-glass-reviewed"
    title = "Opening in an emergency reviewed"
    facts = SpecialAccessFacts
    applies = Q(how=AccessKind.BREAK_GLASS)
    starts = "starts_at"
    due = After("starts_at", policy("break_glass_review"))
    done = "reviewed_at"
    owed_by = "superintendent"
    topic = "leadership"
    authority = AUTHORITY
    act = "oversight:special-review"
