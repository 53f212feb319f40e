"""What the force is calibrated to. Each number names the published figure that it follows; what names none is our guess.

The figures stand with their addresses in the project's table of national statistics, by the names quoted here.
"""

from __future__ import annotations

# "missing children individuals", UK 2022-23: about 2.9 incidents per child.
INCIDENTS_PER_CHILD = 2.9
# "mean reports per missing looked-after child", UK 2022-23: 6; "looked-after missing incidents", England 2021-22: 6.3.
INCIDENTS_PER_LOOKED_AFTER_CHILD = 6.0
# "looked-after missing incidents, age total", England 2023-24: 83,920, beside some 199,000 "missing child incidents" of
# England and Wales. With children whose care the force does not know of, about half.
LOOKED_AFTER_SHARE = 0.5
# "missing looked-after children missing more than once", England 2017-18.
LOOKED_AFTER_MORE_THAN_ONCE = 0.65
OTHERS_MORE_THAN_ONCE = 0.36  # what INCIDENTS_PER_CHILD leaves for the others

# "missing child incidents aged 12-17", UK 2015-16: 93%; "aged 15-17": 58%; "looked-after missing incidents, age 16+",
# England 2023-24: 55%; ages 1 to 9: 0.2%.
AGES = {5: 0.4, 6: 0.5, 7: 0.8, 8: 1.4, 9: 2.0, 10: 3.0, 11: 4.4, 12: 11, 13: 15, 14: 17, 15: 18, 16: 15, 17: 11.5}
AGES_LOOKED_AFTER = {9: 0.2, 10: 0.6, 11: 1.2, 12: 5, 13: 8.5, 14: 13, 15: 18.5, 16: 29, 17: 24}

# "missing calls resolved within 1 day", 43 forces 2014-15: 75%; "missing child incidents resolved within 48 hours",
# England and Wales 2016-17: 87%; "looked-after missing over 30 days", England 2014-15: 230 of 28,570. In hours.
DURATIONS = (
    (0.0, 0.4), (0.1, 1.3), (0.25, 3.2), (0.5, 8.5), (0.75, 24.0), (0.87, 48.0), (0.93, 72.0), (0.975, 150.0),
    (0.992, 400.0), (0.9965, 720.0), (1.0, 1400.0),
)  # fmt: skip

# "missing incidents with ethnicity unknown", England and Wales: 31%; of the known, 76% White, 14% Black, 5% Asian.
ETHNICITY_UNKNOWN = 0.31
ETHNICITIES = {
    "W1": 66, "W2": 1.5, "W9": 8.5, "B1": 4, "B2": 8, "B9": 2, "A1": 1.2, "A2": 2, "A3": 1, "A9": 0.8,
    "M1": 1.6, "M2": 0.9, "M3": 0.7, "M9": 0.6, "O1": 0.4, "O9": 0.8,
}  # fmt: skip
# "missing incidents girls 12-17" 75,896, "boys 12-17" 83,378; "missing looked-after children male" 56%.
MALE, MALE_LOOKED_AFTER = 0.5, 0.56
# "missing child incidents with CSE flag", England and Wales: 9% of child incidents.
SEXUAL_EXPLOITATION = 0.09
CRIMINAL_EXPLOITATION = 0.05

# "missing outcome: hurt or harmed", 20 police areas 2014-15: 3.3%; "victim of sexual offence" 0.3%. Nobody dies here.
HARMED, VICTIM = 0.033, 0.006

# "looked-after missing incidents from homes, hostels, secure units", England 2014-15: 51%.
PLACEMENTS = {"childrens-home": 40, "supported": 16, "foster": 36, "kinship": 8, "residential-school": 3, "parents": 2}

# "return home interviews completed within 72 hours, mean", England 2023-24: 63%; "completed, mean share of missing
# episodes", England 2017-18: 50%.
INTERVIEW_IN_TIME = 0.63

# Reports by local hour of the day; evenings and the first hours of the night bring most.
HOURS = (
    5.2,
    4.6,
    3.6,
    2.4,
    1.5,
    1.2,
    1.4,
    1.8,
    2.4,
    2.6,
    2.6,
    2.8,
    2.9,
    2.9,
    3.1,
    3.8,
    4.5,
    5.2,
    6.0,
    6.8,
    7.4,
    8.4,
    8.6,
    7.2,
)

# "referrals by source: police", England 2017-18: 186,920, some 4,800 a force and year, beside 12,000 episodes of a force of the
# size called "force".
REFERRALS_PER_EPISODE = 0.4
# Of detentions of which no referral was written down elsewhere; our guess.
REFERRALS_PER_DETENTION = 0.55
# Of children referred, found in this county and at home in another authority; our guess.
REFERRAL_AWAY = 0.04
# "referrals with no further action, percent", 2017-18: 9.4; "referrals by highest level", 2016-17: section 47 enquiry 11.6%,
# child in need 33.2%; the rest are services, early help and information.
REFERRAL_OUTCOMES = {"protection": 11.6, "in-need": 33.2, "early-help": 27.0, "inform": 18.8, "none": 9.4}
REFERRAL_GRADES = {"high": 16, "medium": 46, "low": 38}
REFERRAL_DOMESTIC = 0.22
REFERRAL_CONCERNS = {
    "neglect": 22, "emotional": 14, "physical": 10, "sexual": 6, "sexual-exploitation": 9, "criminal-exploitation": 12,
    "online": 6, "substances": 9, "mental-health": 8, "self-harm": 6, "offending": 8,
}  # fmt: skip
# How often each part is told; our guess, with the four that inspectors missed at Wiltshire told least.
REFERRAL_COMPLETE = {"school": 0.78, "responsibility": 0.7, "voice": 0.8, "rest": 0.86}
# -- incidents ---------------------------------------------------------------------------------------------------------
# "domestic abuse incidents and crimes", England and Wales 2020-21: 1,459,663, beside some 199,000 "missing child incidents".
# Seven to one would be more rows than a small force needs: two other calls with a child for each missing child, of which
# domestic abuse is the most; what the others are is our guess.
OTHER_CALLS = 2.0
OTHER_KINDS = {
    "domestic-abuse": 46, "concern": 18, "child-abuse": 9, "violence": 8, "disorder": 7, "sexual-offence": 4,
    "exploitation": 3, "online": 3, "mental-health": 2,
}  # fmt: skip
# "domestic abuse incidents not crimed", England and Wales 2020-21: 42%.
CRIMED = 0.58
# "priority incidents attended within 1 hour", Hampshire 2022-06: 54%.
PRIORITY_IN_TIME = 0.54
# "open incidents in resolution centre", Hampshire 2022-06: 696, the oldest unallocated for 23 days: some linger here too.
LINGERS = 0.02
# Wiltshire Police, published performance report 2022: three calls of each call handler a month; in June to September 49 to
# 60% good or better on vulnerability, 70 to 79% on prevention, 68 to 71% on preservation, 73 to 86% on the repeat check.
CALL_MARKS = {"vulnerability": 0.55, "prevention": 0.73, "preservation": 0.70, "repeat_check": 0.80}

# "police protection uses per force, lowest" 28 and "highest" 314 a year, forces of a study of 1998. How many a force of this
# size has in between is our guess: four for each hundred episodes.
PROTECTIONS_PER_YEAR = (28, 314)
PROTECTIONS_PER_EPISODE = 0.04
# "police protection children age under 1", "1-5", "6-9", "10-13", "14+", the same study: 10, 28, 17, 29 and 16%.
PROTECTION_AGES = {(0, 1): 10, (1, 6): 28, (6, 10): 17, (10, 14): 29, (14, 17): 16}
# "police protection cases where child missing from home", the same: 20%; "between 16:30 and 22:00": nearly half.
PROTECTION_WHILE_MISSING = 0.2
PROTECTION_IN_THE_EVENING = 0.3  # with those of a day spread evenly, 46% fall into the five and a half hours

# -- investigations ----------------------------------------------------------------------------------------------------
# Each call in which a crime was found that a child suffered is investigated. Of domestic abuse, which has the most calls by far
# (OTHER_KINDS), one in four is told of here, which is as many as a page needs; all else about investigations is our guess.
DOMESTIC_TOLD = 0.25

# -- custody --
# "children detained in police custody", 26 of 43 forces 2021-22: 35,114, which makes some 58,000 for 43 forces, beside some
# 199,000 "missing child incidents" of England and Wales a year.
DETENTIONS_PER_MISSING_INCIDENT = 0.29
# "overnight detentions of children", 39 forces of England 2014-15: 22,792, some 25,000 for 43 forces: about four in ten of the
# detentions above. The hours are chosen so that this comes about; no published figure gives them.
HOURS_IN_CUSTODY = 6.2
# "children transferred to council accommodation", Merseyside 2015-17: 3 of 73.
AFTER_REFUSAL = {"transferred": 3, "certified": 46, "neither": 24}
# Guesses: no figure was found.
CHARGED, REFUSED_BAIL, HEALTHCARE, DETAINED_ON_RETURN, HOURS_TO_ADULT = 0.24, 0.32, 0.35, 0.1, 1.7
