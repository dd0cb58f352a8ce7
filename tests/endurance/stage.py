"""What the endurance tests share: an agent and an employer's endpoint in a scratch folder of their own, whatever is killed of them.

Every process started here bears MARK in its environment, and so do its children: what still bears it after `end` was left behind.
Times are in seconds. Nothing here touches the machine's own agent, clock or network beyond loopback.
"""
import base64, contextlib, glob, hashlib, json, os, re, secrets, shutil, signal, socket, sqlite3, subprocess, sys, tempfile, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
B = os.path.join(TOP, os.environ.get("B") or "build")
PENDING, DELIVERED, QUARANTINED, SUPERSEDED = 1, 2, 3, 4  # table report, column state
PROGRAMS = ("confided", "confide-post", "confide-receive")  # they end well when asked to
STATES = {PENDING: "pending", DELIVERED: "delivered", QUARANTINED: "quarantined", SUPERSEDED: "superseded"}


def end_in_order():
    """Asked to end (SIGTERM, a timeout), a script still ends what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


def now():
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def wait_until(seconds, ask, pause=0.1):
    """True as soon as `ask()` is, False when it never was within so many seconds."""
    end = time.monotonic() + seconds
    while not ask():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def children(pid):
    try:
        with open(f"/proc/{pid}/task/{pid}/children") as found:
            return [int(child) for child in found.read().split()]
    except OSError:
        return []


def preload(place):
    """What makes time pass faster, or have passed, for a program that it is preloaded into (haste.c); its path."""
    library = os.path.join(place, "haste.so")
    subprocess.run([os.environ.get("CC", "cc"), "-std=gnu17", "-D_GNU_SOURCE", "-O2", "-shared", "-fPIC", "-o", library,
                    os.path.join(HERE, "haste.c")], check=True, stdin=subprocess.DEVNULL)
    return library


class Part:
    """One program, started again after each death. `wrap` goes before its words for one start."""

    def __init__(self, stage, name, words, environment=None):
        self.stage, self.name, self.words, self.environment = stage, name, words, environment or {}
        self.process, self.log, self.wrapped = None, os.path.join(stage.work, name + ".log"), False

    def start(self, wrap=(), **environment):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([*wrap, *self.words], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            env={**self.stage.environment, **self.environment, **environment})
        self.wrapped = bool(wrap)
        return self

    def lives(self):
        return self.process is not None and self.process.poll() is None

    def pid(self):
        """The program's own, also where strace started it (which begins with children for its own ends)."""
        if not self.wrapped:
            return self.process.pid
        mine = os.path.basename(self.words[0])[:15]
        return next((child for child in children(self.process.pid) if name_of(child) == mine), None)

    def kill(self, pid=None):
        """SIGKILL; True when it struck something that lived."""
        target = pid or self.pid()
        if target is None or not self.lives():
            return False
        try:
            os.kill(target, signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True

    def stop(self):
        if self.lives():
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20) if self.process else 0
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            return "it did not end within 20 s of SIGTERM"


class Stage:
    def __init__(self, staff=0, post=(), judge=(), port=None):
        self.work = tempfile.mkdtemp(prefix="confide-endure.")
        os.chmod(self.work, 0o755)
        self.mark = secrets.token_hex(8)
        self.environment = {**os.environ, "CONFIDE_ENDURANCE": self.mark, "PYTHONDONTWRITEBYTECODE": "1"}
        self.parts = []
        for folder, mode in (("run", 0o755), ("context", 0o755), ("spool", 0o700), ("state", 0o700)):
            os.mkdir(self.path(folder), mode)
        self.run(os.path.join(TOP, "tests/system/make-ca"), self.path("ca"), "Endurance")
        with open(os.open(self.path("secret"), os.O_WRONLY | os.O_CREAT, 0o600), "w") as out:
            out.write("whsec_" + base64.b64encode(secrets.token_bytes(32)).decode() + "\n")
        with open(self.path("staff.csv"), "w") as out:
            out.write("login,name,kind,role,patient\n" + "".join(f"s{n},Staff {n},person,nurse,P{n}\n" for n in range(staff)))
        self.post, self.judge = list(post), list(judge)
        if port:
            self.configure(port)

    def path(self, *names):
        return os.path.join(self.work, *names)

    def run(self, *words, **more):
        return subprocess.run(words, check=True, capture_output=True, text=True, env=self.environment, timeout=120,
                              **({} if "input" in more else {"stdin": subprocess.DEVNULL}), **more).stdout

    def configure(self, port):
        sections = {"watch": ["records = /srv/records/{patient}/..."], "judge": self.judge,
                    "post": [f"endpoint = https://localhost:{port}/reports", f"secret_file = {self.path('secret')}",
                             f"ca_file = {self.path('ca', 'ca.pem')}", *self.post],
                    "paths": [f"{key} = {self.path(name)}" for key, name in
                              (("staff", "staff.csv"), ("context", "context"), ("register", "register"), ("words", "words"),
                               ("state", "state"), ("spool", "spool"), ("inventory", "inventory"), ("run", "run"))]}
        with open(self.path("confide.conf"), "w") as out:
            for name, lines in sections.items():
                out.write(f"[{name}]\n" + "".join(line + "\n" for line in lines))

    def part(self, name, *words, **environment):
        self.parts.append(Part(self, name, words, environment))
        return self.parts[-1]

    def program(self, name, **environment):
        return self.part(name, os.path.join(B, name), "--config", self.path("confide.conf"), "--foreground", **environment)

    def first_line(self, part, beginning):
        """What follows `beginning` in the first line of a part's log that begins so."""
        found = []

        def look():
            with open(part.log) as log:
                found[:] = [line[len(beginning):].strip() for line in log if line.startswith(beginning)]
            return found
        if not wait_until(20, look, 0.1):
            sys.exit(f"{part.name} did not start; see {part.log}")
        return found[0]

    def ctl(self, *words):
        """confidectl's exit code and what it said."""
        said = subprocess.run([os.path.join(B, "confidectl"), words[0], "--config", self.path("confide.conf"), *words[1:]],
                              capture_output=True, text=True, stdin=subprocess.DEVNULL, env=self.environment, timeout=120)
        return said.returncode, said.stdout + (said.stderr if said.returncode else "")

    def rows(self, *words):
        code, said = self.ctl(*words, "--json")
        return [json.loads(line) for line in said.splitlines() if line.startswith("{")] if code in (0, 1) else []

    def pending(self):
        """How many messages wait, or None while nobody answers."""
        rows = self.rows("status")
        return rows[0]["reports_pending"] if rows else None

    def end(self):
        """Ends all that was started; what of it is left behind, as command lines."""
        self.wrong_ends = [f"{part.name}: {code}" for part in reversed(self.parts) if (code := part.stop()) not in (0, None) and part.name in PROGRAMS]
        wait_until(10, lambda: not self.survivors(), 0.2)
        left = self.survivors()
        for pid in left:
            os.kill(pid, signal.SIGKILL)
        return list(left.values())

    def survivors(self):
        mine, wanted = {}, b"CONFIDE_ENDURANCE=" + self.mark.encode()
        for folder in glob.glob("/proc/[0-9]*"):
            try:
                with open(folder + "/environ", "rb") as words:
                    if wanted in words.read().split(b"\0"):
                        with open(folder + "/cmdline", "rb") as line:
                            mine[int(folder[6:])] = line.read().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                pass  # it just ended
        mine.pop(os.getpid(), None)
        return mine

    def clean(self):
        shutil.rmtree(self.work, ignore_errors=True)

    def database(self):
        """A look at the store's rows, when nobody has it open."""
        return contextlib.closing(sqlite3.connect(f"file:{self.path('state', 'confide.db')}?mode=ro", uri=True))


def name_of(pid):
    try:
        with open(f"/proc/{pid}/comm") as name:
            return name.read().strip()
    except OSError:
        return ""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Endpoint:
    """The employer's side as any program may be it: tests/system/endpoint."""

    def __init__(self, stage, port=0, **environment):
        self.stage, self.folder = stage, stage.path("received")
        self.part = stage.part("endpoint", "/usr/bin/python3", os.path.join(TOP, "tests/system/endpoint"), "--port", str(port),
                               "--cert", stage.path("ca", "server.pem"), "--key", stage.path("ca", "server.key"),
                               "--secret", stage.path("secret"), "--out", self.folder, **environment)

    def start(self):
        """Starts it where it stood before; its port."""
        self.part.start()
        port = self.stage.first_line(self.part, "listening on https://localhost:").strip("/")
        self.part.words = [port if before == "--port" else word for before, word in zip(("", *self.part.words), self.part.words)]
        return int(port)

    def kept(self):
        """SHA-256 of each body by its id; each as often as it was kept."""
        found = {}
        for name in glob.glob(os.path.join(self.folder, "*.headers")):
            with open(name) as headers, open(name.removesuffix("headers") + "json", "rb") as body:
                identity = next(line.split(": ", 1)[1].strip() for line in headers if line.lower().startswith("webhook-id: "))
                found.setdefault(identity, []).append(hashlib.sha256(body.read()).hexdigest())
        return found

    def count(self):
        return len(glob.glob(os.path.join(self.folder, "*.headers")))

    def know(self, _):
        """It believes whoever has the shared secret."""

    def told(self):
        """The versions of cases that it has, as (case, version)."""
        found = (re.match(r"(C-[0-9a-f]+)-v([0-9]+)", identity) for identity in self.kept())
        return {(one[1], int(one[2])) for one in found if one}

    def again(self):
        """How often a message came that was there already."""
        return len(self.lines("duplicates"))

    def complaints(self):
        """What should never be seen: the same id with another body."""
        return [line for line in self.lines("rejected") if line.startswith("422")]

    def lines(self, name):
        try:
            with open(os.path.join(self.folder, name)) as found:
                return found.read().splitlines()
        except OSError:
            return []


class Receiver:
    """The employer's side as Confide brings it: confide-receive."""

    def __init__(self, stage, **environment):
        self.stage, self.settings, self.port = stage, stage.path("receive.conf"), free_port()
        os.mkdir(stage.path("receiver"), 0o700)
        open(stage.path("machines"), "w").close()
        with open(self.settings, "w") as out:
            out.write(f"[receive]\nlisten = 127.0.0.1:{self.port}\ncertificate = {stage.path('ca', 'server.pem')}\nkey = {stage.path('ca', 'server.key')}\n"
                      f"secret_file = {stage.path('secret')}\nmachines = {stage.path('machines')}\ndatabase = {stage.path('receiver', 'receive.db')}\n"
                      f"run = {stage.path('receiver')}\n")
        self.part = stage.part("confide-receive", os.path.join(B, "confide-receive"), "--config", self.settings, "--foreground", "--print", **environment)

    def start(self):
        self.part.start()
        if not wait_until(20, lambda: " ready: " in open(self.part.log).read()):
            sys.exit(f"confide-receive did not start; see {self.part.log}")
        return self.port

    def know(self, key):
        """From now on it believes the machine whose public key that is, as `confidectl status` says it."""
        with open(self.stage.path("machines"), "w") as out:
            out.write(f"{key}  PC-1\n")
        self.part.process.send_signal(signal.SIGHUP)

    def ask(self, *words):
        said = subprocess.run([os.path.join(B, "confide-receive"), "--config", self.settings, *words, "--json"], capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, env=self.stage.environment, timeout=120)
        return [json.loads(line) for line in said.stdout.splitlines() if line.startswith("{")]

    def told(self):
        return {(row["case"], int(row["version"])) for row in self.ask("--list")}

    def count(self):
        return len(self.told())

    def query(self, *words):
        """Only when it has ended: it holds its database alone."""
        with contextlib.closing(sqlite3.connect(f"file:{self.stage.path('receiver', 'receive.db')}?mode=ro", uri=True)) as store:
            return list(store.execute(*words))

    def kept(self):
        found = {}
        for identity, digest in self.query("SELECT id, sha256 FROM message"):
            if not identity.startswith("H-"):
                found.setdefault(identity, []).append(bytes(digest).hex())
        return found

    def again(self):
        return "not counted"

    def complaints(self):
        """Whatever it found wrong with the machine's history or its messages: nobody altered anything."""
        return [f"{word}: {says}" for word, says in self.query("SELECT word, says FROM alert") if word in ALTERED]


# What confide-receive says when it finds a history altered, or a message that was made twice.
ALTERED = ("history-changed", "history-went-back", "history-cut", "does-not-connect", "history-anew", "swapped", "clock-set-back", "counter-lowered",
           "entry-altered", "id-reused", "replayed", "unknown-machine")


class Line:
    """The wire to the endpoint: while it is down nobody answers at its port (ECONNREFUSED), and what went through it is cut."""

    def __init__(self, target):
        self.target, self.socket, self.calls, self.ends = target, socket.socket(), 0, []
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]

    def up(self):
        self.socket.listen(16)
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        try:
            while True:
                client, _ = self.socket.accept()
                self.calls += 1
                server = socket.create_connection(("127.0.0.1", self.target))
                self.ends += [client, server]
                for one, other in ((client, server), (server, client)):
                    threading.Thread(target=self.pump, args=(one, other), daemon=True).start()
        except OSError:
            pass  # it is down

    def pump(self, source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def down(self):
        for end in [self.socket, *self.ends]:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Feed:
    """drivers/feed with its two ends: events go in, the ids that confided acknowledged come out."""

    def __init__(self, stage):
        self.stage, self.told, self.acknowledged = stage, {}, set()
        self.log = open(stage.path("feed.log"), "w")
        self.process = subprocess.Popen([os.path.join(B, "drivers/feed"), stage.path("run"), "source.sock"], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, stderr=self.log, text=True, env=stage.environment)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            self.acknowledged.add(line.strip())

    def own_record(self, n):
        """Member of staff n opened their own record two days ago, a case at once; the event's id."""
        identity = secrets.token_hex(16)
        when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() - 2 * 86400))
        self.told[identity] = f"s{n}"
        self.process.stdin.write(json.dumps({
            "id": identity, "time": when, "kind": "access", "action": "read", "login": f"s{n}", "patient": f"P{n}",
            "object": f"/srv/records/P{n}/notes.txt", "source": "file", "named": "waiting"}) + "\n")
        self.process.stdin.flush()
        return identity

    def end(self):
        """True when everything that was told has been acknowledged."""
        self.process.stdin.close()
        try:
            code = self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            code = self.process.wait()
        self.reader.join(5)
        return code == 0 and self.acknowledged == set(self.told)


class Claims:
    """Counts and prints claims as tests/system/lib.sh does."""

    def __init__(self):
        self.failed = 0

    def claim(self, sentence, holds, *why):
        print(f"{'ok' if holds else 'not ok'} - {sentence}", flush=True)
        self.failed += not holds
        for line in [] if holds else why:
            print(f"    # {line}", flush=True)
