"""Accounts that are labelled automated: who is looked up and when, that a loop with a bot ends, and that no person waits for it.

(kill_flow.py kills the daemon before and after it looks somebody up.)
"""

import contextlib
import sqlite3

from house import House, run, until

COMPLAINT = "@UPPolNRI Chain snatching in %s today, thieves took my mother's gold chain. Please help"
PLACES = ["Kanpur", "Agra", "Meerut", "Varanasi", "Prayagraj"]
QUESTION = "What is the status of my complaint?"
MANY = 100000


def quiet_house(**changes):
    """Districts take nothing, so that there is one reply to each complaint, and none else follows."""
    house = House(**changes)
    house.start_all()
    house.fault("district", what="503", count=MANY)
    return house


def complain(house, author, n, **more):
    house.post(ref=f"{author}{n}", author=author, name=author.title(), text=COMPLAINT % PLACES[n], **more)


def replies_to(house, author):
    return [r for r in house.replies() if r.get("parent_ref", "").startswith(author)]


def answered(house, author, count, patience=60):
    return until(f"{author} has {count} replies", lambda: len(replies_to(house, author)) == count, patience)


def look_ups(house):
    return house.state("x")["counts"]["user"]


def rows(house, sql):
    with contextlib.closing(sqlite3.connect(f"file:{house.path('nriseva.db')}?mode=ro", uri=True, timeout=30)) as db:
        return db.execute(sql).fetchall()


def refused(house):
    """The replies that were given up, each with its reason."""
    return [reason for (reason,) in rows(house, "SELECT reason FROM deliveries WHERE kind = 'reply' AND state = 'given_up'")]


def not_doubled(house):
    said = [(r["parent"], r["text"]) for r in house.replies()]
    assert len(said) == len(set(said)), said


def a_person_who_writes_twice_costs_one_look_up_and_gets_all_answers():
    with quiet_house() as house:
        complain(house, "asha", 0)
        answered(house, "asha", 1)
        assert look_ups(house) == 0, "nobody is looked up before the first reply"
        complain(house, "asha", 1)
        answered(house, "asha", 2)
        assert look_ups(house) == 1
        complain(house, "asha", 2)
        complain(house, "bina", 3)
        answered(house, "asha", 3)
        answered(house, "bina", 1)
        assert look_ups(house) == 1


def a_bot_that_answers_each_reply_gets_one_and_the_loop_ends():
    with quiet_house() as house:
        complain(house, "bot", 0, automated=True)
        answered(house, "bot", 1)
        for n in range(3):
            house.post(ref=f"bot-again{n}", author="bot", in_reply_to="bot0", text=f"{QUESTION} {n}")
            until("a reply to the bot is given up", lambda: len(refused(house)) == n + 1)
        complain(house, "asha", 1)
        answered(house, "asha", 1)
        answered(house, "bot", 1)
        assert look_ups(house) == 1
        assert all("labelled automated" in reason for reason in refused(house)), refused(house)
        assert '"alarm"' not in house.log() and '"level":"error"' not in house.log(), house.log()


def the_same_loop_with_a_person_goes_on():
    """So that the test above is one of the label, not of something else that ends it."""
    with quiet_house() as house:
        complain(house, "asha", 0)
        answered(house, "asha", 1)
        for n in range(3):
            house.post(ref=f"asha-again{n}", author="asha", in_reply_to="asha0", text=f"{QUESTION} {n}")
            answered(house, "asha", n + 2)


def whatever_happens_to_the_look_up_everybody_is_answered():
    with quiet_house() as house:
        for n, fault in enumerate([{"what": "503"}, {"what": "429"}, {"what": "401"}, {"what": "html"}, {"what": "drop", "count": 2},
                                   {"what": "slow", "ms": 60000}]):
            author = f"person{n}x"
            before = look_ups(house)
            complain(house, author, 0)
            answered(house, author, 1)
            house.fault("x", on="user", **fault)
            complain(house, author, 1)
            answered(house, author, 2, patience=30)
            assert look_ups(house) > before, fault
            # After that nobody is looked up for a minute; a new life does not remember.
            complain(house, author, 2)
            until("the third", lambda: len(replies_to(house, author)) == 3)
            assert house.stop_daemon() == 0
            house.start_daemon()
        not_doubled(house)


def the_limit_of_an_hour_ends_a_loop_that_no_label_tells_of():
    with quiet_house(**{"max_replies_per_author: 100": "max_replies_per_author: 2"}) as house:
        for n in range(4):
            complain(house, "bot", n)
            until("it is taken", lambda: house.log().count('"message":"mention opened"') == n + 1)
        complain(house, "asha", 4)
        answered(house, "asha", 1)
        answered(house, "bot", 2)


def what_our_own_account_writes_is_not_answered():
    with quiet_house() as house:
        house.post(ref="own0", author="UPPolNRI", text=COMPLAINT % "Kanpur")
        complain(house, "asha", 1)
        answered(house, "asha", 1)
        answered(house, "own", 0)


run(a_person_who_writes_twice_costs_one_look_up_and_gets_all_answers,
    a_bot_that_answers_each_reply_gets_one_and_the_loop_ends,
    the_same_loop_with_a_person_goes_on,
    whatever_happens_to_the_look_up_everybody_is_answered,
    the_limit_of_an_hour_ends_a_loop_that_no_label_tells_of,
    what_our_own_account_writes_is_not_answered)
