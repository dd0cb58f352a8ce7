"""Misuse of people the viewer knows: own, family, neighbours, colleagues, friends, the famous, the dead.
Owns one function a story, each with the published case it is taken from. Must not know rules. In: a Scene."""

from people import Home
from rota import DAY, HOUR, MINUTE, date, midnight
from story import CLINICAL, told
import names


def looks(scene, member, patient, count, first=3, last=None, **more):
    for shift, at in scene.moments(member, count, first, last):
        scene.look(shift, patient, at, **more)


@told("misuse")
def own_record(scene):
    """Reads the own record again and again (the commonest finding of NHS Wales' NIIAS)."""
    member = scene.player(where=lambda s: s.patient)
    patient = scene.world.patient[member.patient]
    scene.part(member, patient)
    looks(scene, member, patient, scene.rng.randint(4, 8))


@told("misuse")
def partners_ex(scene):
    """Evans, Solent: an administrator follows the partner's former girlfriend over ten months; no table links the two."""
    member = scene.player("receptionist", "secretary", "practice manager")
    looks(scene, member, scene.strangers(member, where=lambda p: p.sex == "f" and 1975 < p.year < 2004)[0], scene.rng.randint(9, 14))


@told("misuse")
def estranged_family(scene):
    """Wooltorton, Ipswich: three relatives with the same rare surname who live elsewhere."""
    member = scene.player("receptionist", "secretary", "healthcare assistant", "nurse", where=lambda s: s.surname not in names.COMMON)
    for patient in scene.strangers(member, 3):
        patient.surname = member.surname
        looks(scene, member, patient, scene.rng.randint(2, 3))


@told("misuse")
def spouse(scene):
    """Opens the record of the one they live with (Betsi Cadwaladr: 211 look-ups of family in 15 months)."""
    member = scene.player()
    patient = scene.strangers(member, where=lambda p: 1960 < p.year < 2000)[0]
    patient.home, patient.surname = member.home, scene.rng.choice((member.surname, patient.surname))
    looks(scene, member, patient, scene.rng.randint(4, 6))


@told("misuse")
def child(scene):
    """A parent reads the own child's record: same home, same name, twelve years old (family, Betsi Cadwaladr)."""
    member = scene.player(where=lambda s: s.birth < "1994")
    patient = scene.strangers(member, where=lambda p: p.year > 2008)[0]
    patient.home, patient.surname = member.home, member.surname
    looks(scene, member, patient, scene.rng.randint(3, 5))


@told("misuse")
def neighbour(scene):
    """The people next door, one after the other quarrelled with (NIIAS: same address or neighbouring area)."""
    member = scene.player()
    patient = scene.strangers(member)[0]
    home = member.home
    patient.home = Home(home.number, home.street, "Flat 2/9") if home.flat else Home(home.number + 2, home.street)
    looks(scene, member, patient, scene.rng.randint(4, 6))


@told("misuse")
def colleagues_record(scene):
    """A colleague is off sick; what is it (co-worker: the first report of every vendor)."""
    member = scene.player()
    patient = scene.one_of([p for p in scene.world.patients if p.staff and p.staff != member.login and p.record not in scene.world.taken
                            and scene.world.person[p.staff].role != "practice manager"])
    scene.part(member, patient)
    looks(scene, member, patient, scene.rng.randint(3, 5))


@told("misuse")
def managers_record(scene):
    """Reads up on the manager before an appraisal."""
    boss = next(s for s in scene.world.team("practice manager"))
    member = scene.player(where=lambda s: s.manager == boss.login)
    patient = scene.world.patient.get(boss.patient)
    if patient is None:
        patient = scene.strangers(member, where=lambda p: 1962 <= p.year <= 1999)[0]
        patient.surname, patient.given, patient.sex = boss.surname, boss.given, boss.sex
        patient.birth, patient.home, patient.staff, boss.patient = boss.birth, boss.home, boss.login, patient.record
    else:
        scene.part(member, patient)
    looks(scene, member, patient, 3)


@told("misuse")
def friends_results(scene):
    """Lawson, Southport: a friend's blood results 44 times after the discharge from her ward."""
    member = scene.player("nurse", "healthcare assistant", unit="ward")
    patient = scene.strangers(member)[0]
    stay = (2, min(7, scene.days // 5))
    scene.world.apart[patient.record] = {"ward"}
    start, end = midnight(stay[0]) + 9 * HOUR, midnight(stay[1]) + 14 * HOUR
    scene.world.row(patient.record, start, end, "", "ward", "admission", start, exact=True)
    for shift in scene.shifts(member, *stay):
        if shift.start > start and shift.end < end:
            scene.trail.look(member, shift, patient.record, shift.start + 2 * HOUR, "handover")
    begin = stay[1] + min(12, scene.days // 6)
    moments = scene.moments(member, min(44, 2 * len(scene.shifts(member, begin))), begin)
    for shift, at in moments:
        scene.trail.act(shift, patient.record, at, what="results", **scene.mark())


@told("misuse")
def maternity_records(scene):
    """Lawson again: maternity and paediatric records of five women and children, 17 times."""
    member = scene.player("nurse", "healthcare assistant", "receptionist")
    victims = scene.strangers(member, 5, lambda p: (p.sex == "f" and 1984 < p.year < 2006) or p.year > 2012)
    for n, (shift, at) in enumerate(scene.moments(member, 17)):
        scene.trail.act(shift, victims[n % 5].record, at, what=scene.rng.choice(("maternity", "results", "letters")), **scene.mark())


@told("misuse")
def restricted_patient(scene):
    """A record marked as restricted, read without any part in the care; the first time past a warning."""
    member = scene.player()
    patient = scene.strangers(member)[0]
    patient.flags.add("restricted")
    moments = scene.moments(member, scene.rng.randint(3, 4))
    scene.trail.act(moments[0][0], patient.record, moments[0][1] - 20, "override", "restricted part", reason="need to know", **scene.mark())
    for shift, at in moments:
        scene.look(shift, patient, at)


@told("misuse")
def deceased_patient(scene):
    """A man in the family dispute is dead for months; his record is read three times."""
    member = scene.player()
    patient = scene.one_of([p for p in scene.world.patients if p.deceased and p.record not in scene.world.taken])
    scene.part(member, patient)
    looks(scene, member, patient, scene.rng.randint(3, 4))


@told("misuse")
def people_one_knows(scene):
    """O'Brien, South Warwickshire, 14 patients; Woolfe, Colchester, 29 with family and colleagues: one or two looks each."""
    member = scene.player("healthcare assistant", "receptionist", "secretary", "nurse")
    known = scene.strangers(member, 14)
    for n, patient in enumerate(known):
        if n < 3:
            patient.surname = member.surname if member.surname not in names.COMMON else patient.surname
        elif n < 8:
            patient.home = Home(member.home.number + 2 * n, member.home.street)
    order = known + scene.rng.sample(known, 6)
    scene.rng.shuffle(order)
    for patient, (shift, at) in zip(order, scene.moments(member, len(order))):
        scene.look(shift, patient, at)


@told("misuse")
def declared_friend(scene):
    """Has declared to know somebody, and looks all the same."""
    member = scene.player()
    patient = scene.strangers(member)[0]
    scene.world.relations.append((member.login, patient.record, scene.rng.choice(("friend", "godmother", "cousin", "former partner"))))
    looks(scene, member, patient, scene.rng.randint(3, 5))


@told("misuse")
def gossip(scene):
    """Somebody is in the news; four members of staff want to know (Protenus: VIP, "in the news")."""
    first = scene.player()
    patient = scene.strangers(first)[0]
    day = scene.rng.randint(scene.days // 4, scene.days - 6)
    for member in (first, *(scene.player() for _ in range(3))):
        scene.world.keep_apart(patient, member.unit)
        for shift, at in scene.moments(member, min(scene.rng.randint(1, 2), len(scene.shifts(member, day, day + 4)) or 1), day, day + 4):
            scene.look(shift, patient, at)


@told("misuse")
def serial_curiosity(scene):
    """A look at somebody without a reason every third day, for months (Bluesight: nearly 15 % of what goes undetected)."""
    member = scene.player(*CLINICAL, "receptionist")
    victims = scene.strangers(member, max(6, scene.days // 3))
    for patient, (shift, at) in zip(victims, scene.moments(member, len(victims), 1)):
        scene.look(shift, patient, at)


@told("misuse")
def administrators_41(scene):
    """Withybush: an administrator without any part in care, 41 patients; a manager noticed, not the software."""
    member = scene.player("secretary", "practice manager", "it admin")
    victims = scene.strangers(member, min(41, scene.days // 2))
    for patient, (shift, at) in zip(victims, scene.moments(member, len(victims), 1)):
        scene.look(shift, patient, at, what=scene.rng.choice(("summary", "letters", "notes")))


@told("misuse")
def former_patients_contacts(scene):
    """Stewart, Lanarkshire and Ayrshire: a radiographer notes the addresses of more than 200 women once treated there."""
    member = scene.player("radiographer", "physiotherapist")
    wanted = min(200, scene.days * 2)
    victims = scene.strangers(member, wanted, lambda p: p.sex == "f" and 1975 < p.year < 2009)
    for patient in victims:
        start = midnight(-scene.rng.randint(150, 420)) + 10 * HOUR
        scene.world.row(patient.record, start, start + HOUR, member.login, member.unit, "appointment", None, exact=True)
    shifts = scene.shifts(member, 1)
    for patient in victims:
        shift = scene.rng.choice(shifts)
        scene.trail.act(shift, patient.record, scene.rng.randint(shift.start + 600, shift.end - 600), what="contact", **scene.mark())


@told("misuse")
def other_units_patients(scene):
    """Two a day from another unit's list, for two weeks (AHIMA: a nurse on another unit's records)."""
    member = scene.player("nurse", "healthcare assistant", "physiotherapist")
    others = "therapy" if member.unit != "therapy" else "ward"
    victims = scene.strangers(member, 16)
    first = scene.rng.randint(2, max(2, scene.days - 18))
    for patient in victims:
        start = midnight(first - scene.rng.randint(0, 9)) + 11 * HOUR
        scene.world.row(patient.record, start, start + 20 * DAY, "", others, "referral", start, exact=True)
    for patient, (shift, at) in zip(victims, scene.moments(member, 16, first, first + 16)):
        scene.look(shift, patient, at)
