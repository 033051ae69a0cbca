"""The operators' door: commands that act on a running daemon, and the same without one; status."""

import json
import os
import signal
import socket
import sqlite3
import stat

from house import House, nriseva, run, until

BIKE = "@UPPolNRI my bike was stolen in Agra, police refused to file FIR, please help"
DOUBTFUL = "@UPPolNRI please look into the matter of my uncle in Agra"


def ask(house, *arguments, code=0):
    """A command on the house; gives the lines that it prints as objects."""
    got, out, err = nriseva(*arguments, "--json", "--config", house.config)
    assert got == code, (arguments, got, out, err)
    return [json.loads(line) for line in out.splitlines()]


def told(house, *arguments, code=0):
    """The same for people; gives both outputs in one."""
    got, out, err = nriseva(*arguments, "--config", house.config)
    assert got == code, (arguments, got, out, err)
    return out + err


def status(house):
    """Exit code, and the lines by kind."""
    code, out, err = nriseva("status", "--json", "--config", house.config)
    kinds = {}
    for line in out.splitlines():
        line = json.loads(line)
        kinds.setdefault(line["kind"], []).append(line)
    assert kinds, err
    return code, kinds


def doubtful_case(house):
    house.post(ref="d", author="doubt_test", name="D", text=DOUBTFUL)
    return until("a doubtful case", lambda: ask(house, "case", "list", "--doubtful"))[0]["case"]


def given_up(house):
    return ask(house, "delivery", "list", "--given-up")


def given_up_reply(house):
    """X refuses the first reply for good."""
    house.fault("x", what="403", on="create", count=1)
    house.post(ref="r", author="ravi_test", name="R", text=BIKE)
    return until("a reply that was given up", lambda: given_up(house))[0]


def an_operator_decides_while_the_daemon_runs():
    with House() as house:
        house.start_all()
        case = doubtful_case(house)
        mode = os.stat(house.path("nriseva.db.sock")).st_mode
        assert stat.S_ISSOCK(mode) and mode & 0o777 == 0o600, oct(mode)
        assert "a district of the list" in told(house, "case", "accept", case, "nowhere", code=1)
        assert "not a case id" in told(house, "case", "accept", "NRI-0000-0002", code=1)
        done = ask(house, "case", "accept", case.lower().replace("-", ""), "agra", "--by", "asha", "--note", "looks real")
        assert done == [{"about": case, "done": done[0]["done"], "daemon": True}], done
        until("the district is told at once", lambda: any(case in json.dumps(e) for e in house.lines("district.jsonl")))
        until("and the citizen", lambda: len(house.replies()) >= 2)
        out = told(house, "case", "accept", case, code=1)
        assert case in out and "not allowed" in out, out
        story = told(house, "case", "show", case)
        assert "asha" in story and "looks real" in story, story
        assert '"operator":"asha"' in house.log()
        assert "there is no case" in told(house, "case", "note", "NRI-0000-0000", "hello", code=1)
        assert house.stop_daemon() == 0
        assert not os.path.exists(house.path("nriseva.db.sock"))


def without_a_daemon_the_same_commands_work():
    with House() as house:
        assert "there is no store" in told(house, "case", "list", code=4)
        house.start_all()
        case = doubtful_case(house)
        until("acknowledged", lambda: len(house.replies()) == 1)
        assert house.stop_daemon(signal.SIGKILL) == -signal.SIGKILL
        assert os.path.exists(house.path("nriseva.db.sock")), "a dead daemon's socket stays behind"
        code, kinds = status(house)
        assert code == 1 and kinds["daemon"][0]["state"] == "absent", kinds
        assert "No daemon runs" in kinds["need"][0]["text"], kinds
        assert kinds["cases"][0]["doubtful"] == 1, kinds
        assert ask(house, "case", "accept", case)[0]["daemon"] is False
        assert "No daemon runs" in told(house, "case", "note", case, "seen")
        house.start_daemon()
        until("what followed is sent by the next start", lambda: len(house.replies()) >= 2)
        assert status(house)[0] == 0, told(house, "status", code=0)


def a_reply_that_was_given_up_is_told_of_and_replayed():
    with House() as house:
        house.start_all()
        reply = given_up_reply(house)
        assert reply["kind"] == "reply" and reply["attempts"] == 1 and "403" in reply["reason"], reply
        number = str(reply["delivery"])
        code, kinds = status(house)
        lane = [x for x in kinds["lane"] if x["lane"] == "handle:UPPolNRI"][0]
        assert code == 1 and kinds["given_up"][0]["count"] == 1 and lane["given_up"] == 1, kinds
        assert any("delivery replay" in need["text"] for need in kinds["need"]), kinds
        assert [c["case"] for c in ask(house, "case", "list", "--given-up")] == [reply["case"]]
        assert "Something was given up" in told(house, "case", "show", reply["case"])
        page = told(house, "delivery", "show", number)
        assert "given_up" in page and "403" in page and reply["case"] in page, page
        assert "number of a delivery" in told(house, "delivery", "replay", "x1", code=2)
        assert "there is no delivery" in told(house, "delivery", "replay", "99999", code=1)
        out = told(house, "delivery", "replay", number, "--by", "asha")
        assert "looked for first" in out, out
        assert "only one that was given up" in told(house, "delivery", "replay", number, code=1)
        until("X is asked for it before anything is sent again",
              lambda: ask(house, "delivery", "show", number)[0]["reason"] != reply["reason"] or
              house.state("x")["counts"].get("timeline", 0) + house.state("x")["counts"].get("search", 0) > 0)
        assert ask(house, "delivery", "show", number)[0]["state"] in ("settling", "leased")
        assert "asha" in told(house, "case", "show", reply["case"])


def an_event_that_was_given_up_is_replayed_when_the_district_is_repaired():
    with House() as house:
        house.start_all()
        house.fault("district", what="503", on="event:agra", count=2)
        house.post(ref="r", author="ravi_test", name="R", text=BIKE)

        def waiting():
            return [d for d in ask(house, "delivery", "list", "--waiting", "--lane", "endpoint:agra") if d["attempts"] == 1
                    and d["state"] == "waiting"]
        event = until("an event that waits to be sent again", waiting)[0]
        # An event is given up after three days; here they pass at once.
        with sqlite3.connect(house.path("nriseva.db"), timeout=30) as db:
            db.execute("UPDATE deliveries SET created_at = created_at - ? WHERE row = ?", (80 * 3600 * 1000, event["delivery"]))
        until("given up", lambda: given_up(house))
        until("told of", lambda: status(house)[0] == 1)
        number = str(event["delivery"])
        assert "waits again" in told(house, "delivery", "replay", number, "--by", "asha")
        until("the district has it", lambda: ask(house, "delivery", "show", number)[0]["state"] == "done")
        assert ask(house, "delivery", "show", number)[0]["attempts"] == 3
        assert event["case"] in json.dumps(house.state("district"))
        assert "replayed: event case.opened" in told(house, "case", "show", event["case"])
        assert not given_up(house) and status(house)[0] == 0, told(house, "status")


def status_tells_that_x_refuses_the_token():
    with House() as house:
        house.start_x()
        with open(house.path("x-token"), "w") as f:
            f.write("another-token\n")
        house.start_district()
        house.start_daemon()

        def sick():
            code, kinds = status(house)
            return code == 1 and not kinds["handle"][0]["ok"] and kinds["need"]
        need = until("status tells of the token", sick)[0]["text"]
        assert "UPPolNRI" in need and "token" in need and "401" in need, need
        page = told(house, "status", code=1)
        assert "in trouble" in page and "Needs an operator" in page and "Daemon   runs" in page, page


def status_of_a_healthy_house_needs_nobody():
    with House() as house:
        house.start_all()
        house.post(ref="r", author="ravi_test", name="R", text=BIKE)
        until("answered, forwarded", lambda: len(house.replies()) >= 2)
        page = told(house, "status")
        assert "Nothing needs an operator" in page and "UPPolNRI" in page, page
        code, kinds = status(house)
        assert code == 0 and "need" not in kinds, kinds
        assert kinds["daemon"][0]["state"] == "runs" and kinds["daemon"][0]["started"], kinds
        handle = kinds["handle"][0]
        assert 0 < handle["polls"]["left"] and handle["polls"]["reset"] and 0 < handle["posts"]["left"], handle
        assert "POLLS LEFT" in page and "anew in" in page, page
        assert kinds["handle"][0]["last_poll"] and kinds["handle"][0]["lag_ms"] < 3600 * 1000, kinds


def a_daemon_that_hangs_is_told_apart_from_none():
    with House() as house:
        house.start_all()
        case = doubtful_case(house)
        # Somebody listens there, takes what comes, and breaks off.
        assert house.stop_daemon() == 0
        with socket.socket(socket.AF_UNIX) as mute:
            mute.bind(house.path("nriseva.db.sock"))
            mute.listen()
            pid = os.fork()
            if pid == 0:
                for _ in range(3):
                    asker = mute.accept()[0]
                    asker.recv(65536)
                    asker.close()
                os._exit(0)
            code, kinds = status(house)
            out = told(house, "case", "accept", case, code=1)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        assert code == 1 and kinds["daemon"][0]["state"] == "mute", kinds
        assert "look before you try again" in out, out
        os.unlink(house.path("nriseva.db.sock"))
        assert ask(house, "case", "list", "--doubtful"), "it was not done behind the daemon's back"


def lists_are_columns_for_people():
    with House() as house:
        house.start_all()
        house.post(ref="r", author="ravi_test", name="R", text=BIKE)
        until("answered, forwarded", lambda: len(house.replies()) >= 2)
        for page, head in ((told(house, "case", "list"), "CASE"), (told(house, "delivery", "list"), "STATE")):
            first, *rest = page.splitlines()
            assert head in first and rest, page
        assert len(told(house, "delivery", "list", "--limit", "1").splitlines()) == 2
        assert "No such" in told(house, "delivery", "list", "--given-up")
        assert "above 0" in told(house, "delivery", "list", "--limit", "5x", code=2)


def what_operators_decide_is_counted_and_reported():
    with House() as house:
        house.start_all()
        case = doubtful_case(house)
        empty = ask(house, "read", "--report")[0]
        assert empty["decisions"] == 0 and empty["rules"] == [] and empty["places"] == [], empty
        ask(house, "case", "accept", case, "mathura")
        report = ask(house, "read", "--report")[0]
        assert report["decisions"] == 1 and [(p["corrected_to"], p["count"]) for p in report["places"]] == [("mathura", 1)], report
        assert report["rules"] and all(r["yes"] == 1 and r["band"] == "doubtful" for r in report["rules"]), report
        page = told(house, "read", "--report")
        assert "1 decisions" in page and "(as it is)" in page and "mathura" in page, page


run(an_operator_decides_while_the_daemon_runs, without_a_daemon_the_same_commands_work,
    a_reply_that_was_given_up_is_told_of_and_replayed,
    an_event_that_was_given_up_is_replayed_when_the_district_is_repaired, status_tells_that_x_refuses_the_token,
    status_of_a_healthy_house_needs_nobody, a_daemon_that_hangs_is_told_apart_from_none, lists_are_columns_for_people,
    what_operators_decide_is_counted_and_reported)
