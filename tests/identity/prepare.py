"""Makes the provider's tables, one person and one client: `python -m tests.identity.prepare REDIRECT_URI`."""

import sys

import django

CLIENT, SECRET = "plumbline", "a secret that both sides know"
NAME, STRANGER, PASSWORD = "okafor", "stranger", "the provider's own password"


def main() -> None:
    django.setup()
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    for name in (NAME, STRANGER):
        User.objects.create_user(name, password=PASSWORD)
    client = Client(id=CLIENT, name="Plumbline", scopes="openid\nprofile", skip_consent=True)
    client.set_secret(SECRET)
    client.set_redirect_uris([sys.argv[1]])
    client.save()


if __name__ == "__main__":
    main()
