"""The store in trouble: intake stops, the cursor stays, healthz says what and what to do, and all goes on by itself."""

import contextlib
import json
import os
import sqlite3
import subprocess

from house import House, call, nriseva, run, until

COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"


def problem_of(house):
    status, text = call(house.url("daemon", "/healthz"))
    store = json.loads(text)["store"]
    return status == 503 and not store["ok"] and store["problem"]


def complain(house, ref):
    house.post(ref=ref, author=f"{ref}_test", name=ref.title(), text=COMPLAINT + " " + ref)


def works_again(house, count):
    until("all are answered", lambda: len(house.replies()) == count)
    until("healthz is content", lambda: call(house.url("daemon", "/healthz"))[0] == 200)
    texts = [(r["parent"], r["text"]) for r in house.replies()]
    assert len(texts) == len(set(texts)), texts


def somebody_else_holds_the_database():
    with House() as house:
        house.start_all(delay_ms=60000)
        complain(house, "before")
        until("acknowledged and followed up", lambda: len(house.replies()) == 2)
        other = sqlite3.connect(house.path("nriseva.db"), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        complain(house, "during")
        text = until("healthz tells", lambda: problem_of(house))
        assert "locked" in text and "end that" in text, text
        assert len(house.replies()) == 2
        other.execute("ROLLBACK")
        works_again(house, 4)


def a_damaged_table_is_found_out_and_the_copy_put_back():
    with House() as house:
        house.start_all(delay_ms=60000)
        complain(house, "before")
        until("acknowledged and followed up", lambda: len(house.replies()) == 2)
        assert nriseva("backup", house.path("copy"), "--config", house.config)[0] == 0
        assert house.stop_daemon() == 0
        with contextlib.closing(sqlite3.connect(house.path("nriseva.db"))) as db:
            page = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'posts'").fetchone()[0]
        with open(house.path("nriseva.db"), "r+b") as f:
            f.seek((page - 1) * 4096)
            f.write(b"\xee" * 4096)
        house.start_daemon()
        complain(house, "during")
        text = until("healthz tells", lambda: problem_of(house))
        assert "damaged" in text and "nriseva restore" in text, text
        assert len(house.replies()) == 2
        house.stop_daemon()
        code, _, err = nriseva("restore", house.path("copy"), "--config", house.config)
        assert code == 0, err
        house.start_daemon()
        works_again(house, 4)


def the_disk_is_full():
    with House() as house:
        disk = house.path("disk")
        os.mkdir(disk)
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], capture_output=True).returncode:
            print("skipped: the_disk_is_full: cannot mount a small file system here (needs root)")
            return
        try:
            house.changes["path: ../var/demo/nriseva.db"] = f"path: {disk}/nriseva.db"
            house.write_config()
            house.start_all(delay_ms=60000)
            complain(house, "before")
            until("acknowledged and followed up", lambda: len(house.replies()) == 2)
            with open(f"{disk}/ballast", "wb", buffering=0) as ballast:
                try:
                    while True:
                        ballast.write(b"x" * 4096)
                except OSError:
                    pass
            complain(house, "during")
            text = until("healthz tells", lambda: problem_of(house))
            assert "full" in text, text
            assert len(house.replies()) == 2
            os.unlink(f"{disk}/ballast")
            works_again(house, 4)
            assert house.stop_daemon() == 0
        finally:
            for process in house.running.values():
                process.kill()
                process.wait()
            subprocess.run(["umount", disk], check=True)


run(somebody_else_holds_the_database, a_damaged_table_is_found_out_and_the_copy_put_back, the_disk_is_full)
