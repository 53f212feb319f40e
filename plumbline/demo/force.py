"""The force's own people: districts, teams, ranks, who answers to whom, who is on duty at an hour, who can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from plumbline.access.models import Grant, Scope, User
from plumbline.access.queries import DEMO_REASON
from plumbline.access.roles import ROLES
from plumbline.demo.dice import Dice
from plumbline.demo.names import Names
from plumbline.demo.places import AREAS, Area
from plumbline.kernel import clock
from plumbline.people.models.index import plain
from plumbline.workforce.models import District, Officer, Rank, Team, TeamKind

DAYS = 730


@dataclass(eq=False)
class Member:
    """Someone who works for the force, or reads in it: account, post if any, and the one role held."""

    user: User
    role: str
    scope: str = Scope.FORCE
    post: Officer | None = None
    signs_in: bool = False
    until: date | None = None

    @property
    def id(self) -> int:
        return int(self.user.pk)


@dataclass(eq=False)
class Crew:
    """A team with its people, and by how much its work is better or worse than its district's."""

    team: Team
    leads: Member
    members: list[Member] = field(default_factory=list)
    leaning: float = 0.0


@dataclass(eq=False)
class Patch:
    """A district, its country, and its teams: four response teams that take turns, and a missing-person team."""

    area: Area
    district: District
    response: list[Crew] = field(default_factory=list)
    missing: Crew | None = None

    def on_duty(self, at: datetime) -> Crew:
        """The response team whose shift it is: two earlies, two lates, two nights, two days off."""
        local = clock.local(at)
        day = local.toordinal() - (local.hour < 7)
        turn = 0 if 7 <= local.hour < 15 else 1 if 15 <= local.hour < 23 else 2
        return self.response[(turn - day // 2) % 4]


@dataclass(eq=False)
class Suite:
    """A custody suite with its sergeants, and how its work stood two years ago and stands now (0 to 1)."""

    team: Team
    sergeants: list[Member]
    began: float
    stands: float


@dataclass(eq=False)
class Force:
    patches: list[Patch] = field(default_factory=list)
    headquarters: District | None = None
    teams: list[Team] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    handlers: list[Member] = field(default_factory=list)
    inspectors: list[Member] = field(default_factory=list)
    named: dict[str, Member] = field(default_factory=dict)
    detectives: Crew | None = None  # who investigate what is no domestic abuse
    suites: dict[str, Suite] = field(default_factory=dict)  # by the code of the area whose children come there

    def who_sign_in(self) -> list[Member]:
        return [member for member in self.members if member.signs_in]

    def tiers(self) -> Iterator[list[Officer]]:
        """Officers from the top down, so that each is written after who they answer to."""
        tier = [m.post for m in self.members if m.post is not None and m.post.supervisor is None]
        while tier:
            yield tier
            above = set(map(id, tier))
            tier = [m.post for m in self.members if m.post is not None and id(m.post.supervisor) in above]


@dataclass(eq=False)
class World:
    """What every part of the telling needs: the dice, the names, the force, and the moment at which it all stands."""

    dice: Dice
    names: Names
    force: Force
    now: datetime

    @property
    def since(self) -> datetime:
        """The two years begin."""
        return self.now - timedelta(days=DAYS)


# Who can sign in: user name → (rank, display name, role, how far the grant reaches).
SIGN_IN: dict[str, tuple[Rank | None, str, str, str]] = {
    "okafor": (Rank.SERGEANT, "PS Okafor", "sergeant", Scope.DISTRICT),
    "bell": (Rank.CONSTABLE, "PC Bell", "response-officer", Scope.DISTRICT),
    "hart": (Rank.POLICE_STAFF, "Dana Hart", "call-handler", Scope.FORCE),
    "nash": (Rank.POLICE_STAFF, "Kim Nash", "control-room-supervisor", Scope.FORCE),
    "lin": (Rank.INSPECTOR, "Insp Lin", "duty-inspector", Scope.FORCE),
    "grant": (Rank.SUPERINTENDENT, "Supt Grant", "superintendent", Scope.FORCE),
    "moss": (Rank.POLICE_STAFF, "Jo Moss", "missing-coordinator", Scope.FORCE),
    "pike": (Rank.CHIEF_SUPERINTENDENT, "Ch Supt Pike", "protection-lead", Scope.FORCE),
    "stone": (Rank.ASSISTANT_CHIEF_CONSTABLE, "ACC Stone", "chief-officer", Scope.FORCE),
    "reed": (None, "Alex Reed, audit", "auditor", Scope.FORCE),
    "vale": (None, "HMI Vale", "inspector-of-constabulary", Scope.FORCE),
    "frost": (None, "Sam Frost, information security", "information-security", Scope.FORCE),
    "wells": (None, "Ellis Wells, records", "records-manager", Scope.FORCE),
    "hale": (Rank.SERGEANT, "PS Hale", "referral-supervisor", Scope.FORCE),
    "finch": (Rank.POLICE_STAFF, "Rae Finch", "referral-practitioner", Scope.FORCE),
    "byrd": (Rank.POLICE_STAFF, "Lee Byrd", "referral-trainee", Scope.FORCE),
    "marlow": (None, "Pat Marlow, Northshire social care", "social-care-partner", Scope.OWN),
    "ward": (Rank.SERGEANT, "PS Ward", "custody-sergeant", Scope.FORCE),
    "thorne": (Rank.SERGEANT, "DS Thorne", "detective-supervisor", Scope.FORCE),
    "quayle": (Rank.CONSTABLE, "DC Quayle", "investigator", Scope.FORCE),
    "admin": (None, "System administrator", "administrator", Scope.FORCE),
}


# Auditors besides the one who can sign in; nobody of the force's own.
AUDITORS = {"quill": "Robin Quill, audit", "ames": "Toni Ames, audit"}


class Recruiting:
    """Draws up the force in memory; `actions.open_force` writes it."""

    def __init__(self, dice: Dice, names: Names, constables: int, opened: date) -> None:
        self.dice, self.names, self.constables, self.opened = dice, names, constables, opened
        self.force = Force()
        self.usernames = {*SIGN_IN, *AUDITORS}
        self.surnames = {shown.split()[-1] for _, shown, _, _ in SIGN_IN.values()}
        self.collar = 1200

    def draw_up(self) -> Force:
        self._headquarters()
        for area in AREAS:
            self._patch(area)
        self._referral_unit()
        for name in ("reed", "vale", "frost", "wells", "marlow", "admin"):
            self._outsider(name)
        for name, shown in AUDITORS.items():
            self.force.members.append(Member(User(username=name, display_name=shown), "auditor"))
        return self.force

    def custody(self, dice: Dice, names: Names) -> None:
        """Two custody suites, drawn up last and with dice of their own, so that nobody else is another for it."""
        self.dice, self.names = dice, names
        above = self.force.inspectors[0]
        for home, away, began, stands in (("AM", "EH", 0.62, 0.80), ("HF", "WB", 0.70, 0.56)):
            (patch,) = (patch for patch in self.force.patches if patch.area.code == home)
            team = self._team(patch.district, f"{home}-Q", f"Custody suite, {patch.area.name}", TeamKind.CUSTODY)
            known = [self._known("ward", team, above)] if home == "AM" else []
            hired = [self._hire(team, Rank.SERGEANT, "custody-sergeant", Scope.FORCE, above) for _ in range(4)]
            suite = Suite(team, [*known, *hired], began, stands)
            self.force.suites |= {home: suite, away: suite}

    def investigation(self, dice: Dice, names: Names) -> None:
        """One team for the whole force, with dice of its own as the suites have."""
        self.dice, self.names = dice, names
        assert self.force.headquarters is not None
        name = "Child abuse investigation"
        team = self._team(self.force.headquarters, "HQ-I", name, TeamKind.CHILD_ABUSE)
        lead = self._known("thorne", team, self.force.named["pike"])
        hired = [self._hire(team, Rank.CONSTABLE, "investigator", Scope.FORCE, lead) for _ in range(6)]
        for member in hired:
            member.user.display_name = member.user.display_name.replace("PC ", "DC ", 1)
        self.force.detectives = Crew(team, lead, [self._known("quayle", team, lead), *hired])

    def _headquarters(self) -> None:
        force = self.force
        force.headquarters = hq = District(code="HQ", name="Headquarters")
        command = self._team(hq, "HQ-C", "Force command", TeamKind.HEADQUARTERS)
        chief = self._known("stone", command, None)
        grant = self._known("grant", command, chief)
        lead = self._known("pike", self._team(hq, "HQ-P", "Public protection", TeamKind.PUBLIC_PROTECTION), chief)
        self._known("moss", self._team(hq, "HQ-M", "Missing-person unit", TeamKind.MISSING), lead)
        room = self._team(hq, "HQ-R", "Force control room", TeamKind.CONTROL_ROOM)
        force.inspectors = [self._known("lin", room, grant)]
        force.inspectors += [self._hire(room, Rank.INSPECTOR, "duty-inspector", Scope.FORCE, grant) for _ in range(3)]
        watch = self._known("nash", room, force.inspectors[0])
        force.handlers = [self._known("hart", room, watch)]
        for i in range(max(9, self.constables * 2)):
            force.handlers.append(
                self._hire(room, Rank.POLICE_STAFF, "call-handler", Scope.FORCE, force.inspectors[i % 4])
            )

    def _referral_unit(self) -> None:
        """No dice are thrown for these, so that everyone else is who they were before there was such a unit."""
        assert self.force.headquarters is not None
        unit = self._team(self.force.headquarters, "HQ-U", "Referral unit", TeamKind.PUBLIC_PROTECTION)
        above = self.force.named["pike"]
        for number, name in enumerate(("hale", "finch", "byrd")):
            rank, shown, role, scope = SIGN_IN[name]
            member = Member(User(username=name, display_name=shown), role, scope, signs_in=True)
            joined = self.opened - timedelta(days=400 + number)
            post = Officer(user=member.user, team=unit, rank=rank, collar_number=str(9001 + number), joined_on=joined)
            post.supervisor, member.post = above.post, post
            self.force.named[name] = above = member
            self.force.members.append(member)

    def _patch(self, area: Area) -> None:
        district = District(code=area.code, name=area.name)
        patch = Patch(area, district)
        self.force.patches.append(patch)
        command = self._team(district, f"{area.code}-1", "District command", TeamKind.HEADQUARTERS)
        head = self._hire(command, Rank.CHIEF_INSPECTOR, "duty-inspector", Scope.DISTRICT, self.force.named["grant"])
        inspector = self._hire(command, Rank.INSPECTOR, "duty-inspector", Scope.DISTRICT, head)
        patch.response = [self._crew(patch, letter, inspector) for letter in "ABCD"]
        patch.missing = self._crew(patch, "M", inspector, name="Missing-person team", size=2)

    def _crew(self, patch: Patch, letter: str, inspector: Member, *, name: str = "", size: int = 0) -> Crew:
        kind = TeamKind.RESPONSE if not name else TeamKind.MISSING
        team = self._team(patch.district, f"{patch.area.code}-{letter}", name or f"Response {letter}", kind)
        is_shown = (patch.area.code, letter) == ("AM", "B")  # the team of the two whom a visitor signs in as first
        lead = self._known("okafor", team, inspector) if is_shown else self._sergeant(team, inspector)
        crew = Crew(team, lead, leaning=self.dice.uniform(-0.12, 0.12))
        crew.members = [self._known("bell", team, lead)] if is_shown else []
        crew.members += [self._constable(team, lead) for _ in range((size or self.constables) - len(crew.members))]
        return crew

    def _sergeant(self, team: Team, above: Member) -> Member:
        return self._hire(team, Rank.SERGEANT, "sergeant", Scope.DISTRICT, above)

    def _constable(self, team: Team, above: Member) -> Member:
        return self._hire(team, Rank.CONSTABLE, "response-officer", Scope.DISTRICT, above)

    def _team(self, district: District, code: str, name: str, kind: str) -> Team:
        team = Team(district=district, code=code, name=name, kind=kind)
        self.force.teams.append(team)
        return team

    def _known(self, name: str, team: Team, above: Member | None) -> Member:
        rank, shown, role, scope = SIGN_IN[name]
        member = Member(User(username=name, display_name=shown), role, scope, signs_in=True)
        self.force.named[name] = member
        return self._post(member, rank or Rank.POLICE_STAFF, team, above)

    def _outsider(self, name: str) -> None:
        """No post in the force. The inspectorate's account ends with its inspection."""
        _, shown, role, scope = SIGN_IN[name]
        member = Member(User(username=name, display_name=shown), role, scope, signs_in=True)
        member.until = clock.today() + timedelta(days=60) if name == "vale" else None
        self.force.named[name] = member
        self.force.members.append(member)

    def _hire(self, team: Team, rank: Rank, role: str, scope: str, above: Member) -> Member:
        given, surname = self._new_name()
        shown = f"{rank.short} {surname}" if rank.short else f"{given} {surname}"
        return self._post(
            Member(User(username=self._username(surname), display_name=shown), role, scope), rank, team, above
        )

    def _new_name(self) -> tuple[str, str]:
        """A surname that no colleague has, while there are enough of them; then with an initial."""
        for _ in range(20):
            origin = self.names.origin(
                self.dice.pick(("W1", "W1", "W1", "W1", "W2", "W9", "B1", "B2", "A1", "A2", "A3", "O1"))
            )
            given, surname = self.names.adult_given(origin, self.dice.chance(0.4)), self.names.surname(origin)
            if surname not in self.surnames:
                self.surnames.add(surname)
                return given, surname
        return given, f"{given[0]} {surname}"

    def _username(self, surname: str) -> str:
        base = plain(surname).replace(" ", "")
        name, number = base, 2
        while name in self.usernames:
            name, number = f"{base}{number}", number + 1
        self.usernames.add(name)
        return name

    def _post(self, member: Member, rank: Rank, team: Team, above: Member | None) -> Member:
        self.collar += self.dice.randint(1, 9)
        post = Officer(
            user=member.user, team=team, rank=rank, collar_number=str(self.collar), joined_on=self._joined(rank)
        )
        post.supervisor = above.post if above else None
        member.post = post
        self.force.members.append(member)
        return member

    def _joined(self, rank: Rank) -> date:
        return self.opened - timedelta(days=self.dice.randint(30, 1500) + 300 * int(rank))


def grant_of(member: Member) -> Grant:
    """The member's grant, once their district has its number."""
    place = member.post.team.district if member.post and member.scope == Scope.DISTRICT else None
    starts = member.post.joined_on if member.post else clock.today() - timedelta(days=30)
    made = Grant(user=member.user, role=member.role, scope=member.scope, scope_id=place.pk if place else None)
    # By this reason the sign-in page knows whom to list.
    made.reason = DEMO_REASON if member.signs_in else f"{ROLES[member.role].name} by post"
    made.starts_on, made.ends_on = starts, member.until
    return made
