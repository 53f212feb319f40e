"""A second instance of Django that is an OpenID Connect provider, for the browser tests."""
