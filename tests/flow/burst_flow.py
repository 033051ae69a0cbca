"""A burst: many citizens at once, more than X lets us answer. Danger does not wait behind them, and nothing grows without bound.

NRISEVA_BURST=100000 makes it as large as a very bad day.
"""

import http.client
import json
import os
import re
import sqlite3

from house import House, call, run, until

BURST = int(os.environ.get("NRISEVA_BURST", "2000"))
ORDINARY = "@UPPolNRI my bike was stolen in Agra, police refused to file FIR, please help"
DANGER = "@UPPolNRI URGENT! Armed men have broken into my parents' house in Agra right now, their life is in danger. Send police!"
GROWTH_MB = 24
STEP = 300
SLOW_MS = 250  # for each event


def write(house, first, last):
    """Mentions over one connection, as fast as the daemon can see them: X shows it no more than the newest 800."""
    x = http.client.HTTPConnection("127.0.0.1", house.ports["x"])
    for n in range(first, last):
        body = json.dumps({"ref": f"m{n}", "author": f"citizen{n}", "name": f"Citizen {n}", "text": ORDINARY})
        x.request("POST", "/sim/post", body)
        answer = x.getresponse()
        assert answer.status == 200, answer.read()
        answer.read()
        if n % STEP == 0:
            until("all so far are taken", lambda: taken(house) > n)
    x.close()


def count(house, sql):
    with sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True, timeout=30) as db:
        return db.execute(sql).fetchone()[0]


def taken(house):
    return count(house, "SELECT count(*) FROM posts")


def waiting(house, lane):
    lines = call(house.url("daemon", "/metrics"))[1]
    found = re.search(rf'nriseva_deliveries\{{lane="{lane}",state="waiting"\}} (\d+)', lines)
    return int(found.group(1)) if found else 0


def peak_mb(house):
    with open(f"/proc/{house.running['daemon'].pid}/status") as f:
        return int(re.search(r"VmHWM:\s+(\d+)", f.read()).group(1)) / 1024


def acts(house):
    """What X was asked to do, with the acts of the danger's author marked."""
    with open(house.path("x.jsonl")) as f:
        return [(line["act"], line.get("ref") == "danger" or line.get("parent_ref") == "danger" or
                 line.get("thread") == "danger") for line in map(json.loads, f) if line.get("act") in ("mention", "reply")]


def danger_overtakes_a_burst_and_memory_stays():
    with House() as house:
        house.start_all("--create-ms", "10", *(f"--limit={name}=100000000" for name in ("mentions", "create", "timeline")))
        house.fault("district", what="slow", on="event:agra", count=100 * BURST, ms=SLOW_MS)
        write(house, 0, BURST // 4)
        until("the first quarter is taken", lambda: taken(house) == BURST // 4)
        small = peak_mb(house)
        write(house, BURST // 4, BURST)
        house.post(ref="danger", author="danger_test", name="D", text=DANGER)
        until("the danger is answered", lambda: any(mine for act, mine in acts(house) if act == "reply"))
        queue = waiting(house, "handle:UPPolNRI")
        assert queue > BURST // 4, f"only {queue} replies wait: the burst was none"
        seen = acts(house)
        after = seen[seen.index(("mention", True)) + 1:]
        before_it = sum(act == "reply" for act, _ in after[:after.index(("reply", True))])
        # Those that left until the daemon polled; then one may be on its way.
        assert before_it < 60, f"{before_it} replies left before that to the one in danger"
        events = until("its district has it too", lambda: events_before_danger(house))
        assert len(events) < 60, f"{len(events)} events left before that of the one in danger"
        assert waiting(house, "endpoint:agra") > BURST // 10, "no events wait: the district was fast enough"
        until("all are taken", lambda: taken(house) == BURST + 1, patience=60 + BURST / 500)
        assert count(house, "SELECT count(*) FROM cases") == BURST + 1
        assert count(house, "SELECT count(DISTINCT case_row) FROM deliveries WHERE kind = 'reply'") == BURST + 1
        large = peak_mb(house)
        print(f"     {BURST} mentions, {queue} replies waited when the danger was answered, {before_it} left before it, and "
              f"{len(events)} events; "
              f"memory {small:.0f} MB after a quarter, {large:.0f} MB after all")
        if os.environ.get("NRISEVA_SANITIZE"):
            print("skipped: the bound on memory: a sanitizer keeps what is freed")
        else:
            assert large < small + GROWTH_MB, (small, large)


def events_before_danger(house):
    """What Agra was told from the danger's post on, up to the danger, which is the last; nothing until it was told that."""
    with open(house.path("x.jsonl")) as f:
        written_at = next(line["at"] for line in map(json.loads, f) if line["act"] == "mention" and line["ref"] == "danger")
    cases = [line["case"] for line in house.lines("district.jsonl") if line["act"] == "event" and line["at"] >= written_at]
    danger = danger_case(house)
    return cases[:cases.index(danger) + 1] if danger in cases else []


def danger_case(house):
    with sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True, timeout=30) as db:
        return db.execute("SELECT id FROM cases WHERE urgent = 1").fetchone()[0]


run(danger_overtakes_a_burst_and_memory_stays)
