"""Fills the database of a site: `python -m tests.browser.fill FILE`. FILE gets the addresses' numbers, for the walk."""

import json
import sys

import django

PASSWORD = "tests in a browser"
WHO_SIGN_IN_BESIDES = (
    "other_sergeant", "response-officer", "call-handler", "superintendent", "investigator", "detective-supervisor",
)  # fmt: skip


def main() -> None:
    django.setup()
    from django.contrib.auth.hashers import make_password

    from plumbline.access.queries import DEMO_REASON
    from tests.architecture.living.addresses import USUAL, listed
    from tests.world import World

    world = World(reason=DEMO_REASON).build()  # a demo's accounts sign in in one step, whatever their role
    held = make_password(PASSWORD)
    for name in {*USUAL, *WHO_SIGN_IN_BESIDES}:
        world.users[name].password = held
        world.users[name].save()
    walk = [
        {"name": address.name, "path": address.path(world), "role": address.right_role()}
        for address in listed()
        if address.method == "get" and address.answers == 200
    ]
    told = {"walk": walk, "episode": world.episode.pk, "ada": world.ada.pk, "enquiry": world.enquiry.pk}
    with open(sys.argv[1], "w") as file:
        json.dump(told, file)


if __name__ == "__main__":
    main()
