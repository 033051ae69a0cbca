"""OAuth 2.0: `nriseva x login --oauth2` gets a pair, sealed; the daemon keeps it fresh, and loses neither the pair nor a mention."""

import json
import os
import re
import stat
import subprocess
import urllib.error
import urllib.parse
import urllib.request

from house import NRISEVA, PATIENCE, House, call, free_port, nriseva, run, until

CLIENT = {"client_id": "ci-FlowTest4711", "client_secret": "cs-FlowTest4712"}
COMPLAINT = "@UPPolNRI Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"
LASTING = 600  # seconds: longer than a test


class Oauth2House(House):
    def __init__(self, client=None):
        super().__init__(**{"case_prefix: NRI": "case_prefix: NRI\nseal_key_file: seal-key"})
        self.port = free_port()
        with open(self.path("client"), "w") as f:
            f.writelines(f"{name} = {value}\n" for name, value in (client or CLIENT).items())
        os.chmod(self.path("client"), 0o600)

    def start_x(self, *options, life=LASTING):
        super().start_x("--oauth2-file", self.path("client"), "--oauth2-life", str(life), *options)

    def begin_login(self, *options):
        """Start the command; gives the page that it names."""
        process = self.start("login", [NRISEVA, "x", "login", "--config", self.config, "--oauth2", "--client-file",
                                       self.path("client"), "--port", str(self.port), *options],
                             stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        while line := process.stdout.readline():
            if page := re.search(r"http://\S+/i/oauth2/authorize\?\S+", line):
                return page.group()
        raise AssertionError("the page was not named: " + process.stderr.read())

    def end_login(self, typed=None):
        process = self.running["login"]
        out, err = process.communicate(typed, timeout=PATIENCE)
        return process.returncode, out, err

    def login(self):
        call(self.begin_login())
        code, out, err = self.end_login()
        assert code == 0, (out, err)

    def oauth2(self):
        return self.state("x")["oauth2"]

    def order(self, **order):
        status, text = call(self.url("x", "/sim/oauth2"), order)
        assert status == 200, text

    def complain(self, ref):
        self.post(ref=ref, author=f"{ref}_test", name=ref.title(), text=COMPLAINT + " " + ref)

    def complain_and_be_answered(self, ref):
        self.complain(ref)
        until(f"{ref} is answered", lambda: any(r.get("parent_ref") == ref for r in self.replies()))

    def problem(self):
        return json.loads(call(self.url("daemon", "/healthz"))[1])["handles"][0].get("problem", "")

    def refusals(self):
        return [line["why"] for line in self.lines("x.jsonl") if line["act"] == "oauth2_refused"]

    def sealed(self):
        with open(self.path("x-token")) as f:
            return f.read()


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args):
        return None


def redirect_of(page):
    """Where X sends the browser."""
    try:
        urllib.request.build_opener(NoRedirect).open(page, timeout=30)
    except urllib.error.HTTPError as e:
        return e.headers["Location"]
    raise AssertionError("X did not redirect")


def a_browser_here_lets_the_app_in():
    with Oauth2House() as house:
        house.start_x()
        page = house.begin_login()
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(page).query)
        assert query["scope"] == ["tweet.read tweet.write users.read offline.access"], query
        assert query["redirect_uri"] == [f"http://127.0.0.1:{house.port}/callback"], query
        assert call(f"http://127.0.0.1:{house.port}/favicon.ico")[0] == 404
        status, text = call(page)
        assert status == 200 and "X has answered" in text, (status, text)
        code, out, err = house.end_login()
        assert code == 0 and house.path("x-token") in out, (code, out, err)
        assert house.sealed().startswith("nriseva-sealed-1\n")
        for name in ("x-token", "seal-key"):
            assert stat.S_IMODE(os.stat(house.path(name)).st_mode) == 0o600, name
        for secret in ("at-", "rt-", CLIENT["client_secret"]):
            assert secret not in house.sealed() + out + err
        house.start_district("--delay", "60000")
        house.start_daemon()
        house.complain_and_be_answered("first")
        assert house.refusals() == [] and house.oauth2()["renewed"] == 0
        assert house.stop_daemon() == 0


def the_address_may_be_pasted():
    with Oauth2House({"client_id": "ci-Public"}) as house:
        house.start_x()
        code, out, err = house.end_login(redirect_of(house.begin_login("--paste")) + "\n")
        assert code == 0 and house.sealed().startswith("nriseva-sealed-1\n"), (out, err)


def what_is_wrong_is_told_and_nothing_written():
    with Oauth2House() as house:
        house.start_x("--user-id", "42", "--username", "Somebody")

        def refused(typed, words):
            code, out, err = house.end_login(typed)
            assert code == 1 and words in err and "nothing was written" in err, (code, out, err)
            assert house.sealed() == "rehearsal-token\n"
        other = redirect_of(house.begin_login("--paste"))
        refused(re.sub("state=[^&]*", "state=other", other) + "\n", "another state")
        house.begin_login("--paste")
        refused(other + "\n", "another state")
        house.begin_login()
        status, _ = call(f"http://127.0.0.1:{house.port}/callback?state=other&code=c")
        assert status == 400
        refused(None, "another state")
        house.begin_login("--paste")
        refused("code\n", "has no state")
        page = redirect_of(house.begin_login("--paste"))
        refused(re.sub("code=[^&]*", "code=other", page) + "\n", "does not take the code")
        page = redirect_of(house.begin_login("--paste"))
        refused(page + "\n", "of @Somebody (user_id 42), and not of @UPPolNRI")
        house.order(scope="tweet.read users.read offline.access")
        refused_page = redirect_of(house.begin_login("--paste"))
        refused(refused_page + "\n", "without tweet.write")
        house.order(scope="tweet.read users.read tweet.write")
        refused_page = redirect_of(house.begin_login("--paste"))
        refused(refused_page + "\n", "without offline.access")


def usage_is_told():
    with Oauth2House() as house:
        for options, words in ((["--oauth2"], "--client-file"), (["--paste"], "need --oauth2"),
                               (["--oauth2", "--console", "--client-file", "f"], "do not go with"),
                               (["--oauth2", "--client-file", "f", "--port", "0"], "1 to 65535")):
            code, _, err = nriseva("x", "login", "--config", house.config, *options)
            assert code == 2 and words in err, err
    with House() as house:
        code, _, err = nriseva("x", "login", "--config", house.config, "--oauth2", "--client-file", "f")
        assert code == 3 and "no seal_key_file" in err, err


def the_daemon_renews_what_does_not_last():
    with Oauth2House() as house:
        house.start_x(life=6)
        house.order(reuse_kills=True)
        house.login()
        house.start_district("--delay", "60000")
        house.start_daemon()
        for n in range(2):
            until("it is renewed", lambda: house.oauth2()["renewed"] > n)
            house.complain_and_be_answered(f"mention{n}")
        assert house.oauth2()["reused"] == 0 and house.oauth2()["signed_in"] == 1
        assert house.stop_daemon() == 0
        # What was renewed is in the file: another life goes on with it.
        renewed = house.oauth2()["renewed"]
        house.start_daemon()
        until("it is renewed", lambda: house.oauth2()["renewed"] > renewed)
        house.complain_and_be_answered("again")
        assert house.oauth2()["reused"] == 0


def two_processes_use_a_refresh_token_once():
    with Oauth2House() as house:
        house.start_x(life=6)
        house.order(reuse_kills=True)
        house.login()
        house.start_district("--delay", "60000")
        house.start_daemon()
        first = house.running.pop("daemon")
        with open(house.config) as f:
            text = f.read()
        house.ports["daemon"] = free_port()
        with open(house.config, "w") as f:
            text = re.sub(r"port: \d+", f"port: {house.ports['daemon']}", text)
            f.write(re.sub(r"nriseva\.db", "other.db", text))
        house.start_daemon()
        house.running["first"] = first
        until("it is renewed twice", lambda: house.oauth2()["renewed"] >= 2)
        assert house.oauth2()["reused"] == 0
        assert house.problem() == "" and first.poll() is None


def an_answer_that_is_lost_is_asked_for_once_more():
    with Oauth2House() as house:
        house.start_x(life=16)
        house.order(reuse_kills=True)
        house.login()
        house.start_district("--delay", "60000")
        house.start_daemon()
        house.fault("x", what="drop", on="token")
        house.fault("x", what="503", on="token")
        until("it is renewed all the same", lambda: house.oauth2()["renewed"] == 1, patience=2 * PATIENCE)
        house.complain_and_be_answered("first")
        assert house.oauth2()["reused"] == 0 and house.problem() == ""


def a_pair_that_is_lost_is_told_and_a_new_one_is_taken_without_a_restart():
    with Oauth2House() as house:
        house.start_x(life=16)
        house.login()
        house.start_district("--delay", "60000")
        house.start_daemon()
        house.fault("x", what="drop_after_rotation", on="token")
        told = until("it is told", lambda: "sign in again: nriseva x login --oauth2" in house.problem() and house.problem(),
                     patience=2 * PATIENCE)
        assert "Value passed for the token was invalid" in told, told
        assert house.oauth2()["reused"] == 1
        # What is left of the access token is used.
        house.order(life_s=LASTING)
        house.login()
        until("the new pair is taken", lambda: house.problem() == "", patience=2 * PATIENCE)
        house.complain_and_be_answered("after")
        assert "sign in again" in house.log()
        assert house.oauth2()["reused"] == 1


def a_storm_of_401_does_not_use_up_the_refresh_token():
    with Oauth2House() as house:
        house.start_x(life=LASTING)
        house.order(reuse_kills=True)
        house.login()
        house.start_district("--delay", "60000")
        house.start_daemon()
        status, text = call(house.url("x", "/sim/outage"), {"on": "all", "status": 401, "ms": 5000})
        assert status == 200, text
        house.complain("during")
        until("it is refused", lambda: "refuses the token" in house.problem())
        asked = house.state("x")["counts"]["mentions"]
        assert house.oauth2()["renewed"] == 0  # it is young
        # An operator starts it again in the storm; then the storm is over.
        assert house.stop_daemon() == 0
        house.start_daemon()
        call(house.url("x", "/sim/outage"), {"on": "all", "status": 401, "ms": 0})
        assert house.stop_daemon() == 0
        house.start_daemon()
        until("the mention is answered", lambda: any(r.get("parent_ref") == "during" for r in house.replies()))
        assert house.state("x")["counts"]["mentions"] > asked
        assert house.oauth2()["renewed"] == house.oauth2()["reused"] == 0, house.oauth2()


def a_token_that_ends_early_is_renewed_and_the_poll_goes_on():
    with Oauth2House() as house:
        house.start_x(life=6)
        house.login()
        house.order(life_s=LASTING)
        house.start_district("--delay", "60000")
        # It ends before the daemon starts: the first poll is refused, and it is renewed at once.
        until("the token has ended", lambda: house.oauth2()["living"] == 0)
        house.start_daemon()
        house.complain_and_be_answered("first")
        assert house.oauth2()["renewed"] == 1, house.oauth2()


def killed_around_a_renewal_it_goes_on():
    """With crash points it dies at them by itself; without, it is killed when the new pair is in the file."""
    for point in ("token.before_ask", "token.kept"):
        with Oauth2House() as house:
            house.start_x(life=6)
            house.order(reuse_kills=True)
            house.login()
            house.start_district("--delay", "60000")
            before = house.sealed()
            os.environ["NRISEVA_CRASH"] = point
            try:
                house.start_daemon()
            finally:
                del os.environ["NRISEVA_CRASH"]
            daemon = house.running["daemon"]
            until("it is renewed or dead", lambda: house.sealed() != before or daemon.poll() is not None)
            daemon.kill()
            daemon.wait()
            renewed = house.oauth2()["renewed"]
            house.complain("killed")
            house.start_daemon()
            until("the mention is answered", lambda: any(r.get("parent_ref") == "killed" for r in house.replies()))
            until("it is renewed again", lambda: house.oauth2()["renewed"] > renewed)
            assert house.oauth2()["reused"] == 0 and house.oauth2()["signed_in"] == 1


if __name__ == "__main__":
    run(a_browser_here_lets_the_app_in, the_address_may_be_pasted, what_is_wrong_is_told_and_nothing_written, usage_is_told,
        the_daemon_renews_what_does_not_last, two_processes_use_a_refresh_token_once,
        an_answer_that_is_lost_is_asked_for_once_more,
        a_pair_that_is_lost_is_told_and_a_new_one_is_taken_without_a_restart,
        a_storm_of_401_does_not_use_up_the_refresh_token, a_token_that_ends_early_is_renewed_and_the_poll_goes_on,
        killed_around_a_renewal_it_goes_on)
