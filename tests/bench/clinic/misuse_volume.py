"""Misuse that takes a lot at once or bit by bit: sweeps, exports, prints, searches.
Owns one function a story. Must not know rules. In: a Scene."""

from rota import DAY, HOUR, MINUTE, date, day_of, midnight
from story import told


def one_shift(scene, member, last=None):
    return scene.one_of(scene.shifts(member, scene.days // 4, last))


@told("misuse", burst=True)
def sequential_sweep(scene):
    """Record numbers one after the other (NewYork-Presbyterian: consecutive numbers)."""
    member = scene.player("receptionist", "secretary", "it admin", "healthcare assistant")
    shift = one_shift(scene, member)
    first = scene.rng.randrange(len(scene.world.patients) - 45)
    at = scene.rng.randint(shift.start + HOUR, shift.end - HOUR)
    for patient in scene.world.patients[first:first + 40]:
        scene.records.append(patient.record)
        scene.trail.act(shift, patient.record, at, what="contact", **scene.mark())
        at += scene.rng.randint(8, 20)


@told("misuse", burst=True)
def idle_sweep(scene):
    """Sixty folders nobody has touched for months, read in a quarter of an hour (Varonis: idle sensitive files)."""
    member = scene.player("secretary", "receptionist", "practice manager", "physiotherapist")
    shift, victims = one_shift(scene, member), scene.strangers(member, 60, lambda p: p.often < 0.6)
    at = scene.rng.randint(shift.start + HOUR, shift.end - HOUR)
    for patient in victims:
        scene.trail.file(shift, patient.record, at, name="2024-06-11-clinic.odt", program=scene.rng.choice(("cat", "soffice.bin")), **scene.mark())
        at += scene.rng.randint(5, 25)


@told("misuse", burst=True)
def export_before_leaving(scene):
    """A stick is plugged in; ninety letters go on it in half an hour; the contract ends next week."""
    member = scene.player("gp", "physiotherapist", "nurse", "secretary")
    shift, victims = one_shift(scene, member, scene.days - 12), scene.strangers(member, 90)
    member.ends = date(shift.start + 9 * DAY)
    scene.world.rota.remove(member.login, day_of(shift.start) + 10, scene.days)
    at = shift.end - 70 * MINUTE
    scene.log_attach = scene.world.log.add(at, "attach", member.login, kind="device", source="agent", host=shift.host,
                                           object="/media/usb/KINGSTON", story=scene.name)
    for patient in victims:
        at += scene.rng.randint(8, 24)
        scene.trail.file(shift, patient.record, at, "export", to=f"/media/usb/KINGSTON/{patient.record}.odt", program="cp",
                         bytes=scene.rng.randint(20000, 400000), **scene.mark())


@told("misuse", burst=True)
def printing_many(scene):
    """Thirty-five records printed in an afternoon without any letter to write."""
    member = scene.player("receptionist", "secretary", "nurse")
    shift, victims = one_shift(scene, member), scene.strangers(member, 35)
    at = shift.end - 3 * HOUR
    for patient in victims:
        at += scene.rng.randint(60, 280)
        scene.trail.act(shift, patient.record, at, "print", "summary", **scene.mark())


@told("misuse")
def acquaintance_searches(scene):
    """Types one name after the other and opens few (OpenEMR users: searches are accesses)."""
    member = scene.player("receptionist", "healthcare assistant", "secretary", "it admin")
    evenings = scene.moments(member, 3)
    for shift, at in evenings:
        victims = scene.strangers(member, scene.rng.randint(8, 12))
        for n, patient in enumerate(victims):
            seat = scene.trail.seat(shift, at)
            scene.world.log.add(at, "search", query=f"{patient.surname}, {patient.given}", **seat, **scene.mark())
            if n % 5 == 2:
                scene.trail.act(shift, patient.record, at + 12, **scene.mark())
            at += scene.rng.randint(15, 45)


@told("misuse")
def slow_export(scene):
    """One or two records a day into the own cloud folder, for weeks."""
    member = scene.player("gp", "physiotherapist", "practice manager", "radiographer")
    victims = scene.strangers(member, min(36, scene.days))
    for patient, (shift, at) in zip(victims, scene.moments(member, len(victims), scene.days // 3)):
        scene.trail.file(shift, patient.record, at, "export", to=f"/home/{member.login}/Cloud/{patient.record}.odt", program="cp",
                         bytes=scene.rng.randint(20000, 90000), **scene.mark())
