"""An ordinary day: visits, check-ins, calls, letters, results, handovers, nights; and the rows that would explain them.
Owns what people open because of their work. Must not know misuse. In: a World. Out: its log and rows grow."""

import random

from rota import DAY, HOUR, MINUTE, day_of, date, midnight
from trail import Trail

SLOT = {"gp": 36, "nurse": 29, "physiotherapist": 38, "radiographer": 30, "healthcare assistant": 30}  # minutes from one to the next
LOYAL = {"gp": 0.25, "nurse": 0.45, "physiotherapist": 0.72, "radiographer": 0.0, "healthcare assistant": 0.35}
KIND = {"radiographer": "order"}
BEDS = 7


class Care:
    def __init__(self, world):
        self.world, self.rng = world, random.Random(f"{world.seed} care")
        self.trail = Trail(world, self.rng)
        self.alive = [p for p in world.patients if not p.deceased]
        total, self.weights = 0.0, []
        for patient in self.alive:
            total += patient.often
            self.weights.append(total)
        self.caseload = {}  # login -> records seen lately
        self.asked = {}     # unit -> records somebody ordered a test or referred for
        self.ward = {}      # record -> (since, until)
        self.later = {}     # day -> work that waits for it, as (unit, what, record, login who began it)
        self.booked = {}    # day -> records that came to the desk

    # ---- who comes
    def fit(self, member, record):
        """Alive, no story's victim for this unit, and not one's own family: those are left to a colleague."""
        patient = self.world.patient[record]
        return not patient.deceased and self.world.may_meet(member.unit, record) and patient.home.key != member.home.key

    def draw(self, member):
        """A patient, the frail and the chronic much more often than others."""
        for _ in range(60):
            record = self.rng.choices(self.alive, cum_weights=self.weights)[0].record
            if self.fit(member, record):
                return record
        raise RuntimeError("nobody may come to " + member.login)

    def next_patient(self, member):
        rng, mine = self.rng, self.caseload.setdefault(member.login, [])
        asked = self.asked.get(member.unit, [])
        if asked and rng.random() < (0.9 if member.role == "radiographer" else 0.4):
            record = asked.pop(0)
        elif mine and rng.random() < LOYAL[member.role]:
            record = rng.choice(mine)
        else:
            record = self.draw(member)
        if not self.fit(member, record):
            record = self.draw(member)
        mine.append(record)
        if len(mine) > 45:
            mine.pop(0)
        return record

    # ---- a day
    def day(self, day, shifts):
        self.booked[day] = []
        self.admit(day)
        if self.rng.random() < 0.05:
            self.death(day)
        for shift in shifts:
            member = self.world.person[shift.login]
            if shift.kind == "on-call":
                self.night(member, shift)
            elif member.role in SLOT:
                self.clinic(member, shift, day)
        for shift in shifts:
            member = self.world.person[shift.login]
            if shift.kind != "on-call":
                {"receptionist": self.desk, "secretary": self.letters, "practice manager": self.office,
                 "it admin": self.computers}.get(member.role, self.errands)(member, shift, day)

    def clinic(self, member, shift, day):
        """Visits one after the other; a ward nurse has only a few besides the beds."""
        world, rng = self.world, self.rng
        minutes = SLOT[member.role] * (2 if member.unit == "ward" else 1)
        if (member.login, day) in world.crowded:
            minutes //= 2
        at, noon = shift.start + 20 * MINUTE, midnight(day) + 13 * HOUR
        while at + minutes * MINUTE < shift.end - 20 * MINUTE:
            if noon <= at < noon + 40 * MINUTE:
                at = noon + 40 * MINUTE
            if rng.random() < 0.9:
                self.visit(member, shift, self.next_patient(member), at, minutes * 36)
            at += minutes * MINUTE
        if member.unit == "ward":
            self.handover(member, shift, day)

    def visit(self, member, shift, record, at, length):
        world, rng = self.world, self.rng
        kind = KIND.get(member.role, "appointment")
        known = None if rng.random() < 0.5 else at - int(rng.uniform(0.1, 20) * DAY)
        world.row(record, at, at + length, member.login, member.unit, kind, known)
        self.booked[day_of(at)].append((record, at))
        self.trail.visit(member, shift, record, at, length)
        dice = rng.random()
        if member.role == "gp" and dice < 0.22:
            self.ask(record, "imaging" if dice < 0.09 else "therapy" if dice < 0.15 else "practice nursing", member, at)
        if dice > 0.55 and member.role in ("gp", "physiotherapist", "radiographer"):
            self.wait(day_of(at) + rng.randint(4, 24), "office", "letter", record, member)
        if member.role == "gp" and rng.random() < 0.3:
            self.wait(day_of(at) + rng.randint(1, 7), member.unit, "result", record, member)

    def ask(self, record, unit, member, at):
        """An order or a referral: known at once, good for three months."""
        if self.world.may_meet(unit, record):
            kind = "order" if unit == "imaging" else "referral"
            self.world.row(record, at, at + 90 * DAY, "", unit, kind, at)
            self.asked.setdefault(unit, []).append(record)

    def wait(self, day, unit, what, record, member):
        if self.world.may_meet(unit, record):
            self.later.setdefault(day, []).append((unit, what, record, member.login))

    def due(self, unit, what, day, most):
        """Work of this sort that has come due, oldest first; the rest waits on."""
        done = []
        for past in sorted(d for d in self.later if d <= day):
            for work in list(self.later[past]):
                if len(done) < most and work[0] == unit and work[1] == what:
                    self.later[past].remove(work)
                    done.append(work)
            if not self.later[past]:
                del self.later[past]
        return done

    # ---- beds and nights
    def admit(self, day):
        world = self.world
        self.ward = {r: stay for r, stay in self.ward.items() if day_of(stay[1]) >= day}
        while len(self.ward) < BEDS:
            record = self.draw(world.team(unit="ward")[0])
            if record not in self.ward:
                self.lie(record, day, day + self.rng.randint(2, 12))

    def death(self, day):
        """An old patient dies: certificates and letters follow for two weeks, a coroner's question after months."""
        world, rng = self.world, self.rng
        old = [p for p in self.alive if p.year < 1950 and not p.deceased and p.record not in world.taken]
        patient = rng.choice(old)
        patient.deceased = date(midnight(day))
        self.ward.pop(patient.record, None)
        for wait, unit in ((1, "practice"), (3, "office"), (rng.randint(5, 14), "front desk"), (rng.randint(35, 70), "practice")):
            self.later.setdefault(day + wait, []).append((unit, "death", patient.record, ""))

    def paperwork(self, member, shift, day):
        """What a death leaves to do, as a task."""
        for _, _, record, _ in self.due(member.unit, "death", day, 2):
            at = self.rng.randint(shift.start + 900, shift.end - 1500)
            self.world.row(record, at - HOUR, at + 3 * DAY, member.login, member.unit, "task", at - HOUR, exact=True)
            self.trail.look(member, shift, record, at, "after death", reads=self.rng.randint(1, 3))

    def lie(self, record, day, last):
        start, end = midnight(day) + self.rng.randint(0, 9 * HOUR), midnight(last) + 15 * HOUR
        self.ward[record] = start, end
        self.world.row(record, start, end, "", "ward", "admission", start + self.rng.randint(0, HOUR), exact=True)

    def handover(self, member, shift, day):
        for start in (shift.start, shift.end - 40 * MINUTE):
            at = start + self.rng.randint(0, 300)
            for record in sorted(self.ward):
                if self.fit(member, record) and self.ward[record][0] <= at <= self.ward[record][1]:
                    at += self.rng.randint(40, 150)
                    self.trail.look(member, shift, record, at, "handover")

    def night(self, member, shift):
        """Two or three calls between eight and eight: the visit is written down at once or by the morning."""
        world, rng = self.world, self.rng
        for at in sorted(rng.randint(shift.start + 1200, shift.end - 3600) for _ in range(rng.choice((1, 2, 2, 3, 4)))):
            record = self.draw(member)
            if rng.random() < 0.3:
                self.trail.override(member, shift, record, at - 30)
            world.row(record, at - 5 * MINUTE, at + 40 * MINUTE, member.login, member.unit, "appointment", at + rng.randint(0, 8 * HOUR))
            self.trail.visit(member, shift, record, at, 25 * MINUTE)

    # ---- the others' days
    def desk(self, member, shift, day):
        """Check-ins of those who come while one sits there, then calls: search, open, book."""
        world, rng = self.world, self.rng
        self.paperwork(member, shift, day)
        colleagues = max(1, sum(1 for s in world.team("receptionist") if world.shift_at(s.login, shift.start + 4 * HOUR)))
        for record, at in self.booked[day]:
            here = shift.start <= at - 10 * MINUTE < shift.end and self.fit(member, record)
            if here and rng.random() < 0.8 / colleagues:
                opened = midnight(day) + 6 * HOUR
                world.row(record, opened, opened + 15 * HOUR, "", "front desk", "task", opened)
                self.trail.look(member, shift, record, at - rng.randint(1, 12) * MINUTE, "check-in")
        for start in range(shift.start + 600, shift.end - 900, 14 * MINUTE):
            at, record = start + rng.randint(0, 8 * MINUTE), self.draw(member)
            known = at if rng.random() < 0.7 else at + rng.randint(2, 15) * MINUTE
            world.row(record, at - 2 * MINUTE, at + 20 * MINUTE, member.login, "front desk", "task", known)
            self.trail.call(member, shift, record, at)

    def letters(self, member, shift, day):
        self.paperwork(member, shift, day)
        at = shift.start + 10 * MINUTE
        for _, _, record, _ in self.due("office", "letter", day, 16):
            at += self.rng.randint(12, 26) * MINUTE
            if at < shift.end:
                self.world.row(record, midnight(day), midnight(day) + DAY, member.login, "office", "task", midnight(day) + 6 * HOUR)
                self.trail.letter(member, shift, record, at)

    def office(self, member, shift, day):
        for _ in range(self.rng.randint(1, 5)):
            at, record = self.rng.randint(shift.start + 900, shift.end - 1800), self.draw(member)
            self.world.row(record, at - HOUR, at + 5 * DAY, member.login, "office", "task", at - HOUR)
            self.trail.look(member, shift, record, at, "complaint", reads=self.rng.randint(1, 4))

    def computers(self, member, shift, day):
        if self.rng.random() < 0.3:
            at, record = self.rng.randint(shift.start + 900, shift.end - 1800), self.draw(member)
            self.world.row(record, at - HOUR, at + DAY, member.login, "it", "task", at - HOUR)
            self.trail.look(member, shift, record, at, "support ticket")

    def errands(self, member, shift, day):
        """Between visits: results, renewals, a word with a colleague, a wrong click."""
        world, rng = self.world, self.rng

        def moment():
            return rng.randint(shift.start + 900, shift.end - 1500)

        self.paperwork(member, shift, day)
        for _, _, record, _ in self.due(member.unit, "result", day, 6):
            self.trail.result(member, shift, record, moment())
        for _ in range(rng.randint(5, 11) if member.role == "gp" and shift.kind == "day" else 0):
            at, record = moment(), self.draw(member)
            world.row(record, at - rng.randint(1, 30) * HOUR, at + 2 * DAY, rng.choice((member.login, "")), member.unit, "task", at - HOUR)
            self.trail.renewal(member, shift, record, at)
        if rng.random() < 0.22:
            at, record = moment(), self.draw(member)
            self.trail.wrong_click(member, shift, record, at)
        if member.role in ("gp", "nurse") and rng.random() < 0.35 and self.booked[day]:
            record, at = rng.choice(self.booked[day])
            if self.fit(member, record) and shift.start < at < shift.end - HOUR:
                if rng.random() < 0.6:
                    world.row(record, at, at + HOUR, member.login, member.unit, "task", at + rng.randint(0, 9 * HOUR))
                self.trail.look(member, shift, record, at + rng.randint(4, 12) * MINUTE, "advice")


def play(world):
    """All days, in order; then who sat where, from the first to the last thing they did there."""
    care, days = Care(world), world.rota.by_day()
    for day, shifts in days.items():
        care.day(day, shifts)
    for shifts in days.values():
        for shift in shifts:
            care.trail.sitting(shift)
