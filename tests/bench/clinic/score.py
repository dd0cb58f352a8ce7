"""Scores a list of cases against the truth of a seed: found or not, how soon, what was false, which rule was right.
Owns the arithmetic of the bench. Must not know how cases were made. In: truth, cases. Out: a Tally that can be added up."""

import json
from datetime import datetime

GRACE = 61  # seconds: clocks differ by a minute
DAY = 86400
WEEK = 7 * DAY


def seconds(text):
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def read_cases(text):
    """One case per id: its last state, and when it was first raised."""
    cases = {}
    for line in text.splitlines():
        case = json.loads(line)
        case["raised_s"], case["last_s"] = seconds(case["raised"]), seconds(case["last"])
        before = cases.get(case["case"])
        if before:
            case["raised_s"] = min(case["raised_s"], before["raised_s"])
        cases[case["case"]] = case
    return list(cases.values())


class Story:
    def __init__(self, truth):
        self.__dict__.update({key.replace("class", "grade"): value for key, value in truth.items()})
        self.bad, self.own = set(self.events), set(self.events) | set(self.also)
        self.when = [seconds(text) for text in self.times]

    @property
    def third(self):
        """The moment of the third bad line, or of the last."""
        return self.when[min(2, len(self.when) - 1)]

    def names(self, case):
        """Does the case name the person, where there is one, and something the story did? Where patients were looked for, to name one will do."""
        if self.logins and case.get("login") not in self.logins:
            return False
        if self.bad.intersection(case["events"]):
            return True
        looked_for = self.grade == "inappropriate" and not self.is_burst and case["last_s"] >= self.when[0] - GRACE
        return looked_for and bool(set(self.patients).intersection(case.get("patients", ())))

    def shows(self, case):
        """Does the case name the person and a line of the story?"""
        return (not self.logins or case.get("login") in self.logins) and bool(self.bad.intersection(case["events"]))

    def touches(self, case):
        return self.names(case) or bool(self.own.intersection(case["events"]))

    def in_time(self, case, limit):
        """Raised for this story, not for something before it, and not later than `limit`."""
        return self.is_later(case) and case["raised_s"] <= limit + GRACE

    def is_later(self, case):
        """Not raised before the story."""
        return self.when[0] - GRACE - 3600 <= case["raised_s"]


def joined_earlier(truth, cases):
    """The stories, but for bursts, that are told of in a case of the person's that was there before them."""
    stories = [Story(story) for story in truth["stories"] if story["kind"] != "look-alike" and not story["is_burst"]]
    return [story for story in stories if any(story.shows(case) and not story.is_later(case) for case in cases)]


class Tally:
    """Sums over seeds of one way to judge."""

    def __init__(self):
        self.played = self.found = self.slow = self.third = self.waited = self.week = 0
        self.evasive_played = self.evasive_found = 0
        self.cases = self.false = self.weeks = 0
        self.right_cases = self.found_logins = 0
        self.top, self.explained = [], []
        self.by_story, self.by_rule, self.quiet, self.lost = {}, {}, {}, {}
        self.missed, self.late, self.wrong = [], [], []

    def add(self, truth, cases, explained=None, by_the_third=None):
        stories = [Story(story) for story in truth["stories"]]
        misuse = [story for story in stories if story.kind != "look-alike"]
        self.weeks += truth["days"] / 7
        self.cases += len(cases)
        if explained is not None:
            self.explained.append(explained)
        for story in misuse:
            self._story(truth, story, [case for case in cases if story.names(case)], (by_the_third or {}).get(story.name, ()))
        ranked = sorted(cases, key=lambda case: (-case["severity"], case["raised_s"]))
        right = {case["case"] for case in cases if any(story.touches(case) for story in misuse)}
        if ranked:
            self.top.append(sum(case["case"] in right for case in ranked[:10]) / len(ranked[:10]))
        for case in cases:
            self._case(truth, case, case["case"] in right)
        for story in stories:
            if story.kind == "look-alike":
                silent, played = self.quiet.get(story.name, (0, 0))
                loud = any(case["case"] not in right and story.bad | story.own and story.own.intersection(case["events"]) for case in cases)
                self.quiet[story.name] = silent + (not loud), played + 1

    def _story(self, truth, story, cases, by_the_third):
        found = bool(cases)
        soon = any(story.in_time(case, story.third) for case in cases)
        waited = any(story.in_time(case, story.third + DAY) for case in cases) or any(story.shows(case) for case in by_the_third)
        if story.kind == "evasive":
            self.evasive_played += 1
            self.evasive_found += found
        else:
            self.played += 1
            self.found += found
            self.week += any(story.in_time(case, story.when[0] + WEEK) for case in cases)
            if not story.is_burst:
                self.slow += 1
                self.third += soon
                self.waited += waited
        self.right_cases += len(cases)
        self.found_logins += len({case.get("login", "") for case in cases})
        counts = self.by_story.setdefault((story.kind, story.name), [0, 0, 0])
        for i, yes in enumerate((True, found, soon)):
            counts[i] += yes
        if not found:
            self.missed.append(f"seed {truth['seed']}: {story.name} by {', '.join(story.logins) or 'nobody'}, {len(story.bad)} lines from {story.times[0]}")
        elif not soon:
            first = min(cases, key=lambda case: case["raised_s"])
            self.late.append(f"seed {truth['seed']}: {story.name} by {first.get('login', '-')}: third line {story.times[min(2, len(story.times) - 1)][:16]}, "
                             f"raised {first['raised'][:16]}: {' '.join(first.get('rules', ()))}")
        if story.is_destruction:
            first = min((case["raised_s"] for case in cases if case["raised_s"] >= story.when[0] - GRACE), default=None)
            lost = len(story.when) if first is None else sum(at <= first for at in story.when)
            self.lost.setdefault(story.name, []).append(lost)

    def _case(self, truth, case, right):
        for rule in case.get("rules", ()):
            counts = self.by_rule.setdefault(rule, [0, 0])
            counts[0 if right else 1] += 1
        if not right:
            self.false += 1
            self.wrong.append(f"seed {truth['seed']} {case['raised'][:16]} {case.get('login', '-')}: {' '.join(case.get('rules', ()))}: {case.get('says', '')}")

    def row(self):
        """The figures of the table, None where nothing was counted."""
        def share(part, whole):
            return part / whole if whole else None

        return {"recall": share(self.found, self.played), "third": share(self.third, self.slow),
                "third +24 h": share(self.waited, self.slow), "7 days": share(self.week, self.played),
                "evasive": share(self.evasive_found, self.evasive_played), "false/week": share(self.false, self.weeks),
                "P@10": share(sum(self.top), len(self.top)), "cases/story": share(self.right_cases, self.found_logins),
                "explained": share(sum(self.explained), len(self.explained))}
