"""A storm: X fails one call in ten, in every way it is known to fail, shows mentions late and takes the same text twice; the daemon is
killed every few seconds. Nothing is lost, nothing is said twice, nothing is said where a rule forbids it.

Time runs faster (see fast.py), so that hours of waiting are played whole. Longer, or once more as it was:

  NRISEVA_BUILD=build/dev python3 tests/flow/storm_flow.py --mentions 5000 --seed 7
"""

import argparse
import collections
import contextlib
import json
import random
import time

from fast import FastHouse, skip_without_faketime
from house import call, nriseva, run, until
from kill_house import COMPLAINTS
from storm_check import Verdict

# At more than this, X would show a mention no longer (its newest 800) when one refusal stops the polls for half an hour.
MENTION_EVERY_S = 4.5
LAG_S = 60
NOISE_EVERY = 10
options = argparse.Namespace()


def write_script(house, mentions):
    """Complaints; between them posts that are shown to us and must not be answered: reposts, answers of others below a complaint
    (X puts our name before them) and posts that do not name us."""
    with open(house.path("script.jsonl"), "w") as f:
        for n in range(mentions):
            text = COMPLAINTS[n % len(COMPLAINTS)]
            lines = [{"ref": f"m{n}", "author": f"citizen{n}", "name": f"Citizen {n}", "text": text}]
            if n % NOISE_EVERY == 0:
                lines += [{"ref": f"repost{n}", "author": f"reader{n}", "repost": f"m{n}", "text": text},
                          {"ref": f"below{n}", "author": f"passer{n}", "under": f"m{n}", "text": "The same happened to my uncle in Agra"},
                          {"ref": f"shown{n}", "author": f"other{n}", "shown": True, "text": "Chain snatching in Kanpur again, please help"}]
            f.writelines(json.dumps(line) + "\n" for line in lines)


def lines_of(mentions):
    return mentions + 3 * ((mentions + NOISE_EVERY - 1) // NOISE_EVERY)


def waiting(house):
    """What has not reached its end, timers aside."""
    return house.rows("SELECT lane, state, count(*) FROM deliveries WHERE kind <> 'timer' AND state IN "
                      "('waiting', 'leased', 'settling') GROUP BY lane, state")


def is_over(house):
    if house.state("x")["script_left"] or waiting(house):
        return False
    return house.rows("SELECT count(*) FROM cases") == [(options.mentions,)]


def wait_for_the_end(house, patience):
    """No longer than that: what is missing then is told by the verdict."""
    with contextlib.suppress(AssertionError):
        until("nothing waits", lambda: is_over(house), patience)


def ride(house, chance):
    """Lives of a few seconds, until the script is written."""
    kills = 0
    while house.state("x")["script_left"]:
        house.begin_life()
        time.sleep(chance.uniform(*options.life))
        house.kill()
        kills += 1
    return kills


def judge(house):
    ends = house.rows("SELECT state, parent_id, reason FROM deliveries WHERE kind = 'reply' AND about LIKE 'acknowledged%'")
    given_up = {parent: reason for state, parent, reason in ends if state == "given_up"}
    gave_way = {parent for state, parent, _ in ends if state == "superseded"}
    return Verdict(house.state("x"), house.state("district"), given_up, gave_way)


def table(house, verdict, kills, begun):
    failed = {what: n for what, n in house.state("x")["failed"].items() if n}
    figures = {"mentions": len(verdict.mentions), "replies": len(verdict.replies), "parked": len(verdict.parked),
               "gave way to later news": verdict.overtaken, "kills": kills, "failed calls": sum(failed.values()),
               "run time": f"{time.monotonic() - begun:.0f} s", "simulated": f"{house.clock.passed_s() / 3600:.1f} h"}
    print("     " + ", ".join(f"{what} {n}" for what, n in figures.items()))
    for reason, n in collections.Counter(verdict.parked.values()).items():
        print(f"     parked {n}: {reason}")
    print("     failed calls: " + ", ".join(f"{what} {n}" for what, n in failed.items()), flush=True)


def parked_is_visible(house, verdict):
    code, out, err = nriseva("delivery", "list", "--given-up", "--json", "--limit", "100000", "--config", house.config)
    assert code == 0, err
    shown = [json.loads(line) for line in out.splitlines()]
    assert len(shown) >= len(verdict.parked), f"{len(verdict.parked)} are parked, and nriseva delivery list shows {len(shown)}"
    if shown:
        assert nriseva("status", "--config", house.config)[0] == 1, "nriseva status does not say that an operator is needed"


def in_a_storm_nothing_is_lost_or_said_twice():
    chance, begun = random.Random(options.seed), time.monotonic()
    with FastHouse(options.speed, **{"poll_every: 200ms": "poll_every: 30s", "no_answer: 10m": "no_answer: 30d"}) as house:
        write_script(house, options.mentions)
        gap_ms = 1000 * MENTION_EVERY_S * options.mentions / lines_of(options.mentions)
        house.start_x("--window-s", "900", "--no-duplicate-rule", "--mentions-lag", str(1000 * LAG_S), "--storm",
                      f"10:{options.seed}", "--script", house.path("script.jsonl"), "--every", str(round(gap_ms)),
                      *(f"--limit={name}=1000000" for name in ("mentions", "create", "timeline")))
        with open(house.path("plan.jsonl"), "w") as f:
            f.write(json.dumps({"steps": []}) + "\n")
        house.start_district("--plan", house.path("plan.jsonl"))
        house.begin_life()
        until("the first poll begins the script", lambda: house.state("x")["counts"]["mentions"])
        house.kill()
        kills = 1 + ride(house, chance)
        assert call(house.url("x", "/sim/storm"), {"percent": 0})[0] == 200
        house.begin_life()
        wait_for_the_end(house, patience=options.patience)
        verdict = judge(house)
        table(house, verdict, kills, begun)
        assert not verdict.wrong, f"{len(verdict.wrong)} wrong: " + "\n".join(verdict.wrong[:20])
        assert not waiting(house), f"still waiting: {waiting(house)}"
        parked_is_visible(house, verdict)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--mentions", type=int, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 30))
    parser.add_argument("--speed", type=int, default=120, help="how much faster time runs (default 120)")
    parser.add_argument("--patience", type=float, default=90, help="seconds to wait in the end until nothing waits (default 90)")
    parser.add_argument("--life", type=float, nargs=2, default=(1.0, 4.0), help="seconds that a life lasts, from and to")
    parser.parse_args(namespace=options)
    skip_without_faketime()
    print(f"seed {options.seed}", flush=True)
    run(in_a_storm_nothing_is_lost_or_said_twice)


main()
