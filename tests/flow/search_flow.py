"""Recent search brings what the feed of mentions does not: while it fails, and beyond the 800 that it shows."""

import json

from house import House, call, run, until

COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"
THANKS = "@UPPolNRI thank you"


def searching_house():
    return House(**{"overlap: 5m": "overlap: 5m\n    search_after: 1s"})


def handle_health(house):
    return json.loads(call(house.url("daemon", "/healthz"))[1])["handles"][0]


def counts(house):
    return house.state("x")["counts"]


def citizens_are_answered_while_the_feed_is_down():
    with searching_house() as house:
        house.start_all("--window-s", "900")
        house.fault("x", what="503", on="mentions", count=3)
        until("search stands in", lambda: "recent search stands in" in handle_health(house).get("problem", ""))
        house.post(ref="a", author="asha", text=COMPLAINT)
        until("search brought it", lambda: [r for r in house.replies() if r.get("parent_ref") == "a"])
        assert counts(house).get("search", 0) > 0, counts(house)
        # The feed comes back and shows the same post once more: nobody is answered twice.
        until("the feed works again", lambda: handle_health(house)["ok"])
        house.post(ref="b", author="bina", text=COMPLAINT.replace("Kanpur", "Agra"))
        until("the next is answered", lambda: [r for r in house.replies() if r.get("parent_ref") == "b"])
        texts = [r["text"] for r in house.replies()]
        assert len(texts) == len(set(texts)), texts


def what_lies_beyond_the_newest_800_is_found():
    with searching_house() as house:
        house.start_all("--window-s", "900")
        house.stop_daemon()
        house.post(ref="old", author="asha", text=COMPLAINT)
        for i in range(900):
            house.post(ref=f"n{i}", author=f"writer{i}", text=f"{THANKS} {i}")
        before = counts(house).get("search", 0)
        house.start_daemon()
        until("the oldest is answered", lambda: [r for r in house.replies() if r.get("parent_ref") == "old"])
        assert counts(house)["search"] > before, counts(house)
        assert "searched for" in house.log(), house.log()


run(citizens_are_answered_while_the_feed_is_down, what_lies_beyond_the_newest_800_is_found)
