#!/usr/bin/python3
"""Do a seed's files and its truth agree? consistent.py FOLDER: one line a fault, exit 1 when there is any.
Owns what must hold of every simulated clinic. Must not judge. In: a seed's folder. Out: faults."""

import csv
import json
import os
import sys

sys.dont_write_bytecode = True
import baselines
from score import Story, seconds

EXPLAINED = {"after_a_real_visit", "friends_results", "other_units_patients", "shared_login", "sequential_sweep", "service_login_used",
             "unknown_login", "mass_delete", "mass_overwrite", "mass_rename", "altered_after_closure"}


def rows_of(folder, table):
    with open(os.path.join(folder, table + ".csv"), encoding="utf-8") as file:
        return list(csv.DictReader(file))


def story_faults(story, events, staff, rows):
    """What the truth says of one story and the lines do not bear out."""
    if story.kind != "look-alike" and not story.bad:
        yield f"{story.name}: has no bad line"
    if not story.own:
        yield f"{story.name}: has no line at all"
    for number in sorted(story.own):
        event = events[number - 1]
        if event.get("login", "") not in (story.logins or [""]):
            yield f"{story.name}: line {number} is by {event.get('login')}, not {story.logins}"
        if event.get("patient") and story.kind != "look-alike" and event["patient"] not in story.patients:
            yield f"{story.name}: line {number} is about {event['patient']}, who is none of its patients"
    for number, when in zip(story.events, story.when):
        event = events[number - 1]
        if seconds(event["time"]) != when:
            yield f"{story.name}: line {number} happened at another time"
        if story.name not in EXPLAINED and event.get("patient") and rows.cover(event["login"], event["patient"], when):
            yield f"{story.name}: line {number} is explained by an encounter"
    if story.when != sorted(story.when):
        yield f"{story.name}: its lines are not in the order of their times"


def event_faults(events, staff, records):
    latest, logins = 0, {row["login"] for row in staff} | {"temp"}
    for number, event in enumerate(events, 1):
        at = seconds(event["time"])
        latest = max(latest, at)
        if latest - at > 60:
            yield f"events.ndjson:{number}: more than a minute late"
        if "patient" in event and event["patient"] not in records:
            yield f"events.ndjson:{number}: there is no patient {event['patient']}"
        if "login" in event and event["login"] not in logins:
            yield f"events.ndjson:{number}: there is no login {event['login']}"


def faults(folder):
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as file:
        truth = json.load(file)
    with open(os.path.join(folder, "events.ndjson"), encoding="utf-8") as file:
        events = [json.loads(line) for line in file]
    staff, rows = rows_of(folder, "staff"), baselines.Rows(folder)
    for story in truth["stories"]:
        yield from story_faults(Story(story), events, staff, rows)
    records = {row["patient"] for row in rows_of(folder, "patients")}
    yield from event_faults(events, staff, records)
    for row in rows_of(folder, "encounters"):
        if row["patient"] not in records or row["to"] and row["to"] < row["from"] or not row["login"] + row["unit"]:
            yield f"encounters.csv: a row explains nothing: {row}"


if __name__ == "__main__":
    found = list(faults(sys.argv[1]))
    print("\n".join(found) or "consistent")
    sys.exit(1 if found else 0)
