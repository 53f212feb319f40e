"""What people of the demo force write: short, plain, and never blaming the child.

Sentences keep to the past tense, so that {they} may be she, he or they. `{name}` is the child's given name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from plumbline.demo.dice import Dice

PRONOUNS = {
    "female": {"they": "she", "They": "She", "them": "her", "their": "her", "Their": "Her"},
    "male": {"they": "he", "They": "He", "them": "him", "their": "his", "Their": "His"},
    "other": {"they": "they", "They": "They", "them": "them", "their": "their", "Their": "Their"},
}


def say(dice: Dice, sentences: tuple[str, ...], slots: dict[str, Any]) -> str:
    return dice.pick(sentences).format_map(slots)


@dataclass(frozen=True)
class Why:
    """One kind of reason for which children go: what is told on report, and what comes out afterwards."""

    circumstances: tuple[str, ...]
    concern: tuple[str, ...]
    supposes: tuple[str, ...]
    found: tuple[tuple[str, str], ...]
    reasons: tuple[str, ...]
    says: tuple[str, ...]
    yes: tuple[str, ...]  # questions of the intake that are likely to be answered yes
    factor: str


WHYS: dict[str, Why] = {
    "home": Why(
        (
            "{name} left after an argument at home about {their} phone.",
            "There was a row at home and {name} went out by the back door at about {seen}.",
            "{name} told {their} sister that {they} could not stay in the house and left.",
            "{name} was due home at {due} and did not come. There had been arguments at home all week.",
            "Since a new partner moved in, {name} had spent more and more time out of the house. {When} {they} did not return.",
        ),
        ("{name} left upset and without a coat.", "{name} said on the stairs that {they} would not be back."),
        (
            "{name} went to a friend whom the family trusts.",
            "{name} went to a relative to get away from the arguments.",
        ),
        (
            ("{friend}'s house, {street}, {town}", "{friend}'s mother rang the control room"),
            ("Grandparent's home, {town}", "Grandparent telephoned the family"),
            ("{place}", "Found by officers on an area search"),
            ("Home", "Came home and was seen by a parent"),
        ),
        ("Arguments at home; {name} wanted somewhere quiet.", "{name} did not feel listened to at home."),
        (
            "I can't breathe in that house when they're shouting.",
            "I just wanted it to be quiet. I was going to come back.",
            "Nobody asked me what I wanted, they just decided.",
            "I'd rather be at Nan's when it's like that.",
        ),
        ("conflict", "reason"),
        "family",
    ),
    "family": Why(
        (
            "{name} had asked to see {their} brothers this week and contact was cancelled. {They} left the placement at about {seen}.",
            "{name} did not return from contact with {their} mother.",
            "{name} spoke on the telephone with {their} father, was quiet afterwards and was then found to have left.",
            "It was {their} mother's birthday. {name} had said that {they} wanted to be with her.",
            "{name} was last seen at the bus stop for {town}, where {their} family lives.",
        ),
        ("The address has conditions about unsupervised contact.", "{name} was distressed that contact was cancelled."),
        ("{name} travelled to the family home.", "{name} was with an older sibling."),
        (
            ("Mother's address, {street}, {town}", "Officers called at the address"),
            ("Father's address, {town}", "Father telephoned the placement"),
            ("{town} bus station", "Seen by transport staff"),
            ("Aunt's address, {town}", "Social worker spoke to the aunt"),
        ),
        (
            "{name} wanted to see {their} family.",
            "Contact had been cancelled at short notice and {name} missed {their} brothers.",
        ),
        (
            "I only wanted to see my mum.",
            "They keep moving contact. I wanted to see my brothers, that's all.",
            "I miss my little sister and nobody tells me how she is.",
            "I was safe. I was with my family.",
        ),
        ("reason", "intention"),
        "family",
    ),
    "friends": Why(
        (
            "{name} went out with friends and was due home at {due}.",
            "{name} was due back from {place} at {due}. {Their} phone rang out.",
            "{name} said {they} would stay at a friend's house. The friend's parents had not seen {them}.",
            "{name} went to meet {friend} at {place} and has not been heard of since.",
            "{name} left to meet two friends at {seen} and did not arrive.",
        ),
        ("{Their} phone is off and no one has heard since {seen}.", "{name} had never stayed out before."),
        ("{name} stayed over with friends and lost track of time.", "{name} was in {place} with a group from school."),
        (
            ("{place}", "Seen by a patrol and brought home"),
            ("{friend}'s house, {street}, {town}", "Found by officers calling on friends"),
            ("Home", "Came home by taxi"),
            ("{town} railway station", "Found by British Transport Police"),
        ),
        (
            "{name} stayed with friends and {their} phone ran out.",
            "{name} missed the last bus and was worried about ringing home.",
        ),
        (
            "My phone died and I'd missed the bus. I thought I'd be in trouble.",
            "I was just with my friends at the park.",
            "I fell asleep at {friend}'s, I didn't mean to stay.",
            "We were having a nice time and I forgot.",
        ),
        ("traced",),
        "character",
    ),
    "exploited": Why(
        (
            "{name} was seen at {seen} to get into a dark car outside {lives}. {They} had a second phone.",
            "{name} left at {seen} after a call from a number that {carers} did not know.",
            "{name} came home last week with new trainers that nobody had bought. {When} {they} did not come home.",
            "{name} told {carers} of owing money to someone in {town}, and was gone when they looked in at {due}.",
            "{name} went to meet someone known only by a first name, met online.",
        ),
        (
            "There is concern that an adult exploits {name}.",
            "{name} had been given money and a phone by someone unknown.",
        ),
        ("An adult drove {name} to {town}.", "{name} was made to carry drugs and is held at an address in {town}."),
        (
            ("An address in {street}, {town}", "Officers acting on intelligence"),
            ("{town} railway station", "Found by British Transport Police with another child"),
            ("{place}", "{name} rang {carers} and asked to be fetched"),
            ("A vehicle stopped on the main road to {town}", "Number plate recognition"),
        ),
        (
            "{name} was collected by an adult and was afraid to say no.",
            "{name} was told that a debt must be worked off.",
        ),
        (
            "I can't tell you who. They know where my mum lives.",
            "He said I owed him. I just want it to stop.",
            "I didn't want to stay but I had no way of getting home.",
            "They're all right with me, they buy me food.",
        ),
        ("exploited", "crime", "trafficked", "before"),
        "exploitation",
    ),
    "low": Why(
        (
            "{name} sent a message saying goodbye to a friend and turned off {their} phone.",
            "{name} had been low since a bereavement and left a note on {their} bed.",
            "{name} did not arrive for an appointment with mental health services and cannot be reached.",
            "{name} told a teacher of feeling hopeless, and was last seen at {seen} leaving the site.",
        ),
        ("{name} has self-harmed before.", "The note worried the family very much."),
        ("{name} went somewhere quiet that few others know.", "{name} went to the grave of a relative."),
        (
            ("{place}", "Found by officers and a police dog"),
            ("{place}", "A member of the public stayed with {them} and rang 999"),
            ("Hospital, {town}", "Hospital staff telephoned"),
            ("{friend}'s house, {town}", "{friend} persuaded {them} to come in"),
        ),
        ("{name} felt low and did not want to worry anyone.", "{name} wanted to be alone for a while."),
        (
            "I felt like I was too much for everyone.",
            "I don't want to die, I just wanted it all to stop for a bit.",
            "It helped that the lady sat with me.",
            "I would like to talk to someone, but not at home.",
        ),
        ("suicide", "mental", "concern", "condition"),
        "suicide",
    ),
    "placement": Why(
        (
            "{name} moved to the placement four days ago and left through a window at about {seen}.",
            "{name} was told {when} of a move to another placement and left soon afterwards.",
            "{name} did not return from free time at {due}. Staff tried {their} phone three times.",
            "{name} left with another young person of the home at about {seen}.",
            "Room found empty at the check at {due}. {name}'s bag and charger had gone.",
        ),
        ("{name} does not know the area.", "{name} had said that {they} did not feel safe in the home."),
        (
            "{name} was making {their} way back to {town}, where {they} lived before.",
            "{name} was with the other young person.",
        ),
        (
            ("{place}", "Found by staff of the home"),
            ("Previous carers' address, {street}, {town}", "Carers telephoned"),
            ("Placement", "Returned by taxi and was seen by night staff"),
            ("{town} town centre", "Seen on council CCTV"),
        ),
        (
            "{name} did not settle in the new placement.",
            "{name} wanted to go back to {town}, to the school and friends {they} knew.",
        ),
        (
            "I don't know anyone here. I want to go back to my old school.",
            "No one told me I was moving till today.",
            "It's noisy at night and I can't sleep.",
            "I like Sam who works here but she's not on till Friday.",
        ),
        ("unfamiliar", "before"),
        "repeat",
    ),
    "school": Why(
        (
            "{name} was marked absent at registration and has not been seen since {seen}.",
            "{name} left school at {seen} after an incident with other pupils.",
            "{name} had been sent messages by other pupils for weeks and did not want to go in.",
        ),
        ("{name} was frightened of two pupils.", "{name} had been bullied and felt that nobody helped."),
        ("{name} stayed close to home, out of sight.", "{name} was with a relative in {town}."),
        (
            ("{place}", "Found by a teaching assistant"),
            ("{town} library", "Library staff rang the school"),
            ("Home", "Came home at the usual time"),
        ),
        ("{name} was bullied at school.", "{name} was anxious about going back to lessons."),
        (
            "They put stuff about me online and everyone's seen it.",
            "I sit on my own every day. I didn't want to go in.",
            "I told a teacher and nothing happened.",
        ),
        ("school", "reason"),
        "other",
    ),
    "young": Why(
        (
            "{name} was playing outside with other children and could not be found at {due}.",
            "{name} got off the school bus and did not come in.",
            "{name} was in the garden; the gate was found open.",
            "{name} became separated from the family at {place}.",
        ),
        ("{name} is young and does not know the way.", "{name} has no phone."),
        ("{name} followed a friend home.", "{name} was still close by."),
        (
            ("{friend}'s garden, {street}, {town}", "Found by neighbours"),
            ("{place}", "Found by officers on an area search"),
            ("{street}, {town}", "A shopkeeper kept {them} safe and rang"),
        ),
        ("{name} went to play and did not tell anyone.", "{name} was looking for the dog."),
        ("I was looking for my dog.", "I went to {friend}'s to see the kittens.", "I didn't know which way was home."),
        ("young",),
        "age",
    ),
}

LAST_CONTACT = (
    "Last contact was a text message to {friend}.",
    "{Their} phone went to voicemail.",
    "{Carers} have searched the house and the garden.",
    "{Carers} have rung round {their} friends.",
    "{name} had about ten pounds and a bus pass.",
    "{name} took a rucksack.",
    "No one at school knew of any plans.",
    "{name} had been in good spirits.",
    "{name} is thought to have travelled by bus.",
    "A neighbour saw {them} at about {seen}, on foot.",
    "",
)
CLOTHES = (
    ("black", "grey", "navy", "white", "green", "red", "pink", "blue", "burgundy"),
    ("hooded top", "puffer jacket", "tracksuit top", "school blazer", "denim jacket", "fleece", "raincoat"),
    ("blue jeans", "grey jogging bottoms", "school trousers", "cargo trousers", "black trousers", "shorts"),
    ("white trainers", "black trainers", "school shoes", "sliders and socks", "boots", "canvas shoes"),
)
GIRLS_WEAR = ("black leggings", "black skirt", "blue jeans", "grey jogging bottoms", "school skirt and tights")
PLACES = (
    "the retail park", "Market Square", "Riverside Park", "the skate park", "the bus station", "the precinct", "Castle Hill",
    "the canal towpath", "the playing fields", "the leisure centre", "the multi-storey car park", "the seafront",
    "Abbey Gardens", "the allotments", "the fast-food restaurant in the High Street", "Mill Woods", "the viaduct",
)  # fmt: skip
BACKGROUND = (
    "Where {name} was found before: {place}, {friend}'s address, {town} bus station.",
    "{name} answers messages better than calls. Trusts {their} grandmother.",
    "{name} usually travels by bus towards {town}. Known to have used the railway without a ticket.",
    "{name} has been found twice at an address in {street}, {town}, with adults who are not family.",
    "{name} becomes anxious with many officers at once; one officer, no uniform if that can be arranged.",
    "{name} takes a bus to {their} mother's when contact is cancelled. Ring her first.",
)
PLAN_REASONS = (
    "Missing three times in a short time.", "Agreed at the strategy meeting.", "New address learnt from the return interview.",
    "Reviewed after the last episode.", "Placement moved; plan rewritten.", "New associates known.",
)  # fmt: skip
UNCHANGED = "Reviewed and confirmed without change."  # as the act of confirming a plan says it
PLAN_TASKS = (
    ("address", "Response officer", "{street}, {town}", "Visit this address and speak to the occupier in person"),
    ("associate", "Response officer", "{friend}'s home, {town}", "Speak to {friend} and the family at home"),
    (
        "phone",
        "Missing-person unit",
        "",
        "Ring and message {name}'s own phone, then the second number held on the plan",
    ),
    ("transport", "Control room", "{town} bus station", "Ask transport staff to look out; send the photograph"),
    ("camera", "Control room", "{place}", "Look at council cameras for the hour after {name} was last seen"),
    ("area", "Response officer", "{place}", "Search on foot, including the shelters behind the car park"),
    ("online", "Missing-person unit", "", "Look at {name}'s open social media for posts since last seen"),
    ("search", "Response officer", "{home}", "Search {name}'s room and the building before leaving"),
    (
        "intelligence",
        "Intelligence unit",
        "",
        "Check vehicles linked to the address in {street} on number plate recognition",
    ),
    ("inform", "Control room", "", "Tell the emergency duty team and the grandmother"),
)

FACTORS = {
    "suicide": (
        "{name} has spoken of not wanting to be here.",
        "{name} cut {their} arms in the spring; better since then.",
    ),
    "exploitation": (
        "{name} gets calls from adults whom nobody knows.",
        "{name} came back before with money that could not be explained.",
    ),
    "crime": ("{name} was hurt by another young person last month.", "There may be someone who threatens {name}."),
    "medication": (
        "{name} takes tablets for epilepsy each evening and did not take them along.",
        "{name}'s inhaler was left on the table.",
    ),
    "illness": (
        "{name} is autistic and finds crowds and noise hard.",
        "{name} has asthma.",
        "{name} has a learning disability.",
    ),
    "weather": ("{weather}",),
    "age": ("{name} may look older, but is still a child.", "{name} is too young to be out alone at this hour."),
    "character": ("{name} has never done this before.", "{name} always answers {their} phone to {their} sister."),
    "family": ("There have been arguments at home.", "There was domestic abuse in the family home last year."),
    "drugs": (
        "{name} has been unwell after taking something given by others.",
        "{name} smelled of cannabis last week.",
    ),
    "repeat": (
        "{name} was missing four times this quarter; twice found with unknown adults.",
        "{name} was harmed when last missing.",
    ),
    "danger": ("{name} was very angry with one named person.",),
    "protective": (
        "{name} answered one message at {due}.",
        "{name} is believed to be with an older cousin, who is trusted.",
    ),
    "other": ("{name} is due in court this week as a witness.", "{name} is worried about exams."),
}
RATIONALE = {
    "high": (
        "A child with a real risk of serious harm tonight. Officers are to be sent at once.",
        "The message and what is known of exploitation make serious harm likely. High until {name} is seen.",
        "No contact, no money, no medicine. Serious harm is likely if {name} is not found soon.",
        "The adult named is a real danger to {name}. High.",
    ),
    "medium": (
        "A child whose whereabouts are not known. Harm is likely, serious harm not indicated at present.",
        "Out later than ever before; no specific threat known. Medium, to be looked at again with each new piece of information.",
        "Known history does not lower the risk. Enquiries to begin now.",
        "{name} left upset. Friends replied that {name} was with them earlier. Medium.",
        "Medium: phone on but not answered, and nobody has seen {name} since {seen}.",
    ),
    "low": (
        "Whereabouts believed known and {name} is answering messages from the carer.",
        "Seventeen, with a cousin known to the family, and spoke to the carer an hour ago.",
    ),
    "none": ("Spoken to on the telephone by the carer, known to be travelling home.",),
}
OVERRIDE = (
    "{name} has been spoken to by telephone and is with a named relative; carer content. Address to be visited in the morning.",
    "Location shared with the carer and confirmed by a second person. Reviewed by me; to be raised if contact is lost.",
    "With a friend's family whom the carer has spoken to. No factor of exploitation known. Review in two hours.",
    "Known to be on a train home, due in forty minutes, met by the carer.",
)
CONFIRM = ("Ring the friend's family to confirm that {name} is there", "Ask the carer when {name} last replied")
ENDORSED = (
    "Agreed.",
    "Agreed; officers to be sent without waiting for the morning.",
    "Agreed, review within the hour.",
    "",
)

WEATHER = {
    "cold": (
        "It is near freezing and {name} has no coat.",
        "Heavy rain is forecast.",
        "It is icy and {name} wore light shoes.",
    ),
    "mild": ("Rain is forecast and {name} has no coat.", "It gets cold at night and {name} wore a T-shirt."),
    "hot": ("It is very hot and {name} has no water or money.", "{name} talked of swimming in the quarry."),
}
SOURCES = {
    "informant": ("Spoken to again; nothing to add.", "Gave two further telephone numbers."),
    "family": (
        "Mother and sister spoken to; have not heard from {name}.",
        "Wider family rung; nobody has heard from {name}.",
    ),
    "carers": ("Say that {name} was unsettled since a telephone call.", "Every room has been checked again."),
    "associates": ("{friend} last heard from {name} at lunch time.", "Two friends messaged; one has replied."),
    "previous": (
        "Earlier episodes read: found twice in {town}.",
        "No earlier episode.",
        "Earlier return interview mentions {place}.",
    ),
    "pnc": ("No trace of concern.", "Circulation of last month cancelled; nothing new."),
    "pnd": ("One entry from a neighbouring force about an associate.", "No trace."),
    "intelligence": ("Address in {street} has recent intelligence.", "Nothing recent.", "Associate linked to {town}."),
}
NOT_CHECKED = (
    "System not available at this hour.",
    "No authorised user on duty.",
    "Left to the day shift.",
    "Number rang out.",
)

ENQUIRIES = {
    "search": (
        ("Search {name}'s room and the whole of {home}", "Search the home address, loft and garden included"),
        "{home}",
    ),
    "address": (
        ("Visit {street}, {town}, where {name} was found before", "Visit the relative's address in {town}"),
        "{street}, {town}",
    ),
    "phone": (
        ("Ring and message {name}'s phone, ask for its location", "Ask the provider when the phone was last in use"),
        "",
    ),
    "associate": (
        ("Speak to {friend} and to {friend}'s parents", "Ask {friend} who {name} met at {place}"),
        "{friend}'s home, {town}",
    ),
    "camera": (
        ("Look at cameras at {place} for the hour after last seen", "View the doorbell camera opposite {home}"),
        "{place}",
    ),
    "transport": (
        ("Ask bus and rail staff whether {name} travelled towards {town}", "Check the travel card for use today"),
        "{town}",
    ),
    "online": (
        ("Look at open social media accounts for posts since last seen", "Message {name} through the gaming account"),
        "",
    ),
    "money": (("Ask the bank for use of the card since last seen",), ""),
    "hospital": (("Ring hospitals and the ambulance service",), "{town}"),
    "area": (("Search {place} on foot", "Drive the routes between {home} and {place}"), "{place}"),
    "school": (
        ("Ask the designated safeguarding lead about friends and worries", "Ask the college when {name} last attended"),
        "",
    ),
    "intelligence": (
        ("Check number plate recognition for the car described", "Search intelligence for the name and the address"),
        "",
    ),
    "inform": (("Tell the emergency duty team", "Update the family and ask for a photograph"), ""),
}
# What came of it, by what sort of work it was.
VISITS, TALKS, LOOKS = (
    ("search", "address", "area"),
    ("associate", "transport", "hospital", "school", "inform"),
    ("camera", "online", "money", "intelligence"),
)
RESULTS = {
    "nothing": {
        "visit": (
            "Searched throughout. Nothing to show where {name} went.",
            "Attended. Occupier let us look round; {name} not there.",
            "No reply; card left and neighbours spoken to.",
            "Searched on foot with PC {initials}; nobody of the description.",
        ),
        "talk": (
            "Spoken to in person. Has not heard from {name} since {seen}. Will ring if that changes.",
            "Spoken to; nothing known.",
            "Told and asked. No news of {name}.",
            "Spoken to by telephone. Knows {name}, has not seen {them} this week.",
        ),
        "look": (
            "Looked at from {seen} on; {name} not seen.",
            "No activity since last seen.",
            "Checked; no trace.",
            "Account last used before {seen}. Nothing new.",
        ),
        "phone": (
            "Rings and goes to voicemail. Text sent.",
            "Switched off. Last answer at {seen}.",
            "Message delivered, not read.",
        ),
    },
    "lead": {
        "visit": (
            "Note with an address in {street} found under the mattress.",
            "Neighbour saw {name} get into a silver hatchback.",
            "Occupier says that {name} was here and left for {town}.",
        ),
        "talk": (
            "{friend} says that {name} was going to {town} to meet someone called Kay.",
            "Names a flat in {street} where {name} has been.",
        ),
        "look": (
            "Seen at {due} walking towards {place} with one other.",
            "Post after {due} shows the inside of a flat; being looked into.",
        ),
        "phone": ("Phone last used near {town} railway station.", "Answered and hung up; traffic could be heard."),
    },
    "found": {
        "visit": ("{name} was there, safe, and came back with officers.", "{name} was found here with two friends.")
    },
    "impossible": {
        "visit": ("No one in; locked. To be tried again.", "Gate locked, keyholder asked for."),
        "talk": ("Number rang out three times.", "Office closed; to be asked when it opens."),
        "look": ("System down; asked again.", "Cameras not working on that side."),
        "phone": ("Provider will not answer before office hours.", "Number not in use."),
    },
}
EVIDENCE = ("Body-worn video {number}", "Log entry {number}", "Exhibit {initials}/{number}", "")
CHECKS = ("Read; good.", "Thorough.", "Enough for now; revisit in the morning.", "")
DROPPED = (
    "Child found before this was done.", "No longer needed: child returned.", "Covered by another enquiry.",
    "Superseded by the sighting.",
)  # fmt: skip
LATE_RESULT = (
    "Child has returned. Not done at the time.",
    "Written up after return: one call made, no reply.",
    "Result recorded late. Attended, no reply.",
)
INFORMATION = {
    "sighting": (
        "Seen at {place} with two others.",
        "Seen getting off the bus in {town}.",
        "A child of that description seen near {place}.",
    ),
    "intelligence": (
        "An address in {street} is being used by adults who invite children in.",
        "The number that rang {name} is linked to an adult known for exploitation.",
        "A car linked to the associate was seen in {town} this evening.",
    ),
    "message": (
        "{name} texted: I'm fine, stop looking for me.",
        "{name} rang the carer from a withheld number and hung up.",
        "{name} messaged {friend}: can you come.",
    ),
    "note": (
        "Placement asks that officers ring before calling after midnight.",
        "Photograph received from the school.",
        "Carer remembers a green coat.",
        "Rang {friend}'s mother at {due}, no answer. To be tried again.",  # an enquiry in the wrong place (K48)
        "Drove past {place} on the way; nobody there.",
    ),
}
TOLD_BY = (
    "Member of the public",
    "Bus driver",
    "Security staff",
    "Shop manager",
    "Neighbour",
    "British Transport Police",
    "A source graded by intelligence",
)
CONTACT_SAYS = {
    "social-worker": (
        "Shares the concern; asks that the grandmother be rung. Strategy discussion if not found by morning.",
        "Emergency duty team informed. They have no new address.",
        "Thinks that {name} may be with {friend}. Will ring {name} as well.",
        "Agrees with the grade. Asks to be told on return.",
    ),
    "carer": (
        "Told where enquiries stand. Has heard nothing.",
        "Will wait up and ring if {name} comes in.",
        "Remembers that {name} spoke of {town}.",
    ),
    "informant": ("Updated. Nothing new.", "Updated; gave the name of another friend."),
    "health": ("Last seen in clinic three weeks ago; no change of medicine.",),
    "school": ("Says that {name} had been quiet since half term.", "Two friends will be asked in the morning."),
}
NOT_REACHED = ("Voicemail; message left.", "Out-of-hours line engaged; to be tried again.", "No reply.")
DIRECTION = (
    "Finish the address in {street} before the end of the shift, then {place}.",
    "Speak to {friend} in person, not by telephone. Camera footage by the next review.",
    "Hand over to the next shift with both outstanding enquiries named. Ring the carer at six.",
    "Ask for phone data now; do not wait for the morning.",
    "Social worker to be rung again. If no contact by midnight, raise with the duty inspector.",
    "Oldest outstanding enquiry first, then {place}. Nothing to be closed without a result.",
    "Widen to {town}. Ask British Transport Police to look out.",
    "Risk still right. Two officers to {place}; control room to look at cameras.",
    "Missing-person unit to take on phone and online work from eight.",
)
ALERT = (
    "No sign of abduction; other means of finding {name} are in hand.",
    "Considered with the duty inspector. Criteria not met: no evidence of abduction.",
    "Not asked for: publicity could raise the danger to {name}. To be looked at again at six.",
)
WELL = {
    "safe": "safe and well",
    "harmed": "with an injury, seen by a doctor",
    "victim": "having been the victim of a crime, which is recorded",
}
HARM = {
    "safe": ("None seen or told.",),
    "harmed": (
        "Graze and bruise to the arm from a fall; seen at hospital.",
        "Cold and exhausted; checked by paramedics.",
        "Assaulted by another young person; crime recorded.",
    ),
    "victim": (
        "Disclosed an offence. Crime recorded, specialist officer told, clothing kept.",
        "Told of being made to carry packages. Referral made.",
    ),
}
SAYS_MORE = (
    "I was cold.", "I had something to eat, I'm all right.", "Can I go to bed now?", "I'm sorry people were worried.", "You're the first person who asked.",
    "I'd tell someone I know, but not on the phone.", "I don't want it written down who I was with.", "I'd like to talk to someone about it another day.",
    "I was scared for a bit when it got late.", "It won't change anything, will it?", "Thank you for fetching me.", "I want to talk to someone I know.",
    "", "", "", "",
)  # fmt: skip
DEMEANOUR = (
    "Tired and quiet.",
    "Relaxed, smiling at the dog.",
    "Upset at first, then talkative.",
    "Wary; kept looking at the window.",
    "Hungry; calm after food.",
)
WISHES = (
    "Wants to see the same social worker for longer than a month.", "Would like contact with brothers every week.",
    "Wants to stay in the same school.","Wants someone to sort things out at school.", "Did not want parents told everything.",
    "Would like to talk to the woman from the youth service again.", "",
)  # fmt: skip
CHANGED = (
    "Returned to grandmother for the night instead of home.", "Referral made to the exploitation team.", "School told with consent.",
    "Contact arrangements raised with the social worker.", "",
)  # fmt: skip
WITH_WHOM = (
    "With {friend} at {place}.",
    "On {their} own for most of it.",
    "With adults whom {name} would not name.",
    "With family in {town}.",
    "With another young person of the home.",
)
NOT_FACE_TO_FACE = (
    "No officer free before {name} went to bed; spoken to by telephone.", "Placed out of the area; host force could not attend.",
    "{name} agreed to speak by telephone only.", "Carer confirmed that {name} was well; calls elsewhere had priority.",
)  # fmt: skip
NOT_SEEN = (
    "{name} was asleep and later at school; not seen again.",
    "{name} did not want to see the police.",
    "Two visits, no one in.",
)
CLOSING = (
    "{name} came back {well}. {reason} Plan and placement told.",
    "Found at {where}, {well}. {reason} Return interview asked for.",
    "{name} was seen {well} by an officer. {reason} No offence disclosed.",
    "{well_capital}. {reason} Learning: ring {friend} first next time.",
)
REFUSED = (
    "Did not want to speak to someone new.",
    "Said that everything had been told already.",
    "Had school work to do.",
    "Did not see the point of another talk.",
    "No reason given.",
)
LEARNT = (
    "{name} named {place} and {friend}; both new to us.", "There is one adult whom {name} trusts with this; name passed on.",
    "{name} told of a second phone. Number passed on.", "Being cold and hungry was what brought {them} back; {they} would ring if sure of no trouble.",
    "{name} would come back sooner if someone offered to fetch {them}.", "Nothing new that bears on the next time.",
)  # fmt: skip
INTERVIEWERS = (
    "Safe Harbour return service",
    "Northshire youth service",
    "Independent visitor, Compass project",
    "Children's rights worker",
)
MEETING_ATTENDED = (
    "Police, social care, placement",
    "Police, social care, school, health",
    "Police, social care, youth justice",
    "Social care and police only",
)
MEETING_OUTCOME = (
    "Trigger plan to be rewritten with new addresses. Exploitation screening within a week.",
    "Contact with family to be set out for the month. Placement to offer lifts home.",
    "Mapping of associates by the exploitation team; disruption of the address in {street}.",
    "Placement under review; independent advocate offered.",
)
MARKER_REASONS = {
    "sexual-exploitation": (
        "Adults give {name} money and lifts. Treat as a victim; tell the exploitation team of each contact.",
    ),
    "criminal-exploitation": (
        "Believed made to carry drugs by others. Look for signs of debt; tell the exploitation team.",
    ),
    "high-risk-missing": ("Harmed when missing before. Grade no lower than high without the duty inspector.",),
    "trigger-plan": ("A trigger plan exists. Open it as soon as {name} is reported missing.",),
    "looked-after": ("Looked after. Tell the placement and the social worker of each contact.",),
    "protection-plan": ("Child protection plan. Tell the social worker of each contact, day or night.",),
    "domestic-abuse": ("High-risk domestic abuse in the home. See {name} alone.",),
    "bail": ("Named in another's bail conditions, as a person whom they must not contact.",),
    "police-protection": ("Was in police protection last year.",),
}
MARKER_KEPT = (
    "Still right; contact in the last month.",
    "Checked with the social worker; kept.",
    "Kept after the last episode.",
)
MARKER_REMOVED = ("No concern for six months; agreed with social care.", "Plan ended.", "No longer looked after.")
RESTRICTED = "Related to an officer of this force: the record is for those who work on it."
# Duties that someone with the authority waived, and why.
WAIVED = {
    "missing.return-interview-completed": (
        "In hospital and too unwell; the ward will ask again.",
        "Has moved to another authority, which holds the interview; confirmed by telephone.",
    ),
    "missing.seen-face-to-face": (
        "Placed far outside the force; the host force saw the child the same day, confirmed from its log.",
        "Seen by two officers on another call that evening; footage viewed.",
    ),
    "missing.social-worker": ("No worker was allocated that week; the duty team was told instead.",),
}

# Referrals: words for each part, and what a share of the outcomes stands for.
REFERRED: dict[str, Any] = {
    "circumstances": (
        "Came back with new trainers and two telephones, and would not say from whom.",
        "Left after a quarrel; the carer says that it happens each week and did not report the last two.",
        "Nothing in the kitchen but bread; the bedroom had no bedding.",
        "Was found in a car with two men in their twenties, who left when the patrol came.",
        "Says that home is shouting every night, and sleeps at friends’ to be away from it.",
        "The home had no adult in it for two days; a neighbour fed the child.",
    ),
    "responsibility": ("Mother; father’s whereabouts are not known.", "Both parents, who live apart.", "The local authority, by a care order.", "Grandmother, by a court order."),
    "household": ("Mother, her partner and a baby.", "Father and two brothers; an uncle visits.", "Foster carers and another child.", "Five young people and staff."),
    "alleged": ("Not known yet.", "An adult known by a nickname alone.", "Mother’s partner.", "Older young people who collect the child by car."),
    "background": ("Three episodes this year, each longer.", "Nothing known before this.", "On a child protection plan until last spring.", "Excluded from school in autumn."),
    "child_where": ("At home with mother.", "Back at the placement.", "With grandmother for the night.", "At the police station with a carer."),
    "child_condition": ("Tired and hungry, no injury seen.", "Upset, talks when alone.", "A bruise to the arm, seen by a nurse.", "Calm; asks to go to bed."),
    "words": ("I don’t want to go back there tonight.", "Nobody asks what I want.", "It’s all right when he’s not there.", "They said that I owe them.", "I’m fine. I just want to sleep."),
    "rationale": (
        "Pattern over three months, an adult who cannot be named, and no one at home who asks.",
        "One event, well explained; the parents work with the school.",
        "The child’s own words and what the patrol saw agree; the home does not keep the child safe.",
        "Known to early help, who will visit this week.",
    ),
    "domestic": (
        "Shouting heard by neighbours; a door broken; mother has a cut lip.",
        "Father would not let mother leave; the child rang.",
        "Third call this year; partner had left before the patrol came.",
    ),
    "verdicts": {
        "protection": ("refer", "protection"),
        "in-need": ("refer", "in-need"),
        "early-help": ("early-help", "early-help"),
        "inform": ("inform", "early-help"),
        "none": ("not-shared", "universal"),
    },
    "answers": {"protection": "section-47", "in-need": "in-need", "early-help": "early-help", "universal": "none"},
}  # fmt: skip
# -- custody --

# What for, why detained, what else was considered.
OFFENCES = (
    (
        "Robbery",
        "To question him while what was taken can still be found.",
        "A voluntary interview: he had run from officers.",
    ),
    (
        "Possession of a knife in public",
        "To search his room before anyone else can.",
        "A voluntary interview with his mother.",
    ),
    (
        "Possession with intent to supply",
        "To keep those who sent her from being warned.",
        "Taking her home: not safe there tonight.",
    ),
    (
        "Assault on a member of staff",
        "To protect the other children in the home.",
        "A restorative meeting: staff did not agree.",
    ),
    ("Criminal damage", "To stop it going on, as it had all evening.", "Words of advice, given twice already."),
    (
        "Theft of a motor vehicle",
        "To find the other two before they drive again.",
        "A voluntary interview in the morning.",
    ),
    (
        "Burglary",
        "To recover the property and examine his clothes.",
        "A voluntary interview: the clothes would be gone.",
    ),
    (
        "Public order offence",
        "To learn who he is, since he gives no name.",
        "Reporting for summons: no address to send it to.",
    ),
)
OBSERVED_IN_CUSTODY = (
    "Asleep, breathing normally.", "Awake, sitting on the bench. Says he is all right.", "Tearful. Stayed to talk for a while.",
    "Reading.", "Pacing, asks when he can go.", "Ate half a meal.", "Asked for her mother again.", "Quiet, answers when spoken to.",
)  # fmt: skip
HEALTH_REASONS = (
    "Asthma; the inhaler is at home.",
    "Cuts on both hands.",
    "Says that she took tablets this morning.",
    "Diagnosed with ADHD.",
)
SAYS_IN_CUSTODY = (
    "I just want to go home.", "They told me nothing would happen to me.", "I am scared of what they will do when I get out.",
    "Can someone feed my dog?", "I have not slept for two days.", "Nobody asked me before you did.", "I want my nan, not my dad.",
)  # fmt: skip
REVIEW_GROUNDS = (
    "The search is not finished; interview to follow.", "Waiting for the appropriate adult, then interview.",
    "Identification procedure under way.", "To obtain evidence by questioning; the child rested in between.",
)  # fmt: skip
BAIL_REFUSED = (
    ("offence", "Arrested three times this month for the like."),
    ("appearance", "Did not come to court on either of the last two dates."),
    ("injury", "Said that he would find the witness."),
    ("interests", "Those who sent him know where he lives."),
)
CERTIFIED = {
    "secure": "A secure place was asked for and none was to be had; no other would keep the person he named from serious harm.",
    "non-secure": "The local authority was asked and provided no accommodation of any kind before the court opened.",
}
NEITHER = (
    "The local authority was not asked: it was taken for granted that there would be no bed.",
    "The certificate was not written before the van came.",
    "The night sergeant thought that the evening sergeant had asked.",
)
# -- incidents ---------------------------------------------------------------------------------------------------------

CALLS = {
    "domestic-abuse": (
        "Caller says her partner has been drinking and is shouting. Children can be heard crying.",
        "A neighbour hears banging through the wall, and a child calling for its mother. It happens most weekends.",
        "Former partner is at the door and will not go. Two children upstairs.",
        "Caller whispers and then puts the telephone down. On ringing back a man says that all is well.",
    ),
    "concern": (
        "School rings: not been in for three days, nobody answers at home.",
        "A passer-by has met a young child alone by the main road in pyjamas.",
        "Health visitor could not get an answer, and can hear a baby.",
    ),
    "child-abuse": (
        "Teacher reports a mark on the arm, which the child explains in two ways.",
        "Grandparent says that there is no food in the house and the children sleep on the floor.",
    ),
    "violence": ("A fight of several teenagers by the bus station. One may have a blade.", "Hit by an older boy on the way home."),
    "disorder": ("Youths on the roof of the garages again, one of them very young.", "Fireworks thrown at cars. Caller knows some of them."),
    "sexual-offence": ("Mother has found messages and pictures on the telephone of her daughter.", "Disclosed to a youth worker this evening."),
    "exploitation": ("Seen getting into cars outside the flats, with new trainers and two telephones.", "Says that he owes money and cannot go home."),
    "online": ("Someone met in a game asks for pictures and threatens to send those he has to her friends.",),
    "mental-health": ("Says that she does not want to be here any more. Parents cannot get into the bathroom.",),
}  # fmt: skip
DESCRIBED = ("a baby, heard on the telephone", "a boy of about eight, red coat", "a girl of perhaps twelve, not named")
THRIVE = {
    "threat": ("From a partner, who is there or may come back.", "Nobody is named.", "From older associates."),
    "harm": ("Shouting so far; a history of worse.", "None known yet.", "Bruising was seen by the school."),
    "risk": ("Likely within the hour if nobody goes.", "Possible, not likely tonight.", "Not known; treat as likely."),
    "investigation": ("Keep the call; first account; cameras at the flats.", "Messages are on the telephone: not to be deleted."),
    "vulnerability": ("A child in the home. Known to social care.", "Young, and not at home.", "Mother is six months pregnant."),
    "engagement": ("Caller wants someone there. Social care to be told.", "Does not want to give a statement.", "School will keep the child with them."),
}  # fmt: skip
THRIVE_MISSING = {
    "threat": ("From older associates whom the carers name.", "Nobody is known to mean harm.", "Traffic and weather on the way."),
    "harm": ("None known yet.", "Came back hurt the last time.", "Has taken tablets before."),
    "risk": ("Rises as it gets dark.", "Likely, where the friends are who they seem.", "Not known; treat as likely."),
    "investigation": ("Telephone rings out; the bank card was not used.", "Cameras at the bus station are kept for two days."),
    "vulnerability": ("A child, alone, without money.", "Looked after; new to the area.", "Known to be exploited."),
    "engagement": ("Carers are looking and will ring. Social worker to be told.", "Mother wants an officer at the house."),
}  # fmt: skip
GRADED = ("A child is there, and it may go on.", "Vulnerable; evidence would be lost.", "Safe for now, with someone.")
UPDATES = {
    "information": ("Caller rings back: he has come in by the back door.", "Neighbour says that they have driven off with the children."),
    "no-resource": ("All units of the district are committed; shift change in forty minutes.", "Nearest free unit is in the next district."),
}  # fmt: skip
DIRECTED = (
    "Send the next free unit. Ring the caller back every twenty minutes.",
    "Grade stands. Ask social care what they know.",
)
ESCALATED = ("Priority with a child, over an hour, nobody free.", "Cannot be met from this district.")
DECIDED = (
    "Two units from the next district, now.",
    "Take the unit off the scene guard.",
    "Inspector will ring the caller.",
)
CLOSED = (
    "Seen and spoken to. Safe with their mother; he has gone to his brother's. Social care told.",
    "No trace of a disturbance. All in the house seen, the children in bed.",
    "First account taken, scene kept. Referred to the hub.",
)
CHECKED = (
    "Calm and clear. Did not ask whether it had happened before.",
    "Asked early who else was in the house. Good advice on what to keep.",
)
SAID_AT_HOME = (
    "He shouts and then Mum cries. I go in the wardrobe with my brother.",
    "It is fine now. Can I stay at Nan's?",
    "I don't want to talk to you in front of them.",
    "They said they would hurt my sister if I did not do it.",
)
