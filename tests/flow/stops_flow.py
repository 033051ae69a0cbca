"""Ends and beginnings: SIGTERM finishes what is on its way, the next start goes on with what is left; what X leaves unclear is settled."""

import signal

from house import House, run, until

COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"


def complain(house, ref):
    house.post(ref=ref, author=f"{ref}_test", name=ref.title(), text=COMPLAINT + " " + ref)


def doubled(replies):
    seen = [(r["parent"], r["text"]) for r in replies]
    return len(seen) != len(set(seen))


def sigterm_ends_with_0_and_the_next_start_goes_on():
    with House() as house:
        house.start_all(delay_ms=60000)
        house.fault("district", what="503", count=100)
        complain(house, "one")
        until("the acknowledgement", lambda: len(house.replies()) == 1)
        assert house.stop_daemon() == 0
        assert '"message":"stopped"' in house.log()
        complain(house, "two")
        house.start_daemon()
        until("the one written meanwhile is answered too", lambda: len(house.replies()) >= 2)
        assert not doubled(house.replies())


def killed_at_once_after_the_mention_nothing_is_lost_or_doubled():
    with House() as house:
        house.start_all(delay_ms=60000)
        for n in range(3):
            complain(house, f"kill{n}")
            until("the daemon has begun to post", lambda: house.state("x")["counts"]["create"] > n)
            house.stop_daemon(signal.SIGKILL)
            house.start_daemon()
        until("each is acknowledged and followed up", lambda: len(house.replies()) == 6)
        assert not doubled(house.replies())


def a_reply_whose_connection_broke_after_it_was_published_is_found_not_repeated():
    with House() as house:
        house.start_all(delay_ms=60000)
        house.fault("x", what="drop_after_create", on="create", count=1)
        complain(house, "drop")
        until("the follow-up, which waits for the acknowledgement", lambda: len(house.replies()) == 2)
        assert not doubled(house.replies())
        assert house.state("x")["counts"]["create"] == 2, house.state("x")["counts"]


def an_answer_to_a_reply_that_is_still_being_settled_joins_its_case():
    with House() as house:
        house.start_all(delay_ms=60000)
        house.fault("x", what="drop_after_create", on="create", count=1)
        complain(house, "drop")
        until("the acknowledgement, whose answer was lost", lambda: len(house.replies()) == 1)
        house.post(ref="ask", author="drop_test", name="Drop", in_reply_to="drop", text="What is the status of my complaint?")
        until("acknowledgement, follow-up and status", lambda: len(house.replies()) == 3)
        case_ids = {word.strip(".,:;()") for r in house.replies() for word in r["text"].split() if word.startswith("NRI-")}
        assert len(case_ids) == 1, house.replies()
        assert not doubled(house.replies())


run(sigterm_ends_with_0_and_the_next_start_goes_on,
    killed_at_once_after_the_mention_nothing_is_lost_or_doubled,
    a_reply_whose_connection_broke_after_it_was_published_is_found_not_repeated,
    an_answer_to_a_reply_that_is_still_being_settled_joins_its_case)
