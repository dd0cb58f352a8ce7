"""What stands behind one case: its lines, its people, the rows about them. Owns the looking up of facts.
Must not read sentences. In: a case, the truth, a folder's lines. Out: answers to plain questions."""

from score import seconds

DAY = 86400
SLACK = 2 * 3600  # a shift's edges: early birds and late finishers


def parts(surname):
    return {part for part in surname.lower().replace("'", "").replace("-", " ").split() if part}


class Evidence:
    def __init__(self, case, truth, folder):
        self.case, self.truth, self.folder = case, truth, folder
        self.login = case.get("login", "")
        self.person = truth["staff"].get(self.login)
        self.lines = [folder.line(number) for number in case["events"]]
        self.is_whole = case.get("event_total", len(self.lines)) == len(self.lines)
        self.accesses = [line for line in self.lines if line["kind"] == "access"]
        self.patients = sorted({line["patient"] for line in self.lines if "patient" in line} | set(case.get("patients", ())))
        self.times = sorted(seconds(line["time"]) for line in self.lines)

    def faults(self):
        """What is wrong with the case beside its sentence: times, persons or patients its lines do not have."""
        for line in self.lines:
            if self.login and line.get("login", self.login) != self.login:
                yield f"a line of {line['login']} in a case of {self.login}"
        if self.is_whole and self.times:
            for name, at in (("first", self.times[0]), ("last", self.times[-1])):
                if abs(seconds(self.case[name]) - at) > 1:
                    yield f"'{name}' is {self.case[name]}, its lines say otherwise"
            if seconds(self.case["raised"]) < self.times[0] - 1:
                yield "raised before its first line"
        mentioned = {line.get("patient") for line in self.lines}
        if self.is_whole and not set(self.case.get("patients", ())) <= mentioned:
            yield "names a patient that none of its lines is about"

    # ---- the person and one patient
    def fact(self, record):
        return self.truth["patients"].get(record, {})

    def is_own(self, record):
        fact = self.fact(record)
        return bool(self.person) and (fact.get("staff") == self.login or self.person["patient"] == record or
                                      (fact.get("birth") == self.person["birth"] and fact.get("surname") == self.person["surname"]))

    def same_surname(self, record):
        return bool(self.person) and bool(parts(self.person["surname"]) & parts(self.fact(record).get("surname", "")))

    def same(self, record, what):
        """`what`: home, street or postcode."""
        return bool(self.person) and bool(self.person[what]) and self.person[what] == self.fact(record).get(what)

    def is_colleague(self, record):
        return bool(self.fact(record).get("staff")) or any(s["patient"] == record for s in self.truth["staff"].values())

    def is_manager(self, record):
        boss = self.truth["staff"].get(self.person["manager"], {}) if self.person else {}
        return bool(boss) and (boss["patient"] == record or self.fact(record).get("staff") == self.person["manager"])

    def is_declared(self, record):
        return any(login == self.login and patient == record for login, patient, *_ in self.truth["relations"])

    def was_dead(self, record):
        died = self.fact(record).get("deceased")
        return bool(died) and all(line["time"][:10] >= died for line in self.about(record))

    def about(self, record):
        return [line for line in self.accesses if line.get("patient") == record]

    # ---- rows of encounters
    def rows(self, record, by=("login", "unit")):
        """Rows of the patient with this login or unit, as (from, to, recorded)."""
        who = {"login": self.login, "unit": self.person["unit"] if self.person else ""}
        return [span for kind in by if who[kind] for span in self.folder.rows.get((record, kind, who[kind]), ())]

    def is_explained(self, record, before=30, after=90, then=False, by=("login", "unit")):
        """Was, when the case was raised (`then`: at the time of the line), a row known that covers one of its lines about this patient?"""
        raised = seconds(self.case["raised"])
        return any(start - before * DAY <= seconds(line["time"]) < end + after * DAY and known <= (seconds(line["time"]) if then else raised)
                   for line in self.about(record) for start, end, known in self.rows(record, by))

    def ended_before(self, record):
        """Had what linked the two ended before the lines?"""
        lines = self.about(record)
        return bool(lines) and any(end <= seconds(lines[0]["time"]) for _, end, _ in self.rows(record))

    def is_elsewhere(self, record):
        """Is the patient, at the time of a line, another unit's and not one's own?"""
        unit = self.person["unit"] if self.person else ""
        near = any(start - 30 * DAY <= seconds(line["time"]) <= end + 90 * DAY for line in self.about(record)
                   for start, end, _ in self.folder.elsewhere(record, unit))
        return near and not self.is_explained(record, 0, 0)

    def is_vulnerable(self, record):
        fact, day = self.fact(record), self.lines[0]["time"][:10] if self.lines else ""
        child = bool(fact.get("birth")) and int(day[:4]) - int(fact["birth"][:4]) - (day[5:] < fact["birth"][5:]) < 18
        return child or "vulnerable" in fact.get("flags", ())

    def company(self, record):
        """Had, before every line about the patient, another person opened the record within a day?"""
        people = self.truth["staff"]
        others = [at for at, login in self.folder.about(record) if login != self.login and people.get(login, {}).get("kind") == "person"]
        lines = [seconds(line["time"]) for line in self.about(record)]
        return bool(lines) and all(any(at - DAY <= other < at for other in others) for at in lines)

    def searched(self):
        return {line.get("query", "").split(",")[0].lower() for _, line in self.folder.of(self.login) if line["action"] == "search"
                and self.times and self.times[0] - DAY <= seconds(line["time"]) <= self.times[-1] + DAY}

    def overrides(self):
        """The login's overrides from two months before the case to its end."""
        return [line for at, line in self.folder.of(self.login) if line["action"] == "override" and self.times
                and self.times[0] - 60 * DAY <= at <= self.times[-1] + DAY]

    def was_searched(self, record):
        return any(parts(self.fact(record).get("surname", "")) & parts(name) for name in self.searched())

    def busiest_day(self):
        """In how many hours of any 24 the login was active, about the time of the case."""
        hours = sorted({int(at // 3600) for at, line in self.folder.of(self.login) if self.times and self.times[0] - DAY <= at <= self.times[-1] + DAY})
        return max((sum(1 for hour in hours if start <= hour < start + 25) for start in hours), default=0)

    @staticmethod
    def densest(lines, within):
        at = sorted(seconds(line["time"]) for line in lines)
        return max((sum(1 for t in at[i:] if t <= start + within) for i, start in enumerate(at)), default=0)

    # ---- the plan
    def on_duty(self, at, slack=0):
        return any(start - slack <= at < end + slack for start, end in self.folder.shifts.get(self.login, ()))

    def on_leave(self, line):
        leave = self.person["leave"] if self.person else []
        return bool(leave) and leave[0] <= line["time"][:10] <= leave[1]

    def outside_dates(self, line):
        day = line["time"][:10]
        return bool(self.person) and bool(self.person["ends"] and day > self.person["ends"] or self.person["starts"] and day < self.person["starts"])
