"""What one piece of work leaves in the audit log: reads around a visit, a letter's file, a session's open and close.
Owns the shape of ordinary lines. Must not decide who is seen or when. In: member, shift, record, time. Out: log lines."""

from rota import HOUR, MINUTE, DAY, date

REASONS = ("called by the ambulance crew, patient unconscious", "out-of-hours chest pain, no usual doctor reachable",
           "pharmacist asks about an allergy", "patient at the door, record restricted", "fall at home, carer on the phone",
           "asked by the hospital ward about medication", "night call, fever in a child", "hypoglycaemia, relative calls")
VISITS = ("restricted record, patient is here", "booked visit", "seen today, consent asked", "patient in the room", "treatment goes on",
          "own list, appointment today", "review as arranged", "patient asked me to look", "wound check, restricted", "follow-up visit")


class Trail:
    def __init__(self, world, rng):
        self.world, self.rng, self.log = world, rng, world.log

    def seat(self, shift, at=None):
        """Where somebody of this shift sits at that moment."""
        if shift.moved and at is not None and shift.moved[0] <= at < shift.moved[1]:
            return {"login": shift.login, "host": shift.moved[2], "session": shift.session + "m"}
        return {"login": shift.login, "host": shift.host, "session": shift.session}

    # ---- being there
    def open(self, login, host, session, at, story=None):
        """Logs in; now and then with a slip of the finger first."""
        pam = dict(login=login, kind="login", source="pam", host=host, session=session, service="gdm-password", story=story)
        if self.rng.random() < 0.04:
            self.log.add(at - self.rng.randint(4, 9), "fail", outcome="failed", **pam)
        self.log.add(at, "open", outcome="ok", **pam)

    def close(self, login, host, session, at, story=None):
        self.log.add(at, "close", login, kind="login", source="pam", host=host, session=session, service="gdm-password", story=story)

    def sitting(self, shift):
        """A session from before the first to after the last line of the shift; locked in some of the longer gaps."""
        rng, seat = self.rng, dict(kind="login", source="pam", **self.seat(shift))
        times, there = (sorted(self.log.busy.get(session, ())) for session in (shift.session, shift.session + "m"))
        first = min(times[:1] + [shift.start + rng.randint(0, 300)]) - rng.randint(20, 400)
        last = max(times[-1:] + [shift.end - rng.randint(0, 900)]) + rng.randint(30, 600)
        self.open(shift.login, shift.host, shift.session, first)
        gaps = [(a, b) for a, b in zip(times, times[1:]) if b - a > 6 * MINUTE and not (there and a < there[-1] and there[0] < b)]
        if there:
            self.log.add(there[0] - 60, "lock", service="swaylock", **seat)
            self.open(shift.login, shift.moved[2], shift.session + "m", there[0] - 20)
            self.close(shift.login, shift.moved[2], shift.session + "m", there[-1] + 20)
            self.log.add(there[-1] + 60, "unlock", service="swaylock", outcome="ok", **seat)
        for a, b in sorted(rng.sample(gaps, min(len(gaps), rng.randint(1, 3)))):
            self.log.add(a + rng.randint(30, 120), "lock", service="swaylock", **seat)
            self.log.add(b - rng.randint(5, 90), "unlock", service="swaylock", outcome="ok", **seat)
        self.close(shift.login, shift.host, shift.session, last)

    # ---- one line
    def act(self, shift, record, at, action="read", what="summary", **more):
        return self.log.add(at, action, patient=record, object=what, outcome=more.pop("outcome", "ok"), **self.seat(shift, at), **more)

    def file(self, shift, record, at, action="read", folder="letters", name="letter.odt", **more):
        return self.log.add(at, action, source="file", patient=record, object=f"/srv/records/{record}/{folder}/{name}",
                            program=more.pop("program", "soffice.bin"), **self.seat(shift, at), **more)

    # ---- pieces of work
    def visit(self, member, shift, record, at, length):
        """Before, during, after: four or five lines, some of them the evening before or hours later."""
        rng = self.rng
        if "restricted" in self.world.patient[record].flags:
            self.override(member, shift, record, at - 15, rng.choice(VISITS))
        if member.role == "radiographer":
            return self.images(shift, record, at, length)
        before = at - rng.randint(60, 600) if rng.random() < 0.85 else at - rng.randint(1, 4) * HOUR
        self.act(shift, record, max(before, shift.start), what="summary")
        for _ in range(rng.randint(1, 2)):
            self.act(shift, record, at + rng.randint(0, length // 2), what=rng.choice(("results", "medication", "history", "letters")),
                     count=rng.choice((1, 1, 1, 2, 3)))
        self.act(shift, record, at + rng.randint(length // 2, length), "update", "notes")
        dice = rng.random()
        if dice < 0.35:
            self.act(shift, record, at + length - rng.randint(10, 60), "create", rng.choice(("prescription", "plan", "form")))
        elif dice < 0.45:
            self.act(shift, record, at + length, "print", "leaflet")
        elif dice < 0.47:
            self.act(shift, record, at + length, "export", "referral letter", to="referral portal")
        if rng.random() < 0.18:
            after = min(at + length + rng.randint(1, 5) * HOUR, shift.end + rng.randint(0, 1500))
            self.act(shift, record, after, "update", "notes")
        if member.role == "physiotherapist" and rng.random() < 0.5:
            self.file(shift, record, at + length // 2, "update", "therapy", "exercises.odt", bytes=rng.randint(9000, 90000))

    def images(self, shift, record, at, length):
        rng = self.rng
        self.log.add(at - 120, "search", source="pacs", query=f"worklist {date(at)}", **self.seat(shift, at))
        self.act(shift, record, at, "read", "order", source="pacs")
        self.act(shift, record, at + length // 2, "create", "study", source="pacs", count=rng.randint(1, 4))
        self.act(shift, record, at + length - 60, "read", "study", source="pacs", count=rng.randint(1, 6))

    def look(self, member, shift, record, at, purpose, reads=1):
        for _ in range(reads):
            self.act(shift, record, at, "read", self.rng.choice(("summary", "notes", "results")),
                     purpose=purpose if self.rng.random() < 0.5 else "")
            at += self.rng.randint(20, 200)

    def call(self, member, shift, record, at):
        """The phone rings: name, record, what is wanted."""
        rng, patient = self.rng, self.world.patient[record]
        if rng.random() < 0.6:
            self.log.add(at, "search", query=f"{patient.surname}, {patient.given[0]}", **self.seat(shift, at))
        if rng.random() < 0.05:
            self.wrong_click(member, shift, record, at + 12)
        self.act(shift, record, at + rng.randint(18, 50), what=rng.choice(("contact", "appointments", "summary")))
        dice = rng.random()
        if dice < 0.45:
            self.act(shift, record, at + rng.randint(70, 240), "create", "appointment")
        elif dice < 0.6:
            self.act(shift, record, at + rng.randint(70, 240), "update", "contact")
        elif dice < 0.68:
            self.act(shift, record, at + rng.randint(70, 240), "print", "prescription")

    def wrong_click(self, member, shift, record, at):
        """The namesake is opened, seen to be wrong within seconds, and the right one follows."""
        world, right = self.world, self.world.patient[record]
        wrong = next((p for p in self.rng.sample(world.patients, 400) if p.surname == right.surname and p is not right
                      and world.may_meet(member.unit, p.record) and not p.deceased and not p.staff and p.home.key != member.home.key), None)
        if wrong is None:
            return
        self.act(shift, wrong.record, at, what="summary")
        self.act(shift, record, at + self.rng.randint(5, 25), what="summary")
        world.row(record, at - HOUR, at + HOUR, member.login, member.unit, "task", at)

    def result(self, member, shift, record, at):
        self.act(shift, record, at, what="results")
        if self.rng.random() < 0.6:
            self.act(shift, record, at + self.rng.randint(15, 120), "update", "results")

    def renewal(self, member, shift, record, at):
        self.act(shift, record, at, what="medication")
        self.act(shift, record, at + self.rng.randint(20, 90), "create", "prescription")

    def letter(self, member, shift, record, at):
        """Typed from the notes into a file, printed."""
        rng = self.rng
        name = f"{date(at)}-{rng.choice(('clinic', 'referral', 'discharge'))}.odt"
        self.act(shift, record, at, what="notes")
        self.file(shift, record, at + 40, "create", name=name, bytes=rng.randint(20000, 60000))
        self.file(shift, record, at + rng.randint(200, 600), "update", name=name, count=rng.randint(1, 4), bytes=rng.randint(20000, 60000))
        self.file(shift, record, at + rng.randint(610, 700), "print", name=name)

    def override(self, member, shift, record, at, reason=None):
        self.act(shift, record, at, "override", "restricted part", reason=self.rng.choice(REASONS) if reason is None else reason)
