"""A house in which time runs faster: daemon and pretenders live under libfaketime, the test itself does not.

All of them share one clock, also those that are started again later: `faketime` keeps its beginning in shared memory for as long as
it runs, and tells its children where. Waits and time-outs (epoll, pthread) are shortened with it, so that an hour of waiting takes a
minute at 60 times the speed, and nothing in the daemon is changed for that.
"""

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time

from house import NRISEVA, House
from kill_house import steady_port


def skip_without_faketime():
    """ctest is told in words; the program ends."""
    if not shutil.which("faketime"):
        print("skipped: time cannot run faster here: install faketime (config/install)")
        sys.exit(0)
    if os.environ.get("NRISEVA_SANITIZE"):
        print("skipped: time cannot run faster under a sanitizer, which must be loaded first")
        sys.exit(0)


class Clock:
    def __init__(self, speed):
        self.speed = speed
        self.begun = time.monotonic()
        tell = 'printf "%s\\n" "$FAKETIME_SHARED" "$LD_PRELOAD" "$FAKETIME"; exec cat'
        self.keeper = subprocess.Popen(["faketime", "-m", "-f", f"+0 x{speed}", "sh", "-c", tell], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True)
        shared, library, begin = (self.keeper.stdout.readline().strip() for _ in range(3))
        # Times of files are left as they are: nobody here looks at them.
        self.env = {"FAKETIME_SHARED": shared, "LD_PRELOAD": library, "FAKETIME": begin, "NO_FAKE_STAT": "1"}

    def passed_s(self):
        """How much time has passed for the daemon."""
        return (time.monotonic() - self.begun) * self.speed

    def end(self):
        self.keeper.stdin.close()
        self.keeper.wait()


class FastHouse(House):
    def __init__(self, speed, **changes):
        self.clock = Clock(speed)
        super().__init__(**changes)
        self.ports = {name: steady_port() for name in self.ports}
        self.write_config()

    def __exit__(self, *how):
        super().__exit__(*how)
        self.clock.end()

    def start(self, name, command, **more):
        env = more.pop("env", None) or os.environ
        return super().start(name, command, env={**env, **self.clock.env}, **more)

    def begin_life(self, *options):
        """Start the daemon without waiting for it."""
        self.lives += 1
        with open(self.path(f"daemon-{self.lives}.log"), "w") as log:
            self.start("daemon", [NRISEVA, "serve", "--config", self.config, "--log", "json", *options],
                       stderr=log)

    def kill(self):
        process = self.running["daemon"]
        assert process.poll() is None, f"life {self.lives} ended of itself, with {process.returncode}: {self.log()[-2000:]}"
        process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()

    def rows(self, sql, *values):
        """What the store holds. One that is gone is an error: it would look as if nothing waited and nothing was given up."""
        with contextlib.closing(sqlite3.connect(f"file:{self.path('nriseva.db')}?mode=ro", uri=True, timeout=30)) as db:
            return db.execute(sql, values).fetchall()
