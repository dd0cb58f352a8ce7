"""Harm to records and to the watching itself: deletion, encryption, forged notes, lost back-ups, gaps in the audit.
Owns one function a story. Must not know rules. In: a Scene."""

from rota import HOUR, MINUTE, date, midnight
from story import CLINICAL, told


def a_moment(scene, member):
    shifts = scene.shifts(member, 2)
    shift = scene.rng.choice(shifts)
    return shift, scene.rng.randint(shift.start + HOUR, shift.end - HOUR)


def some_patients(scene, count):
    chosen = scene.rng.sample(scene.world.patients, count)
    scene.records += [p.record for p in chosen]
    return chosen


def named(scene):
    """confide-watch says what became of the bytes; another source does not."""
    return scene.rng.random() < 0.6


@told("misuse", "loss", burst=True, files=True)
def mass_delete(scene):
    """Thirty patients' folders deleted within minutes."""
    member = scene.player()
    shift, at = a_moment(scene, member)
    for patient in some_patients(scene, 30):
        at += scene.rng.randint(1, 9)
        scene.trail.file(shift, patient.record, at, "delete", name="2025-10-02-clinic.odt", program="rm", **scene.mark())


@told("misuse", "damage", burst=True, files=True)
def mass_overwrite(scene):
    """Files are written over in place with noise: what ransomware does from a clicked attachment."""
    member = scene.player()
    shift, at = a_moment(scene, member)
    signs = scene.rng.choice(("noise looked", "header looked")) if named(scene) else ""
    for n, patient in enumerate(some_patients(scene, 60)):
        at += scene.rng.randint(0, 3)
        scene.trail.file(shift, patient.record, at, "update", name="2025-10-02-clinic.odt", program="invoice.pdf.exe", signs=signs,
                         bytes=scene.rng.randint(20000, 90000), **scene.mark())


@told("misuse", "damage", burst=True, files=True)
def mass_rename(scene):
    """Letters become .locked, one a second (Han et al.: rename to a new extension)."""
    member = scene.player()
    shift, at = a_moment(scene, member)
    signs = "extension" if named(scene) else ""
    for patient in some_patients(scene, 50):
        at += scene.rng.randint(0, 3)
        name = "2025-09-14-letter.odt"
        scene.trail.file(shift, patient.record, at, "rename", name=name, program="python3", signs=signs,
                         to=f"/srv/records/{patient.record}/letters/{name}.locked", **scene.mark())


@told("misuse", "loss", files=True)
def slow_delete(scene):
    """Three or four a day vanish over two weeks: nobody would count."""
    member = scene.player("secretary", "receptionist", "practice manager", "physiotherapist")
    moments = scene.moments(member, min(8, scene.days // 3), max(1, scene.days // 3))
    victims = iter(scene.strangers(member, 4 * len(moments)))
    for shift, at in moments:
        for _ in range(scene.rng.randint(3, 4)):
            at += scene.rng.randint(5, 40)
            scene.trail.file(shift, next(victims).record, at, "delete", name="2025-11-20-clinic.odt", program="nautilus", **scene.mark())


@told("misuse", "damage")
def altered_after_closure(scene):
    """A complaint arrives; notes of a visit months ago are put right, three times in a week."""
    member = scene.player(*CLINICAL)
    patient = scene.strangers(member)[0]
    start = midnight(-scene.rng.randint(130, 220)) + 11 * HOUR
    scene.world.row(patient.record, start, start + 20 * MINUTE, member.login, member.unit, "appointment", None, exact=True)
    first = scene.rng.randint(2, max(2, scene.days - 12))
    for shift, at in scene.moments(member, 3, first, first + 9):
        scene.trail.act(shift, patient.record, at, "update", f"notes of {date(start)}", **scene.mark())


@told("misuse", "loss", burst=True)
def backups_deleted(scene):
    """The last seven back-ups go, before anything else does."""
    member = scene.player("it admin", "practice manager", "gp")
    shift, at = a_moment(scene, member)
    for n in range(7):
        at += scene.rng.randint(2, 20)
        scene.world.log.add(at, "delete", source="file", object=f"/srv/backup/records-2026-01-{n + 1:02d}.tar.zst", program="rm",
                            **scene.trail.seat(shift, at), **scene.mark())


def integrity(scene, action, **more):
    day = scene.rng.randint(2, scene.days - 3)
    at = midnight(day) + scene.rng.randint(8, 17) * HOUR + scene.rng.randint(0, 3000)
    scene.world.log.add(at, action, kind="integrity", source=more.pop("source", "agent"), host="server-01", **scene.mark(), **more)


@told("misuse", "tamper", burst=True)
def audit_gap(scene):
    """Four hundred numbers are missing from the record system's audit."""
    integrity(scene, "gap", object="ehr-audit", count=400)


@told("misuse", "tamper", burst=True)
def audit_silent(scene):
    """The record system's feed falls silent in the middle of a working day."""
    integrity(scene, "silent", object="ehr-audit")


@told("misuse", "tamper", burst=True)
def clock_set_back(scene):
    """The server's clock is set back by two hours."""
    integrity(scene, "clock", object="system clock", reason="set back by 7200 s")


@told("misuse", "tamper", burst=True)
def history_altered(scene):
    """A kept event is not what it was."""
    integrity(scene, "tampered", object="/var/lib/confide/agent/agent.db")


@told("misuse", "tamper", burst=True)
def agent_stopped(scene):
    """The eye is stopped by hand."""
    integrity(scene, "stopped", object="confide-watch")
