"""What X answers may be anything: one bad post costs only itself, and an answer that is no page costs only time."""

import json
import os
import re
import sqlite3
import time
from datetime import datetime, timedelta, timezone

from between import Between, send
from house import House, call, run, until

COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"
BASE = '"author_id":"77","created_at":"%s","text":"@UPPolNRI thank you"'


def html(client):
    send(client, b"<!DOCTYPE html><html><body>Something went wrong.</body></html>", kind="text/html")


def half_json(client):
    send(client, b'{"data":[{"id":"1900000000000000001","text":"@UPPolNRI he')


def huge(client):
    client.sendall(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{\"data\":[")
    for _ in range(100):
        client.sendall(b'"' + b"x" * (1 << 20) + b'",')


def trickle(client):
    client.sendall(b"HTTP/1.1 200 X\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n")
    while True:
        client.sendall(b" ")
        time.sleep(1)


def silent(client):
    client.recv(1)  # until it gives up


def problem(house):
    status, text = call(house.url("daemon", "/healthz"))
    return status == 503 and json.loads(text)["handles"][0].get("problem")


def rows(house, sql):
    with sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True) as db:
        return db.execute(sql).fetchall()


def metric(house, name):
    found = re.search(rf"^{name} (\d+)$", call(house.url("daemon", "/metrics"))[1], re.M)
    return int(found.group(1)) if found else 0


def peak_mb(house):
    with open(f"/proc/{house.running['daemon'].pid}/status") as f:
        return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024


def iso(ago):
    return (datetime.now(timezone.utc) - ago).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def complain(house, ref):
    house.post(ref=ref, author=f"{ref}_test", name=ref.title(), text=COMPLAINT + " " + ref)


def one_bad_post_costs_only_itself():
    base = (BASE % iso(timedelta(seconds=1))).encode()
    mended = [b'{"id":"11",' + base.replace(b"thank", b"\\ud83d thank") + b"}",
              b'{"id":"12",' + base.replace(b"thank", b"\xff\xfe thank") + b"}",
              b'{"id":"13",' + base.replace(b"thank", b"\\u0000 thank") + b"}",
              b'{"id":"14","id":"14","text":"first",' + base + b"}"]
    bad = {"21": base.replace(b'"@UPPolNRI thank you"', b"7"), "22": base.replace(b'"77"', b"77"),
           "23": base.replace(b'"author_id"', b'"author"'), "24": re.sub(rb'"created_at":"[^"]*",', b"", base),
           "25": base.replace(b"you", b"y" * 100 * 1024), "26": re.sub(rb'("created_at":)"[^"]*"', rb"\1{}", base)}
    spoiled = mended + [b'{"id":"%s",' % key.encode() + value + b"}" for key, value in bad.items()] + [b"null", b'"post"', b"[]"]
    with House() as house:
        between = Between(house)
        house.start_x()
        house.start_district()
        for n in range(85):
            house.post(ref=f"t{n}", author=f"t{n}_test", name="T", text=f"@UPPolNRI thank you {n}")
        between.alter = lambda page: page.replace(b'"data":[', b'"data":[' + b",".join(spoiled) + b",")
        house.start_daemon("--since", "1h")
        until("the rest of the page is taken", lambda: metric(house, "nriseva_posts_taken_total") == 85 + len(mended))
        until("the page is shown again and again", lambda: house.state("x")["counts"]["mentions"] > 5)
        assert rows(house, "SELECT count(*) FROM posts") == [(85 + len(mended),)]
        recorded = dict(rows(house, "SELECT post_id, reason FROM unreadable"))
        assert set(recorded) == {"", *bad}, recorded
        assert metric(house, "nriseva_x_unreadable_posts_total") == len(recorded)
        told = [line for line in house.log().splitlines() if "cannot be taken" in line]
        assert len(told) == len(recorded) and not any("yyy" in line for line in told), told
        assert not problem(house)
        complain(house, "next")
        until("the next one is answered", lambda: len(house.replies()) >= 1)


def an_answer_that_is_no_page_is_told_and_the_next_poll_works():
    with House() as house:
        between = Between(house)
        house.start_all(delay_ms=60000)
        before = peak_mb(house)
        for number, (fault, words) in enumerate([(html, "no page of posts"), (half_json, "no page of posts"),
                                                 (huge, "larger than 8 MB")]):
            cursor = rows(house, "SELECT cursor_at FROM handles")
            complain(house, f"fault{number}")
            between.faults.append(fault)
            text = until(f"healthz tells of {fault.__name__}", lambda: problem(house))
            assert words in text, text
            assert any(words in line and '"warn"' in line for line in house.log().splitlines())
            assert rows(house, "SELECT cursor_at FROM handles") >= cursor
            until("the mention is answered all the same",
                  lambda: any(r.get("parent_ref") == f"fault{number}" for r in house.replies()))
            until("all is well again", lambda: not problem(house))
        assert peak_mb(house) < before + 64, (before, peak_mb(house))


def an_x_that_takes_too_long_is_left_and_asked_again():
    with House() as slow, House() as mute:
        for house, fault in ((slow, trickle), (mute, silent)):
            between = Between(house)
            house.start_all(delay_ms=60000)
            complain(house, "wait")
            until("answered", lambda: len(house.replies()) == 2)
            between.faults.append(fault)
            until("the fault has begun", lambda: not between.faults)
            complain(house, "late")
        for house in (slow, mute):
            until("the log tells of the time", lambda: "mentions cannot be read" in house.log(), patience=30)
            until("answered all the same", lambda: len(house.replies()) == 4)
            until("all is well again", lambda: not problem(house))


def a_handle_begins_where_it_is_told_and_only_once():
    with House() as house:
        house.start_x()
        house.start_district("--delay", "60000")
        complain(house, "early")
        time.sleep(1.1)  # X tells times in whole seconds
        house.start_daemon()
        until("the first poll", lambda: house.state("x")["counts"]["mentions"] > 1)
        assert house.stop_daemon() == 0
        house.start_daemon("--since", "2h")
        until("polls", lambda: house.state("x")["counts"]["mentions"] > 4)
        assert "--since has no effect" in house.log(), house.log()
        assert house.replies() == []
        assert house.stop_daemon() == 0
        os.unlink(house.path("nriseva.db"))
        house.start_daemon("--since", "2h")
        until("the mention from before the start is answered", lambda: len(house.replies()) == 2)
        assert "mentions from" in house.log()


def an_old_mention_becomes_a_case_and_is_not_acknowledged():
    with House() as house:
        between = Between(house)
        between.alter = lambda page: re.sub(rb'"created_at":"[^"]*"', b'"created_at":"%s"' % iso(timedelta(hours=30)).encode(), page)
        house.start_x()
        house.start_district("--delay", "60000")
        complain(house, "old")
        house.start_daemon("--since", "48h")
        until("the district is told", lambda: len(house.state("district")["events"]) == 1)
        assert rows(house, "SELECT status FROM cases")[0][0] in ("received", "forwarded")
        assert rows(house, "SELECT count(*) FROM deliveries WHERE kind = 'reply' AND about LIKE 'acknowledged%'") == [(0,)]
        between.alter = lambda page: page
        complain(house, "fresh")
        until("a new one is acknowledged", lambda: any(r.get("parent_ref") == "fresh" for r in house.replies()))


def x_that_gives_fields_new_names_loses_nobody_an_answer():
    """2026-08-07: renamed without a word. What was said before, what is asked and what may have got lost is still known."""
    with House() as house:
        house.start_x("--window-s", "900")
        house.start_district("--delay", "100000")
        house.start_daemon()
        complain(house, "before")
        until("it is answered", lambda: len(house.replies()) >= 2)
        order = {"only": "post"}
        assert call(house.url("x", "/sim/dialect"), order)[0] == 200
        house.fault("x", what="503_after_create", on="create", count=2)
        complain(house, "after")
        until("it is answered, and what may have got lost is found",
              lambda: sum(r.get("parent_ref") == "after" for r in house.replies()) == 2
              and rows(house, "SELECT count(*) FROM deliveries WHERE kind = 'reply' AND state <> 'done'") == [(0,)])
        house.post(ref="more", author="after_test", text="@UPPolNRI any news?", under="after")
        until("it is known whose case that is", lambda: rows(house, "SELECT count(*) FROM posts WHERE case_row IS NOT NULL")[0][0] == 3)
        assert rows(house, "SELECT count(*) FROM cases") == [(2,)]
        texts = [r["text"] for r in house.replies()]
        assert len(texts) == len(set(texts)) and not house.state("x")["rejects"], texts
        handle = json.loads(call(house.url("daemon", "/healthz"))[1])["handles"][0]
        assert handle["ok"] and "new ones" in handle["notice"], handle
        assert rows(house, "SELECT count(*) FROM unreadable") == [(0,)]


run(one_bad_post_costs_only_itself, an_answer_that_is_no_page_is_told_and_the_next_poll_works,
    an_x_that_takes_too_long_is_left_and_asked_again, a_handle_begins_where_it_is_told_and_only_once,
    an_old_mention_becomes_a_case_and_is_not_acknowledged,
    x_that_gives_fields_new_names_loses_nobody_an_answer)
