"""What X went through, played again at full length while time runs faster (see fast.py): each test is named for one incident.

  NRISEVA_BUILD=build/dev python3 tests/flow/incidents_flow.py [--all] [--only PART_OF_A_NAME]

Without --all those that take less than half a minute.
"""

import argparse
import collections
import json
import os

from fast import FastHouse, skip_without_faketime
from house import House, call, nriseva, run, until
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
        self.rejected = 0  # replies that X was to refuse

    def begin(self, *options):
        self.start_x("--window-s", str(WINDOW_S), "--no-duplicate-rule")
        self.start_district("--plan", self.path("plan.jsonl"))
        self.begin_life(*options)
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

    def health(self):
        return json.loads(call(self.url("daemon", "/healthz"))[1])["handles"][0]

    def cursor(self):
        return self.rows("SELECT cursor_at FROM handles")[0][0]

    def answers(self, ref):
        """How often it was answered."""
        return sum(r.get("parent_ref") == ref for r in self.replies())

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
        rejects = self.state("x")["rejects"]
        assert len(rejects) == self.rejected, rejects

    def given_up(self):
        return self.rows("SELECT parent_id, about, reason FROM deliveries WHERE state = 'given_up'")

    def met_outage(self, endpoint):
        return any(line["act"] == "weather" and line["on"] == endpoint for line in self.lines("x.jsonl"))

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


def timelines_503_for_15_minutes_with_replies_in_flight():
    """2026-03-31: mentions and our own posts are not to be had together, just when some replies must be looked for."""
    with Incident(options.slow) as house:
        house.begin()
        house.fault("x", what="503_after_create", on="create", count=3)
        house.outage(0.25, 503, "timeline")
        house.write(6)
        until("three are said, and we do not know it", lambda: len(house.replies()) >= 3)
        end = house.outage(0.25, 503, "mentions")
        house.write(6)
        house.wait_until(end)
        house.all_are_answered_once()
        assert house.met_outage("timeline") and house.met_outage("mentions")


def search_503_for_85_minutes_is_nothing_while_the_feed_works():
    """2026-06-17."""
    with Incident(options.middle) as house:
        house.begin()
        end = house.outage(85 / 60, 503, "search")
        for part in range(4):
            house.write(3)
            house.all_are_answered_once()
            house.wait_until(end - (3 - part) * 20 * 60)
        assert house.met_outage("search"), "search was not asked"
        assert house.health()["ok"], house.health()
        assert house.log().count("our second source, fails") == 1, house.log()


def search_and_feed_503_for_85_minutes_keep_the_cursor_and_lose_nothing():
    """2026-06-17, and the feed on the same day."""
    with Incident(options.middle) as house:
        house.begin()
        house.write(2)
        house.all_are_answered_once()
        house.outage(85 / 60, 503, "search")
        end = house.outage(85 / 60, 503, "mentions")
        house.write(20)
        until("both have failed", lambda: house.met_outage("search") and house.met_outage("mentions"))
        cursor, asked = house.cursor(), house.count("mentions") + house.count("search")
        house.wait_until(end - 5 * 60)
        assert house.cursor() == cursor
        assert not house.health()["ok"]
        asked = house.count("mentions") + house.count("search") - asked
        house.write(2)
        house.wait_until(end)
        house.all_are_answered_once()
        until("the cursor has moved on", lambda: house.cursor() > cursor)  # it follows when the whole look is done
        assert asked < 85 * 3, f"{asked} calls: X was not left alone"


def signing_in_broken_for_days_leaves_the_token_and_the_daemon_as_they_are():
    """2025-05-23."""
    keys = {"consumer_key": "ck-Incident1", "consumer_secret": "cs-Incident2", "token": "1700000000000000001-Incident3",
            "token_secret": "ts-Incident4"}
    with House() as house:
        for name, wanted in (("x-token", keys), ("x-keys", keys), ("consumer", list(keys)[:2])):
            with open(house.path(name), "w") as f:
                f.writelines(f"{key} = {keys[key]}\n" for key in wanted)
            os.chmod(house.path(name), 0o600)
        with open(house.path("x-token")) as f:
            before = f.read()
        house.start_x("--oauth1-file", house.path("x-keys"))
        house.start_district("--delay", "60000")
        house.start_daemon()
        for on in ("login", "me"):
            order = {"on": on, "status": 503, "ms": 4 * 24 * HOUR_S * 1000}
            assert call(house.url("x", "/sim/outage"), order)[0] == 200
        for ways in (["--console"], ["--consumer-file", house.path("consumer")]):
            code, _, err = nriseva("x", "login", "--config", house.config, *ways,
                                   stdin="".join(f"{value}\n" for value in keys.values()))
            assert code != 0 and "X answered 503" in err and "nothing was written" in err, (code, err)
            with open(house.path("x-token")) as f:
                assert f.read() == before
            assert not os.path.exists(house.path("x-token.new"))
        house.post(ref="m0", author="citizen0", name="Citizen 0", text=COMPLAINTS[0])
        until("the daemon answers all the same", lambda: any(r.get("parent_ref") == "m0" for r in house.replies()))
        assert json.loads(call(house.url("daemon", "/healthz"))[1])["handles"][0]["ok"]


def mentions_without_entities_are_known_by_their_words():
    """2026-03-24 and months after: a field that was always there does not come any more."""
    with House() as house:
        house.start_all(delay_ms=60000)
        assert call(house.url("x", "/sim/dialect"), {"without": "entities"})[0] == 200
        texts = [COMPLAINTS[0], COMPLAINTS[1].replace("@UPPolNRI", "@uppolnri"), COMPLAINTS[2].replace("@UPPolNRI ", "") + " @UPPolNRI"]
        for n, text in enumerate(texts):
            house.post(ref=f"m{n}", author=f"citizen{n}", name=f"Citizen {n}", text=text)
            # X puts our name before it, and nobody has asked us.
            house.post(ref=f"b{n}", author=f"bystander{n}", text=COMPLAINTS[n].replace("@UPPolNRI ", ""), under=f"m{n}")
            house.post(ref=f"o{n}", author=f"other{n}", text=COMPLAINTS[n].replace("@UPPolNRI", "@UPPolNRI_fan"), shown=True)
        answered = {"m0", "m1", "m2"}
        until("those who name us are answered", lambda: answered <= {r.get("parent_ref") for r in house.replies()})
        house.post(ref="m3", author="citizen3", text=COMPLAINTS[3])
        until("one more", lambda: any(r.get("parent_ref") == "m3" for r in house.replies()))
        assert {r.get("parent_ref") for r in house.replies()} == answered | {"m3"}, house.replies()
        assert json.loads(call(house.url("daemon", "/healthz"))[1])["handles"][0]["ok"]


def write_late(house, hours):
    """A mention that was written so long ago and is shown only now."""
    house.post(ref=f"m{house.written}", author=f"citizen{house.written}", name="C", age_ms=hours * HOUR_S * 1000,
               text=COMPLAINTS[house.written % len(COMPLAINTS)])
    house.written += 1
    return f"m{house.written - 1}"


def a_mention_shown_three_hours_late_is_taken_within_the_hour_and_told_so():
    with Incident(options.speed) as house:
        house.begin("--since", "120h")
        house.write(1)
        house.all_are_answered_once()
        ref, begun = write_late(house, 3), house.clock.passed_s()
        until("it is taken", house.has_ended)
        assert house.clock.passed_s() - begun < 1.25 * HOUR_S
        house.all_are_answered_once()
        assert is_late(house, ref) and not is_late(house, "m0")


def a_mention_shown_three_days_late_is_taken_and_not_acknowledged_by_itself():
    with Incident(options.speed) as house:
        house.begin("--since", "120h")
        house.write(1)
        house.all_are_answered_once()
        ref, begun = write_late(house, 72), house.clock.passed_s()
        until("it is taken, by the first poll that goes so deep", house.has_ended, 25 * HOUR_S / options.speed + 30)
        print(f"     taken after {(house.clock.passed_s() - begun) / HOUR_S:.1f} hours")
        ids = {m["ref"]: m["id"] for m in house.state("x")["mentions"]}
        told = house.rows("SELECT about FROM deliveries WHERE kind = 'reply' AND parent_id = ?", ids[ref])
        assert not any(about.startswith("acknowledged") for about, in told), told
        events = house.rows("SELECT count(*) FROM deliveries WHERE kind = 'event' AND state = 'done'")
        assert events[0][0] >= 2, "the district was not told"


RULE = "You can only reply to posts in which the author has asked this account for a reply."
DANGER = "@UPPolNRI URGENT! Armed men have broken into my parents' house in Agra right now, their life is in danger. Send police!"


def replay_all(house, count):
    code, out, err = nriseva("delivery", "replay", "--given-up", "--lane", "handle:UPPolNRI", "--config", house.config)
    assert code == 0 and out.count("replayed") + out.count("waits again") + out.count("looked for") >= count, (out, err)


def a_reply_rule_that_changes_overnight_costs_a_few_and_the_others_wait():
    """2026-02-23: from one moment X refuses every reply, as if each were at fault."""
    with Incident(options.middle) as house:
        house.begin()
        house.write(4)
        house.all_are_answered_once()
        assert call(house.url("x", "/sim/rule"), {"refuse": RULE})[0] == 200
        house.write(40)
        rejects = lambda: house.state("x")["rejects"]
        until("it rests", lambda: "X refuses all replies" in house.log())
        assert len(rejects()) == 5, rejects()
        problem = house.health()["problem"]
        assert "X refuses all replies, 5 in a row" in problem and "You can only reply" in problem, problem
        # Danger may try once.
        for n in range(2):
            house.post(ref=f"danger{n}", author=f"danger{n}", text=f"{DANGER} {n}")
        until("one of danger has tried", lambda: len(rejects()) == 6)
        rested = house.clock.passed_s()
        until("one is tried after a quarter of an hour", lambda: len(rejects()) == 7)
        assert house.clock.passed_s() - rested > 10 * 60
        until("one of danger may try again, or none is left", lambda: len(rejects()) in (7, 8))
        house.wait_until(house.clock.passed_s() + 15 * 60)
        assert len(rejects()) in (7, 8), rejects()
        assert call(house.url("x", "/sim/rule"), {"refuse": None})[0] == 200
        until("nothing waits", lambda: house.rows("SELECT count(*) FROM deliveries WHERE kind <> 'timer' AND state IN ('waiting', 'leased', 'settling')") == [(0,)], 90)
        assert house.health()["ok"] and "X takes replies again" in house.log(), house.health()
        given_up = house.rows("SELECT row FROM deliveries WHERE state = 'given_up'")
        assert len(given_up) == len(rejects()), house.given_up()
        replay_all(house, len(given_up))
        house.written += 2
        house.rejected = len(rejects())
        until("nothing waits", house.has_ended)
        house.written -= 2
        said = [(r["parent_ref"], situation_of(r["text"])) for r in house.replies()]
        assert not more_than_once(said), said
        for ref in [f"m{n}" for n in range(house.written)] + ["danger0", "danger1"]:
            assert {"acknowledged", "forwarded"} <= {situation for to, situation in said if to == ref}, (ref, said)
        assert not house.given_up() and len(rejects()) == house.rejected
        print(f"     {house.rejected} replies refused and replayed, {len(said)} said")


LONG = [site_wide_503_for_12_hours_loses_nothing_and_ends_without_a_burst,
        timelines_404_for_8_hours_leave_what_is_unknown_unsent,
        search_and_feed_503_for_85_minutes_keep_the_cursor_and_lose_nothing,
        search_503_for_85_minutes_is_nothing_while_the_feed_works,
        a_mention_shown_three_days_late_is_taken_and_not_acknowledged_by_itself]
SHORT = [posts_503_for_30_minutes_with_the_posts_made,
         a_feed_that_answers_and_shows_nothing_is_noticed,
         token_refused_for_2_hours_and_it_goes_on_by_itself,
         timelines_503_for_15_minutes_with_replies_in_flight,
         signing_in_broken_for_days_leaves_the_token_and_the_daemon_as_they_are,
         mentions_without_entities_are_known_by_their_words,
         a_mention_shown_three_hours_late_is_taken_within_the_hour_and_told_so,
         a_reply_rule_that_changes_overnight_costs_a_few_and_the_others_wait]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--speed", type=int, default=900, help="how much faster time runs (default 900)")
    parser.add_argument("--slow", type=int, default=120, help="the same where answers are waited for (default 120)")
    parser.add_argument("--middle", type=int, default=300, help="the same where answers are waited for, for an hour (default 300)")
    parser.add_argument("--all", action="store_true", help="those of many hours too (two minutes more)")
    parser.add_argument("--only", default="", help="part of a name")
    parser.parse_args(namespace=options)
    skip_without_faketime()
    tests = SHORT + LONG if options.all or options.only else SHORT
    run(*(test for test in tests if options.only in test.__name__))


main()
