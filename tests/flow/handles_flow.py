"""One daemon with four handles, each at a pretended X of its own: none answers for another, and the trouble of one is its own."""

import json
import os
import shutil

from house import BUILD, TOP, House, call, nriseva, run, until

NAMES = ["HelpTestOne", "HelpTestTwo", "HelpTestThree", "HelpTestFour"]
COMPLAINT = "@%s I live in London. Chain snatching in Kanpur today, thieves took my mother's gold chain. Please help"
ENTRY = """
  - name: %s
    user_id: "%s"
    api_url: http://127.0.0.1:%d
    plain_loopback: yes
    token_file: %s
    poll_every: 200ms
    overlap: 5m
"""


class FourHandles(House):
    """`house.ports`, `state` and `fault` know each X by the name of its handle."""

    def __init__(self):
        super().__init__()
        for name in NAMES:
            self.write_token(name, f"token-of-{name}")
        with open(self.config) as f:
            before, rest = f.read().split("\nhandles:\n")
        after = rest[rest.index("\nendpoints:\n"):]
        with open(self.config, "w") as f:
            f.write(before + "\nhandles:" + "".join(self.entry(n, name) for n, name in enumerate(NAMES)) + after)

    def write_token(self, name, token):
        with open(self.path(f"{name}-token"), "w") as f:
            f.write(token + "\n")
        os.chmod(self.path(f"{name}-token"), 0o600)

    def user_id(self, n):
        return f"180000000000000000{n}"

    def entry(self, n, name):
        self.start_handle_x(n, name)
        return ENTRY % (name, self.user_id(n), self.ports[name], self.path(f"{name}-token"))

    def start_handle_x(self, n, name):
        process = self.start(name, [os.path.join(BUILD, "sim", "sim-x"), "--user-id", self.user_id(n), "--username", name,
                                    "--token-file", self.path(f"{name}-token"), "--log", self.path(f"{name}.jsonl")])
        self.ports[name] = json.loads(process.stdout.readline())["port"]

    def start_rest(self):
        self.start_district("--delay", "100000")
        self.start_daemon()

    def complain(self, name, ref):
        status, text = call(self.url(name, "/sim/post"), {"ref": ref, "author": f"{ref}_test", "text": COMPLAINT % name})
        assert status == 200, text

    def answered(self, name):
        """The posts that were answered from this handle, each acknowledged and followed up."""
        return sorted(r.get("parent_ref", "") for r in self.state(name)["replies"])

    def in_trouble(self):
        _, text = call(self.url("daemon", "/healthz"))
        return {h["handle"]: h["problem"] for h in json.loads(text)["handles"] if not h["ok"]}

    def refused(self, name):
        return [line for line in self.lines(f"{name}.jsonl") if line["act"] == "refused"]


def all_but(name):
    return [other for other in NAMES if other != name]


def the_others_are_answered(house, name):
    for other in all_but(name):
        house.complain(other, f"at{other}")
    for other in all_but(name):
        until(f"{other} answers", lambda: house.answered(other) == [f"at{other}"] * 2)


def each_handle_answers_what_is_said_to_it_with_its_own_token():
    with FourHandles() as house:
        house.start_rest()
        for name in NAMES * 2:
            house.complain(name, f"{name}{len(house.state(name)['mentions'])}")
        for name in NAMES:
            until(f"{name} answers", lambda: len(house.answered(name)) == 4)
        for name in NAMES:
            assert house.answered(name) == [f"{name}0"] * 2 + [f"{name}1"] * 2, house.answered(name)
            assert not house.refused(name) and not house.state(name)["rejects"], name
        assert house.in_trouble() == {}
        assert len({e["case"] for e in house.state("district")["events"]}) == 8


def an_x_that_is_down_stops_no_other_handle():
    down = NAMES[1]
    with FourHandles() as house:
        house.start_rest()
        house.fault(down, what="503", on="create", count=100000)
        house.complain(down, "stuck")
        until("a reply is tried there", lambda: house.state(down)["counts"]["create"] > 0)
        house.fault(down, what="503", on="mentions", count=100000)
        until("it is told", lambda: list(house.in_trouble()) == [down])
        the_others_are_answered(house, down)
        trouble = house.in_trouble()
        assert list(trouble) == [down] and "503" in trouble[down], trouble
        assert house.answered(down) == []


def a_token_that_is_refused_stops_no_other_handle():
    wrong = NAMES[2]
    with FourHandles() as house:
        house.write_token(wrong, "token-of-" + NAMES[0])  # X was started with the right one
        house.start_rest()
        house.complain(wrong, "unheard")
        until("it is told", lambda: list(house.in_trouble()) == [wrong])
        the_others_are_answered(house, wrong)
        trouble = house.in_trouble()
        assert list(trouble) == [wrong] and "token" in trouble[wrong], trouble
        assert house.refused(wrong) and not any(house.refused(name) for name in all_but(wrong))
        assert house.answered(wrong) == []


def give_own_voice_and_coordinator(house, name):
    """Replies of its own, and a coordinator whose keys are there."""
    shutil.copytree(os.path.join(TOP, "replies"), house.path("own-replies"))
    for situation in ("acknowledged", "acknowledged_late"):
        with open(house.path(f"own-replies/en/{situation}.txt"), "w") as f:
            f.write("The desk abroad has your post. Case {{case_id}}.\n")
    for folder in ("keys", "keys/district"):
        for kind in ("whsk", "whpk"):
            shutil.copy(house.path(f"{folder}/agra.{kind}"), house.path(f"{folder}/desk-abroad.{kind}"))
    with open(house.config) as f:
        text = f.read()
    mine = f"  - name: {name}\n"
    assert mine in text
    text = text.replace(mine, mine + "    replies: own-replies\n    coordinator: desk-abroad\n")
    text += f"""  - coordinator: desk-abroad
    url: {house.url("district", "/desk-abroad/events")}
    plain_loopback: yes
    sign_key_file: keys/desk-abroad.whsk
"""
    with open(house.config, "w") as f:
        f.write(text)


def a_handle_has_its_own_words_and_its_own_coordinator():
    name = NAMES[0]
    with FourHandles() as house:
        give_own_voice_and_coordinator(house, name)
        house.start_rest()
        for other in NAMES:
            house.complain(other, f"at{other}")
        for other in NAMES:
            until(f"{other} answers", lambda: house.answered(other) == [f"at{other}"] * 2)
        until("all are told", lambda: len(house.state("district")["events"]) == 5)
        for other in NAMES:
            said = any("desk abroad" in reply["text"] for reply in house.state(other)["replies"])
            assert said == (other == name), house.state(other)["replies"]
        events = house.state("district")["events"]
        copies = [e for e in events if e["district"] == "desk-abroad"]
        assert len(copies) == 1 and copies[0]["country"] == "GB", events
        assert [e["district"] for e in events if e["case"] == copies[0]["case"] and e not in copies] == ["kanpur-nagar"], events


def accepted(house):
    return [event["district"] for event in house.state("district")["events"] if event["answer"] == 202]


def what_the_coordinator_accepts_is_not_yet_sent_to_the_district():
    name = NAMES[0]
    with FourHandles() as house:
        give_own_voice_and_coordinator(house, name)
        house.start_rest()
        house.fault("district", what="503", on="event:kanpur-nagar", count=100)
        house.complain(name, "one")
        until("the coordinator has it", lambda: accepted(house) == ["desk-abroad"])
        until("the district was tried", lambda: len(house.state("district")["events"]) > 1)
        until("it is acknowledged", lambda: house.answered(name) == ["one"])
        case = house.state("district")["events"][0]["case"]
        code, out, _ = nriseva("case", "show", case, "--json", "--config", house.config)
        assert code == 0 and '"status":"received"' in out.replace(" ", ""), out


run(each_handle_answers_what_is_said_to_it_with_its_own_token, an_x_that_is_down_stops_no_other_handle,
    a_token_that_is_refused_stops_no_other_handle, a_handle_has_its_own_words_and_its_own_coordinator,
    what_the_coordinator_accepts_is_not_yet_sent_to_the_district)
