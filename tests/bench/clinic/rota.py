"""Who works when: shifts, part time, Saturdays, nights on call, leave, days off sick.
Owns Shift and the calendar. Must not know patients. In: staff. Out: shifts by login, in the order of their times."""

from dataclasses import dataclass
from datetime import datetime, timezone

START = int(datetime(2026, 1, 5, tzinfo=timezone.utc).timestamp())  # a Monday
MINUTE, HOUR, DAY = 60, 3600, 86400

HOURS = {"gp": (8.0, 18.4), "nurse": (8.0, 17.5), "physiotherapist": (8.5, 17.0), "radiographer": (8.5, 17.0),
         "healthcare assistant": (8.0, 16.5), "secretary": (9.0, 17.0), "practice manager": (8.5, 17.5), "it admin": (9.0, 17.5)}
EARLY, LATE, ON_CALL, SATURDAY = (7.0, 15.5), (12.0, 20.5), (20.0, 32.0), (8.5, 12.75)
ON_CALL_DAYS = (1, 4, 5, 6)  # the other nights are the out-of-hours service's
DESK = ((7.75, 16.0), (10.0, 18.75))


@dataclass(eq=False)
class Shift:
    login: str
    start: int
    end: int
    host: str
    session: str
    kind: str = "day"  # day, saturday, on-call, guest
    moved: tuple = ()  # (from, to, host): worked in another room for a while


def midnight(day):
    return START + day * DAY


def day_of(at):
    return (at - START) // DAY


def date(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d")


def stamp(at):
    return datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def hosts(staff):
    """A workstation for each clinician and desk; two spare ones; the laptop that goes home; the server."""
    rows = []
    for i, member in enumerate([s for s in staff if s.kind == "person" and not s.ends]):
        member.host = f"{member.unit.split()[-1]}-{i + 1:02d}"
        rows.append((member.host, f"room {i + 1}", member.unit, "06:30", "21:00"))
    rows += [("spare-01", "treatment room", "", "06:30", "21:00"), ("spare-02", "meeting room", "", "06:30", "21:00"),
             ("spare-03", "treatment room", "", "06:30", "21:00"), ("spare-04", "minor surgery", "", "06:30", "21:00"),
             ("laptop-01", "taken home", "", "", ""), ("laptop-02", "taken home", "", "", ""), ("duty-01", "duty room", "", "", ""),
             ("server-01", "cellar", "it", "", "")]
    return rows


class Rota:
    """The plan. `plan` makes it; a story may take shifts away (leave, sickness) or add some (a locum)."""

    def __init__(self, rng, days):
        self.rng, self.days, self.by_login = rng, days, {}

    def add(self, login, day, hours, host, kind="day"):
        start = midnight(day) + int(hours[0] * HOUR)
        session = f"{host}-{day}-{len(self.by_login.get(login, ()))}"
        shift = Shift(login, start, midnight(day) + int(hours[1] * HOUR), host, session, kind)
        self.by_login.setdefault(login, []).append(shift)
        return shift

    def plan(self, staff):
        team = [s for s in staff if s.kind == "person" and not s.ends]
        for member in team:
            self._leave(member)
        free = {s.login: set(self.rng.sample(range(5), 2)) if s.part_time else set() for s in team}
        for day in range(self.days):
            weekday, week = day % 7, day // 7
            if weekday < 5:
                for n, member in enumerate(team):
                    if weekday not in free[member.login]:
                        self._weekday(member, n, day, week)
            else:
                self._weekend(team, day, weekday)
            doctors = [s for s in team if s.role == "gp" and not self.on_leave(s, day) and not self.on_leave(s, day + 1)]
            if doctors and weekday in ON_CALL_DAYS:
                self.add(doctors[day % len(doctors)].login, day, ON_CALL, "duty-01", "on-call")
        for member in team:
            self._rest(member)

    def _rest(self, member):
        """Whoever is called at night has that afternoon and the next morning off; now and then nobody could be found for them."""
        nights = {day_of(s.start) for s in self.of(member.login, "on-call")}
        for shift in self.of(member.login):
            day = day_of(shift.start)
            if shift.kind != "on-call" and self.rng.random() < 0.9:
                if day in nights:
                    shift.end = min(shift.end, midnight(day) + 13 * HOUR)
                if day - 1 in nights and shift.kind == "day":
                    shift.start = max(shift.start, midnight(day) + 13 * HOUR)

    def _leave(self, member):
        if self.days >= 60:
            first = self.rng.randrange(10, self.days - 14)
            member.leave = (first, first + self.rng.choice((4, 6, 6, 8)))

    @staticmethod
    def on_leave(member, day):
        return bool(member.leave) and member.leave[0] <= day <= member.leave[1]

    def _weekday(self, member, n, day, week):
        if self.on_leave(member, day):
            return
        if member.unit == "ward":
            hours = (EARLY, LATE)[(n + week) % 2]
        elif member.role == "receptionist":
            hours = DESK[(n + week) % 2]
        else:
            hours = HOURS[member.role]
        shift = self.add(member.login, day, hours, member.host)
        if member.role in ("gp", "nurse", "healthcare assistant") and self.rng.random() < 0.06:
            since = shift.start + self.rng.randint(1, 5) * HOUR
            shift.moved = since, since + 100 * MINUTE, f"spare-{3 + n % 2:02d}"

    def _weekend(self, team, day, weekday):
        def turn(role, unit=None):
            able = [s for s in team if s.role == role and (unit is None or s.unit == unit) and not self.on_leave(s, day)]
            return able[day // 7 % len(able)] if able else None

        nurse = turn("nurse", "ward")
        if nurse:
            self.add(nurse.login, day, EARLY, nurse.host)
        if weekday == 5:
            for member in filter(None, (turn("gp"), turn("receptionist"))):
                self.add(member.login, day, SATURDAY, member.host, "saturday")

    def of(self, login, kind=None):
        return [s for s in self.by_login.get(login, ()) if kind is None or s.kind == kind]

    def by_day(self):
        """Shifts of each day, in the order they start; what follows draws from the dice in this order."""
        days = {}
        for login in self.by_login:
            for shift in self.by_login[login]:
                days.setdefault(day_of(shift.start), []).append(shift)
        return {day: sorted(days[day], key=lambda s: (s.start, s.login)) for day in sorted(days)}

    def remove(self, login, first, last):
        """Takes away and gives back the shifts that begin on the days from first to last."""
        mine = self.by_login.get(login, [])
        gone = [s for s in mine if first <= day_of(s.start) <= last]
        self.by_login[login] = [s for s in mine if s not in gone]
        return gone
