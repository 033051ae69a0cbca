"""What a handle may spend: our own count and the pretended X's meter agree, limits hold, what is pressing is said first, and nothing is
lost or said twice when credit or a limit has run out."""

import contextlib
import json
import os
import shutil
import sqlite3
import sys

from fast import FastHouse
from house import House, call, nriseva, run, until
from kill_check import more_than_once, situation_of
from kill_house import COMPLAINTS

DANGER = "@UPPolNRI URGENT! Armed men have broken into my parents' house in Agra right now, their life is in danger. Send police!"
NO_LIMIT = "replies_per_day: 1000000"
WINDOW_S, CREATES_A_WINDOW = 900, 100  # X's own


def rows(house, sql):
    with contextlib.closing(sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(sql).fetchall()


def quiet_district(house):
    """Districts take what they are told and say nothing: two replies to each complaint, and no more."""
    with open(house.path("plan.jsonl"), "w") as f:
        f.write('{"steps": []}\n')
    house.start_district("--plan", house.path("plan.jsonl"))


def write(house, first, count):
    for n in range(first, first + count):
        house.post(ref=f"m{n}", author=f"citizen{n}", name=f"Citizen {n}", text=COMPLAINTS[n % len(COMPLAINTS)])


def write_danger(house):
    house.post(ref="danger", author="danger_test", name="D", text=DANGER)


def bill(house):
    return json.loads(call(house.url("x", "/sim/bill"))[1])


def own_count(house):
    found = rows(house, "SELECT sum(replies), sum(posts_read), sum(micro_dollars) FROM spendings")[0]
    return {"replies": found[0], "posts_read": found[1], "micro_dollars": found[2]}


def health(house):
    return json.loads(call(house.url("daemon", "/healthz"))[1])["handles"][0]


def all_said_once(house, mentions):
    """Each complaint was acknowledged and forwarded, once."""
    def ended():
        waits = rows(house, "SELECT count(*) FROM deliveries WHERE kind <> 'timer' AND state IN ('waiting', 'leased', 'settling')")
        return waits == [(0,)] and rows(house, "SELECT count(*) FROM cases") == [(mentions,)]
    until("nothing waits", ended, 120)
    assert rows(house, "SELECT count(*) FROM deliveries WHERE state IN ('given_up', 'superseded')") == [(0,)]
    said = [(r["parent_ref"], situation_of(r["text"])) for r in house.replies()]
    assert not more_than_once(said), said
    assert len(said) == 2 * mentions, f"{len(said)} replies to {mentions} complaints"


def our_count_agrees_with_the_meter():
    with House() as house:
        house.start_x("--no-duplicate-rule", "--limit=create=100000")
        quiet_district(house)
        house.start_daemon()
        # One whose fate is unknown: it is looked for, and what is read for that costs too.
        house.fault("x", what="503_after_create")
        write(house, 0, 24)
        all_said_once(house, 24)
        agree(house)
        house.stop_daemon()
        before = own_count(house)
        house.start_daemon()
        write(house, 24, 6)
        all_said_once(house, 30)
        seen = agree(house)
        assert seen["replies"] == before["replies"] + 12, (before, seen)
        # Posts that were read before the restart, and are read again after it, are not counted again.
        assert seen["posts_read"] == before["posts_read"] + 6, (before, seen)
        told = health(house)["money_today"]["used"]
        assert round(float(told) * 1e6) == seen["micro_dollars"], told
        print(f"     {seen['posts_read']} posts read, {seen['replies']} replies: {told} dollars")


def agree(house):
    def same():
        theirs, ours = bill(house), own_count(house)
        return ours if all(ours[key] == theirs[key] for key in ours) else None
    try:
        return until("the two counts agree", same, 20)
    except AssertionError as e:
        raise AssertionError(f"X: {bill(house)}, we: {own_count(house)}") from e


class Prepaid(FastHouse):
    def begin(self, credit):
        self.start_x("--no-duplicate-rule", "--window-s", str(WINDOW_S), "--credit", str(credit))
        quiet_district(self)
        self.begin_life()
        until("it polls", lambda: self.state("x")["counts"]["mentions"] > 1)

    def fill_up(self, dollars, form):
        assert call(self.url("x", "/sim/credit"), {"dollars": dollars, "form": form})[0] == 200


def credit_runs_out_and_danger_is_first_when_it_is_filled_up(form):
    with Prepaid(60, **{"poll_every: 200ms": "poll_every: 10s"}) as house:
        house.begin(0.0001)  # the first page costs all there is
        house.fill_up(0, form)
        write(house, 0, 12)
        write_danger(house)
        until("the page is read", lambda: rows(house, "SELECT count(*) FROM posts") == [(13,)])
        until("X refuses a reply", lambda: bill(house)["refused"] > 1)
        until("it is told", lambda: "no credit is left" in health(house).get("problem", ""))
        write(house, 12, 1)  # while nothing can be read
        refused = bill(house)["refused"]
        passed_s = house.clock.passed_s()
        until("ten minutes have passed", lambda: house.clock.passed_s() > passed_s + 600)
        asked = bill(house)["refused"] - refused
        assert asked < 20, f"{asked} calls in ten minutes without credit"
        assert not house.replies()
        house.fill_up(5, form)
        passed_s = house.clock.passed_s()
        first = until("the first reply", house.replies)[0]
        # 2 minutes until danger is tried again, and what is lost on the way at sixty times the speed.
        waited_s = house.clock.passed_s() - passed_s
        assert first["parent_ref"] == "danger", first
        assert waited_s < 240, f"danger waited {waited_s:.0f} s after credit was there"
        all_said_once(house, 14)
        agree(house)
        print(f"     {asked} calls in ten minutes without credit; {waited_s:.0f} s after it was filled up the one in danger heard")


def credit_runs_out_told_in_the_short_form():
    credit_runs_out_and_danger_is_first_when_it_is_filled_up("short")


def credit_runs_out_told_in_the_long_form():
    credit_runs_out_and_danger_is_first_when_it_is_filled_up("long")


def the_limit_of_a_day_holds_across_a_restart_and_danger_has_its_part():
    with House(**{NO_LIMIT: "replies_per_day: 20"}) as house:
        house.start_x("--no-duplicate-rule", "--limit=create=100000")
        quiet_district(house)
        house.start_daemon()
        write(house, 0, 25)
        until("all but a tenth are used", lambda: len(house.replies()) == 18)
        told = until("it is told", lambda: health(house).get("problem"))
        assert "replies_per_day" in told, told
        assert house.log().count("20 replies of the day are used but") == 1
        assert house.log().count("80 % of the 20 replies") == 1
        house.stop_daemon()
        house.start_daemon()
        write_danger(house)
        until("the danger is answered", lambda: any(r["parent_ref"] == "danger" for r in house.replies()))
        assert len(house.replies()) <= 20
        code, out, _ = nriseva("status", "--config", house.config)
        assert code == 1 and " of 20" in out, out
        house.stop_daemon()
        assert len(house.replies()) <= 20
        with open(house.config) as f:
            text = f.read().replace("replies_per_day: 20", NO_LIMIT)
        with open(house.config, "w") as f:
            f.write(text)
        house.start_daemon()
        all_said_once(house, 26)
        agree(house)


def the_limit_of_the_account_is_kept_as_x_tells_it():
    with House() as house:
        house.start_x("--no-duplicate-rule", "--limit=create=100000", "--replies-per-day", "20")
        quiet_district(house)
        house.start_daemon()
        write(house, 0, 25)
        until("all but a tenth are used", lambda: len(house.replies()) == 18)
        write_danger(house)
        until("the danger is answered", lambda: any(r["parent_ref"] == "danger" for r in house.replies()))
        assert not refused(house, 429), "it went on asking although X had told what is left"


def refused(house, status):
    return [line for line in house.lines("x.jsonl") if line["act"] == "refused" and line["status"] == status]


def after_an_outage_no_window_is_exceeded_and_danger_does_not_wait():
    with FastHouse(300, **{"poll_every: 200ms": "poll_every: 30s"}) as house:
        house.start_x("--no-duplicate-rule", "--window-s", str(WINDOW_S))
        quiet_district(house)
        house.begin_life()
        until("it polls", lambda: house.state("x")["counts"]["mentions"] > 1)
        order = {"on": "create", "status": 503, "ms": 3600 * 1000}
        assert call(house.url("x", "/sim/outage"), order)[0] == 200
        end_s = house.clock.passed_s() + 3600
        write(house, 0, 300)
        until("all are taken", lambda: rows(house, "SELECT count(*) FROM cases") == [(300,)])
        until("the outage is over", lambda: house.clock.passed_s() > end_s)
        until("more than half of the window is used", lambda: len(house.replies()) > 60)
        write_danger(house)
        until("all are acknowledged", lambda: len(house.replies()) > 320, 150)
        replies = house.replies()
        ats = [r["time"] for r in replies]
        danger = next(r for r in replies if r["parent_ref"] == "danger")
        between = sum(danger["time"] - danger["after_ms"] < at < danger["time"] for at in ats)
        # A poll, and what three hundred times the speed makes of the machine's own delays.
        assert danger["after_ms"] < 180 * 1000, f"danger waited {danger['after_ms'] / 1000:.0f} s"
        assert between < 15, f"{between} others were answered before the one in danger"
        assert not refused(house, 429), f"X's window was used up {len(refused(house, 429))} times"
        most = max(sum(at <= other < at + WINDOW_S * 1000 for other in ats) for at in ats)
        gaps = [(b - a) / 1000 for a, b in zip(ats, ats[1:])]
        print(f"     {len(ats)} replies in {(ats[-1] - ats[0]) / 60000:.0f} min, {most} in the fullest 15 min, "
              f"{max(gaps):.0f} s the longest silence; the one in danger waited {danger['after_ms'] / 1000:.0f} s")
        # Two of X's windows share any 15 minutes: half of one at once, and the end of the one before.
        assert most <= CREATES_A_WINDOW + CREATES_A_WINDOW // 2
        assert max(gaps) < 200, f"silence of {max(gaps):.0f} s"


FAST = [credit_runs_out_told_in_the_short_form, credit_runs_out_told_in_the_long_form,
        after_an_outage_no_window_is_exceeded_and_danger_does_not_wait]


def main():
    tests = [our_count_agrees_with_the_meter, the_limit_of_a_day_holds_across_a_restart_and_danger_has_its_part,
             the_limit_of_the_account_is_kept_as_x_tells_it]
    if not shutil.which("faketime") or os.environ.get("NRISEVA_SANITIZE"):
        print("skipped in part: time cannot run faster here (faketime is missing, or a sanitizer must be loaded first)")
    else:
        tests += FAST
    run(*(test for test in tests if not sys.argv[1:] or sys.argv[1] in test.__name__))


main()
