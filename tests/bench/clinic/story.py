"""The stage a story is played on: casts people, finds moments, writes down what is wrong and what only goes with it.
Owns Scene. Must not know any one story. In: a World that is not yet played. Out: lines marked as the story's own."""

import random

from rota import DAY, HOUR, MINUTE, day_of, midnight, stamp
from trail import Trail

CLINICAL = ("gp", "nurse", "physiotherapist", "radiographer", "healthcare assistant")


class CannotCast(Exception):
    """This clinic has nobody for the part; another story is played."""


class Scene:
    def __init__(self, world, name, kind, cast, grade="inappropriate"):
        self.world, self.name, self.kind, self.grade = world, name, kind, grade
        self.rng = random.Random(f"{world.seed} {kind} {name}")
        self.trail, self.cast = Trail(world, self.rng), cast
        self.logins, self.records, self.burst, self.files = [], [], False, False
        self.days = world.days

    # ---- casting
    def one_of(self, able):
        if not able:
            raise CannotCast(self.name)
        return self.rng.choice(able)

    def take(self, login):
        """This login and nobody else's story's."""
        if login in self.cast:
            raise CannotCast(self.name)
        self.cast.add(login)
        self.logins.append(login)

    def player(self, *roles, unit=None, where=lambda s: True):
        """Somebody of these roles (any, where none is named) whom no other story has, with enough shifts to be met."""
        able = [s for s in self.world.team() if s.login not in self.cast and (not roles or s.role in roles)
                and (unit is None or s.unit == unit) and len(self.world.rota.of(s.login, "day")) >= min(10, self.days // 4) and where(s)]
        member = self.one_of(able)
        self.take(member.login)
        return member

    def strangers(self, member, count=1, where=lambda p: True):
        """Living patients nobody else's story has, with whom the member's unit will have nothing to do."""
        taken, told_of = self.world.taken, {relation[:2] for relation in self.world.relations}
        able = [p for p in self.world.patients if p.record not in taken and not p.deceased and not p.flags and not p.staff
                and p.home.key != member.home.key and p.often < 2 and (member.login, p.record) not in told_of and where(p)]
        if len(able) < count:
            raise CannotCast(self.name)
        chosen = self.rng.sample(able, count)
        self.part(member, *chosen)
        return chosen

    def part(self, member, *patients):
        for patient in patients:
            self.world.keep_apart(patient, member.unit)
            self.world.taken.add(patient.record)
            self.records.append(patient.record)

    # ---- moments
    def shifts(self, member, first=0, last=None):
        last = self.days - 2 if last is None else last
        return [s for s in self.world.rota.of(member.login, "day") if first <= day_of(s.start) <= last]

    def moments(self, member, count, first=3, last=None):
        """`count` moments within own shifts, on different days as far as there are, in order: (shift, time)."""
        shifts = self.shifts(member, first, last)
        if not shifts:
            raise CannotCast(self.name)
        chosen = self.rng.sample(shifts, count) if count <= len(shifts) else [self.rng.choice(shifts) for _ in range(count)]
        moments = [(s, self.rng.randint(s.start + 20 * MINUTE, s.end - 40 * MINUTE)) for s in chosen]
        return sorted(moments, key=lambda moment: moment[1])

    # ---- acting
    def mark(self, bad=True):
        return {"story": self.name, "bad": bad}

    def look(self, shift, patient, at, most=2, what=None, **more):
        """One look at a record: mostly one line, at times two."""
        rng = self.rng
        for _ in range(1 if rng.random() < 0.65 else rng.randint(1, most)):
            self.trail.act(shift, patient.record, at, what=what or rng.choice(("summary", "notes", "results", "letters")), **self.mark(), **more)
            at += rng.randint(30, 180)
        return at

    def away(self, login, host, at, length):
        """A session outside the rota; gives something like a shift to act in."""
        seat = Seat(login, host, f"{host}-x{at % 100000}", at, at + length)
        self.trail.open(login, host, seat.session, at, story=self.name)
        self.trail.close(login, host, seat.session, at + length, story=self.name)
        return seat

    def truth(self, lines):
        bad = [(at, number) for at, number, is_bad in lines if is_bad]
        return {"name": self.name, "kind": self.kind, "class": self.grade, "login": self.logins[0] if self.logins else "",
                "logins": self.logins, "patients": sorted(set(self.records)), "is_burst": self.burst, "is_destruction": self.files,
                "events": [number for _, number in bad], "times": [stamp(at) for at, _ in bad],
                "also": [number for _, number, is_bad in lines if not is_bad]}


class Seat:
    """A place somebody sits at without a shift."""

    def __init__(self, login, host, session, start, end):
        self.login, self.host, self.session, self.start, self.end, self.kind, self.moved = login, host, session, start, end, "seat", ()


BOOK = {"misuse": {}, "evasive": {}, "look-alike": {}}


def told(kind, grade="inappropriate", burst=False, files=False):
    """Registers a function as a story: `grade` is the class of FORMATS section 3; `burst` all in one sitting; `files` records are lost."""
    def register(play):
        def stage(world, cast):
            scene = Scene(world, play.__name__, kind, cast, grade)
            scene.burst, scene.files = burst, files
            play(scene)
            return scene
        BOOK[kind][play.__name__] = stage
        return play
    return register
