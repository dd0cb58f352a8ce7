"""The tree as lint's rules see it: each file's text, the C code without comments and quotes, the table of layers."""
import fnmatch, os, re

LAYERS = ["program", "part", "pure", "tables", "base", "include"]


def read(file):
    with open(file, errors="replace") as opened:
        return opened.read()


def walk():
    for folder, folders, files in os.walk("."):
        folders[:] = sorted(f for f in folders if not f.startswith(("build", ".git")))
        yield from (os.path.relpath(os.path.join(folder, f)) for f in sorted(files))


def blank(text):
    """The code alone: comments and what stands in quotes become blanks; lines and columns stay where they are."""
    quiet = r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])+'"
    return re.sub(quiet, lambda found: re.sub(r"[^\n]", " ", found[0]), text, flags=re.S)


class Tree:
    def __init__(self):
        self.text = {file: read(file) for file in walk() if os.path.isfile(file)}
        self.c = [f for f in self.text if f.endswith((".c", ".h"))]
        self.ours = [f for f in self.c if f.startswith(("agent/", "pam_module/", "include/"))]
        self.code = {f: blank(self.text[f]) for f in self.c}
        lines = self.text["tests/lint/layers"].splitlines()
        rows = [line.split() for line in lines if line and not line.startswith("#")]
        self.home = {f: (layer, part) for f in self.ours for layer, part, folder, *stems in rows if layer in LAYERS
                     and os.path.dirname(f) == folder and matches(os.path.basename(f)[:-2], stems)}
        self.neighbours = {row[1]: row[2:] for row in rows if row[0] == "folder"}
        self.owners = [row[1:] for row in rows if row[0] == "owner"]

    def includes(self, file):
        """(line, name, file of ours that the name means or None) for each #include."""
        for found in re.finditer(r'^[ \t]*#\s*include\s+(?:<(.+?)>|"(.+?)")', self.text[file], re.M):
            name = found[1] or found[2]
            beside = os.path.normpath(os.path.join(os.path.dirname(file), name))
            ours = next((f for f in ("include/" + name, name, beside) if f in self.text), None)
            yield line_of(self.text[file], found.start()), name, ours


def line_of(text, at):
    return text.count("\n", 0, at) + 1


def matches(file, globs):
    return any(fnmatch.fnmatchcase(file, glob) for glob in globs)
