"""What several forms share."""

EARLIER = "Leave empty if it is now."
