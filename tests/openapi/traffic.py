"""Makes the real daemon ask X for all that it can ask: pages of mentions, replies, search where the feed fails, its own posts after a
lost answer and after a restore, the stream and its rules, and who it is with new keys. The pretended X writes down each request.

    NRISEVA_BUILD=build/dev python3 tests/openapi/traffic.py RECORD RECORD-OF-SIGNED
"""

import os
import sqlite3
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "flow"))
from house import House, call, nriseva, until  # noqa: E402

PAGE = 100
KEYS = {"consumer_key": "ck-traffic", "consumer_secret": "cs-traffic",
        "token": "1700000000000000001-traffic", "token_secret": "ts-traffic"}
COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"
GREETING = "@UPPolNRI good morning"


def settled(house):
    with sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True, timeout=30) as db:
        return db.execute("SELECT count(*) FROM deliveries WHERE kind <> 'timer' AND state IN ('waiting', 'leased', 'settling')"
                          ).fetchone()[0] == 0


def write(house, name, count, text):
    for n in range(count):
        house.post(ref=f"{name}{n}", author=f"{name}{n}_test", name=name.title(), text=f"{text} {n}")


def asked(house, what):
    return house.state("x")["counts"][what]


def answered(house, count):
    until(f"{count} replies and nothing under way", lambda: len(house.replies()) >= count and settled(house))


def more_than_a_page_of_mentions(house):
    assert house.stop_daemon() == 0
    write(house, "greeting", PAGE // 2 + 10, GREETING)
    write(house, "complaint", PAGE // 2 + 10, COMPLAINT)
    for how in ("quote", "under", "edit"):  # so that the pretender's answers have these shapes
        house.post(ref=how, author="greeting0_test", text=f"{GREETING} {how}", **{how: "greeting0"})
    house.start_daemon()
    answered(house, PAGE + 20)  # acknowledged and followed up


def a_feed_that_fails(house):
    """Recent search stands in for it, and finds more than a page."""
    searches = asked(house, "search")
    house.fault("x", what="503", on="mentions", count=3)
    until("search stands in, with two pages", lambda: asked(house, "search") >= searches + 2)
    until("the feed works again", lambda: call(house.url("daemon", "/healthz"))[0] == 200)


def a_reply_that_may_have_got_lost(house):
    """It did not arrive, so all pages of our own posts are looked at; it would be sent again after some minutes of looking."""
    looks = asked(house, "timeline")
    house.fault("x", what="drop", on="create")
    write(house, "lost", 1, COMPLAINT)
    until("two pages of our own posts are asked for", lambda: asked(house, "timeline") >= looks + 2)


def a_restore(house, copy):
    """All that was said since is asked for; the one that got lost is a new mention to the store that was put back."""
    looks, replies = asked(house, "timeline"), len(house.replies())
    assert house.stop_daemon() == 0
    code, _, err = nriseva("restore", copy, "--config", house.config)
    assert code == 0, err
    house.start_daemon()
    answered(house, replies + 2)
    assert asked(house, "timeline") >= looks + 2, house.state("x")["counts"]


def posts_that_are_gone_and_a_reply_taken_down(house):
    """Some posts are deleted, some accounts protected, so that a look-up is answered in part."""
    house.post(delete="complaint0")
    assert call(house.url("x", "/sim/hide"), {"author": "complaint1_test", "how": "protected"})[0] == 200
    lookups = asked(house, "lookup")
    until("posts are looked up", lambda: asked(house, "lookup") >= lookups + 2)
    house.post(ref="down", author="complaint2_test", text="@UPPolNRI please take down your reply", in_reply_to="complaint2")
    until("a reply is deleted", lambda: asked(house, "delete"))


def an_x_that_knows_only_its_newer_words(house):
    assert call(house.url("x", "/sim/dialect"), {"only": "post"})[0] == 200
    replies = len(house.replies())
    house.fault("x", what="503_after_create", on="create")
    write(house, "newer", 1, COMPLAINT)
    answered(house, replies + 2)
    searches = asked(house, "search")
    house.fault("x", what="503", on="mentions", count=3)
    until("search stands in", lambda: asked(house, "search") > searches)


def with_a_bearer_token(record):
    with House(**{"overlap: 5m": "overlap: 5m\n    search_after: 1s\n    look_up_every: 1s"}) as house:
        house.start_x("--requests", record, "--limit", "create=10000", "--limit", "mentions=10000")
        house.start_district("--delay", "100000")
        house.start_daemon()
        copy = house.path("copy.db")
        code, _, err = nriseva("backup", copy, "--config", house.config)
        assert code == 0, err
        more_than_a_page_of_mentions(house)
        a_feed_that_fails(house)
        a_reply_that_may_have_got_lost(house)
        a_restore(house, copy)
        posts_that_are_gone_and_a_reply_taken_down(house)
        an_x_that_knows_only_its_newer_words(house)
        assert house.stop_daemon() == 0
        print(f"the daemon asked: {house.state('x')['counts']}")


def a_stream(house):
    """Its rules are mended, and a connection that X does not let go is ended (after three tries, half a minute)."""
    def order(**what):
        status, text = call(house.url("x", "/sim/stream"), what)
        assert status == 200, text
    until("the stream is open", lambda: house.state("x")["stream"]["open"])
    write(house, "streamed", 1, COMPLAINT)
    until("the stream brought it", lambda: house.state("x")["stream"]["written"] >= 1)
    order(stuck=True)
    order(cut=True)
    until("X is told to end all connections", lambda: house.state("x")["stream"]["killed"] == 1)
    until("the stream is open again", lambda: house.state("x")["stream"]["open"])


def with_keys_of_oauth_1(record):
    """The keys are checked at X before they are written; then each request is signed, but those of the stream."""
    with House(**{"overlap: 5m": "overlap: 5m\n    stream: yes\n    app_token_file: x-app\n    look_up_every: 20s\n    compliance: yes"}) as house:
        with open(house.path("x-app"), "w") as f:
            f.write("the-apps-token\n")
        os.chmod(house.path("x-app"), 0o600)
        with open(house.path("x-keys"), "w") as f:
            f.writelines(f"{name} = {value}\n" for name, value in KEYS.items())
        os.chmod(house.path("x-keys"), 0o600)
        house.start_x("--oauth1-file", house.path("x-keys"), "--app-token-file", house.path("x-app"), "--keep-alive", "500",
                      "--requests", record)
        status, text = call(house.url("x", "/2/tweets/search/stream/rules"),
                            {"add": [{"value": "@Former", "tag": "nriseva:Former"}]},
                            {"Authorization": "Bearer the-apps-token", "Content-Type": "application/json"})
        assert status == 200, text
        code, _, err = nriseva("x", "login", "--config", house.config, "--handle", "@UPPolNRI", "--console",
                               stdin="".join(value + "\n" for value in KEYS.values()))
        assert code == 0, err
        house.start_district("--delay", "100000")
        house.start_daemon()
        write(house, "signed", 1, COMPLAINT)
        answered(house, 2)
        house.post(ref="again", author="signed0_test", text=f"{COMPLAINT} again")  # who writes twice is looked up
        until("the author is looked up", lambda: asked(house, "user"))
        answered(house, 3)
        a_stream(house)
        until("a compliance job is done", lambda: house.state("x")["compliance"]["downloads"] >= 1)
        assert house.stop_daemon() == 0
        code, out, err = nriseva("x", "doctor", "--config", house.config)
        assert code == 0, (out, err)
        print(f"with signatures: {house.state('x')['counts']}")


if len(sys.argv) != 3:
    sys.exit("usage: traffic.py RECORD RECORD-OF-SIGNED")
with_a_bearer_token(os.path.abspath(sys.argv[1]))
with_keys_of_oauth_1(os.path.abspath(sys.argv[2]))
