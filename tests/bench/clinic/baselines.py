"""Two naive ways to judge, for comparison: who opens many, and who opens what no encounter covers.
Owns nothing but their few lines. Must not know the truth. In: a seed's folder. Out: cases in the form of FORMATS section 3."""

import csv
import json
import os

from score import seconds

BEFORE, AFTER = 30 * 86400, 90 * 86400


def read_accesses(folder):
    """(line number, seconds, login, patient) of each access to a patient."""
    with open(os.path.join(folder, "events.ndjson"), encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            event = json.loads(line)
            if event["kind"] == "access" and "patient" in event and "login" in event:
                yield number, seconds(event["time"]), event["login"], event["patient"]


def _case(kind, key, login, patients, events, raised, severity):
    return {"case": f"{kind}:{key}", "login": login, "patients": sorted(patients), "events": events, "raised_s": raised, "last_s": raised, "raised": str(raised),
            "severity": severity, "rules": [kind], "says": ""}


def volume(accesses):
    """A day on which a login opens more patients' records than on 95 of 100 login-days; one case each."""
    days = {}
    for number, at, login, patient in accesses:
        days.setdefault((login, int(at // 86400)), {}).setdefault(patient, (number, at))
    counts = sorted(len(day) for day in days.values())
    limit = counts[int(len(counts) * 0.95)]
    cases = []
    for (login, day), opened in days.items():
        if len(opened) > limit:
            firsts = sorted(opened.values())
            cases.append(_case("volume", f"{login} {day}", login, opened, [n for n, _ in firsts], firsts[limit][1], len(opened) // max(1, limit)))
    return cases


def units_of(folder):
    with open(os.path.join(folder, "staff.csv"), encoding="utf-8") as file:
        return {row["login"]: row["unit"] for row in csv.DictReader(file)}


class Rows:
    """encounters.csv by who and whom, as ordered (from, to)."""

    def __init__(self, folder):
        self.units, self.spans = units_of(folder), {}
        with open(os.path.join(folder, "encounters.csv"), encoding="utf-8") as file:
            for row in csv.DictReader(file):
                start = seconds(row["from"])
                span = start, seconds(row["to"]) if row["to"] else start + 86400
                for who in filter(None, (("login", row["login"]), ("unit", row["unit"]))):
                    if who[1]:
                        self.spans.setdefault((row["patient"], *who), []).append(span)

    def cover(self, login, patient, at):
        unit = self.units.get(login, "")
        for who in (("login", login), ("unit", unit)):
            if any(start - BEFORE <= at <= end + AFTER for start, end in self.spans.get((patient, *who), ())):
                return True
        return False


def no_encounter(accesses, rows):
    """Any access without a row of that login or unit from 30 days before to 90 after; one case for each login and patient."""
    pairs, known, covered = {}, {}, 0
    for number, at, login, patient in accesses:
        key = login, patient, int(at // 3600)
        if key not in known:
            known[key] = rows.cover(login, patient, at)
        if known[key]:
            covered += 1
        else:
            pairs.setdefault((login, patient), []).append((number, at))
    cases = [_case("no-encounter", f"{login} {patient}", login, [patient], [n for n, _ in lines], lines[0][1], min(5, len(lines)))
             for (login, patient), lines in pairs.items()]
    return cases, covered / max(1, len(accesses))


def judge(folder):
    """Both, as {name: (cases, share explained)}."""
    accesses = list(read_accesses(folder))
    cases, covered = no_encounter(accesses, Rows(folder))
    return {"volume": (volume(accesses), None), "no-encounter": (cases, covered)}
