"""Who lives here and who works here: households with shared surnames and homes, flats, students, staff who are patients.
Owns Patient, Staff, Home and how they are made. Must not know times of day. In: a random.Random. Out: lists of both."""

from dataclasses import dataclass, field

import names

FIRST_RECORD = 100001

# role, unit, how many; together the twenty of the clinic
POSTS = (("gp", "practice", 4), ("nurse", "practice nursing", 2), ("nurse", "ward", 2), ("physiotherapist", "therapy", 3),
         ("radiographer", "imaging", 1), ("healthcare assistant", "practice nursing", 1), ("healthcare assistant", "ward", 1),
         ("receptionist", "front desk", 3), ("secretary", "office", 1), ("practice manager", "office", 1), ("it admin", "it", 1))
REGISTERED = {"gp": "GMC", "nurse": "NMC", "physiotherapist": "HCPC", "radiographer": "HCPC"}
SERVICES = ("svc_backup", "svc_archive")


@dataclass(eq=False)
class Home:
    """One door. `key` is the same for all who live behind it, however their address is spelt."""
    number: int
    street: tuple
    flat: str = ""

    @property
    def key(self):
        return f"{self.flat}|{self.number}|{self.street_key}"

    @property
    def street_key(self):
        return f"{self.street[0]} {self.street[1]}"

    @property
    def postcode(self):
        return self.street[3]

    def spelt(self, rng):
        """The address as one of several clerks would type it."""
        street = f"{self.number} {self.street[0]} {self.street[1 if rng.random() < 0.6 else 2]}"
        if self.flat and rng.random() < 0.3 and self.flat.startswith("Flat"):
            street = f"{street}, {self.flat}"
        elif self.flat:
            street = f"{self.flat}{rng.choice([', ', ' '])}{street}"
        return street.upper() if rng.random() < 0.12 else street


@dataclass(eq=False)
class Patient:
    record: str
    surname: str
    given: str
    sex: str
    birth: str
    home: Home
    often: float = 1.0
    deceased: str = ""
    flags: set = field(default_factory=set)
    staff: str = ""

    @property
    def year(self):
        return int(self.birth[:4])


@dataclass(eq=False)
class Staff:
    login: str
    surname: str
    given: str
    role: str
    unit: str
    kind: str = "person"
    sex: str = "f"
    birth: str = ""
    home: Home = None
    patient: str = ""
    manager: str = ""
    starts: str = ""
    ends: str = ""
    leave: tuple = ()
    host: str = ""
    part_time: bool = False

    @property
    def name(self):
        return f"{self.given} {self.surname}".strip()


def _birth(rng, oldest, youngest):
    return f"{rng.randint(oldest, youngest)}-{rng.randint(1, 12):02d}-{rng.randint(1, 28):02d}"


def _household(rng, home, surname=None):
    """Those behind one door as (surname, given, sex, birth): single, couple or family; one partner in six keeps the own name."""
    surname = surname or names.surname(rng)
    size = rng.choices((1, 2, 3, 4, 5), (30, 34, 16, 14, 6))[0]
    elder = rng.randint(1934, 1996)
    sex = rng.choice("fm")
    people = [(surname, names.given(rng, sex), sex, _birth(rng, elder, elder))]
    if size > 1:
        other = "m" if sex == "f" else "f"
        own = names.surname(rng) if rng.random() < 0.17 else surname
        people.append((own, names.given(rng, other), other, _birth(rng, elder - 4, elder + 4)))
    for _ in range(size - 2):
        sex = rng.choice("fm")
        people.append((surname, names.given(rng, sex), sex, _birth(rng, min(elder + 22, 2024), min(elder + 38, 2025))))
    return people


def _homes(rng, streets):
    """Doors without end: houses, blocks of flats (stair/flat), and one student hall."""
    hall, taken = streets[0], set()
    blocks = [(street, rng.randint(2, 60)) for street in rng.sample(streets[1:], 9)]
    while True:
        dice = rng.random()
        if dice < 0.05:
            home = Home(1, hall, f"Room {rng.randint(1, 90)}")
        elif dice < 0.24:
            street, number = rng.choice(blocks)
            home = Home(number, street, f"Flat {rng.randint(0, 4)}/{rng.randint(1, 4)}")
        else:
            home = Home(rng.randint(1, 120), rng.choice(streets[1:]))
        if home.key not in taken:
            taken.add(home.key)
            yield home


def make_patients(rng, count):
    """`count` patients with numbers in the order they registered, so that families mostly stand together."""
    homes, patients, surnames = _homes(rng, names.streets(rng, 110)), [], []
    while len(patients) < count:
        home = next(homes)
        if home.flat.startswith("Room"):
            sex = rng.choice("fm")
            people = [(names.surname(rng), names.given(rng, sex), sex, _birth(rng, 2002, 2007))]
        else:
            kin = rng.choice(surnames) if surnames and rng.random() < 0.12 else None
            people = _household(rng, home, kin)
            surnames.append(people[0][0])
        for surname, given, sex, birth in people:
            number = str(FIRST_RECORD + len(patients))
            patients.append(Patient(number, surname, given, sex, birth, home, rng.lognormvariate(0, 1.3)))
    patients = patients[:count]
    for patient in patients:
        if patient.year < 1955 and rng.random() < 0.03:
            patient.deceased, patient.often = f"2025-{rng.randint(3, 11):02d}-{rng.randint(1, 28):02d}", 0.0
        if rng.random() < 0.008:
            patient.flags.add("restricted")
        if patient.year > 2010 and rng.random() < 0.05:
            patient.flags.add("vulnerable")
    return patients


def _login(given, surname, taken):
    stem = (given[0] + surname).lower().replace("'", "").replace("-", "")[:14]
    login, n = stem, 2
    while login in taken:
        login, n = f"{stem}{n}", n + 1
    taken.add(login)
    return login


def make_staff(rng, patients):
    """The twenty, of whom two in five are registered here with those they live with, and the logins that are no person."""
    staff, taken = [], set()
    adults = [p for p in patients if 1962 <= p.year <= 1999 and not p.deceased and not p.flags]
    residents = rng.sample(adults, 40)
    doors = {}
    for p in patients:
        doors.setdefault(p.home.key, p.home)
    for role, unit, count in POSTS:
        for _ in range(count):
            if rng.random() < 0.42:
                self = residents.pop()
                member = Staff(_login(self.given, self.surname, taken), self.surname, self.given, role, unit, sex=self.sex,
                               birth=self.birth, home=self.home, patient=self.record)
                self.staff, self.often = member.login, 0.15
            else:
                sex, near = rng.choice("ffm"), rng.choice(list(doors.values()))
                surname, given = names.surname(rng), names.given(rng, sex)
                member = Staff(_login(given, surname, taken), surname, given, role, unit, sex=sex, birth=_birth(rng, 1962, 1999),
                               home=Home(near.number + 121, near.street))
            member.part_time = rng.random() < 0.3 and role not in ("radiographer", "practice manager", "secretary", "it admin")
            staff.append(member)
    boss = next(s for s in staff if s.role == "practice manager")
    for member in staff:
        senior = next(s for s in staff if s.unit == member.unit)
        member.manager = "" if member is boss else boss.login if member is senior else senior.login
    gone_sex = rng.choice("fm")
    surname, given = names.surname(rng), names.given(rng, gone_sex)
    leaver = Staff(_login(given, surname, taken), surname, given, "nurse", "practice nursing", sex=gone_sex,
                   birth=_birth(rng, 1965, 1995), home=rng.choice(list(doors.values())), ends="2025-12-19", manager=boss.login)
    services = [Staff(login, "", login.replace("_", " "), "", "", kind="service") for login in SERVICES]
    return staff + [leaver] + services + [Staff("emergency", "", "Emergency account", "", "", kind="emergency")]


def new_person(rng, world, role, unit, starts, ends=""):
    """Somebody who joins later: a locum, a new starter."""
    sex, home = rng.choice("fm"), rng.choice(world.patients).home
    surname, given = names.surname(rng), names.given(rng, sex)
    return Staff(_login(given, surname, {s.login for s in world.staff}), surname, given, role, unit, sex=sex, birth=_birth(rng, 1965, 1997),
                 home=Home(home.number + 121, home.street), starts=starts, ends=ends)


def declared(rng, staff, patients):
    """What honest staff have told: whom they live with, a friend or two. Rows of relations.csv."""
    rows = []
    for member in staff:
        if member.kind == "person" and not member.ends and rng.random() < 0.4:
            family = [p for p in patients if p.home.key == member.home.key and p.record != member.patient]
            rows += [(member.login, p.record, "lives with") for p in family]
            if rng.random() < 0.5:
                rows.append((member.login, rng.choice(patients).record, "friend"))
    return rows
