"""What an operator reads when something is wrong: what happened, to what, and what to do."""

import json
import os
import socket
import subprocess

from house import NRISEVA, House, call, run, until


def refuses(house, *words):
    """The daemon does not start, says all these words, and ends with a code that is not 0."""
    done = subprocess.run([NRISEVA, "serve", "--config", house.config, "--log", "text"], capture_output=True,
                          text=True, timeout=60)
    assert done.returncode != 0, done.stderr
    for word in words:
        assert word in done.stderr, f"{word!r} is not in: {done.stderr}"
    return done.returncode


def a_port_in_use_is_named():
    with House() as house:
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", house.ports["daemon"]))
            taken.listen()
            assert refuses(house, "127.0.0.1", str(house.ports["daemon"]), "in use") == 1


def a_key_that_others_may_read_is_refused():
    with House() as house:
        key = house.path("keys/lucknow.whsk")
        os.chmod(key, 0o644)
        refuses(house, key, "chmod 600")


def a_missing_token_is_named():
    with House() as house:
        os.unlink(house.path("x-token"))
        refuses(house, house.path("x-token"))


def a_mistake_in_the_configuration_is_told_with_its_place():
    with House() as house:
        with open(house.config) as f:
            lines = f.read().split("\n")
        at = next(i for i, line in enumerate(lines) if line.startswith("case_prefix"))
        lines[at] = "case_prefixx: NRI"
        with open(house.config, "w") as f:
            f.write("\n".join(lines))
        assert refuses(house, f"{house.config}:{at + 1}:", "case_prefixx") == 3


def a_second_daemon_on_the_store_is_refused():
    with House() as house:
        house.start_all()
        assert refuses(house, "another nriseva", "nriseva.db") == 4


def a_damaged_store_is_told_of_with_what_to_do():
    with House() as house:
        house.start_all()
        assert house.stop_daemon() == 0
        size = os.path.getsize(house.path("nriseva.db"))
        with open(house.path("nriseva.db"), "r+b") as f:
            f.seek(4096)
            f.write(b"\xff" * (size - 4096))
        assert refuses(house, "nriseva.db", "damaged", "nriseva restore") == 4
        with open(house.path("nriseva.db"), "wb") as f:
            f.write(b"this was never a database" * 100)
        assert refuses(house, "nriseva.db", "damaged", "nriseva restore") == 4


def health_says_that_x_refuses_the_token():
    with House() as house:
        house.start_x()
        with open(house.path("x-token"), "w") as f:
            f.write("another-token\n")
        house.start_district()
        house.start_daemon()

        def sick():
            status, text = call(house.url("daemon", "/healthz"))
            return status == 503 and json.loads(text)["handles"][0]["problem"]
        problem = until("healthz tells of the token", sick)
        assert "401" in problem and "token" in problem, problem
        assert '"level":"error"' in house.log()


def html_from_x_costs_nothing():
    with House() as house:
        house.start_all()
        house.fault("x", what="html", on="mentions", count=1)
        house.post(ref="a", author="ravi_test", name="Ravi",
                   text="@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help")
        until("the reply comes all the same", lambda: len(house.replies()) >= 1)


def a_bad_signature_gets_401_and_its_reason_stays_with_us():
    with House() as house:
        house.start_all()
        body = json.dumps({"type": "case.status", "timestamp": "2026-01-01T00:00:00Z",
                           "data": {"sender": "lucknow", "recipient": "uppolnri", "case": "NRI-0000-0000",
                                    "status": "resolved"}})
        status, text = call(house.url("daemon", "/v1/lucknow/status"), body,
                            {"webhook-id": "msg_1", "webhook-timestamp": "1000000000",
                             "webhook-signature": "v1a," + "A" * 86 + "==", "content-type": "application/json"})
        assert status == 401, text
        assert "old" not in text and "timestamp" not in text, text
        until("the reason in our log", lambda: "lucknow" in house.log() and "timestamp" in house.log())
        status, unknown = call(house.url("daemon", "/v1/nowhere/status"), body, {"webhook-id": "msg_1"})
        assert (status, unknown) == (401, text), "an unknown sender must not be told from a bad signature"


def other_paths_are_404_and_other_methods_405():
    with House() as house:
        house.start_all()
        assert call(house.url("daemon", "/nothing"))[0] == 404
        assert call(house.url("daemon", "/healthz"), "x")[0] == 405
        status, text = call(house.url("daemon", "/metrics"))
        assert status == 200 and "# TYPE nriseva_posts_taken_total counter" in text, text


run(a_port_in_use_is_named, a_key_that_others_may_read_is_refused, a_missing_token_is_named,
    a_mistake_in_the_configuration_is_told_with_its_place, a_second_daemon_on_the_store_is_refused, a_damaged_store_is_told_of_with_what_to_do,
    health_says_that_x_refuses_the_token, html_from_x_costs_nothing,
    a_bad_signature_gets_401_and_its_reason_stays_with_us, other_paths_are_404_and_other_methods_405)
