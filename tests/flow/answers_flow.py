"""The main job: a mention is answered with a case id, its district is told, the citizen hears what becomes of it."""

import re
import time

from house import House, run, until

CASE_ID = re.compile(r"NRI-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}")


def a_complaint_goes_all_the_way():
    with House() as house:
        house.start_all()
        house.post(ref="a", author="meera_test", name="Meera",
                   text="@UPPolNRI Land mafia has broken the lock of my house in Lucknow and occupied it. "
                        "My old mother is outside. Please help, FIR is not registered.")
        until("four replies: received, sent, in progress, resolved", lambda: len(house.replies()) >= 4)
        texts = [reply["text"] for reply in house.replies()]
        ids = {CASE_ID.search(text).group() for text in texts}
        assert len(ids) == 1, texts
        assert len(set(texts)) == len(texts), texts
        events = [line for line in house.lines("district.jsonl") if line["act"] == "event"]
        assert [e["type"] for e in events] == ["case.opened"] and events[0]["district"] == "lucknow", events


def a_mention_shown_again_is_answered_once():
    with House() as house:
        house.start_all(delay_ms=60000)
        house.post(ref="a", author="meera_test", name="Meera",
                   text="@UPPolNRI My bike was stolen in Agra, police refused to file FIR. Please help")
        until("the acknowledgement and the follow-up", lambda: len(house.replies()) == 2)
        calls = house.state("x")["counts"]["mentions"]
        until("five more polls that show it again", lambda: house.state("x")["counts"]["mentions"] >= calls + 5)
        assert len(house.replies()) == 2, house.replies()


def what_was_written_before_the_first_start_is_not_answered():
    with House() as house:
        house.start_x()
        house.post(ref="old", author="meera_test", name="Meera",
                   text="@UPPolNRI My bike was stolen in Agra, police refused to file FIR. Please help")
        second = int(time.time())
        until("the next second, for X tells no finer times", lambda: int(time.time()) > second)
        house.start_district()
        house.start_daemon()
        until("polls", lambda: house.state("x")["counts"]["mentions"] >= 3)
        house.post(ref="new", author="ravi_test", name="Ravi",
                   text="@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help")
        until("an answer to the new one", lambda: len(house.replies()) >= 1)
        assert all("parent" in r for r in house.replies())
        mentions = {m["ref"]: m["id"] for m in house.state("x")["mentions"]}
        assert house.replies()[0]["parent"] == mentions["new"], house.replies()
        assert not any(r["parent"] == mentions["old"] for r in house.replies())


run(a_complaint_goes_all_the_way, a_mention_shown_again_is_answered_once,
    what_was_written_before_the_first_start_is_not_answered)
