"""Innocent look-alikes: everything that looks like misuse and is work.
Owns one function a story; none of its lines is bad. Must not know rules. In: a Scene."""

from people import Home, new_person
from rota import DAY, HOUR, MINUTE, date, day_of, midnight
from story import CLINICAL, CannotCast, told
import names


def line(scene):
    return {"story": scene.name}


def work(scene, member, shift, record, at, kind="appointment", unit_only=False, known=None, **more):
    """A visit with its row: what everybody else's day is made of."""
    scene.world.row(record, at, at + 20 * MINUTE, "" if unit_only else member.login, member.unit, kind, known, exact=True)
    scene.trail.act(shift, record, at - 3 * MINUTE, what="summary", **line(scene), **more)
    scene.trail.act(shift, record, at + 8 * MINUTE, what=scene.rng.choice(("results", "medication", "letters")), **line(scene))
    scene.trail.act(shift, record, at + 15 * MINUTE, "update", "notes", **line(scene))


def somebody(scene, count=1, where=lambda p: True):
    """Patients whom nobody's story has yet."""
    taken = scene.world.taken
    able = [p for p in scene.world.patients if not p.deceased and not p.flags and not p.staff and p.record not in taken and where(p)]
    if len(able) < count:
        raise CannotCast(scene.name)
    chosen = scene.rng.sample(able, count)
    scene.records += [p.record for p in chosen]
    taken.update(scene.records)
    return chosen


def join(scene, role, unit, first, days):
    """A new face in the staff list and in the plan."""
    world = scene.world
    member = new_person(scene.rng, world, role, unit, date(midnight(first)), date(midnight(first + days)))
    member.host = "spare-01"
    world.staff.append(member)
    world.index()
    scene.logins.append(member.login)
    scene.cast.add(member.login)
    shifts = [world.rota.add(member.login, day, (8.5, 17.0), member.host, "guest") for day in range(first, first + days) if day % 7 < 5]
    return member, shifts


@told("look-alike")
def locum(scene):
    """Two weeks, never seen before, a new face in everybody's record: all booked."""
    first = scene.rng.randint(3, scene.days - 14)
    member, shifts = join(scene, "gp", "practice", first, min(12, scene.days - first - 1))
    for shift in shifts:
        at = shift.start + 20 * MINUTE
        for patient in somebody(scene, 9):
            work(scene, member, shift, patient.record, at, known=at - DAY)
            at += 48 * MINUTE


@told("look-alike")
def sick_cover(scene):
    """A colleague is ill for three days; the rota shows who sees the patients, the rows still name the one who is ill."""
    ill, member = scene.player("gp", "physiotherapist"), None
    for other in scene.world.team(ill.role, ill.unit):
        if other is not ill and other.login not in scene.cast:
            member = other
    if member is None:
        raise CannotCast(scene.name)
    scene.cast.add(member.login)
    scene.logins[:] = [member.login]
    first = day_of(scene.rng.choice(scene.shifts(ill, 3, scene.days - 6)).start)
    scene.world.rota.remove(ill.login, first, first + 2)
    for shift in scene.shifts(member, first, first + 2):
        for patient in somebody(scene, 9):
            at = scene.rng.randint(shift.start + HOUR, shift.end - HOUR)
            scene.world.row(patient.record, at, at + 20 * MINUTE, ill.login, ill.unit, "appointment", at - 4 * DAY, exact=True)
            scene.trail.act(shift, patient.record, at, what="summary", **line(scene))
            scene.trail.act(shift, patient.record, at + 600, "update", "notes", **line(scene))


@told("look-alike")
def outbreak_recall(scene):
    """Measles at the school: a hundred and twenty children called up from a task list in two days."""
    member = scene.player("nurse", "healthcare assistant")
    shifts = scene.shifts(member, 3)[:]
    n = scene.rng.randrange(len(shifts) - 1)
    children = iter(somebody(scene, 120, lambda p: p.year > 1995))
    for shift in shifts[n:n + 2]:
        at = shift.start + HOUR
        for _ in range(60):
            record = next(children).record
            scene.world.row(record, shift.start - 12 * HOUR, shift.start + 3 * DAY, "", member.unit, "task", shift.start - 12 * HOUR, exact=True)
            scene.trail.act(shift, record, at, what="contact", purpose="recall list", **line(scene))
            at += scene.rng.randint(120, 420)


@told("look-alike")
def colleague_as_patient(scene):
    """A member of staff is treated by a colleague, with an appointment, three times."""
    member = scene.player("gp", "nurse", "physiotherapist")
    patient = scene.one_of([p for p in scene.world.patients if p.staff and p.staff != member.login and p.record not in scene.world.taken])
    scene.records.append(patient.record)
    scene.world.taken.add(patient.record)
    for shift, at in scene.moments(member, 3):
        work(scene, member, shift, patient.record, at, known=at - 2 * DAY)


@told("look-alike")
def audit_day(scene):
    """The yearly audit: the practice manager reads forty notes from a list made for it."""
    member = scene.player("practice manager")
    shift = scene.rng.choice(scene.shifts(member, 3))
    at = shift.start + HOUR
    for patient in somebody(scene, 40):
        scene.world.row(patient.record, shift.start - DAY, shift.start + 7 * DAY, member.login, member.unit, "task", shift.start - DAY, exact=True)
        for _ in range(scene.rng.randint(1, 2)):
            at += scene.rng.randint(60, 260)
            scene.trail.act(shift, patient.record, at, what="notes", purpose="clinical audit", **line(scene))


def service(scene, login):
    scene.take(login)
    day = scene.rng.randint(4, scene.days - 4)
    return midnight(day) + 2 * HOUR, {"login": login, "host": "server-01", "session": f"cron-{day}"}


@told("look-alike")
def archive_migration(scene):
    """Four hundred old letters move to the archive in a night, by the service login made for it."""
    at, seat = service(scene, "svc_archive")
    for patient in scene.rng.sample(scene.world.patients, 400):
        at += scene.rng.randint(1, 20)
        name = "2019-03-08-letter.odt"
        scene.world.log.add(at, "rename", source="file", patient=patient.record, object=f"/srv/records/{patient.record}/letters/{name}",
                            to=f"/srv/records/{patient.record}/archive/{name}", program="archive-mover", purpose="archive migration", **seat, **line(scene))


@told("look-alike")
def backup(scene):
    """The nightly back-up reads whatever there is."""
    at, seat = service(scene, "svc_backup")
    for night in range(2):
        moment = at + night * DAY
        for patient in scene.world.patients[::4]:
            moment += scene.rng.randint(0, 4)
            scene.world.log.add(moment, "read", source="file", patient=patient.record, object=f"/srv/records/{patient.record}/letters/letter.odt",
                                program="borg", purpose="backup", count=scene.rng.randint(1, 5), **seat, **line(scene))


@told("look-alike")
def encrypts_own_files(scene):
    """Somebody packs and encrypts the own holiday pictures: sixty files made, sixty deleted, no patient among them."""
    member = scene.player()
    shift = scene.rng.choice(scene.shifts(member, 3))
    at = shift.start + 4 * HOUR
    for n in range(60):
        at += scene.rng.randint(0, 2)
        mine = f"/home/{member.login}/Pictures/IMG_{2000 + n}.jpg"
        for action, name, program in (("create", mine + ".gpg", "gpg"), ("delete", mine, "shred")):
            scene.world.log.add(at, action, source="file", object=name, program=program, **scene.trail.seat(shift, at), **line(scene))


@told("look-alike")
def late_booked(scene):
    """A new booking clerk: for a week every visit is entered in the evening or the next morning."""
    member = scene.player("gp", "nurse", "physiotherapist")
    shifts = scene.shifts(member, 3)
    n = scene.rng.randrange(max(1, len(shifts) - 5))
    for shift in shifts[n:n + 5]:
        scene.world.late.setdefault(member.login, set()).add(day_of(shift.start))
        for patient in somebody(scene, 6):
            at = scene.rng.randint(shift.start + HOUR, shift.end - HOUR)
            work(scene, member, shift, patient.record, at, known=at + scene.rng.randint(2 * HOUR, 23 * HOUR))


@told("look-alike")
def night_on_call(scene):
    """A bad night: nine calls, some past the lock, rows by the morning."""
    member = scene.one_of([s for s in scene.world.team() if s.login not in scene.cast and scene.world.rota.of(s.login, "on-call")])
    scene.take(member.login)
    shift = scene.rng.choice(scene.world.rota.of(member.login, "on-call"))
    for n, patient in enumerate(somebody(scene, 9)):
        at = shift.start + HOUR + n * 65 * MINUTE
        if n % 3 == 0:
            scene.trail.override(member, shift, patient.record, at - 4 * MINUTE)
        work(scene, member, shift, patient.record, at, known=at + scene.rng.randint(0, 7 * HOUR))


@told("look-alike")
def namesake_with_appointment(scene):
    """The same rare name, perhaps a cousin, but booked like anybody else."""
    member = scene.player("gp", "nurse", "physiotherapist", where=lambda s: s.surname not in names.COMMON)
    patient = somebody(scene, 1, lambda p: p.home.key != member.home.key)[0]
    patient.surname = member.surname
    for shift, at in scene.moments(member, 3):
        work(scene, member, shift, patient.record, at, known=at - 3 * DAY)


@told("look-alike")
def double_booked(scene):
    """The clinic before the holidays: twice the patients in the same hours."""
    member = scene.player("gp", "nurse", "physiotherapist")
    for shift in scene.rng.sample(scene.shifts(member, 3), 2):
        scene.world.crowded.add((member.login, day_of(shift.start)))
        at = shift.start + 30 * MINUTE
        for patient in somebody(scene, 14):
            work(scene, member, shift, patient.record, at, known=at - 2 * DAY)
            at += 25 * MINUTE


@told("look-alike")
def new_starter(scene):
    """First week: reads through the unit's whole list to know who they are."""
    unit = scene.rng.choice(("therapy", "practice nursing"))
    first = scene.rng.randint(3, scene.days - 9)
    member, shifts = join(scene, {"therapy": "physiotherapist"}.get(unit, "nurse"), unit, first, 6)
    for shift in shifts:
        at = shift.start + HOUR
        for patient in somebody(scene, 16):
            start = midnight(first - scene.rng.randint(1, 20)) + 9 * HOUR
            scene.world.row(patient.record, start, start + 60 * DAY, "", unit, "referral", start, exact=True)
            at += scene.rng.randint(300, 1200)
            scene.trail.act(shift, patient.record, at, what="notes", **line(scene))


@told("look-alike")
def recall_letters(scene):
    """Seventy flu letters printed in an afternoon, from the list."""
    member = scene.player("receptionist", "secretary")
    shift = scene.rng.choice(scene.shifts(member, 3))
    at = shift.end - 5 * HOUR
    for patient in somebody(scene, 70, lambda p: p.year < 1965):
        scene.world.row(patient.record, shift.start - DAY, shift.start + 5 * DAY, "", member.unit, "task", shift.start - DAY, exact=True)
        at += scene.rng.randint(60, 200)
        scene.trail.act(shift, patient.record, at, "print", "recall letter", purpose="flu recall", **line(scene))


@told("look-alike")
def misclick_run(scene):
    """A new mouse: five wrong lines in a day, each closed within seconds for the right one below."""
    member = scene.player(*CLINICAL, "receptionist")
    shift = scene.rng.choice(scene.shifts(member, 3))
    for _ in range(5):
        at = scene.rng.randint(shift.start + HOUR, shift.end - HOUR)
        right = somebody(scene)[0]
        wrong = somebody(scene, 1, lambda p: p.surname[:2] == right.surname[:2] and p is not right and p.home.key != member.home.key)[0]
        scene.world.row(right.record, at - 10 * MINUTE, at + 20 * MINUTE, member.login, member.unit, "appointment", at - DAY, exact=True)
        scene.trail.act(shift, wrong.record, at, what="summary", **line(scene))
        scene.trail.act(shift, right.record, at + scene.rng.randint(4, 15), what="summary", **line(scene))


@told("look-alike")
def evening_notes(scene):
    """Finishes the day's notes at home after supper, twice."""
    member = scene.player("gp", "physiotherapist")
    for shift, _ in scene.moments(member, 2):
        patients, start = somebody(scene, 6), midnight(day_of(shift.start)) + 20 * HOUR + scene.rng.randint(0, HOUR)
        seat = scene.away(member.login, "laptop-02", start, 80 * MINUTE)
        for n, patient in enumerate(patients):
            at = shift.start + HOUR + n * 50 * MINUTE
            scene.world.row(patient.record, at, at + 15 * MINUTE, member.login, member.unit, "appointment", at - DAY, exact=True)
            scene.trail.act(shift, patient.record, at, what="summary", **line(scene))
            scene.trail.act(seat, patient.record, start + 300 + n * 600, "update", "notes", **line(scene))
