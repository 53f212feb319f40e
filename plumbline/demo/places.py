"""Northshire: its districts, towns and streets, its homes, schools and authorities. None is real; nor is postcode area NS."""

from __future__ import annotations

from dataclasses import dataclass

from plumbline.demo.dice import Dice

STREETS = tuple(
    f"{name} {kind}"
    for name in (
        "Alder", "Beacon", "Chapel", "Dene", "Elm", "Foundry", "Garth", "Hazel", "Ings", "Jubilee", "Kiln", "Lark", "Mill",
        "Northgate", "Orchard", "Priory", "Quarry", "Rowan", "Station", "Tannery", "Union", "Vicarage", "Weir", "Yew",
    )
    for kind in ("Road", "Street", "Close", "Avenue", "Court", "Walk")
)  # fmt: skip


@dataclass(frozen=True)
class Area:
    """A district's country: its code, its towns, and how its teams' work stood two years ago and stands now (0 to 1)."""

    code: str
    name: str
    towns: tuple[str, ...]
    schools: tuple[str, ...]
    homes: tuple[str, ...]
    began: float
    stands: float
    nights: float  # what a night takes off


# One district gets better over the two years and one gets worse; in the third nights are the weakness (W28).
AREAS = (
    Area("AM", "Ashmoor", ("Ashmoor", "Kelby", "Thornwick", "Lower Marle"),
         ("Ashmoor Academy", "Kelby High School", "Marle Church of England School"),
         ("Elm House", "The Lodge, Kelby", "Thornwick Grange"), 0.68, 0.72, 0.06),
    Area("EH", "Eastholme", ("Eastholme", "Sandby", "Cresswick", "Holme Quay"),
         ("Eastholme School", "Sandby Community College", "Quay Academy"),
         ("Seaview", "Quayside House", "Fern Cottage"), 0.46, 0.84, 0.06),
    Area("HF", "Harrowfell", ("Harrowfell", "Penbeck", "Stonerigg", "Upper Dale"),
         ("Harrowfell High School", "Penbeck Academy", "Dale School"),
         ("Rigg House", "Beck Lodge", "The Old Vicarage"), 0.82, 0.50, 0.06),
    Area("WB", "Wenbridge", ("Wenbridge", "Millthorpe", "Coldwater", "Wen Valley"),
         ("Wenbridge Academy", "Millthorpe School", "Coldwater Grammar School"),
         ("Bridge House", "Willows", "Coldwater Farm"), 0.70, 0.72, 0.28),
)  # fmt: skip
FAR_HOMES = ("Moorside Lodge", "Harbour Place")  # outside the responsible authority's area, so the host is another

INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # letters that the second half of a postcode uses
COUNTY = "Northshire County Council"
# Who looks after children placed in Northshire, and how dependably each offers and holds return interviews ("authorities
# offering an interview after over 90% of incidents", England 2023-24: 5; "under 30%": 10).
AUTHORITIES = {
    COUNTY: 0.72,
    "Wenmouth City Council": 0.62,
    "Southmere Borough Council": 0.38,
    "Eastmarch County Council": 0.55,
    "Marlhampton Council": 0.80,
}


def postcode(dice: Dice, area: Area) -> str:
    district = 10 * (1 + AREAS.index(area)) + dice.randint(0, 9)
    return f"NS{district} {dice.randint(1, 9)}{dice.pick(INWARD)}{dice.pick(INWARD)}"


def house(dice: Dice) -> str:
    return f"{dice.randint(1, 140)} {dice.pick(STREETS)}"


def mobile(dice: Dice) -> str:
    """From the range that Ofcom keeps for drama."""
    return f"07700 900{dice.randint(0, 999):03d}"


def landline(dice: Dice) -> str:
    """Likewise."""
    return f"01632 960{dice.randint(0, 999):03d}"
