"""What must go, goes: texts of posts that X shows no more, replies that a citizen wants taken down, texts that are old; and nothing goes
because X is out of order."""

import contextlib
import json
import signal
import sqlite3

from house import House, call, nriseva, run, until

BIKE = "@UPPolNRI my bike was stolen in Agra near the zebrafish bakery, police refused to file FIR, please help"
FLAT = "@UPPolNRI The caretaker has illegally occupied my flat in Gomti Nagar, Lucknow. He changed the locks. Please help"
SECRET = b"zebrafish bakery"
DAY = "poll_every: 200ms\n    look_up_every: {}"


def quick_house(every="1s", **changes):
    """In it a day of looking up lasts a second, and districts take what they are told and say nothing."""
    return House(**{"poll_every: 200ms": DAY.format(every), **changes})


def start(house):
    house.start_x()
    start_district(house)
    house.start_daemon()


def start_district(house):
    with open(house.path("plan.jsonl"), "w") as f:
        f.write(json.dumps({"steps": []}) + "\n")
    house.start_district("--plan", house.path("plan.jsonl"))


def rows(house, sql, *values):
    with contextlib.closing(sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(sql, values).fetchall()


def bytes_of_store(house):
    held = b""
    for end in ("", "-wal"):
        with contextlib.suppress(FileNotFoundError), open(house.path("nriseva.db" + end), "rb") as f:
            held += f.read()
    return held


def is_forgotten(house, secret=SECRET):
    return secret not in bytes_of_store(house)


def hide(house, **order):
    status, text = call(house.url("x", "/sim/hide"), order)
    assert status == 200, text


def complain(house, ref="m", author="ravi_test", text=BIKE, heard=True):
    """A complaint, answered, and sent to its district if that takes it; gives the case's id."""
    house.post(ref=ref, author=author, name="R", text=text)
    until("it is answered", lambda: len([r for r in house.replies() if r.get("parent_ref") == ref]) == (2 if heard else 1))
    return until("it has a case", lambda: rows(
        house, "SELECT c.id FROM cases c JOIN posts p ON p.case_row = c.row WHERE p.text = ?", text))[0][0]


def show(house, case):
    code, out, err = nriseva("case", "show", case, "--config", house.config)
    assert code == 0, err
    return out


def lookups(house):
    return house.state("x")["counts"]["lookup"]


def ask_down(house, ref="down"):
    """The citizen answers our reply, and wants it gone."""
    house.post(ref=ref, author="ravi_test", name="R", text="@UPPolNRI please take down your reply, it shows where I live",
               in_reply_to="m")


def a_deleted_post_is_forgotten_and_the_case_stays():
    for how in ({"ref": "m", "how": "deleted"}, {"ref": "m", "how": "withheld"}, {"author": "ravi_test", "how": "protected"},
                {"author": "ravi_test", "how": "suspended"}):
        with quick_house() as house:
            start(house)
            other = complain(house, "o", "asha_test", FLAT)
            case = complain(house)
            until("the district knows it", lambda: any(case in json.dumps(e) for e in house.lines("district.jsonl")))
            assert not is_forgotten(house), "the text is not where the test looks for it"
            hide(house, **how)
            until(f"the text is gone from the store's files: {how}", lambda: is_forgotten(house))
            seen = show(house, case)
            assert "(the text is wiped)" in seen and "its text is wiped" in seen and "agra" in seen, seen
            assert "Gomti Nagar" in show(house, other), "another citizen's text went too"
            assert rows(house, "SELECT count(*) FROM cases") == [(2,)]


def a_district_that_has_not_heard_hears_without_the_text():
    with quick_house() as house:
        start(house)
        complain(house, "o", "asha_test", FLAT)
        house.fault("district", what="503", on="event:agra", count=1000000)
        case = complain(house, heard=False)
        hide(house, ref="m", how="deleted")
        until("the text is gone from the store's files", lambda: is_forgotten(house))
        code, out, _ = nriseva("delivery", "list", "--given-up", "--config", house.config)
        assert "No such deliveries" in out, out
        assert "wiped" in show(house, case)
        bodies = rows(house, "SELECT body FROM deliveries WHERE kind = 'event' AND lane = 'endpoint:agra' AND body IS NOT NULL")
        assert bodies and all(json.loads(b)["data"]["post"]["text"] is None for b, in bodies), bodies
        # The district works again: it is restarted, and so are the waits.
        house.running["district"].kill()
        house.running["district"].wait()
        start_district(house)
        until("the district hears of the case", lambda: house.state("district")["cases"] == 1)


def an_outage_wipes_nothing():
    with quick_house() as house:
        start(house)
        case = complain(house)
        for status in (404, 503, 401):
            before = lookups(house)
            assert call(house.url("x", "/sim/outage"), {"on": "lookup", "status": status, "ms": 2000})[0] == 200
            until(f"it was looked up during the {status}", lambda seen=before: lookups(house) > seen)
        assert not is_forgotten(house)
        assert "zebrafish" in show(house, case)


def one_look_that_finds_nothing_at_all_wipes_nothing():
    with quick_house("6s") as house:
        start(house)
        complain(house)
        hide(house, ref="m", how="deleted")
        until("X has said that it is gone", lambda: rows(house, "SELECT gone_at FROM posts WHERE gone_at > 0"))
        assert not is_forgotten(house)
        hide(house, ref="m", how="visible")
        until("it was there after all", lambda: not rows(house, "SELECT gone_at FROM posts WHERE gone_at > 0"))
        assert not is_forgotten(house)


def deleted_replies(house):
    return [line for line in house.lines("x.jsonl") if line["act"] == "reply_deleted"]


def a_reply_is_taken_down_when_its_reader_wants_it():
    with quick_house("never") as house:
        start(house)
        case = complain(house)
        ask_down(house)
        until("it is deleted at X", lambda: deleted_replies(house))
        until("and the log of the case tells it", lambda: "was deleted: post" in show(house, case))
        assert "forwarded: deleted" in show(house, case), show(house, case)
        assert "our reply forwarded was deleted" in show(house, case), show(house, case)
        assert lookups(house) == 0


def a_killed_daemon_takes_it_down_all_the_same():
    with quick_house("never") as house:
        start(house)
        complain(house)
        house.fault("x", what="slow", on="delete", ms=3000, count=1)
        ask_down(house)
        until("X has deleted it and answers late", lambda: deleted_replies(house))
        house.stop_daemon(signal.SIGKILL)
        replies = len(house.replies())
        house.start_daemon()
        until("it is asked again, for that does no harm", lambda: house.state("x")["counts"]["delete"] > 1)
        assert len(deleted_replies(house)) == 1
        assert len(house.replies()) == replies, "something was said anew"


def an_operator_takes_a_reply_down():
    with quick_house("never") as house:
        start(house)
        case = complain(house)
        number = str(rows(house, "SELECT row FROM deliveries WHERE kind = 'reply' ORDER BY row LIMIT 1")[0][0])
        code, out, err = nriseva("delivery", "delete", number, "--by", "asha", "--config", house.config)
        assert code == 0 and "will be deleted at once" in out, (out, err)
        until("it is deleted at X", lambda: deleted_replies(house))
        until("and marked", lambda: "deleted" in nriseva("delivery", "show", number, "--config", house.config)[1])
        until("the log of the case tells who", lambda: "delete: reply acknowledged" in show(house, case))
        code, out, err = nriseva("delivery", "delete", number, "--config", house.config)
        assert code == 1 and "already" in err, (out, err)
        event = str(rows(house, "SELECT row FROM deliveries WHERE kind = 'event' LIMIT 1")[0][0])
        assert "no reply" in nriseva("delivery", "delete", event, "--config", house.config)[2]


def an_operator_wipes_a_case():
    with quick_house("never") as house:
        start(house)
        case = complain(house)
        until("the district knows it", lambda: any(case in json.dumps(e) for e in house.lines("district.jsonl")))
        code, out, err = nriseva("case", "wipe", case, "--by", "asha", "--config", house.config)
        assert code == 0 and "wiped: 1 post" in out, (out, err)
        until("the text is gone from the store's files", lambda: is_forgotten(house))
        assert "texts wiped: 1 post" in show(house, case)


def old_texts_go_by_themselves():
    with quick_house("never", **{"no_answer: 10m": "wipe_after: 2s\n  no_answer: 10m"}) as house:
        start(house)
        case = complain(house)
        house.post(ref="thanks", author="other_test", name="O", text="@UPPolNRI thank you for the zebrafish bakery rescue")
        until("it is taken", lambda: rows(house, "SELECT 1 FROM posts WHERE case_row IS NULL AND text IS NOT NULL"))
        until("what belongs to no case goes", lambda: not rows(
            house, "SELECT 1 FROM posts WHERE case_row IS NULL AND text IS NOT NULL"))
        assert rows(house, "SELECT 1 FROM posts WHERE text = ?", BIKE), "an open case keeps its text"
        assert nriseva("case", "redirect", case, "the fire service", "--config", house.config)[0] == 0
        until("the text of a case that ended goes", lambda: is_forgotten(house))
        assert "(the text is wiped)" in show(house, case)


run(a_deleted_post_is_forgotten_and_the_case_stays, a_district_that_has_not_heard_hears_without_the_text,
    an_outage_wipes_nothing, one_look_that_finds_nothing_at_all_wipes_nothing, a_reply_is_taken_down_when_its_reader_wants_it,
    a_killed_daemon_takes_it_down_all_the_same, an_operator_takes_a_reply_down, an_operator_wipes_a_case,
    old_texts_go_by_themselves)
