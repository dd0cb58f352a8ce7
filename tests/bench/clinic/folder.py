"""A seed's lines by number, by login and by patient; its rows of encounters and its shifts as spans of seconds.
Owns the reading of a folder for truth_check. Must not read sentences. In: a seed's folder. Out: plain lookups."""

import csv
import json
import os

from score import seconds


class Folder:
    """A seed's lines, by number; rows and shifts as spans of seconds."""

    def __init__(self, folder):
        with open(os.path.join(folder, "events.ndjson"), encoding="utf-8") as file:
            self.text = file.readlines()
        self.rows, self.shifts = {}, {}
        with open(os.path.join(folder, "encounters.csv"), encoding="utf-8") as file:
            for row in csv.DictReader(file):
                start = seconds(row["from"])
                span = start, seconds(row["to"]) if row["to"] else start + 86400, seconds(row["recorded"]) if row["recorded"] else 0
                for kind in ("login", "unit"):
                    if row[kind]:
                        self.rows.setdefault((row["patient"], kind, row[kind]), []).append(span)
        with open(os.path.join(folder, "rota.csv"), encoding="utf-8") as file:
            for row in csv.DictReader(file):
                self.shifts.setdefault(row["login"], []).append((seconds(row["from"]), seconds(row["to"])))
        with open(os.path.join(folder, "devices.csv"), encoding="utf-8") as file:
            self.hours = {row["host"]: (row["opens"], row["closes"]) for row in csv.DictReader(file) if row["opens"]}
        self._of, self._about, self._others = None, None, {}

    def line(self, number):
        return json.loads(self.text[int(number) - 1])

    def _index(self):
        """Lines by login and accesses by patient, made when first asked for."""
        self._of, self._about = {}, {}
        for text in self.text:
            line = json.loads(text)
            at = seconds(line["time"])
            self._of.setdefault(line.get("login", ""), []).append((at, line))
            if line["kind"] == "access" and "patient" in line:
                self._about.setdefault(line["patient"], []).append((at, line.get("login", "")))

    def of(self, login):
        """The login's lines, as (seconds, line)."""
        if self._of is None:
            self._index()
        return self._of.get(login, [])

    def about(self, record):
        """Accesses to the patient, as (seconds, login)."""
        if self._about is None:
            self._index()
        return self._about.get(record, [])

    def elsewhere(self, record, unit):
        """The rows of the patient that name another unit."""
        if not self._others:
            for (patient, kind, who), spans in self.rows.items():
                if kind == "unit":
                    self._others.setdefault(patient, []).append((who, spans))
        return [span for who, spans in self._others.get(record, ()) if who != unit for span in spans]

    def first(self, record, login):
        """When the login first opened the record."""
        return min((at for at, who in self.about(record) if who == login), default=0)
