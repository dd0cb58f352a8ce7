"""Writes a played World as files: the six tables, events.ndjson and truth.json.
Owns the files' form (FORMATS). Must not change what happened. In: a World and a folder. Out: files."""

import csv
import json
import os
import random

import names
from rota import date, midnight, stamp


def _write(folder, name, header, rows):
    with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def _staff(world, rng):
    for s in world.staff:
        leave = [date(midnight(day)) for day in s.leave] if s.leave else ["", ""]
        told = s.patient if s.patient and rng.random() < 0.7 else ""
        registered = f"X{rng.randint(10000, 99999)}" if s.role in ("gp", "nurse", "physiotherapist", "radiographer") else ""
        home = s.home
        yield (s.login, s.name, s.kind, s.role, s.unit, registered, s.starts, s.ends, *leave, names.respelt(s.surname, rng), s.birth,
               home.spelt(rng) if home else "", names.respelt_postcode(home.postcode, rng) if home else "", told, s.manager)


def _patients(world, rng):
    for p in world.patients:
        address, postcode = p.home.spelt(rng), names.respelt_postcode(p.home.postcode, rng)
        if rng.random() < 0.015 and p.record not in world.taken:
            address = postcode = ""
        yield p.record, names.respelt(p.surname, rng), p.given, p.birth, p.sex, address, postcode, p.deceased, " ".join(sorted(p.flags)), p.staff


def _encounters(world):
    for record, start, end, login, unit, kind, known in sorted(world.rows, key=lambda row: (row[1], row[0], row[3], row[4])):
        yield record, stamp(start), stamp(end), login, unit, kind, "" if known is None else stamp(known)


def _rota(world, rng):
    shifts = [s for mine in world.rota.by_login.values() for s in mine]
    for s in sorted(shifts, key=lambda s: (s.start, s.login)):
        if rng.random() > 0.015:  # a swap nobody wrote down
            yield s.login, stamp(s.start), stamp(s.end)


def write(world, folder):
    """The same world writes the same bytes."""
    os.makedirs(folder, exist_ok=True)
    rng = random.Random(f"{world.seed} spelling")
    _write(folder, "staff", ("login", "name", "kind", "role", "unit", "registration", "starts", "ends", "leave_from", "leave_to", "surname",
                             "birth", "address", "postcode", "patient", "manager"), _staff(world, rng))
    _write(folder, "patients", ("patient", "surname", "given", "birth", "sex", "address", "postcode", "deceased", "flags", "staff"),
           _patients(world, rng))
    _write(folder, "encounters", ("patient", "from", "to", "login", "unit", "kind", "recorded"), _encounters(world))
    _write(folder, "rota", ("login", "from", "to"), _rota(world, rng))
    _write(folder, "relations", ("login", "patient", "relation"), world.relations)
    _write(folder, "devices", ("host", "room", "unit", "opens", "closes"), world.devices)
    _events(world, folder)


def _events(world, folder):
    """The lines in the order they arrive; a story's lines are known by number from then on."""
    lines_of = {}
    with open(os.path.join(folder, "events.ndjson"), "w", encoding="utf-8") as file:
        for number, (at, story, bad, line) in enumerate(world.log.ordered(), 1):
            line["time"] = stamp(at)
            line["evidence"] = f"audit:{number}"
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            if story is not None:
                lines_of.setdefault(story, []).append((at, number, bad))
    stories = [story.truth(sorted(lines_of.get(story.name, ()))) for story in world.stories]
    with open(os.path.join(folder, "truth.json"), "w", encoding="utf-8") as file:
        json.dump({"seed": world.seed, "days": world.days, "first": stamp(midnight(0)), "stories": stories, **world.facts()}, file)
