"""Nothing is lost and nothing is said twice, shown by killing: at each crash point, and at random instants.

Needs a build with -DNRISEVA_CRASH=ON (preset `crash`). Alone, longer or with another seed:

  NRISEVA_BUILD=build/crash python3 tests/flow/kill_flow.py --only random --kills 5000 --seed 7
"""

import argparse
import concurrent.futures
import contextlib
import glob
import os
import random
import re
import signal
import sqlite3
import threading
import time

from between import Between, send
from house import PATIENCE, TOP, run, until
from kill_check import situation_of
from kill_house import COMPLAINTS, LAG_MS, KillHouse

# Each crash point of src/, with the lives that are ordered for it: what each of them dies of, one after the other. Then comes a
# life without orders, and after it everything must be as if nobody had died.
ONCE_AND_LATER = ["{}", "{}"], ["{}:3"]
GROUP = ["{}:1", "{}:2", "{}:3"], ["{}:5", "{}:8"], ["{}:13", "{}:21"]
AFTER_A_LOST_ANSWER = ["reply.answered:2", "{}", "{}:2"], ["reply.handed_over:3", "{}:3"]
POINTS = {
    # a mention comes in
    "handle.started": (["{}", "{}"],),
    "page.received": ONCE_AND_LATER,
    "post.decided": ONCE_AND_LATER,
    "post.committed": ONCE_AND_LATER,
    "cursor.before_move": ONCE_AND_LATER,
    "cursor.moved": ONCE_AND_LATER,
    # every commit
    "group.before_commit": GROUP,
    "group.after_commit": GROUP,
    # the outbox
    "start.committed": (["{}", "{}"], ["reply.answered:2", "{}", "{}"]),
    "claim.before_commit": ONCE_AND_LATER,
    "claim.committed": GROUP,
    "completion.before_commit": GROUP,
    "completion.committed": GROUP,
    # a reply leaves
    "reply.before_send": GROUP,
    "reply.handed_over": GROUP,
    "reply.answered": GROUP,
    "look_up.before_ask": (["{}", "{}"],),  # who was looked up is known for long: later there is none
    "look_up.answered": (["{}", "{}"],),
    "look.before_ask": AFTER_A_LOST_ANSWER,
    "look.answered": AFTER_A_LOST_ANSWER,
    # an event leaves
    "event.before_send": ONCE_AND_LATER,
    "event.handed_over": ONCE_AND_LATER,
    "event.answered": ONCE_AND_LATER,
    # a status comes in
    "status.received": ONCE_AND_LATER,
    "status.decided": ONCE_AND_LATER,
    "status.committed": ONCE_AND_LATER,
}
ELSEWHERE = {"token.before_ask", "token.kept"}  # oauth2_flow.py
MENTIONS = 4
AT_ONCE = 4  # houses side by side: they wait more than they work
# X may forget what it knows of our last minute, and does not refuse what we say twice: the daemon alone must see to it.
HARSH = ["--no-duplicate-rule", "--timeline-lag", str(LAG_MS)]
FAULTS = [
    ("x", {"what": "drop_after_create", "on": "create"}),
    ("x", {"what": "503_after_create", "on": "create"}),
    ("x", {"what": "drop", "on": "create"}),
    ("x", {"what": "slow", "on": "create", "ms": 150}),
    ("x", {"what": "slow", "on": "timeline", "ms": 100}),
    ("x", {"what": "slow", "on": "mentions", "ms": 100}),
    ("district", {"what": "503"}),
    ("district", {"what": "timeout", "ms": 150}),
    ("district", {"what": "slow", "ms": 150}),
]
options = argparse.Namespace()


def hold(ledger):
    problems = ledger.wrong or ledger.missing
    assert not problems, f"{len(problems)} {'wrong' if ledger.wrong else 'missing'}: " + "\n".join(problems[:20])


# --- at each point ---

def die(house, order):
    """One life that shall die at the ordered point. False if it did not: a later passing is not reached when all is done."""
    house.begin_life(crash=order)
    until(f"the daemon dies at {order}", lambda: house.is_dead() or house.has_all())
    if house.is_dead():
        return True
    house.kill()
    return False


def play(plan):
    """The lives of one plan; gives a line about them."""
    with KillHouse() as house:
        house.write_script(MENTIONS)
        house.start_others(*HARSH)
        died = [die(house, order) for order in plan]
        assert died[0], f"{plan[0]} was never passed"
        house.begin_life()
        ledger = house.settle()
        hold(ledger)
        return f"{' '.join(plan)}: died {sum(died)} times; {ledger.told()}"


def every_point_of_the_sources_has_lives():
    found = set()
    for path in glob.glob(os.path.join(TOP, "src", "**", "*.c"), recursive=True):
        with open(path, encoding="utf-8") as f:
            found.update(re.findall(r'crash_point\("([^"]*)"\)', f.read()))
    known = set(POINTS) | ELSEWHERE
    assert found == known, f"without lives: {sorted(found - known)}; not there: {sorted(known - found)}"


def killed_at_each_point_nothing_is_lost_or_said_twice():
    plans = [[life.format(point) for life in lives] for point, all_lives in POINTS.items() for lives in all_lives
             if not options.point or point == options.point]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        for plan, future in [(plan, pool.submit(play, plan)) for plan in plans]:
            try:
                print("     " + future.result(), flush=True)
            except Exception as e:  # whatever ended it
                failed += 1
                print(f"     {' '.join(plan)}: FAILED: {e}", flush=True)
    assert not failed, f"{failed} of {len(plans)} failed"


def killed_while_x_has_the_reply_and_has_not_answered():
    with KillHouse() as house:
        house.write_script(MENTIONS)
        house.start_others(*HARSH)
        for n in range(4):
            house.fault("x", what="slow", on="create", ms=5000)
            before = len(house.replies())
            house.begin_life()
            until("X has a reply more", lambda: len(house.replies()) > before)
            house.kill()
        house.begin_life()
        hold(house.settle())


# --- frozen, and replaced ---

def freeze(house, process):
    """False if it would keep the database locked."""
    process.send_signal(signal.SIGSTOP)
    with contextlib.closing(sqlite3.connect(house.path("nriseva.db"), timeout=0)) as db:
        try:
            db.execute("BEGIN IMMEDIATE")
            return True
        except sqlite3.OperationalError:
            process.send_signal(signal.SIGCONT)
            return False


def frozen_and_replaced_it_changes_nothing_when_it_wakes():
    """The machine of a daemon stands still while X answers; somebody takes its lock away and starts another. The answer that the
    first then reads says that its post was not taken. Believing that, it would have it sent a second time."""
    with KillHouse() as house:
        asked, answer = threading.Event(), threading.Event()

        def too_many(client):
            asked.set()
            answer.wait(PATIENCE)
            send(client, b'{"title":"Too Many Requests","status":429}', 429, "application/problem+json")

        Between(house).create_faults.append(too_many)
        house.start_x(*HARSH)
        house.start_district("--delay", "600000")
        frozen = house.begin_life()
        until("it watches", lambda: house.state("x")["counts"]["mentions"] > 0)
        house.post(ref="m0", author="citizen0", name="Citizen 0", text=COMPLAINTS[0])
        assert asked.wait(PATIENCE), "nothing was sent"
        until("the district has the case", lambda: "event delivered" in house.log())
        until("it stands still, and not within a commit", lambda: freeze(house, frozen))
        os.unlink(house.path("nriseva.db.lock"))
        house.move_daemon()
        house.begin_life()
        until("the other has told the citizen", lambda: len(house.replies()) >= 2)
        answer.set()
        frozen.send_signal(signal.SIGCONT)
        until("the first reads the answer too late", lambda: "no longer leased to us" in house.log(life=1))
        frozen.send_signal(signal.SIGTERM)
        assert frozen.wait(PATIENCE) == 0
        house.post(ref="m1", author="citizen1", name="Citizen 1", text=COMPLAINTS[1])
        until("all is said", lambda: len(house.replies()) >= 4 and not house.waiting())
        said = [(r["parent_ref"], situation_of(r["text"])) for r in house.replies()]
        assert sorted(said) == sorted((m, s) for m in ("m0", "m1") for s in ("acknowledged", "forwarded")), said


# --- at random ---

def kill_at_random(name, *x_options, seed, kills):
    """A stream of mentions, lives of 30 to 300 ms, now and then something that goes wrong besides."""
    chance = random.Random(seed)
    begun = time.monotonic()
    with KillHouse() as house:
        house.write_script(max(2 * kills, MENTIONS))
        house.start_others(*x_options, every_ms=80)
        for n in range(kills):
            if n % 5 == 4:
                who, order = chance.choice(FAULTS)
                house.fault(who, **order)
            if n % 10 == 9:
                house.fault("x", what="lag_ms", on="mentions", ms=chance.choice((0, 100, 500, 1000)))
            house.begin_life()
            time.sleep(chance.uniform(0.03, 0.3))
            house.kill()
        house.begin_life()
        ledger = house.settle(patience=PATIENCE + kills)
        print(f"     {name}, seed {seed}: {kills} kills in {time.monotonic() - begun:.0f} s; {ledger.told()}", flush=True)
        hold(ledger)


def killed_at_random_when_x_takes_everything_twice_and_shows_it_late():
    kill_at_random("no duplicate rule, own posts shown late", *HARSH, seed=options.seed, kills=options.kills)


def killed_at_random_when_x_is_as_it_is():
    kill_at_random("duplicate rule", seed=options.seed + 1, kills=options.kills)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=150, help="random kills, twice as many in all (default 150)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--only", choices=["points", "random"])
    parser.add_argument("--point", help="only this crash point")
    parser.parse_args(namespace=options)
    print(f"seed {options.seed}")
    points = [every_point_of_the_sources_has_lives, killed_at_each_point_nothing_is_lost_or_said_twice,
              killed_while_x_has_the_reply_and_has_not_answered, frozen_and_replaced_it_changes_nothing_when_it_wakes]
    at_random = [killed_at_random_when_x_takes_everything_twice_and_shows_it_late, killed_at_random_when_x_is_as_it_is]
    run(*(points if options.only != "random" else []), *(at_random if options.only != "points" and not options.point else []))


main()
