"""The clinic as one object: its people, rota, rows of encounters and the audit log that grows while it is played.
Owns World and Log. Must not decide what happens: care.py, misuse and innocents do. In: a seed. Out: state to write."""

import random

import people
import rota
from rota import HOUR, MINUTE, date


class Log:
    """Audit lines as dicts. `story` names whom a line belongs to; `bad` says that it is a wrong in itself."""

    def __init__(self, rng):
        self.rng, self.lines, self.skew = rng, [], {}
        self.busy = {}  # session -> when something was done in it

    def add(self, at, action, login=None, kind="access", source="ehr", host=None, story=None, bad=False, **more):
        line = {"time": None, "kind": kind, "action": action}
        if login:
            line["login"] = login
        line.update((key, value) for key, value in more.items() if value not in (None, ""))
        line["source"] = source
        if kind != "login" and "session" in more:
            self.busy.setdefault(more["session"], []).append(int(at))
        if host:
            line["host"] = host
            if host not in self.skew:
                self.skew[host] = self.rng.randint(-28, 28) if self.rng.random() < 0.4 else self.rng.randint(-3, 3)
            at += self.skew[host]
        self.lines.append((int(at), story, bad, line))
        return int(at)

    def ordered(self):
        """In the order of arrival: up to a minute after the stated time, as feeds deliver."""
        late = self.rng.random
        return sorted(self.lines, key=lambda entry: entry[0] + late() * 58)


class World:
    def __init__(self, seed, days=120, patients=2500):
        self.seed, self.days = seed, days
        self.rng = random.Random(f"{seed} people")
        self.patients = people.make_patients(self.rng, patients)
        self.staff = people.make_staff(self.rng, self.patients)
        self.devices = rota.hosts(self.staff)
        self.rota = rota.Rota(random.Random(f"{seed} rota"), days)
        self.rota.plan(self.staff)
        self.log = Log(random.Random(f"{seed} log"))
        self.rows, self.stories = [], []
        self.relations = people.declared(self.rng, self.staff, self.patients)
        self.mess = random.Random(f"{seed} mess")
        self.apart = {}         # record -> units that shall have nothing to do with it
        self.taken = set()      # records that have a part in a story
        self.crowded = set()    # (login, day) on which a clinic is booked twice
        self.late = {}          # login -> days on which all rows come late
        self.index()

    def index(self):
        self.person = {s.login: s for s in self.staff}
        self.patient = {p.record: p for p in self.patients}

    def team(self, role=None, unit=None):
        return [s for s in self.staff if s.kind == "person" and s.host and (role is None or s.role == role)
                and (unit is None or s.unit == unit)]

    def keep_apart(self, patient, *units):
        self.apart.setdefault(patient.record, set()).update(units)

    def may_meet(self, unit, record):
        return unit not in self.apart.get(record, ())

    def shift_at(self, login, at):
        """The shift that covers the moment, else None."""
        shifts = self.rota.by_login.get(login, ())
        return next((s for s in shifts if s.start <= at < s.end), None)

    def row(self, record, start, end, login, unit, kind, known=None, exact=False):
        """One row of encounters.csv. Unless `exact` it suffers as rows do: missing, late, without its login."""
        dice = self.mess.random()
        if not exact:
            if dice < 0.022:
                return
            if dice < 0.10 or rota.day_of(start) in self.late.get(login, ()):
                known = start + int(self.mess.choice((self.mess.uniform(3, 90) * MINUTE, self.mess.uniform(1, 19.5) * HOUR)))
            if self.mess.random() < 0.15 and unit:
                login = ""
        self.rows.append((record, start, end, login or "", unit, kind, known))

    def facts(self):
        """What a sentence may claim and truth_check looks up."""
        return {
            "staff": {s.login: {"name": s.name, "surname": s.surname, "role": s.role, "unit": s.unit, "kind": s.kind,
                                "home": s.home.key if s.home else "", "street": s.home.street_key if s.home else "",
                                "postcode": s.home.postcode if s.home else "", "birth": s.birth, "patient": s.patient,
                                "manager": s.manager, "starts": s.starts, "ends": s.ends,
                                "leave": leave_dates(s)} for s in self.staff},
            "patients": {p.record: {"surname": p.surname, "given": p.given, "birth": p.birth, "sex": p.sex, "home": p.home.key,
                                    "street": p.home.street_key, "postcode": p.home.postcode, "deceased": p.deceased,
                                    "flags": sorted(p.flags), "staff": p.staff} for p in self.patients},
            "relations": [list(relation) for relation in self.relations],
        }


def leave_dates(member):
    return [date(rota.midnight(day)) for day in member.leave] if member.leave else []
