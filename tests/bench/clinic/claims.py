"""What the phrases of a case's sentence claim, one row each: a pattern and a test that answers why it is false, or nothing.
Owns the phrases. Must not know stories. In: Evidence. Out: reasons."""

import itertools
import re
from dataclasses import dataclass
from typing import Callable

from evidence import Evidence
from score import seconds

UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 7 * 86400, "month": 31 * 86400, "year": 366 * 86400}
WORDS = {"a": 1, "an": 1, "one": 1, "once": 1, "two": 2, "twice": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
NUMBER = r"(at least )?(\d[\d,]*|an?|one|two|three|four|five|six|seven|eight|nine|ten)"


@dataclass
class Claim:
    pattern: re.Pattern
    test: Callable


CLAIMS = []


def claim(pattern):
    def register(test):
        CLAIMS.append(Claim(re.compile(pattern, re.I), test))
        return test
    return register


def number_of(text):
    return WORDS.get(text.lower()) or int(text.replace(",", ""))


def agrees(said, at_least, counts):
    return any(count >= said if at_least else count == said for count in counts)


def hold(evidence, clause, test, what):
    """Is it so of all the case's patients, or of as many as the clause says ("one of them", "3 of them", "among them")?"""
    so = sum(1 for record in evidence.patients if test(record))
    part = re.search(rf"\b{NUMBER} of (them|whom|these|the \w+)|\b(among them|including|some of)\b", clause, re.I)
    if part:
        wanted = number_of(part.group(2)) if part.group(2) else 1
        return None if so >= wanted else f"{what} of {so} patients, not {wanted}"
    return None if so and so == len(evidence.patients) else f"{what} of {so} of {len(evidence.patients)} patients"


# ---- how many, how long
@claim(rf"\b{NUMBER} (?:other )?patients\b(?! (?:a|per) day)")
def patients(evidence, match, clause):
    counts = {len(evidence.patients), evidence.case.get("patient_total", 0), len({line.get("patient") for line in evidence.accesses})}
    said = number_of(match.group(2))
    if not evidence.is_whole or (re.search("other", match.group(0)) and said < max(counts)):
        return None
    return None if agrees(said, match.group(1), counts) else f"there are {len(evidence.patients)}"


@claim(r"\b(?:a|one|the) patient(?:'s)?\b(?! list)")
def one_patient(evidence, match, clause):
    return None if len(evidence.patients) <= 1 else f"there are {len(evidence.patients)}"


@claim(rf"\b{NUMBER} times\b|(?<!least )\btwice\b|(?<!least )\bonce\b")
def times(evidence, match, clause):
    said = number_of(match.group(2)) if match.group(2) else WORDS[match.group(0).lower()]
    if not evidence.is_whole:
        return None
    at = evidence.times
    apart = {sum(1 for i, t in enumerate(at) if i == 0 or t - at[i - 1] > gap) for gap in (300, 600, 900, 1800, 3600, 6 * 3600)}
    kinds = {sum(1 for line in evidence.lines if line["action"] == action) for action in ("read", "override", "open", "update")}
    counts = {len(at), len(evidence.accesses), sum(line.get("count", 1) for line in evidence.lines)} | apart | kinds
    return None if agrees(said, match.group(1), counts) else f"there are {len(at)} lines"


@claim(rf"\b(?:on|over|in) {NUMBER} (?:different )?(?:days|evenings|nights|occasions)\b(?! of)")
def days(evidence, match, clause):
    said, counts = number_of(match.group(2)), {len({line["time"][:10] for line in evidence.lines})}
    if not match.group(0).lower().startswith("on"):
        return None  # a span, below
    return None if not evidence.is_whole or agrees(said, match.group(1), counts) else f"there are {counts}"


@claim(rf"\b(?:within|in|over|during|for) (?:less than |about |the last )?{NUMBER} (second|minute|hour|day|week|month|year)s?\b")
def span(evidence, match, clause):
    if not evidence.is_whole or not evidence.times or re.search("of these within|different names|were exported or printed", clause):
        return None  # of some lines only: see below
    unit, lasted = UNITS[match.group(3).lower()], evidence.times[-1] - evidence.times[0]
    loose = 0.5 * unit if unit >= UNITS["week"] else 1
    return None if lasted <= number_of(match.group(2)) * unit + loose else f"it lasted {lasted / unit:.1f} {match.group(3)}s"


@claim(rf"\b{NUMBER} (?:patients' )?(?:records|files|documents|letters)\b|\b(?:a|one) record\b")
def records(evidence, match, clause):
    if not evidence.is_whole or not match.group(2):
        return None
    things = {(line.get("patient"), line.get("object")) for line in evidence.lines}
    counts = {len(things), len({line.get("object") for line in evidence.lines}), len(evidence.patients), len(evidence.lines),
              evidence.case.get("record_total", 0)}
    return None if agrees(number_of(match.group(2)), match.group(1), counts) else f"there are {len(things)}"


@claim(rf"\b(?:searched|looked up|typed|searches)\b(?: for)? {NUMBER} (?:different )?(?:names|surnames|people|patients)")
def searches(evidence, match, clause):
    names = {line.get("query", "").split(",")[0].lower() for line in evidence.lines if line["action"] == "search"}
    whole = {line.get("query", "").lower() for line in evidence.lines if line["action"] == "search"}
    return None if not evidence.is_whole or agrees(number_of(match.group(2)), match.group(1), {len(names), len(whole)}) else f"there are {len(names)}"


# ---- who
@claim(r"^(?:the login of )?an? ([a-z ]+?)(?: \(([a-z ]+)\))?(?= (?:opened|read|deleted|changed|left|printed|exported|copied|was|searched|looked|used|went|overrode|renamed|altered|kept|carried|took|has|had|did)\b)")
def role(evidence, match, clause):
    said = match.group(1).lower()
    if re.search(r"login|person|somebody|device|member of staff", said):
        return None
    if evidence.person is None:
        return "nobody of that login is on the staff list"
    if said != evidence.person["role"].lower():
        return f"is a {evidence.person['role']}"
    return None if not match.group(2) or match.group(2).lower() == evidence.person["unit"] else f"of {evidence.person['unit']}"


@claim(r"not on the staff list")
def unlisted(evidence, match, clause):
    return "it is" if evidence.person else None


@claim(r"login meant for programs|service login")
def service(evidence, match, clause):
    return None if evidence.person and evidence.person["kind"] == "service" else "it is none"


@claim(r"outside its dates|had left|has left|expired")
def ended(evidence, match, clause):
    return None if all(evidence.outside_dates(line) for line in evidence.lines) else "not at all these times"


# ---- relations
def holds(pattern, test, what):
    """A claim about the patients, each by itself: `test` says of a record whether it is so."""
    @claim(pattern)
    def of_patients(evidence, match, clause):
        return hold(evidence, clause, lambda record: test(evidence, record), what)


holds(r"\b(?:their|his|her) own (?:patient )?(?:record|file)|\bown record\b|one of them their own", Evidence.is_own, "is the own record")
holds(r"same (?:rare )?(?:sur|last |family )name|shares? (?:a|the|their) (?:rare )?surname|surname and (?:home )?address",
      Evidence.same_surname, "the surname is the same")
holds(r"same (?:\w+ )?(?:and )?(?:home )?address|surname and (?:home )?address|same (?:home|house|door|household)|lives? with|lives? (?:together|at the same)",
      lambda evidence, record: evidence.same(record, "home"), "the home is the same")
holds(r"same (?:\w+ and )?street|their street|neighbour(?!hood)",
      lambda evidence, record: evidence.same(record, "street") or evidence.same(record, "home"), "the street is the same")
holds(r"same (?:\w+ and )?postcode", lambda evidence, record: evidence.same(record, "postcode"), "the postcode is the same")
holds(r"\bcolleagues?(?:'s?)?\b(?! who| of the| has| had)|(?:patient|them|of them) (?:is|are) on the staff list|who works? here|"
      r"works at the (?:clinic|practice)|member of staff's", Evidence.is_colleague, "works here")
holds(r"(?:their|his|her) (?:own )?manager|manager's record", Evidence.is_manager, "is the manager")
holds(r"\b(?:dead|died|deceased)\b", Evidence.was_dead, "had died")
holds(r"\brestricted\b(?! part)", lambda evidence, record: "restricted" in evidence.fact(record).get("flags", ()), "is restricted")
holds(r"\bvulnerable\b", Evidence.is_vulnerable, "is a child or vulnerable")
holds(r"declared|told us that they know|known to be (?:a friend|related)", Evidence.is_declared, "is declared")
holds(r"searched for (?:the patient's surname|by surname)|(?:was|were) searched for by surname", Evidence.was_searched, "the surname was searched for")


# ---- care
@claim(r"\bno (?:\w+ )?(?:appointment|encounter|entry|referral|visit|task|order|admission)|none of (?:them|which) is there|nothing (?:\w+ )?(?:explains|links|that)|"
       r"unexplained|without (?:any|an|a) (?:appointment|encounter|entry|reason in)|(?:none|not) (?:of them )?(?:is |are )?explained|explains? (?:it|them|the others)")
def no_reason(evidence, match, clause):
    days = 14 if "no current" in match.group(0).lower() else 90
    by = ("login",) if "of their own" in clause else ("login", "unit")
    known = [record for record in evidence.patients if evidence.is_explained(record, 30, days, "at the time" in clause, by) and not evidence.is_own(record)]
    return f"a row was known for {known[0]}" if known and evidence.is_whole else None


holds(r"after (?:the |their |his |her )?(?:discharge|last appointment|care|treatment|visit|encounter)|(?:had|has|have) (?:long )?ended|was (?:already )?(?:closed|over)",
      Evidence.ended_before, "there was care that had ended")
holds(r"another unit|other units?'?s?|different unit", Evidence.is_elsewhere, "is in the care of other units alone")


# ---- when and where
@claim(r"on leave|during (?:their |his |her )?leave")
def leave(evidence, match, clause):
    return None if evidence.lines and any(evidence.on_leave(line) for line in evidence.lines) else "was not"


@claim(r"(?:not|nor|outside|off|without being) (?:\w+ ){0,3}(?:rota|duty|shifts?|on call)|by the rota|when not (?:on|at) \w+")
def off_duty(evidence, match, clause):
    lines = evidence.accesses or evidence.lines
    on = [line for line in lines if evidence.on_duty(seconds(line["time"]))]
    if re.search(r"of (them|these)|some|partly|times|at least once", clause, re.I):
        return None if len(on) < len(lines) else "was on duty all the time"
    return None if not on else f"was on duty at {on[0]['time']}"


@claim(r"at night|late in the evening|outside (?:opening|working|office) hours")
def night(evidence, match, clause):
    hours = [int(line["time"][11:13]) for line in evidence.lines]
    return None if any(hour >= 19 or hour < 7 for hour in hours) else "it was day"


@claim(r"at an hour at which they hardly ever work")
def unusual_hour(evidence, match, clause):
    known = [(at, line) for at, line in evidence.folder.of(evidence.login) if line["kind"] == "access"]
    for line, wait in ((line, wait) for line in evidence.accesses for wait in (60, 86460)):
        past = [int(at // 3600 % 24) for at, _ in known if at <= seconds(line["time"]) + wait]
        hour = int(seconds(line["time"]) // 3600 % 24)
        if 100 * sum(1 for other in past if (other - hour + 1) % 24 <= 2) <= 1.2 * len(past):
            return None
    return "none is"


@claim(r"stopped telling while its users went on working")
def source_silent(evidence, match, clause):
    source, since, until = evidence.lines[0]["source"], evidence.times[0], seconds(evidence.case["raised"])
    later = [at for at, line in (pair for login in evidence.truth["staff"] for pair in evidence.folder.of(login))
             if since < at < until and line["source"] == source and line["kind"] == "access"]
    return f"it told of {len(later)}" if later else None


@claim(rf"of {NUMBER} in one day they opened contact details alone")
def particulars(evidence, match, clause):
    days = {}
    for line in evidence.accesses:
        days.setdefault(line["time"][:10], {}).setdefault(line["patient"], set()).add(line["object"])
    most = max((sum(1 for opened in day.values() if opened == {"contact"}) for day in days.values()), default=0)
    return None if most >= number_of(match.group(2)) or not evidence.is_whole else f"there are {most}"


@claim(r"of one sex or age than can be chance")
def same_kind(evidence, match, clause):
    """Women, men, those of one generation, or both together are more than a tenth more common than in the house."""
    def share(records):
        groups, known = {}, [evidence.fact(record) for record in records if evidence.fact(record)]
        for fact in known:
            generation = int(fact["birth"][:4]) // 15
            for group in (fact["sex"], generation, (fact["sex"], generation)):
                groups[group] = groups.get(group, 0) + 1 / len(known)
        return groups
    house = share(evidence.truth["patients"])
    return None if any(part > 1.1 * house[group] for group, part in share(evidence.patients).items()) else "no group is"


@claim(r"room .*was shut")
def closed_room(evidence, match, clause):
    """Simulated clinics lie where local time is UTC."""
    for line in evidence.lines:
        opens, closes = evidence.folder.hours.get(line.get("host"), ("00:00", "24:00"))
        if not opens <= line["time"][11:16] < closes:
            return None
    return "it was open each time"


@claim(r"two (?:places|hosts|computers|rooms|workstations)|at once|same time")
def two_places(evidence, match, clause):
    hosts = {line.get("host") for _, line in evidence.folder.of(evidence.login)}
    return None if len(hosts) > 1 else "there is one host"


@claim(rf"{NUMBER} of 24 hours")
def hours(evidence, match, clause):
    return None if evidence.busiest_day() >= number_of(match.group(2)) else f"there are {evidence.busiest_day()}"


@claim(r"at times the staff list did not allow")
def not_allowed(evidence, match, clause):
    return None if any(evidence.outside_dates(line) or evidence.on_leave(line) for line in evidence.lines) else "it always did"


# ---- many at once
@claim(rf"{NUMBER} of these within {NUMBER} minutes|{NUMBER} patients were exported or printed within an hour")
def dense(evidence, match, clause):
    numbers = [number_of(text) for text in re.findall(r"\d+", match.group(0))]
    within = numbers[1] * 60 if len(numbers) > 1 else 3600
    lines = evidence.accesses if len(numbers) > 1 else [line for line in evidence.accesses if line["action"] in ("export", "print")]
    most = evidence.densest(lines, within)
    return None if most >= numbers[0] or not evidence.is_whole else f"there are {most}"


@claim(r"for the first time on record")
def never_before(evidence, match, clause):
    new = [record for record in evidence.patients if evidence.folder.first(record, evidence.login) >= evidence.times[0]]
    return None if len(new) >= min(30, len(evidence.patients)) else f"only {len(new)} were new"


def longest_run(records):
    """How many of the records' numbers follow each other at the most; other letters may stand before a number."""
    numbers = {int(digits.group(0)) for digits in (re.search(r"\d+$", record) for record in records) if digits}
    runs = (next(length for length in itertools.count(1) if first + length not in numbers) for first in numbers if first - 1 not in numbers)
    return max(runs, default=0)


@claim(rf"(?:\b{NUMBER} (?:of (?:these|the) patients have )?)?\b(?:one after the other|consecutive|in (?:a row|sequence)|sequen\w+|next to each other)")
def in_a_row(evidence, match, clause):
    """A case may list others beside the run. Where no number is said, half of the patients are a run."""
    wanted = number_of(match.group(2)) if match.group(2) else len(evidence.patients) // 2
    run = longest_run(evidence.patients)
    return None if run >= wanted else f"no more than {run} numbers follow each other"


@claim(rf"{NUMBER} searches")
def search_count(evidence, match, clause):
    count = sum(line.get("count", 1) for line in evidence.lines if line["action"] == "search")
    return None if not evidence.is_whole or count == number_of(match.group(2)) else f"there are {count}"


@claim(rf"{NUMBER} of them for different names|searched for {NUMBER} different names")
def names_searched(evidence, match, clause):
    said, names = number_of(re.search(r"\d+|five|six", match.group(0)).group(0)), evidence.searched()
    return None if len(names) >= said else f"there are {len(names)}"


# ---- who else
@claim(r"no other person's login (?:had )?opened (?:it|any of these)")
def nobody_else(evidence, match, clause):
    others = [record for record in evidence.patients if evidence.company(record)]
    return f"another had opened {others[0]}" if len(others) == len(evidence.patients) or others and evidence.is_whole else None


# ---- what was done
DEEDS = {"opened": ("read", "override", "update", "create", "open", "search", "print", "export", "delete", "rename"), "read": ("read",),
         "changed": ("update", "rename", "create", "delete", "altered"), "altered": ("update", "tampered", "altered"), "deleted": ("delete", "rename"),
         "renamed": ("rename",), "moved away": ("rename", "delete"), "printed": ("print",), "exported": ("export",), "copied": ("export",)}
DEED = "|".join(DEEDS)


@claim(rf"\b(?:{DEED})(?: or (?:{DEED}))*\b")
def deeds(evidence, match, clause):
    """A list joined by "or" says that each line is one of these."""
    able = {action for word in re.findall(DEED, match.group(0).lower()) for action in DEEDS[word]}
    return None if any(line["action"] in able for line in evidence.lines) else "no line says so"


def done(pattern, *actions):
    @claim(pattern)
    def test(evidence, match, clause):
        return None if any(line["action"] in actions for line in evidence.lines) else "no line says so"
    return test


done(r"\bwritten over\b|\boverwr\w+|\bunreadable\b|open or change", "update", "rename", "create", "delete", "read", "print", "export", "override", "search")
done(r"\bmade (?:\d+ )?search\w*", "search")
done(r"\boverrode\b|break.?glass|past the lock", "override")
done(r"wrong passwords?", "fail", "refuse", "lock")
done(r"\bwas let in\b|logged in", "open", "unlock")
done(r"clock .*was set|clock was set", "clock")
done(r"events .*were lost|audit.*missing|numbers are missing", "gap")
done(r"fell silent", "silent")
done(r"was stopped", "stopped")
done(r"\bvanished\b", "vanished")


@claim(r"without (?:a|any|giving a|saying) reason( or with the same one)?|no reason (?:was )?given|gave no reason|same reason")
def reasonless(evidence, match, clause):
    reasons = [line.get("reason", "") for line in evidence.overrides()]
    same = len(set(reasons)) < len(reasons) and ("same" in match.group(0))
    return None if same or "" in reasons or not evidence.is_whole else f"the reasons were {reasons}"
