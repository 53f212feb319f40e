"""Questions of the room: what belongs on an agenda, how meetings went, what the wall shows, what the minutes say."""
