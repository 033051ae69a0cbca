"""OAuth 1.0a: the daemon signs each call, and `nriseva x login` gets the keys, from the console or by a PIN."""

import json
import os

from house import House, call, run, until

KEYS = {"consumer_key": "ck-FlowTest4711", "consumer_secret": "cs-FlowTest4712",
        "token": "1700000000000000001-FlowTest4713", "token_secret": "ts-FlowTest4714"}
COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"


def write_keys(path, keys):
    with open(path, "w") as f:
        f.writelines(f"{name} = {value}\n" for name, value in keys.items())
    os.chmod(path, 0o600)


def start_x(house, *options):
    write_keys(house.path("x-keys"), KEYS)
    house.start_x("--oauth1-file", house.path("x-keys"), *options)


def refusals(house):
    return [line["why"] for line in house.lines("x.jsonl") if line["act"] == "oauth1_refused"]


def complain(house, ref):
    house.post(ref=ref, author=f"{ref}_test", name=ref.title(), text=COMPLAINT + " " + ref)


def answered(house, ref):
    return any(r.get("parent_ref") == ref for r in house.replies())


def the_daemon_signs_every_call():
    with House() as house:
        write_keys(house.path("x-token"), KEYS)
        start_x(house)
        house.start_district("--delay", "60000")
        house.start_daemon()
        complain(house, "first")
        until("the mention is answered", lambda: answered(house, "first"))
        # The answer is lost: our own timeline is read, which is signed too.
        house.fault("x", what="503_after_create")
        complain(house, "lost")
        until("the second is answered", lambda: answered(house, "lost"))
        until("it looks into the timeline", lambda: house.state("x")["counts"]["timeline"] >= 1)
        house.fault("x", what="drop", on="mentions", count=2)
        complain(house, "dropped")
        until("the third is answered", lambda: answered(house, "dropped"))
        assert refusals(house) == []
        assert house.stop_daemon() == 0


def a_wrong_secret_is_told_and_never_shown():
    with House() as house:
        write_keys(house.path("x-token"), {**KEYS, "token_secret": "wrong"})
        start_x(house)
        house.start_district("--delay", "60000")
        house.start_daemon()
        health = json.loads(call(house.url("daemon", "/healthz"))[1])
        assert "refuses the token" in health["handles"][0]["problem"], health
        assert set(refusals(house)) == {"signature"}
        log = house.log()
        assert not any(KEYS[name] in log for name in KEYS), log


if __name__ == "__main__":
    run(the_daemon_signs_every_call, a_wrong_secret_is_told_and_never_shown)
