#!/usr/bin/python3
"""Is each case's sentence true? truth_check.py FOLDER CASES: every clause is looked up in the truth and in the case's own lines.
Owns the splitting of sentences; claims.py owns what each phrase means. A clause with no known claim, or with a number that no claim
takes up, counts as not understood. In: a seed's folder, its truth, cases. Out: an Outcome; exit 1 when a statement is false."""

import json
import os
import re
import sys
from dataclasses import dataclass, field

sys.dont_write_bytecode = True
import claims
from evidence import Evidence
from folder import Folder

HARMLESS = re.compile("so nobody can be named|should be checked|should be looked at|may be (lost|damaged|gone|changed)|may go unseen|"
                      "is not fully known|may be wrong|records may|what watches over|the watch over|as it should|takes no more|is full|"
                      "is missing|their content is gone|or no longer what|more in a short time than|limit set for one person|more than is usual|not by one person alone|"
                      "they also changed permissions", re.I)


@dataclass
class Outcome:
    checked: int = 0
    false: list = field(default_factory=list)
    unchecked: list = field(default_factory=list)


def clauses_of(sentence):
    """The parts between ; , : and the full stop; a list ("appointment, referral or task") stays whole."""
    whole = re.sub(r"(appointment|referral|order|task|admission|encounter|visit|entry|search(?:es)?|rota|list|record|letter)s?, (?=\w+(,| or| and| nor))",
                   r"\1 or ", sentence.strip().rstrip("."))
    whole = re.sub(r", (?=(changed|exported|deleted)\b)", " or ", whole)
    return [part.strip() for part in re.split(r"; |, |: |\. ", whole) if part.strip()]


def check_clause(clause, evidence):
    """(claims found, what is false about it)."""
    found, wrong, taken = 0, [], []
    for claim in claims.CLAIMS:
        for match in claim.pattern.finditer(clause):
            found += 1
            taken.append(match.span())
            why = claim.test(evidence, match, clause)
            if why:
                wrong.append(f"'{match.group(0)}': {why}")
    for number in re.finditer(r"\d+(?! of (?:them|these|whom)\b)(?!\d)", clause):
        if not any(start <= number.start() < end for start, end in taken):
            found = -1000
    return found, wrong


def check_case(case, evidence, outcome, seed):
    where = f"seed {seed} {case['case']} {case.get('login', '-')}"
    known = True
    for clause in clauses_of(case["says"]):
        if HARMLESS.search(clause):
            continue
        found, wrong = check_clause(clause, evidence)
        outcome.false += [f"{where}: {why}: {case['says']}" for why in wrong]
        if found <= 0:
            known = False
            outcome.unchecked.append(f"{where}: '{clause}' in: {case['says']}")
    outcome.false += [f"{where}: {why}" for why in evidence.faults()]
    outcome.checked += known


_FOLDERS = {}


def read_folder(folder):
    """A folder's lines and rows, read once."""
    if folder not in _FOLDERS:
        _FOLDERS.clear()
        _FOLDERS[folder] = Folder(folder)
    return _FOLDERS[folder]


def check(folder, truth, cases):
    outcome, opened = Outcome(), read_folder(folder)
    for case in cases:
        check_case(case, Evidence(case, truth, opened), outcome, truth["seed"])
    return outcome


def main():
    folder, file = sys.argv[1:3]
    with open(os.path.join(folder, "truth.json"), encoding="utf-8") as opened:
        truth = json.load(opened)
    with open(file, encoding="utf-8") as opened:
        cases = list({case["case"]: case for case in map(json.loads, opened)}.values())
    outcome = check(folder, truth, cases)
    print("\n".join([f"false: {text}" for text in outcome.false] + [f"not understood: {text}" for text in outcome.unchecked]
                    + [f"{len(cases)} sentences, {len(outcome.false)} false, {len(outcome.unchecked)} not understood"]))
    sys.exit(1 if outcome.false else 0)


if __name__ == "__main__":
    main()
