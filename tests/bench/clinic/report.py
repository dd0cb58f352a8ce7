"""Prints tallies as tables people read. Owns the layout. Must not count. In: {name: Tally}. Out: text."""

COLUMNS = ("recall", "third", "third +24 h", "7 days", "evasive", "false/week", "P@10", "cases/story", "explained")
GOALS = {"all": {"recall": 0.97, "third +24 h": 0.85, "evasive": 0.8, "false/week": 0.3, "P@10": 0.85, "cases/story": 1.3, "explained": 0.97},
         "staff": {"recall": 0.65, "false/week": 0.5}}
LESS_IS_BETTER = ("false/week", "cases/story")


def reached(name, column, value):
    """Is the goal met? None where there is none."""
    goal = GOALS.get(name, {}).get(column)
    if goal is None or value is None:
        return None
    return value <= goal if column in LESS_IS_BETTER else value >= goal


def cell(name, column, value):
    if value is None:
        return "-".rjust(12)
    text = f"{value:.2f}" if value < 100 else f"{value:.0f}"
    if column == "explained":
        text = f"{100 * value:.1f} %"
    return (text + {None: " ", True: " ", False: "!"}[reached(name, column, value)]).rjust(12)


def table(tallies):
    yield "tables".ljust(16) + "".join(column.rjust(11) + " " for column in COLUMNS)
    for name, tally in tallies.items():
        figures = tally.row()
        yield name.ljust(16) + "".join(cell(name, column, figures[column]) for column in COLUMNS)
    yield "third: a case is raised by the third bad line, stories that are no burst"
    yield "+ 24 h: ... or a case tells of the story, with the wait that rows which come late are allowed"
    yield "false/week: per 20-staff clinic-week; !: short of the goal"


def details(tally, verbose):
    yield "\nlook-alikes, silent of played"
    yield "  " + "   ".join(f"{name} {silent}/{played}" for name, (silent, played) in sorted(tally.quiet.items()))
    yield "\nstories, found / by the third line / played"
    for kind in ("misuse", "evasive"):
        for (of, name), (played, found, third) in sorted(tally.by_story.items()):
            if of == kind:
                yield f"  {name:28} {found:3} {third:3} {played:3}" + ("" if found == played else "   missed") + ("   evasive" if kind == "evasive" else "")
    yield "\nrules, cases right / wrong"
    for rule, (right, wrong) in sorted(tally.by_rule.items(), key=lambda item: -item[1][1]):
        yield f"  {rule:28} {right:4} {wrong:4}"
    if tally.lost:
        yield "\nfiles lost before the alert: " + "; ".join(f"{name} {', '.join(map(str, sorted(lost)))}" for name, lost in sorted(tally.lost.items()))
    if verbose:
        yield "\nmissed"
        yield from ("  " + text for text in tally.missed)
        yield "\nfound, but after the third line"
        yield from ("  " + text for text in tally.late)
        yield "\nfalse cases"
        yield from ("  " + text for text in tally.wrong)
