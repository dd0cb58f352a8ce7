"""The rules that ask a tool: both compilers, nm, clang-format, mandoc, bash. Like rules.py otherwise."""
import os, re, shlex, subprocess, tempfile
from concurrent.futures import ThreadPoolExecutor

from tree import line_of

FLAGS = shlex.split(os.environ.get("LINT_FLAGS", ""))  # the compiler's, from the Makefile


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    return done.stdout


def variables(tree, file, made):
    """(file, line, what) for each variable in the object file `made` that outlives a call."""
    lasting = r"^(\w+)[.\w]* *\|.*\|(?:\.t?data|\.t?bss|\*COM\*)(?:\.(?!rel\.ro)[.\w]*)?$"
    for name in re.findall(lasting, run("nm", "-f", "sysv", made), re.M):
        at = re.search(rf"\b{name}\b", tree.code[file])
        yield file, line_of(tree.code[file], at.start()) if at else 1, f"{name} is a variable shared by all calls"


def compiled(tree):
    """put it right, do not silence it; a variable becomes const or an argument"""
    def one(file):
        with tempfile.TemporaryDirectory() as folder:
            made, findings = os.path.join(folder, "made.o"), []
            for command in (["gcc", *FLAGS, "-c", "-o", made, file], ["clang", *FLAGS, "-fsyntax-only", file]):
                for found in re.finditer(r"^(\S+?):(\d+):\d+: (?:fatal )?(?:error|warning): (.*)", run(*command), re.M):
                    findings.append((found[1], int(found[2]), f"{command[0]}: {found[3]}"))
            if os.path.exists(made) and file in tree.ours:
                findings.extend(variables(tree, file, made))
            return findings
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for findings in pool.map(one, [f for f in tree.c if f.endswith(".c")]):
            yield from findings


def layout(tree):
    """clang-format -i it"""
    files = [f for f in tree.c if f != "tests/unit/suites.h"]  # a list of macro calls, which would be indented
    found = re.findall(r"^(\S+?):(\d+):\d+: (?:error|warning)", run("clang-format", "--dry-run", *files), re.M)
    for file, line in dict(reversed(found)).items():
        yield file, int(line), "is not laid out as .clang-format says"


def man_pages(tree):
    """see mdoc(7)"""
    for file in [f for f in tree.text if re.search(r"\.[1-8]$", f)]:
        for found in re.finditer(r"^mandoc: \S+?:(\d+):\d+: (.*)", run("mandoc", "-Tlint", "-Wwarning", file), re.M):
            yield file, int(found[1]), found[2]


def scripts(tree):
    """bash -n must be silent"""
    for file in [f for f in tree.text if f.endswith(".sh") or re.match(r"#!/bin/(ba)?sh\b", tree.text[f])]:
        for found in re.finditer(r"line (\d+): (.*)", run("bash", "-n", file)):
            yield file, int(found[1]), found[2]


RULES = [compiled, layout, man_pages, scripts]
