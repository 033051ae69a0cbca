"""What must hold after a storm. It is judged by what the pretended X and the pretended districts received; the store is asked only for
what was given up, which nobody received, and must be there for an operator to see, with its reason."""

import collections

from kill_check import CASE_ID, more_than_once, situation_of


class Verdict:
    """`wrong` is what must never be; `parked` the mentions whose acknowledgement an operator has to look at."""

    def __init__(self, x, district, given_up, gave_way):
        """given_up: {id of the post that was to be answered: reason}; gave_way: ids of those whose acknowledgement was overtaken
        by later news before it left."""
        self.wrong = []
        self.parked = {}
        self.replies = x["replies"]
        self.mentions = [m for m in x["mentions"] if m["ref"].startswith("m")]
        self.overtaken = 0
        for reply in self.replies:
            reply["situation"] = situation_of(reply["text"])
        self.below = collections.defaultdict(list)
        for reply in self.replies:
            self.below[reply.get("parent")].append(reply)
        self.check_twice()
        self.check_forbidden(x)
        self.check_mentions(given_up, gave_way)
        self.check_events(district)

    def check_twice(self):
        for parent, text in more_than_once((r.get("parent"), r["text"]) for r in self.replies):
            self.wrong.append(f"said twice below {parent}: {text!r}")
        for parent, situation in more_than_once((r.get("parent"), r["situation"]) for r in self.replies):
            self.wrong.append(f"two replies of the kind {situation} below {parent}")

    def check_forbidden(self, x):
        for reply in self.replies:
            if not reply.get("parent_ref", "").startswith("m"):
                self.wrong.append(f"answered what does not call for it ({reply.get('parent_ref')}): {reply}")
        for reject in x["rejects"]:
            self.wrong.append(f"X had to refuse a reply: {reject}")

    def check_mentions(self, given_up, gave_way):
        told = {}
        for mention in self.mentions:
            replies = self.below[mention["id"]]
            ids = {i for r in replies for i in CASE_ID.findall(r["text"])}
            said = [r["situation"] for r in replies]
            if len(ids) > 1:
                self.wrong.append(f"{mention['ref']} was told several case ids: {sorted(ids)}")
            for case_id in ids:
                if told.setdefault(case_id, mention["ref"]) != mention["ref"]:
                    self.wrong.append(f"{case_id} was told to {mention['ref']} and to {told[case_id]}")
            if "acknowledged" in said:
                continue
            if given_up.get(mention["id"]):
                self.parked[mention["ref"]] = given_up[mention["id"]]
            elif said and mention["id"] in gave_way:
                self.overtaken += 1
            else:
                self.wrong.append(f"{mention['ref']} was not acknowledged, and nothing waits for an operator: {said}")

    def check_events(self, district):
        for event in district["events"]:
            if event["verdict"] != "ok":
                self.wrong.append(f"a webhook was refused: {event}")
        first = [e for e in district["events"] if e.get("answer") in (202, 0) and not e["duplicate"]]
        for what in more_than_once((e["case"], e["type"]) for e in first):
            self.wrong.append(f"an event came under two ids: {what}")
        cases = {e["case"] for e in first if e["type"] == "case.opened"}
        if len(cases) != len(self.mentions):
            self.wrong.append(f"the districts have {len(cases)} cases of {len(self.mentions)} mentions")
