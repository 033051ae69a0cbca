"""What X went through, played again at full length while time runs faster (see fast.py): each test is named for one incident.

  NRISEVA_BUILD=build/dev python3 tests/flow/incidents_flow.py [--all] [--only PART_OF_A_NAME]

Without --all those that take less than half a minute.
"""

import argparse
import collections

from fast import FastHouse, skip_without_faketime
from house import call, run, until
from kill_check import more_than_once, situation_of
from kill_house import COMPLAINTS

HOUR_S = 3600
CREATES_A_WINDOW, WINDOW_S = 100, 900  # X's own
options = argparse.Namespace()


class Incident(FastHouse):
    """X with its own windows; districts take what they are told and say nothing."""

    def __init__(self, speed):
        super().__init__(speed, **{"poll_every: 200ms": "poll_every: 30s", "no_answer: 10m": "no_answer: 30d"})
        with open(self.path("plan.jsonl"), "w") as f:
            f.write('{"steps": []}\n')
        self.written = 0

    def begin(self):
        self.start_x("--window-s", str(WINDOW_S), "--no-duplicate-rule")
        self.start_district("--plan", self.path("plan.jsonl"))
        self.begin_life()
        until("it polls", lambda: self.count("mentions") > 1)

    def count(self, endpoint):
        return self.state("x")["counts"][endpoint]

    def outage(self, hours, status, *on, done=False):
        for endpoint in on:
            order = {"on": endpoint, "status": status, "ms": round(hours * HOUR_S * 1000), "done": done}
            assert call(self.url("x", "/sim/outage"), order)[0] == 200
        return self.clock.passed_s() + hours * HOUR_S

    def wait_until(self, moment_s):
        until("the time has passed", lambda: self.clock.passed_s() >= moment_s)

    def write(self, count):
        """That many complaints now."""
        for n in range(self.written, self.written + count):
            self.post(ref=f"m{n}", author=f"citizen{n}", name=f"Citizen {n}", text=COMPLAINTS[n % len(COMPLAINTS)])
        self.written += count

    def acknowledged(self):
        return sum(situation_of(r["text"]) == "acknowledged" for r in self.replies())

    def has_ended(self):
        waits = self.rows("SELECT count(*) FROM deliveries WHERE kind <> 'timer' AND state IN ('waiting', 'leased', 'settling')")
        return waits == [(0,)] and self.rows("SELECT count(*) FROM cases") == [(self.written,)]

    def all_are_answered_once(self, patience=60):
        until("nothing waits", self.has_ended, patience)
        replies = self.replies()
        assert not more_than_once((r["parent"], situation_of(r["text"])) for r in replies), replies
        said = collections.defaultdict(set)
        for r in replies:
            said[r["parent_ref"]].add(situation_of(r["text"]))
        for n in range(self.written):
            assert said[f"m{n}"] == {"acknowledged", "forwarded"}, (f"m{n}", said[f"m{n}"], self.given_up())
        assert not self.given_up(), self.given_up()
        assert not self.state("x")["rejects"], self.state("x")["rejects"]

    def given_up(self):
        return self.rows("SELECT parent_id, about, reason FROM deliveries WHERE state = 'given_up'")

    def refused(self, endpoint, status):
        return sum(line["act"] == "refused" and line["on"] == endpoint and line["status"] == status
                   for line in self.lines("x.jsonl"))


def site_wide_503_for_12_hours_loses_nothing_and_ends_without_a_burst():
    """2025-03-10, 2026-02-16 and others."""
    with Incident(options.speed) as house:
        house.begin()
        house.write(10)
        end = house.outage(12, 503, "all")
        calls = sum(house.state("x")["counts"].values())
        house.write(60)
        house.wait_until(end - HOUR_S)
        asked = sum(house.state("x")["counts"].values()) - calls
        house.write(10)
        house.wait_until(end)
        house.all_are_answered_once()
        late = [n for n in range(60) if is_late(house, f"m{n}")]
        print(f"     {asked} calls in 11 hours of outage, {house.refused('create', 429)} refused by X's window afterwards")
        assert len(late) >= 50, f"told of the delay: {late}"
        assert asked < 11 * 12 * 3, f"{asked} calls: X was not left alone"
        assert not house.refused("create", 429), "it went on asking although X's window was used up"


def is_late(house, ref):
    ids = {m["ref"]: m["id"] for m in house.state("x")["mentions"]}
    return house.rows("SELECT 1 FROM deliveries WHERE parent_id = ? AND about = 'acknowledged_late'", ids[ref])


def timelines_404_for_8_hours_leave_what_is_unknown_unsent():
    """2025-09-10. Replies whose fate is unknown wait for the timeline to come back; nothing is sent again before."""
    with Incident(options.speed) as house:
        house.begin()
        house.write(4)
        until("they are answered", house.has_ended)
        end = house.outage(8, 404, "timeline")
        house.outage(0.02, 503, "create", done=True)
        house.post(ref="m4", author="citizen4", name="Citizen 4", text=COMPLAINTS[0])
        house.written += 1
        asked = house.count("timeline")
        house.wait_until(end - 60)
        asked = house.count("timeline") - asked
        house.wait_until(end)
        house.all_are_answered_once()
        print(f"     {asked} looks in 8 hours")
        assert 0 < asked < 200, f"{asked} looks: X was not left alone"


def posts_503_for_30_minutes_with_the_posts_made():
    """2026-04-14."""
    with Incident(options.slow) as house:
        house.begin()
        end = house.outage(0.5, 503, "create", done=True)
        house.write(30)
        house.wait_until(end)
        house.all_are_answered_once()


def token_refused_for_2_hours_and_it_goes_on_by_itself():
    """2026-06-30."""
    with Incident(options.speed) as house:
        house.begin()
        with open(house.path("x-token")) as f:
            token = f.read()
        end = house.outage(2, 401, "all")
        house.write(20)
        house.wait_until(end)
        assert not house.replies()
        house.all_are_answered_once()
        with open(house.path("x-token")) as f:
            assert f.read() == token
        assert house.running["daemon"].poll() is None


def a_feed_that_answers_and_shows_nothing_is_noticed():
    """2026-01-16, in the feed's form: connected does not mean complete."""
    with Incident(options.slow * 4) as house:
        house.begin()
        house.write(25)
        until("they are answered", house.has_ended)
        house.fault("x", what="empty", on="mentions", count=100000)
        house.write(1)
        house.wait_until(house.clock.passed_s() + 1.2 * HOUR_S)
        until("the operators are told", lambda: "no mention since" in house.log())
        house.all_are_answered_once()
        assert "nriseva_x_too_quiet{" in call(house.url("daemon", "/metrics"))[1]


LONG = [site_wide_503_for_12_hours_loses_nothing_and_ends_without_a_burst,
        timelines_404_for_8_hours_leave_what_is_unknown_unsent]
SHORT = [posts_503_for_30_minutes_with_the_posts_made,
         a_feed_that_answers_and_shows_nothing_is_noticed,
         token_refused_for_2_hours_and_it_goes_on_by_itself]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--speed", type=int, default=900, help="how much faster time runs (default 900)")
    parser.add_argument("--slow", type=int, default=120, help="the same where answers are waited for (default 120)")
    parser.add_argument("--all", action="store_true", help="those of many hours too (two minutes more)")
    parser.add_argument("--only", default="", help="part of a name")
    parser.parse_args(namespace=options)
    skip_without_faketime()
    tests = SHORT + LONG if options.all or options.only else SHORT
    run(*(test for test in tests if options.only in test.__name__))


main()
