"""`plumbline demo`: a whole synthetic force, from one number."""

from __future__ import annotations

from argparse import ArgumentParser, RawDescriptionHelpFormatter
from typing import Any

from django.conf import settings
from tqdm import tqdm

from plumbline.access.roles import ROLES
from plumbline.kernel.commands import Command as Base
from plumbline.kernel.commands import CouldNotRun

HELP = """Build Northshire Constabulary, a force that does not exist, into an empty database.

  small     about 3,000 missing episodes over two years; well under a minute
  force     about 24,000, as many as a middling force has in two years; some minutes
  national  about 260,000; an hour or more, and several gigabytes

The same number (--seed) at the same moment makes the same force. Times are reckoned back from now, so that children are
missing whenever you start it."""


class Command(Base):
    help = HELP

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        return super().create_parser(*args, formatter_class=RawDescriptionHelpFormatter, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", choices=["small", "force", "national"], default="small")
        parser.add_argument("--seed", type=int, default=1, help="the number that everything follows from (default 1)")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing, and say so, where the database holds data"
        )

    def handle(self, *args: Any, size: str, seed: int, if_empty: bool, **options: Any) -> None:
        try:
            from plumbline.demo import building
        except ImportError as fault:
            raise CouldNotRun(f"The demo force needs {fault.name}: install plumbline[demo].") from None
        if building.holds_data():
            if not if_empty:
                raise CouldNotRun("The database holds data already; the demo force is built into an empty one only.")
            self.print("the demo force is there already")
            return
        self._build(building, size, seed)

    def _build(self, building: Any, size: str, seed: int) -> None:
        episodes, constables = building.SIZES[size]
        with tqdm(total=episodes + len(building.live.NOW), unit=" episodes", desc="people", disable=None) as bar:

            def progress(stage: str, done: int) -> None:
                bar.set_description(stage)
                bar.update(done)

            force = building.build(episodes=episodes, seed=seed, constables=constables, progress=progress)
        self._say_who_signs_in(force)

    def _say_who_signs_in(self, force: Any) -> None:
        rows = [(m.user.username, m.user.display_name, ROLES[m.role].name, self._reach(m)) for m in force.who_sign_in()]
        self.print(
            f"{settings.FORCE_NAME} is ready. Sign in as any of these, with the password {settings.DEMO_PASSWORD}"
        )
        self.print()
        self.print_table(("User name", "Name", "Role", "Over"), rows)

    def _reach(self, member: Any) -> str:
        return member.post.team.district.name if member.scope == "district" else "the force"
