"""Questions that pages, commands and other rooms ask, by noun."""
