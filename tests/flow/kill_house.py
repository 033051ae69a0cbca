"""A house whose daemon is killed again and again, while citizens write by a script and districts work."""

import json
import os
import random
import signal
import socket
import time

from house import NRISEVA, PATIENCE, House, call
from kill_check import Ledger

SCALE = 100  # of the daemon's back-offs and looks: 600 ms of lag stand for a minute
LAG_MS = 600
ANSWER_MS = 12  # X and districts take their time to answer what they have already, so that many die just then
COMPLAINTS = [
    "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help",
    "@UPPolNRI The caretaker has illegally occupied my flat in Gomti Nagar, Lucknow. He changed the locks. Please help",
    "@UPPolNRI मेरठ में हमारे प्लॉट पर भू माफिया ने अवैध कब्जा कर लिया है। कृपया मदद करें।",
    "@UPPolNRI Agra me mere papa ke ghar chori ho gayi, tala tod ke jewar le gaye. Kripya karwai karein, madad kijiye",
]
QUESTION = "What is the status of my complaint?"


def steady_port():
    """A port that the system gives to nobody who connects, so that it is still ours when the daemon was dead for a while."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as f:
        lowest = int(f.read().split()[0])
    while True:
        port = random.SystemRandom().randrange(10000, max(lowest, 10100))
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


class KillHouse(House):
    def __init__(self):
        super().__init__(**{"no_objection: 2m": "no_objection: 1s", "poll_every: 200ms": "poll_every: 50ms"})
        self.ports = {name: steady_port() for name in self.ports}
        self.write_config()
        self.mentions = 0

    def write_script(self, mentions):
        """Complaints of as many citizens; every second asks how it goes as soon as it was told something."""
        self.mentions = mentions
        with open(self.path("script.jsonl"), "w") as f:
            for n in range(mentions):
                author = {"author": f"citizen{n}", "name": f"Citizen {n}"}
                f.write(json.dumps({"ref": f"m{n}", "text": COMPLAINTS[n % len(COMPLAINTS)], **author}) + "\n")
                if n % 2 == 0:
                    f.write(json.dumps({"ref": f"q{n}", "in_reply_to": f"m{n}", "after_ms": 50, "text": QUESTION,
                                        **author}) + "\n")

    def start_others(self, *x_options, every_ms=20, delay_ms=100):
        self.start_x("--create-ms", str(ANSWER_MS), "--script", self.path("script.jsonl"), "--every", str(every_ms),
                     *(f"--limit={name}=1000000" for name in ("mentions", "create", "timeline")), *x_options)
        with open(self.path("plan.jsonl"), "w") as f:
            f.write(json.dumps({"slow_ms": ANSWER_MS, "steps": [{"status": "in_progress"}, {"status": "resolved"}]}) + "\n")
        self.start_district("--delay", str(delay_ms), "--plan", self.path("plan.jsonl"))

    # --- lives ---

    def begin_life(self, crash=None):
        self.lives += 1
        env = {**os.environ, "NRISEVA_TIME_SCALE": str(SCALE)}
        if crash:
            env["NRISEVA_CRASH"] = crash
        with open(self.path(f"daemon-{self.lives}.log"), "w") as log:
            return self.start("daemon", [NRISEVA, "serve", "--config", self.config, "--log", "json"], stderr=log, env=env)

    def move_daemon(self):
        """The next life serves elsewhere, for the one before is still there. (The door lies beside the store and is left alone.)"""
        self.running[f"life {self.lives}"] = self.running.pop("daemon")
        with open(self.config) as f:
            text = f.read()
        old, self.ports["daemon"] = self.ports["daemon"], steady_port()
        text = text.replace(f":{old}", f":{self.ports['daemon']}").replace(f" {old}", f" {self.ports['daemon']}")
        with open(self.config, "w") as f:
            f.write(text + "socket: second.sock\n")

    def is_dead(self):
        """Whether it was killed; any other end is a failure."""
        code = self.running["daemon"].poll()
        assert code in (None, -signal.SIGKILL), f"life {self.lives} ended with {code}: {self.log()[-2000:]}"
        return code is not None

    def kill(self):
        process = self.running["daemon"]
        assert not self.is_dead(), f"life {self.lives} ended of itself"
        process.kill()
        process.wait()
        process.stdout.close()

    # --- the end ---

    def waiting(self):
        """What the outbox still has to do, timers too."""
        lines = call(self.url("daemon", "/metrics"))[1].split("\n")
        return [line for line in lines if line.startswith("nriseva_deliveries{")]

    def look(self):
        """What was received so far, and whether the outbox has nothing left to do."""
        assert not self.is_dead(), "killed although no point was ordered"
        try:
            waiting = self.waiting()
        except OSError:  # not up yet
            waiting = ["it does not answer"]
        ledger = Ledger(self.state("x"), self.state("district"))
        if waiting:
            ledger.missing.append(f"the outbox is not idle: {waiting}")
        if len(ledger.mentions) < self.mentions:
            ledger.missing.append(f"{self.mentions - len(ledger.mentions)} mentions have not been written")
        return ledger

    def has_all(self):
        """Whether all has come; for a life that may end at any instant."""
        try:
            return not self.look().missing
        except (AssertionError, OSError):
            return False

    def settle(self, patience=PATIENCE):
        """Wait until all has come, or something came that must not; then tell what was received."""
        end = time.monotonic() + patience
        while True:
            ledger = self.look()
            if ledger.wrong or not ledger.missing or time.monotonic() > end:
                return ledger
            time.sleep(0.05)
