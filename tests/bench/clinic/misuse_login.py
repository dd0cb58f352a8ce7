"""Misuse of logins and of the way around locks: break-glass, leavers, leave, nights, borrowed and service logins.
Owns one function a story. Must not know rules. In: a Scene."""

from rota import DAY, HOUR, MINUTE, day_of, midnight
from story import CLINICAL, told


def read_some(scene, seat, patients, at, step=(40, 200)):
    for patient in patients:
        at += scene.rng.randint(*step)
        scene.trail.act(seat, patient.record, at, what=scene.rng.choice(("summary", "notes", "results")), **scene.mark())
    return at


@told("misuse")
def break_glass_no_reason(scene):
    """Four times past the lock without a word why."""
    member = scene.player(*CLINICAL)
    for patient, (shift, at) in zip(scene.strangers(member, 4), scene.moments(member, 4)):
        scene.trail.act(shift, patient.record, at, "override", "restricted part", **scene.mark())
        scene.look(shift, patient, at + 10, most=1)


@told("misuse")
def break_glass_same_reason(scene):
    """The same word each time, and never a visit after it."""
    member, reason = scene.player(*CLINICAL, "receptionist"), scene.rng.choice(("emergency", "urgent", "needed", "clinical need"))
    for patient, (shift, at) in zip(scene.strangers(member, 8), scene.moments(member, 8)):
        scene.trail.act(shift, patient.record, at, "override", "restricted part", reason=reason, **scene.mark())
        scene.look(shift, patient, at + 10, most=1)


@told("misuse", "login")
def leavers_login(scene):
    """The nurse left in December; the login still opens records on two evenings."""
    member = next(s for s in scene.world.staff if s.ends and s.ends < "2026")
    scene.take(member.login)
    day, victims = scene.rng.randint(3, scene.days - 6), scene.strangers(member, 6)
    for n in range(2):
        at = midnight(day + 2 * n) + 19 * HOUR + scene.rng.randint(0, 2 * HOUR)
        read_some(scene, scene.away(member.login, "spare-01", at, 40 * MINUTE), victims[3 * n:3 * n + 3], at)


@told("misuse")
def access_on_leave(scene):
    """On leave by the plan, yet in the records on three days."""
    member = scene.player(where=lambda s: s.leave)
    victims = scene.strangers(member, 6)
    for n in range(3):
        day = member.leave[0] + 1 + n
        at = midnight(day) + scene.rng.randint(10, 18) * HOUR
        read_some(scene, scene.away(member.login, "laptop-01", at, 30 * MINUTE), victims[2 * n:2 * n + 2], at)


@told("misuse")
def night_off_rota(scene):
    """Comes back late at night without being on call, three nights."""
    member = scene.player("receptionist", "healthcare assistant", "physiotherapist", "secretary", "it admin")
    victims = scene.strangers(member, 7)
    days = sorted(scene.rng.sample(range(2, scene.days - 2), 3))
    for n, day in enumerate(days):
        at = midnight(day) + 22 * HOUR + scene.rng.randint(20 * MINUTE, 4 * HOUR)
        read_some(scene, scene.away(member.login, member.host, at, 50 * MINUTE), victims[2 * n:2 * n + 2 + (n == 2)], at)


@told("misuse", "login")
def shared_login(scene):
    """One login for two: the other works in the next room while its owner does; each record has its reason, only the rooms tell."""
    member = scene.player("receptionist", "healthcare assistant", "nurse")
    shifts, victims = scene.shifts(member, scene.days // 4), scene.strangers(member, 48)
    first = scene.rng.randrange(max(1, len(shifts) - 6))
    for n, shift in enumerate(shifts[first:first + 4]):
        at = shift.start + scene.rng.randint(2, 4) * HOUR
        seat = scene.away(member.login, "spare-02", at, 2 * HOUR)
        for m, patient in enumerate(victims[12 * n:12 * n + 12]):
            moment, place = at + 300 + m * scene.rng.randint(400, 560), (seat, shift)[m % 2]
            scene.world.row(patient.record, moment - 60, moment + HOUR, "", member.unit, "task", moment, exact=True)
            scene.trail.act(place, patient.record, moment, **scene.mark(place is seat))


@told("misuse", "login", burst=True)
def service_login_used(scene):
    """The back-up's login opens the record system at a desk."""
    login = "svc_backup"
    scene.take(login)
    day = scene.rng.randint(2, scene.days - 3)
    at = midnight(day) + scene.rng.randint(9, 17) * HOUR
    chosen = scene.rng.sample([p for p in scene.world.patients if not p.deceased], 6)
    scene.records += [p.record for p in chosen]
    read_some(scene, scene.away(login, "spare-02", at, HOUR), chosen, at)


@told("misuse", "login", burst=True)
def two_hosts_at_once(scene):
    """The same login reads in two rooms for half an hour."""
    member = scene.player(*CLINICAL, "receptionist")
    shift = scene.rng.choice(scene.shifts(member, 2))
    at = scene.rng.randint(shift.start + HOUR, shift.end - 2 * HOUR)
    seat, victims = scene.away(member.login, "spare-01", at, 40 * MINUTE), scene.strangers(member, 8)
    for n, patient in enumerate(victims):
        place = (shift, seat)[n % 2]
        scene.trail.act(place, patient.record, at + 60 + n * scene.rng.randint(150, 240), **scene.mark())


@told("misuse", "login", burst=True)
def sixteen_hours(scene):
    """Active from early morning until late at night on one day: more than one person."""
    member = scene.player("receptionist", "healthcare assistant", "physiotherapist", "secretary")
    shift = scene.rng.choice([s for s in scene.shifts(member, 2)])
    day, victims = day_of(shift.start), scene.strangers(member, 17)
    hours = [h for h in range(5, 23)]
    seat = scene.away(member.login, "spare-01", midnight(day) + 5 * HOUR, 18 * HOUR)
    for hour, patient in zip(hours, victims):
        scene.trail.act(seat, patient.record, midnight(day) + hour * HOUR + scene.rng.randint(60, 3400), **scene.mark())


@told("misuse", "login", burst=True)
def guessed_password(scene):
    """Nine wrong passwords at a strange host, then in; six records."""
    member = scene.player()
    day, victims = scene.rng.randint(2, scene.days - 3), scene.strangers(member, 6)
    at = midnight(day) + 20 * HOUR + scene.rng.randint(40 * MINUTE, 2 * HOUR)
    for n in range(9):
        scene.world.log.add(at + n * 22, "fail", member.login, kind="login", source="pam", host="laptop-02", outcome="failed",
                            service="gdm-password", **scene.mark())
    read_some(scene, scene.away(member.login, "laptop-02", at + 230, HOUR), victims, at + 240)


@told("misuse", "login")
def unknown_login(scene):
    """A login that stands in no list opens records on two days."""
    scene.logins.append("temp")
    chosen = scene.rng.sample([p for p in scene.world.patients if not p.deceased], 6)
    scene.records += [p.record for p in chosen]
    day = scene.rng.randint(2, scene.days - 5)
    for n in range(2):
        at = midnight(day + 2 * n) + scene.rng.randint(9, 16) * HOUR
        read_some(scene, scene.away("temp", "spare-02", at, HOUR), chosen[3 * n:3 * n + 3], at)
