"""Invented names, by where a family's names come from."""

from __future__ import annotations

from faker import Faker

from plumbline.demo.dice import Dice


def listed(names: str) -> tuple[str, ...]:
    return tuple(names.split())


# Faker's British given names are those of grown-ups; these are of children.
GIRLS = listed(
    "Olivia Amelia Isla Ava Lily Mia Freya Ivy Florence Willow Poppy Evie Ella Phoebe Sienna Daisy Millie Rosie Maisie Erin"
    " Chloe Jessica Ruby Scarlett Lexi Summer Lola Bethany Megan Abigail Skye Paige Tia Caitlin Esme Matilda Ellie-Mae Lacey"
    " Amber Faith Georgia Harriet Imogen Jasmine Keira Libby Molly Niamh Orla Tilly"
)
BOYS = listed(
    "Oliver George Noah Arthur Harry Leo Jack Freddie Alfie Charlie Oscar Archie Jacob Thomas Ethan Mason Logan Finley Tyler"
    " Riley Jayden Kai Callum Connor Liam Bradley Reece Kian Ellis Toby Jude Reuben Dylan Corey Brandon Declan Rhys Owen"
    " Zachary Harvey Lewis Louie Jenson Kyle Aaron Blake Frankie Tommy Billy Cameron"
)
ARABIC_GIRLS = listed(
    "Aisha Fatima Maryam Zainab Hana Amina Khadija Sumaiya Nusrat Iqra Hafsa Safa Leila Yasmin Inaya Ayesha"
)
ARABIC_BOYS = listed(
    "Mohammed Yusuf Ibrahim Adam Hamza Zayd Bilal Idris Omar Haroon Imran Ayaan Musa Tariq Sami Ismail"
)
PAKISTANI = listed("Khan Hussain Ahmed Akhtar Malik Iqbal Mahmood Shah Butt Qureshi Mirza Javed Aslam Rafiq")
BANGLADESHI = listed("Rahman Miah Uddin Chowdhury Begum Islam Hoque Alam Choudhury Kamal Ullah Khatun")
SOMALI = listed("Abdi Hassan Mohamed Warsame Farah Osman Jama Ali Yusuf Hersi Nur Aden")
CHINESE = listed("Chan Wong Li Zhang Chen Lau Wu Lin Zhao Tang Ho Leung")
CARIBBEAN = listed("Campbell Clarke Francis Grant-Lewis Gordon Bailey Reid Wilmot Beckford Pinnock Dacosta Blackwood")
# Origin of names for each code of self-defined ethnicity, with the locales of Faker; "own" is a list above.
ORIGINS: dict[str, dict[str, float]] = {
    "W1": {"en_GB": 1}, "W2": {"en_IE": 1}, "W9": {"pl_PL": 4, "ro_RO": 3, "pt_PT": 1, "lt_LT": 1, "tr_TR": 1},
    "B1": {"caribbean": 1},
    "B2": {"yo_NG": 3, "ig_NG": 2, "tw_GH": 2, "en_KE": 1, "somali": 2}, "B9": {"somali": 1, "caribbean": 1},
    "A1": {"en_IN": 1}, "A2": {"pakistani": 1}, "A3": {"bangladeshi": 1}, "A9": {"pakistani": 1, "vi_VN": 1},
    "M1": {"en_GB": 1, "caribbean": 2}, "M2": {"en_GB": 1, "yo_NG": 1}, "M3": {"en_GB": 1, "en_IN": 1}, "M9": {"en_GB": 1},
    "O1": {"chinese": 1}, "O9": {"tr_TR": 1, "vi_VN": 1, "somali": 1},
}  # fmt: skip
OWN = {
    "en_GB": (GIRLS, BOYS, ()), "caribbean": (GIRLS, BOYS, CARIBBEAN),
    "pakistani": (ARABIC_GIRLS, ARABIC_BOYS, PAKISTANI),
    "bangladeshi": (ARABIC_GIRLS, ARABIC_BOYS, BANGLADESHI), "somali": (ARABIC_GIRLS, ARABIC_BOYS, SOMALI),
    "chinese": (GIRLS, BOYS, CHINESE),
}  # fmt: skip
SHORT = {
    "Thomas": "Tom", "Charlie": "Chaz", "Zachary": "Zac", "Abigail": "Abi", "Bethany": "Beth", "Jessica": "Jess",
    "Matilda": "Tilly",
    "Georgia": "George", "Cameron": "Cam", "Frankie": "Franks", "Ellie-Mae": "Ellie", "Florence": "Flo", "Brandon": "Bran",
    "Mohammed": "Mo", "Ibrahim": "Ib", "Khadija": "Dija", "Scarlett": "Scar", "Harriet": "Hattie", "Isla": "Izzy", "Megan": "Meg",
}  # fmt: skip


class Names:
    """Draws names; Faker is seeded from the same number as everything else."""

    def __init__(self, dice: Dice) -> None:
        self.dice = dice
        self._fakers: dict[str, Faker] = {}
        self.grown_ups = [self.adult("en_GB", dice.chance(0.5)) for _ in range(400)]

    def faker(self, locale: str) -> Faker:
        if locale not in self._fakers:
            made = self._fakers[locale] = Faker(locale, use_weighting=False)
            made.seed_instance(self.dice.getrandbits(32))
        return self._fakers[locale]

    def origin(self, ethnicity: str) -> str:
        return self.dice.weighed(ORIGINS[ethnicity])

    def given(self, origin: str, is_girl: bool) -> str:
        if origin in OWN:
            return self.dice.pick(OWN[origin][0 if is_girl else 1])
        faker = self.faker(origin)
        return str(faker.first_name_female() if is_girl else faker.first_name_male())

    def surname(self, origin: str) -> str:
        own = OWN.get(origin, ((), (), ()))[2]
        return self.dice.pick(own) if own else str(self.faker(origin).last_name())

    def adult(self, origin: str, is_woman: bool) -> str:
        """Given name of a grown-up and a surname."""
        return f"{self.adult_given(origin, is_woman)} {self.surname(origin)}"

    def adult_given(self, origin: str, is_woman: bool) -> str:
        if origin in OWN and origin not in ("en_GB", "caribbean", "chinese"):
            return self.given(origin, is_woman)
        faker = self.faker(origin if origin not in OWN else "en_GB")
        return str(faker.first_name_female() if is_woman else faker.first_name_male())

    def someone(self) -> str:
        """A grown-up who is named once: who reported, who was spoken to."""
        return self.dice.pick(self.grown_ups)
