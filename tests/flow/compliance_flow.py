"""X's compliance jobs: what X shows no more goes without a look-up; and when jobs fail, look-ups step in and nothing goes that is
there."""

import contextlib
import json
import os
import signal
import sqlite3

from house import House, call, run, until

BIKE = "@UPPolNRI my bike was stolen in Agra near the zebrafish bakery, police refused to file FIR, please help"
FLAT = "@UPPolNRI The caretaker has illegally occupied my flat in Gomti Nagar, Lucknow. He changed the locks. Please help"
THANKS = "@UPPolNRI thank you for the marmalade rescue"


def job_house(every="4s"):
    """In it a day lasts some seconds, and X's jobs are on."""
    return House(**{"poll_every: 200ms": f"poll_every: 200ms\n    look_up_every: {every}\n    compliance: yes\n"
                                         "    app_token_file: x-app"})


def start(house, *options):
    with open(house.path("x-app"), "w") as f:
        f.write("the-apps-token\n")
    os.chmod(house.path("x-app"), 0o600)
    house.start_x("--app-token-file", house.path("x-app"), *options)
    with open(house.path("plan.jsonl"), "w") as f:
        f.write(json.dumps({"steps": []}) + "\n")
    house.start_district("--plan", house.path("plan.jsonl"))
    house.start_daemon()


def rows(house, sql, *values):
    with contextlib.closing(sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(sql, values).fetchall()


def is_kept(house, text):
    return rows(house, "SELECT 1 FROM posts WHERE text = ?", text) != []


def write(house, ref, author, text):
    house.post(ref=ref, author=author, name="R", text=text)
    until("it is taken", lambda: is_kept(house, text))
    # A reply to a post that is hidden would be a hint, and the post looked up.
    until("it is answered", lambda: text == THANKS or sum(r.get("parent_ref") == ref for r in house.replies()) == 2)


def hide(house, **order):
    status, text = call(house.url("x", "/sim/hide"), order)
    assert status == 200, text


def jobs(house):
    return house.state("x")["compliance"]


def asked(house, what):
    return house.state("x")["counts"][what]


def outage(house, on, status, ms=1000000):
    assert call(house.url("x", "/sim/outage"), {"on": on, "status": status, "ms": ms})[0] == 200


def next_job(house):
    """One that began after now is done."""
    seen = jobs(house)["downloads"]
    until("two more jobs are done", lambda: jobs(house)["downloads"] >= seen + 2)


def log_of(house):
    with open(house.path(f"daemon-{house.lives}.log")) as f:
        return f.read()


def a_job_finds_what_is_gone_with_and_without_a_case():
    with job_house() as house:
        start(house)
        write(house, "o", "asha_test", FLAT)
        write(house, "m", "ravi_test", BIKE)
        write(house, "t", "other_test", THANKS)
        hide(house, ref="m", how="deleted")
        hide(house, author="other_test", how="suspended")
        until("the text of a deleted post goes", lambda: not is_kept(house, BIKE))
        until("and that of a suspended account, which has no case", lambda: not is_kept(house, THANKS))
        next_job(house)
        assert is_kept(house, FLAT)
        assert asked(house, "lookup") == 0, "jobs work, and posts were looked up"
        notes = [note for note, in rows(house, "SELECT note FROM notes WHERE note LIKE '%is wiped'")]
        assert any("is deleted; its text is wiped" in note for note in notes), notes


def when_jobs_fail_posts_are_looked_up():
    for how in ("404", "failed", "in_progress"):
        with job_house("2s") as house:
            start(house)
            if how == "404":
                outage(house, "jobs", 404)
            else:
                house.fault("x", what=how, on="job", count=1000000)
            write(house, "o", "asha_test", FLAT)
            write(house, "m", "ravi_test", BIKE)
            until("it has a case", lambda: len(rows(house, "SELECT 1 FROM cases")) == 2)
            hide(house, ref="m", how="deleted")
            until(f"a look-up finds it: {how}", lambda: not is_kept(house, BIKE))
            assert asked(house, "lookup") > 0 and jobs(house)["downloads"] == 0
            assert is_kept(house, FLAT)
            if how != "in_progress":
                assert log_of(house).count("X's compliance job: ") == 1, "it is told once"


def half_a_file_wipes_nothing():
    for what in ("half", "torn"):
        with job_house("2s") as house:
            start(house)
            outage(house, "lookup", 503)  # so that only jobs could tell
            house.fault("x", what=what, on="download", count=1000000)
            write(house, "o", "asha_test", FLAT)
            write(house, "m", "ravi_test", BIKE)
            hide(house, ref="m", how="deleted")
            hide(house, ref="o", how="deleted")
            seen = jobs(house)["downloads"]
            until("half a file was sent some times", lambda before=seen: jobs(house)["downloads"] > before + 3)
            assert is_kept(house, BIKE) and is_kept(house, FLAT)


def an_outage_wipes_nothing():
    with job_house("2s") as house:
        start(house)
        write(house, "m", "ravi_test", BIKE)
        for on in ("jobs", "upload", "job", "download"):
            count = asked(house, on)
            outage(house, on, 503)
            until(f"an outage of {on} was met", lambda seen=count, name=on: asked(house, name) > seen)
            outage(house, on, 503, 0)
        next_job(house)
        assert is_kept(house, BIKE)
        until("that it works again is told", lambda: "jobs work again" in log_of(house))


def a_place_that_is_taken_off_leaves_the_text():
    with job_house() as house:
        start(house)
        house.fault("x", what="scrub_geo", on="download", count=1000000)
        write(house, "m", "ravi_test", BIKE)
        next_job(house)
        assert is_kept(house, BIKE)


def a_killed_daemon_begins_anew():
    for on, fault in (("upload", "slow"), ("job", "in_progress")):
        with job_house() as house:
            start(house)
            write(house, "m", "ravi_test", BIKE)
            seen = asked(house, on)
            house.fault("x", what=fault, on=on, ms=60000, count=1000000)
            until(f"a job has come to {on}", lambda name=on, before=seen: asked(house, name) > before)
            house.stop_daemon(signal.SIGKILL)
            hide(house, ref="m", how="deleted")
            # What was under way at X ends by itself.
            house.running["x"].kill()
            house.running["x"].wait()
            house.start_x("--app-token-file", house.path("x-app"))
            house.start_daemon()
            until("a new job finds it", lambda: not is_kept(house, BIKE))


def addresses_that_have_expired_are_given_up():
    with job_house() as house:
        start(house)
        outage(house, "lookup", 503)  # so that only jobs can tell
        assert call(house.url("x", "/sim/compliance"), {"upload_ms": 1, "download_ms": 1})[0] == 200
        write(house, "m", "ravi_test", BIKE)
        hide(house, ref="m", how="deleted")
        count = asked(house, "jobs")
        until("jobs are begun anew", lambda: asked(house, "jobs") > count + 2)
        assert call(house.url("x", "/sim/compliance"), {"upload_ms": 60000, "download_ms": 60000})[0] == 200
        until("one works", lambda: not is_kept(house, BIKE))


run(a_job_finds_what_is_gone_with_and_without_a_case, when_jobs_fail_posts_are_looked_up,
    half_a_file_wipes_nothing, an_outage_wipes_nothing, a_place_that_is_taken_off_leaves_the_text, a_killed_daemon_begins_anew,
    addresses_that_have_expired_are_given_up)
