"""`nriseva x doctor` sees what the daemon will get of X, posts nothing, and names the cure for what is wrong."""

import json
import os

from house import House, call, nriseva, run, until

KEYS = {"consumer_key": "ck-Doctor4711", "consumer_secret": "cs-Doctor4712",
        "token": "1700000000000000001-Doctor4713", "token_secret": "ts-Doctor4714"}
COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"


def write_secret(path, text):
    with open(path, "w") as f:
        f.write(text)
    os.chmod(path, 0o600)


def sign(house, *options):
    text = "".join(f"{name} = {value}\n" for name, value in KEYS.items())
    write_secret(house.path("x-token"), text)
    write_secret(house.path("x-keys"), text)
    house.start_x("--oauth1-file", house.path("x-keys"), *options)


def look(house, *options, env=None):
    """Exit code, and the findings by what they are about."""
    code, out, err = nriseva("x", "doctor", "--json", "--config", house.config, *options, env=env)
    found = {}
    for line in out.splitlines():
        finding = json.loads(line)
        assert finding["about"] not in found, out
        found[finding["about"]] = finding
    assert found, err
    return code, found


def kinds(found):
    return {about: finding["kind"] for about, finding in found.items()}


def all_is_well_and_nothing_is_posted():
    with House() as house:
        sign(house)
        code, found = look(house)
        assert code == 0, found
        assert found["mentions"]["kind"] == "note" and "poll_every asks for 4500" in found["mentions"]["text"], found
        with open(house.config) as f:
            text = f.read()
        with open(house.config, "w") as f:
            f.write(text.replace("poll_every: 200ms", "poll_every: 20s"))
        code, found = look(house)
        assert kinds(found) == {"token": "good", "account": "good", "clock": "good", "posting": "good", "mentions": "good",
                                "own posts": "good", "search": "good", "cost": "note"}, found
        assert "OAuth 1.0a" in found["token"]["text"] and "has not run" in found["cost"]["text"]
        assert house.state("x")["counts"]["create"] == 0
        code, out, _ = nriseva("x", "doctor", "--config", house.config)
        assert code == 0 and "@UPPolNRI\n  good   token" in out, out
        assert house.state("x")["counts"]["create"] == 0


def what_is_wrong_has_its_cure():
    with House() as house:
        sign(house)
        for fault, on, about, words in (("402", "mentions", "mentions", "buy credit"), ("401", "me", "account", "nriseva x login"),
                                        ("503", "timeline", "own posts", "try again later"),
                                        ("read_only", "me", "posting", "Read and write")):
            house.fault("x", what=fault, on=on)
            code, found = look(house)
            assert code == 1 and found[about]["kind"] == "wrong" and words in found[about]["text"], (fault, found)
        house.fault("x", what="403", on="search")
        code, found = look(house)
        assert code == 0 and found["search"]["kind"] == "note" and "nothing stands in" in found["search"]["text"], found


def the_app_is_looked_at_if_it_has_a_token():
    with House(**{"overlap: 5m": "overlap: 5m\n    stream: yes\n    compliance: yes\n    app_token_file: app-token"}) as house:
        write_secret(house.path("app-token"), "app-bearer-Doctor4715\n")
        house.start_x("--app-token-file", house.path("app-token"))
        code, found = look(house)
        assert code == 0 and kinds(found)["stream"] == "good" and kinds(found)["usage"] == "good", found
        assert found["compliance"]["kind"] == "good", found
        assert "of 3000000" in found["usage"]["text"]
        write_secret(house.path("app-token"), "another\n")
        code, found = look(house)
        assert found["compliance"]["kind"] == "note" and "looked up" in found["compliance"]["text"], found
        assert found["stream"]["kind"] == "note" and "401" in found["stream"]["text"], found


def a_month_at_the_present_load_has_its_price():
    with House() as house:
        house.start_x()
        house.start_district("--delay", "100000")
        house.start_daemon()
        for n in range(5):
            house.post(ref=f"m{n}", author=f"citizen{n}_test", text=f"{COMPLAINT} {n}")
        until("they are answered", lambda: len(house.replies()) == 10)
        bill = json.loads(call(house.url("x", "/sim/bill"))[1])["micro_dollars"]
        until("it is counted", lambda: "10 replies, 5 posts read" in look(house)[1]["cost"]["text"])
        cost = look(house)[1]["cost"]
        assert cost["kind"] == "good" and f"about ${bill * 30 / 1e6:.2f} a month" in cost["text"], (cost, bill)


run(all_is_well_and_nothing_is_posted, what_is_wrong_has_its_cure, the_app_is_looked_at_if_it_has_a_token,
    a_month_at_the_present_load_has_its_price)
