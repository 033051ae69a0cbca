"""A house for flow tests: the real daemon, the pretend X and the pretend districts, in a folder of their own.

Nothing here sleeps to let things happen: `until` looks again and again at something that can be observed, and fails with what it
saw last when its time is over.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.error
import urllib.request

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ["NRISEVA_BUILD"]
NRISEVA = os.path.join(BUILD, "nriseva")
PATIENCE = 60.0  # seconds; sanitized builds on a busy machine are slow


def until(what, look, patience=PATIENCE):
    """Look until the answer is true, and give it."""
    end = time.monotonic() + patience
    while True:
        seen = look()
        if seen:
            return seen
        if time.monotonic() > end:
            raise AssertionError(f"waited {patience:.0f} s for: {what}; last seen: {seen!r}")
        time.sleep(0.02)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def call(url, body=None, headers=None):
    """An HTTP call; gives status and text, whatever the status."""
    data = body.encode() if isinstance(body, str) else json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data=data, headers=headers or {})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


class House:
    """With `with House() as house:`; everything started is ended, and its folder goes unless the test failed."""

    def __init__(self, **changes):
        self.folder = tempfile.mkdtemp(prefix="nriseva-flow-")
        self.changes = changes  # texts to replace in the configuration
        self.ports = {name: free_port() for name in ("daemon", "x", "district")}
        self.running = {}
        self.lives = 0
        self.config = self.path("demo.yaml")
        with open(self.path("x-token"), "w") as f:
            f.write("rehearsal-token\n")
        os.chmod(self.path("x-token"), 0o600)
        self.program("sim-district", "--make-keys", self.path("keys"), "--districts",
                     os.path.join(TOP, "config", "districts.tsv"))
        self.write_config()

    def __enter__(self):
        return self

    def __exit__(self, kind, value, trace):
        for process in self.running.values():
            if process.poll() is None:
                process.kill()
                process.wait()
        if kind is None:
            shutil.rmtree(self.folder)
        else:
            print(f"the test's folder is kept: {self.folder}")
            log = self.path(f"daemon-{self.lives}.log")
            if os.path.exists(log):
                print(open(log).read()[-8000:])

    def path(self, name):
        return os.path.join(self.folder, name)

    def program(self, name, *arguments):
        subprocess.run([os.path.join(BUILD, "sim", name), *arguments], check=True, stdout=subprocess.DEVNULL)

    def write_config(self):
        with open(os.path.join(TOP, "config", "demo.yaml")) as f:
            text = f.read()
        changes = {"../var/demo/": "", "../replies": os.path.join(TOP, "replies"),
                   ": districts.tsv": ": " + os.path.join(TOP, "config", "districts.tsv"),
                   ": categories.tsv": ": " + os.path.join(TOP, "config", "categories.tsv"),
                   ": countries.tsv": ": " + os.path.join(TOP, "config", "countries.tsv"),
                   ": cues.tsv": ": " + os.path.join(TOP, "config", "cues.tsv"),
                   ": weights.tsv": ": " + os.path.join(TOP, "config", "weights.tsv"),
                   "8470": str(self.ports["daemon"]), "8471": str(self.ports["x"]),
                   "8472": str(self.ports["district"]), **self.changes}
        for old in changes:
            assert old in text, f"config/demo.yaml has no {old!r}"
        # All at once: a port may hold the digits of another.
        text = re.sub("|".join(map(re.escape, changes)), lambda found: changes[found.group()], text)
        with open(self.config, "w") as f:
            f.write(text)

    # --- the three ---

    def start(self, name, command, **more):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **more)
        self.running[name] = process
        return process

    def start_x(self, *options):
        process = self.start("x", [os.path.join(BUILD, "sim", "sim-x"), "--port", str(self.ports["x"]),
                                   "--token-file", self.path("x-token"), "--log", self.path("x.jsonl"),
                                   "--window-s", "5", *options])
        assert json.loads(process.stdout.readline())["ready"]

    def start_district(self, *options):
        process = self.start("district", [os.path.join(BUILD, "sim", "sim-district"),
                                          "--port", str(self.ports["district"]), "--keys", self.path("keys"),
                                          "--daemon", f"http://127.0.0.1:{self.ports['daemon']}",
                                          "--log", self.path("district.jsonl"), *options])
        assert json.loads(process.stdout.readline())["ready"]

    def start_daemon(self, *options):
        """Start it and wait until it answers and has asked X, or been refused by it."""
        self.lives += 1
        with open(self.path(f"daemon-{self.lives}.log"), "w") as log:
            process = self.start("daemon", [NRISEVA, "serve", "--config", self.config, "--log", "json", *options],
                                 stderr=log)

        def answers():
            assert process.poll() is None, "the daemon ended: " + self.log()
            try:
                status, text = call(self.url("daemon", "/healthz"))
                return status == 503 or all(h["last_poll"] for h in json.loads(text)["handles"])
            except OSError:
                return False
        until("the daemon answers and polls", answers)

    def start_all(self, *x_options, delay_ms=100):
        self.start_x(*x_options)
        self.start_district("--delay", str(delay_ms))
        self.start_daemon()

    def stop_daemon(self, with_signal=signal.SIGTERM):
        process = self.running["daemon"]
        process.send_signal(with_signal)
        return process.wait(timeout=PATIENCE)

    def url(self, who, path):
        return f"http://127.0.0.1:{self.ports[who]}{path}"

    # --- what is seen ---

    def log(self, life=None):
        """What the daemon logged, in its present life or that one."""
        with open(self.path(f"daemon-{life or self.lives}.log")) as f:
            return f.read()

    def state(self, who):
        return json.loads(call(self.url(who, "/sim/state"))[1])

    def replies(self):
        return self.state("x")["replies"]

    def fault(self, who, **order):
        status, text = call(self.url(who, "/sim/fault"), order)
        assert status == 200, text

    def post(self, **line):
        status, text = call(self.url("x", "/sim/post"), line)
        assert status == 200, text

    def lines(self, name):
        """A pretender's log so far."""
        path = self.path(name)
        if not os.path.exists(path):
            return []
        with open(path) as f:
            return [json.loads(line) for line in f if line.endswith("\n")]


def nriseva(*arguments, stdin=None, cwd=TOP, env=None):
    """Run a command; gives exit code, standard output and standard error."""
    done = subprocess.run([NRISEVA, *arguments], input=stdin, capture_output=True, text=True, cwd=cwd,
                          env={**os.environ, **(env or {})}, timeout=PATIENCE)
    return done.returncode, done.stdout, done.stderr


def run(*tests):
    """Run test functions, tell each by its name, exit 1 if one failed."""
    failed = 0
    for test in tests:
        try:
            test()
            print(f"ok   {test.__name__}", flush=True)
        except Exception:  # a test's end, whatever ended it
            failed += 1
            traceback.print_exc(file=sys.stdout)
            print(f"FAIL {test.__name__}", flush=True)
    print(f"{len(tests) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
