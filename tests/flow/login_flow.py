"""OAuth 1.0a: the daemon signs each call, and `nriseva x login` gets the keys, from the console or by a PIN."""

import json
import os
import pty
import re
import stat
import subprocess
import termios

from house import NRISEVA, PATIENCE, House, call, nriseva, run, until

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


def secret_kept(out, err):
    return not any(value in out + err for name, value in KEYS.items() if name.endswith("secret"))


def login(house, *options, typed=()):
    return nriseva("x", "login", "--config", house.config, *options, stdin="".join(line + "\n" for line in typed))


def token_file(house):
    with open(house.path("x-token")) as f:
        return f.read()


def nothing_was_written(house, err):
    assert "nothing was written" in err, err
    return token_file(house) == "rehearsal-token\n" and not os.path.exists(house.path("x-token.new"))


def the_console_s_keys_are_typed_in_and_the_daemon_runs_with_them():
    with House() as house:
        start_x(house)
        code, out, err = login(house, "--handle", "@UPPolNRI", "--console", typed=KEYS.values())
        assert code == 0 and secret_kept(out, err), (code, out, err)
        assert house.path("x-token") in out
        assert token_file(house) == "".join(f"{name} = {value}\n" for name, value in KEYS.items())
        assert stat.S_IMODE(os.stat(house.path("x-token")).st_mode) == 0o600
        house.start_district("--delay", "60000")
        house.start_daemon()
        complain(house, "first")
        until("the mention is answered", lambda: answered(house, "first"))


def a_pin_lets_the_app_in():
    with House() as house:
        start_x(house)
        write_keys(house.path("consumer"), {name: KEYS[name] for name in ("consumer_key", "consumer_secret")})
        process = subprocess.Popen([NRISEVA, "x", "login", "--config", house.config,
                                    "--consumer-file", house.path("consumer")],
                                   stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        house.running["login"] = process
        page = None
        while not page:
            line = process.stdout.readline()
            assert line, "the page was not named"
            page = re.search(r"http://\S+/oauth/authorize\?oauth_token=\S+", line)
        status, text = call(page.group())
        assert status == 200, text
        out, _ = process.communicate(re.search(r"<code>(\d{7})</code>", text).group(1) + "\n", timeout=PATIENCE)
        assert process.returncode == 0 and house.path("x-token") in out, out
        assert token_file(house) == "".join(f"{name} = {value}\n" for name, value in KEYS.items())
        code, out, err = login(house, "--consumer-file", house.path("consumer"), typed=["0000000"])
        assert code == 1 and "does not take this PIN" in err, err


def another_account_is_refused():
    with House() as house:
        start_x(house, "--user-id", "42", "--username", "Somebody")
        code, out, err = login(house, "--console", typed=KEYS.values())
        assert code == 1 and "of @Somebody (user_id 42), and not of @UPPolNRI" in err, err
        assert nothing_was_written(house, err) and secret_kept(out, err)


def wrong_keys_are_refused_in_words():
    with House() as house:
        start_x(house)
        wrong = {**KEYS, "token_secret": "wrong"}
        code, out, err = login(house, "--console", typed=wrong.values())
        assert code == 1 and "copy all four once more" in err, err
        assert nothing_was_written(house, err) and secret_kept(out, err)
        code, out, err = login(house, typed=[KEYS["consumer_key"], "wrong"])
        assert code == 1 and "does not take the consumer key and its secret" in err, err
        assert nothing_was_written(house, err)
        code, out, err = login(house, "--console", typed=[KEYS["consumer_key"]])
        assert code == 1 and "the input ended before the consumer secret" in err, err
        assert nothing_was_written(house, err)
        code, out, err = login(house, "--consumer-file", house.path("x-keys"))
        assert code == 3 and "token does not belong here" in err and secret_kept(out, err), err
        code, out, err = login(house, "--handle", "Nobody")
        assert code == 2 and 'no handle "Nobody"' in err, err


def on_a_terminal_secrets_are_not_shown():
    with House() as house:
        start_x(house)
        ours, theirs = pty.openpty()
        process = subprocess.Popen([NRISEVA, "x", "login", "--config", house.config, "--console"],
                                   stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True)
        house.running["login"] = process
        os.close(theirs)
        screen = b""
        for value, question in zip(KEYS.values(), (b"consumer key: ", b"consumer secret: ", b"access token: ",
                                                   b"access token secret: ")):
            while not screen.endswith(question):
                screen += os.read(ours, 1000)
            os.write(ours, value.encode() + b"\n")
        assert process.wait(timeout=PATIENCE) == 0
        try:
            while piece := os.read(ours, 1000):
                screen += piece
        except OSError:  # the other end is closed
            pass
        assert KEYS["consumer_key"].encode() in screen, screen
        assert secret_kept(screen.decode(), ""), screen
        assert termios.tcgetattr(ours)[3] & termios.ECHO
        os.close(ours)


if __name__ == "__main__":
    run(the_daemon_signs_every_call, a_wrong_secret_is_told_and_never_shown,
        the_console_s_keys_are_typed_in_and_the_daemon_runs_with_them, a_pin_lets_the_app_in, another_account_is_refused,
        wrong_keys_are_refused_in_words, on_a_terminal_secrets_are_not_shown)
