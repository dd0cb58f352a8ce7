"""The rules that need nothing but the text. Each yields (file, line, what); its first line says the remedy."""
import fnmatch, os, re

from tree import LAYERS, line_of, matches

UNSAFE = set("""strcpy strcat stpcpy strncpy sprintf vsprintf gets strtok atoi atol atof system popen alloca
                tmpnam mktemp rand vfork""".split())
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|(?i:for now|placeholder))\b")


def homeless(tree):
    """give it a line in tests/lint/layers"""
    yield from ((file, 1, "stands in no layer") for file in tree.ours if file not in tree.home)


def layering(tree):
    """hand the thing over as an argument, or let a layer above bring the two together"""
    for file in [f for f in tree.ours if f in tree.home]:
        for line, name, target in tree.includes(file):
            if target in tree.home:
                mine, theirs = tree.home[file], tree.home[target]
                down = LAYERS.index(theirs[0]) - LAYERS.index(mine[0])
                if down < 0:
                    yield file, line, f"includes upwards: {mine[0]} {mine[1]} reaches for {name} ({theirs[0]})"
                elif down == 0 and mine != theirs:
                    yield file, line, f"includes sideways: {mine[1]} reaches for {name} of {theirs[1]}"


def neighbours(tree):
    """move what both need to agent/base, or allow the neighbour in tests/lint/layers"""
    for file in tree.ours:
        folder = os.path.dirname(file)
        allowed = [folder, "agent/base", "include/confide", *tree.neighbours.get(folder, [])]
        for line, name, target in tree.includes(file):
            if target and os.path.dirname(target) not in allowed:
                yield file, line, f"includes another folder's {name}"


def owners(tree):
    """ask the owner through its header"""
    for file in tree.ours:
        for line, name, target in tree.includes(file):
            for header, *files in tree.owners:
                if not target and fnmatch.fnmatchcase(name, header) and not matches(file, files):
                    yield file, line, f"includes <{name}>, which {' '.join(files)} owns"


def unsafe_calls(tree):
    """use agent/base/text.h, or the bounded call of its kind"""
    for file in tree.c:
        for found in re.finditer(r"(?<![>.])\b(\w+)\s*\(", tree.code[file]):
            if found[1] in UNSAFE:
                yield file, line_of(tree.code[file], found.start()), f"calls {found[1]}"


def conditionals(tree):
    """one way for all machines: probe at run time"""
    for file in tree.ours:
        found = list(re.finditer(r"^[ \t]*#\s*(if\w*|elif)\b", tree.code[file], re.M))
        is_guarded = file.endswith(".h") and found and found[0][1] == "ifndef"
        for one in found[1:] if is_guarded else found:
            yield file, line_of(tree.code[file], one.start()), f"has #{one[1]}"


def sizes(tree):
    """it does two things: part them, or delete before you add"""
    for file in tree.c:
        lines, start = tree.code[file].splitlines(), 0
        if len(lines) > 400:
            yield file, len(lines), f"has {len(lines)} lines, over 400"
        for number, line in enumerate(lines, 1):
            if line.startswith("{"):
                start = number
            elif line.startswith("}") and start and number - start > 80:
                yield file, start, f"a function of {number - start + 1} lines, over 80"
    length = tree.text["Makefile"].count("\n")
    if length >= 150:
        yield "Makefile", length, f"has {length} lines, 150 or more"


def headers(tree):
    """at most eight functions that callers need together, each named after its file"""
    for file in [f for f in tree.ours if f.endswith(".h")]:
        code = re.sub(r"^\s*#.*", "", tree.code[file], flags=re.M)
        functions = list(re.finditer(r"^\w[\w\s*]*?\b(\w+)\([^;{}]*\)[^;{}]*;", code, re.M))
        words = tuple(word.rstrip("s") for word in re.split(r"[_.]", os.path.basename(file))[:-1])
        if len(functions) > 8:
            yield file, 1, f"has {len(functions)} functions, over 8"
        for function in functions:
            if not function[1].startswith(words):
                yield file, line_of(code, function.start(1)), f"{function[1]} is not named after its file"


def openings(tree):
    """begin with a comment of 12 lines at most: what it owns, must not own, takes and gives"""
    for file in tree.c:
        head = re.match(r"/\*.*?\*/\n", tree.text[file], re.S)
        if not head:
            yield file, 1, "does not begin with a comment"
        elif file.endswith(".c") and head[0].count("\n") > 12:
            yield file, 1, "begins with more than 12 lines of comment"


def labels(tree):
    """one way out, called out"""
    for file in tree.c:
        for found in re.finditer(r"^\s*([a-z_]\w*)\s*:\s*(?:;|$)", tree.code[file], re.M):
            if found[1] not in ("out", "default", "case"):
                yield file, line_of(tree.code[file], found.start(1)), f"label {found[1]}"


def unfinished(tree):
    """do it, or open an issue, and delete the word"""
    lists = ("tests/lint/", "pam_module/data/")
    for file in [f for f in tree.text if not f.startswith(lists)]:
        for found in UNFINISHED.finditer(tree.text[file]):
            yield file, line_of(tree.text[file], found.start()), f"says '{found[0]}'"


def unit_tests(tree):
    """tests/unit/suites.h names each tests/unit/test_NAME.c once, as SUITE(NAME)"""
    suites = "tests/unit/suites.h"
    code = tree.code[suites]
    listed = {at[1]: line_of(code, at.start()) for at in re.finditer(r"\bSUITE\((\w+)\)", code)}
    files = {f[len("tests/unit/test_"):-len(".c")] for f in tree.c if re.match(r"tests/unit/test_\w+\.c$", f)}
    for name in files - listed.keys():
        yield f"tests/unit/test_{name}.c", 1, "is in no suite and never runs"
    for name in listed.keys() - files:
        yield suites, listed[name], f"lists {name}, which has no tests/unit/test_{name}.c"


def system_tests(tree):
    """stand on tests/system/lib.sh, as NN-name.sh, and end with finish"""
    for file in [f for f in tree.text if re.match(r"tests/system/\d", f)]:
        lines = [line for line in tree.text[file].splitlines() if line.strip() and not line.startswith("#")]
        if not re.fullmatch(r"tests/system/\d\d-[a-z0-9-]+\.sh", file):
            yield file, 1, "is not named NN-name.sh and never runs"
        if "lib.sh" not in tree.text[file]:
            yield file, 1, "does not source lib.sh"
        if not lines or not lines[-1].startswith("finish"):
            yield file, tree.text[file].count("\n"), "does not end with finish"


def twins(tree):
    """write them once and share them"""
    seen = {}
    for file in [f for f in tree.ours if f.endswith(".c")]:
        lines = [(n, " ".join(line.split())) for n, line in enumerate(tree.text[file].splitlines(), 1)]
        lines = [(n, line) for n, line in lines if len(line) > 3 and not line.startswith(("#include", "/*", "*"))]
        told = 0
        for at in range(len(lines) - 7):
            here = (file, lines[at][0])
            first = seen.setdefault(tuple(line for _, line in lines[at:at + 8]), here)
            if first != here and lines[at][0] > told:
                told = lines[at + 7][0]
                yield *here, f"repeats eight lines of {first[0]}:{first[1]}"


RULES = [homeless, layering, neighbours, owners, unsafe_calls, conditionals, sizes, headers, openings, labels,
         unfinished, unit_tests, system_tests, twins]
