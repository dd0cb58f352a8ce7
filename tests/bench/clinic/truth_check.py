"""Checks each case's sentence against the truth. Owns what a sentence may claim. In: folder, truth, cases. Out: an Outcome."""

from dataclasses import dataclass, field


@dataclass
class Outcome:
    checked: int = 0
    false: list = field(default_factory=list)
    unchecked: list = field(default_factory=list)


def check(folder, truth, cases):
    return Outcome()
