"""Misuse by those who know that somebody counts hours, volumes and repeats, and keep below.
Owns one function a story. Must not know rules. In: a Scene."""

from people import Home
from rota import DAY, HOUR, MINUTE, day_of, midnight
from story import CLINICAL, told
from trail import REASONS
import names


@told("evasive")
def only_in_own_hours(scene):
    """A former partner, only in own shifts, a fortnight between two looks, one line each; the surname tells nothing, the street does."""
    member = scene.player()
    patient = scene.strangers(member)[0]
    patient.home = Home(member.home.number + 18, member.home.street)
    shifts = scene.shifts(member, 3)
    for n in range(0, scene.days - 4, 14):
        near = [s for s in shifts if n <= day_of(s.start) - 3 < n + 6]
        if near:
            shift = scene.rng.choice(near)
            scene.trail.act(shift, patient.record, scene.rng.randint(shift.start + HOUR, shift.end - HOUR), **scene.mark())


@told("evasive")
def each_patient_once(scene):
    """The whole street, each door once, two or three a week."""
    member = scene.player("receptionist", "nurse", "healthcare assistant", "secretary")
    victims = scene.strangers(member, max(5, scene.days // 5))
    for n, patient in enumerate(victims):
        if n % 2 == 0:
            patient.home = Home(member.home.number + 2 + n, member.home.street)
    for patient, (shift, at) in zip(victims, scene.moments(member, len(victims), 2)):
        scene.trail.act(shift, patient.record, at, **scene.mark())


@told("evasive")
def after_a_real_visit(scene):
    """There was one proper appointment; the reading goes on twice a week for months, in the name of it."""
    member = scene.player(*CLINICAL)
    patient = scene.strangers(member)[0]
    visit, at = scene.moments(member, 1, 1, max(2, scene.days // 10))[0]
    scene.world.row(patient.record, at, at + 20 * MINUTE, member.login, member.unit, "appointment", None, exact=True)
    scene.trail.act(visit, patient.record, at, "update", "notes")
    first = day_of(at) + min(21, scene.days // 5)
    for shift, moment in scene.moments(member, min(24, len(scene.shifts(member, first))), first):
        scene.trail.act(shift, patient.record, moment, what=scene.rng.choice(("contact", "letters", "results")), **scene.mark())


@told("evasive")
def plausible_break_glass(scene):
    """Past the lock with another good reason each time; no visit ever follows; all of them live near."""
    member = scene.player(*CLINICAL)
    victims = scene.strangers(member, 7)
    for n, (patient, (shift, at)) in enumerate(zip(victims, scene.moments(member, 7))):
        patient.home = Home(member.home.number + 2 + 2 * n, member.home.street)
        scene.trail.act(shift, patient.record, at, "override", "restricted part", reason=REASONS[n], **scene.mark())
        scene.trail.act(shift, patient.record, at + 25, **scene.mark())


@told("evasive")
def hides_in_busy_days(scene):
    """Three young women's contact pages among twice the usual patients, on the busiest days."""
    member = scene.player(*CLINICAL)
    days = scene.rng.sample(scene.shifts(member, 4), min(9, len(scene.shifts(member, 4))))
    victims = iter(scene.strangers(member, 3 * len(days), lambda p: p.sex == "f" and 1985 < p.year < 2009))
    for shift in sorted(days, key=lambda s: s.start):
        scene.world.crowded.add((member.login, day_of(shift.start)))
        for _ in range(3):
            scene.trail.act(shift, next(victims).record, scene.rng.randint(shift.start + HOUR, shift.end - HOUR), what="contact", **scene.mark())


@told("evasive")
def as_if_the_phone_rang(scene):
    """Searches the name and opens, like any call; it is always the new partner's family, a few a week."""
    member = scene.player("receptionist")
    family, name = scene.strangers(member, 4), names.rare_surname(scene.rng)
    for patient in family:
        patient.surname, patient.home = name, family[0].home
    for n, (shift, at) in enumerate(scene.moments(member, min(22, scene.days // 4), 2)):
        patient = family[n % 4]
        scene.world.log.add(at, "search", query=f"{patient.surname}, {patient.given[0]}", story=scene.name, **scene.trail.seat(shift, at))
        scene.trail.act(shift, patient.record, at + 20, what="summary", **scene.mark())
