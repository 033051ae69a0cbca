"""Backup beside the running daemon, restore, and what must not happen after it: a second answer, or another case id."""

import json
import os
import re
import sqlite3
import stat

from house import House, nriseva, run, until

COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"


def complain(house, ref):
    house.post(ref=ref, author=f"{ref}_test", name=ref.title(), text=COMPLAINT + " " + ref)


def case_ids(replies):
    return {found for r in replies for found in re.findall(r"NRI-\w{4}-\w{4}", r["text"])}


def replies_to(house, ref):
    return [r for r in house.replies() if r.get("parent_ref") == ref]


def settled(house):
    """Nothing is on its way any more."""
    with sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True) as db:
        return db.execute("SELECT count(*) FROM deliveries WHERE kind <> 'timer' AND state IN ('waiting', 'leased', 'settling')"
                          ).fetchone()[0] == 0


def all_answered(house, refs, each):
    return lambda: all(len(replies_to(house, ref)) >= each for ref in refs) and settled(house)


def everything_x_has_seen_is_in_the_store(house):
    for case in case_ids(house.replies()):
        code, out, err = nriseva("case", "show", case, "--json", "--config", house.config)
        assert code == 0, (case, err)
        yield case, [json.loads(line) for line in out.splitlines()]


def after_a_restore_nobody_is_answered_twice_and_case_ids_stay():
    with House() as house:
        house.start_all(delay_ms=100000)
        complain(house, "before")
        until("acknowledged and followed up", all_answered(house, ["before"], 2))
        copy = house.path("copy.db")
        code, out, err = nriseva("backup", copy, "--json", "--config", house.config)
        assert code == 0 and json.loads(out)["backup"] == copy, out + err
        assert stat.S_IMODE(os.stat(copy).st_mode) == 0o600
        later = [f"later{n}" for n in range(4)]
        for ref in later:
            complain(house, ref)
        house.post(ref="doubt", author="doubt_test", name="D", text="@UPPolNRI please look into the matter of my uncle in Agra")
        until("those too", all_answered(house, later, 2))
        until("and the doubtful one", all_answered(house, ["doubt"], 1))
        code, _, err = nriseva("restore", copy, "--config", house.config)
        assert code == 4 and "stop the daemon" in err, (code, err)
        assert house.stop_daemon() == 0
        said = house.replies()
        code, out, err = nriseva("restore", copy, "--config", house.config)
        assert code == 0 and "before-restore-1" in out, out + err
        code, _, _ = nriseva("case", "show", sorted(case_ids(replies_to(house, "later0")))[0], "--config", house.config)
        assert code == 1, "the copy must not know what came after it"

        house.start_daemon()
        complain(house, "new")
        until("a new mention is answered and followed up", all_answered(house, ["new"], 2))
        assert [r for r in house.replies() if r.get("parent_ref") != "new"] == said, house.replies()
        assert house.state("x")["rejects"] == []
        seen = dict(everything_x_has_seen_is_in_the_store(house))
        assert len(seen) == 7, seen.keys()
        for case, story in seen.items():
            texts = [line["text"] for line in story if line.get("who") == "reply"]
            on_x = [r["text"] for r in house.replies() if case in r["text"]]
            assert len(texts) == len(on_x) and all(any(t in x for x in on_x) for t in texts), (texts, on_x)
        events = house.state("district")["events"]
        assert all(e.get("sequence_ok", True) for e in events), events

        # A second life after it changes nothing, and what citizens answer finds their case.
        assert house.stop_daemon() == 0
        count = len(house.replies())
        house.start_daemon()
        house.post(ref="ask", author="later1_test", name="Later1", in_reply_to="later1", text="What is the status of my complaint?")
        until("the question is answered", all_answered(house, ["ask"], 1))
        assert case_ids(replies_to(house, "ask")) == case_ids(replies_to(house, "later1"))
        assert len(house.replies()) == count + 1, house.replies()


def replies_that_the_copy_has_still_to_send_are_looked_for():
    with House() as house:
        house.start_all(delay_ms=100000)
        house.fault("x", what="slow", on="create", count=1, ms=3000)
        complain(house, "one")
        until("X has it, and does not say so yet", lambda: len(house.replies()) == 1)
        copy = house.path("copy.db")
        assert nriseva("backup", copy, "--config", house.config)[0] == 0
        until("it is sent after all", all_answered(house, ["one"], 2))
        said = house.replies()
        assert house.stop_daemon() == 0
        assert nriseva("restore", copy, "--config", house.config)[0] == 0
        house.start_daemon()
        until("found", lambda: settled(house))
        assert house.replies() == said
        assert house.state("x")["counts"]["create"] == 2, house.state("x")["counts"]


def nothing_is_sent_until_x_has_told_what_was_said():
    with House() as house:
        house.start_all(delay_ms=100000)
        copy = house.path("copy.db")
        assert nriseva("backup", copy, "--config", house.config)[0] == 0
        complain(house, "one")
        until("answered", all_answered(house, ["one"], 2))
        said = house.replies()
        assert house.stop_daemon() == 0
        assert nriseva("restore", copy, "--config", house.config)[0] == 0
        house.fault("x", what="503", on="timeline", count=2)
        house.start_daemon()
        assert "since the backup" in house.log(), house.log()
        complain(house, "two")
        until("the new one is answered", all_answered(house, ["two"], 2))
        assert [r for r in house.replies() if r.get("parent_ref") == "one"] == said


def what_cannot_be_done_says_so_and_changes_nothing():
    with House() as house:
        copy = house.path("copy.db")
        code, _, err = nriseva("backup", copy, "--config", house.config)
        assert code == 4 and "no store" in err, (code, err)
        house.start_all()
        assert nriseva("backup", copy, "--config", house.config)[0] == 0
        code, _, err = nriseva("backup", copy, "--config", house.config)
        assert code == 1 and copy in err and "overwritten" in err, (code, err)
        assert house.stop_daemon() == 0
        before = open(house.path("nriseva.db"), "rb").read()
        with open(house.path("words"), "w") as f:
            f.write("no database\n" * 1000)
        for bad in (house.path("words"), house.path("nowhere"), house.path("nriseva.db")):
            code, _, err = nriseva("restore", bad, "--config", house.config)
            assert code == 1 and bad in err, (code, err)
        with open(copy, "r+b") as f:
            f.seek(20000)
            f.write(b"\xff" * 3000)
        code, _, err = nriseva("restore", copy, "--config", house.config)
        assert code != 0 and copy in err, (code, err)
        assert open(house.path("nriseva.db"), "rb").read() == before
        assert not [name for name in os.listdir(house.folder) if "restor" in name or "partial" in name]


run(after_a_restore_nobody_is_answered_twice_and_case_ids_stay, replies_that_the_copy_has_still_to_send_are_looked_for,
    nothing_is_sent_until_x_has_told_what_was_said, what_cannot_be_done_says_so_and_changes_nothing)
