"""What must hold in the end, counted from what the pretended X and the pretended districts received, and from nothing else.

A situation of a reply is known by the templates in replies/: each variant becomes a pattern in which values and sections may be
anything.
"""

import collections
import os
import re

from house import TOP

CASE_ID = re.compile(r"NRI-[0-9A-Z]{4}-[0-9A-Z]{4}")
STEPS = ["acknowledged", "forwarded", "in_progress", "resolved"]  # the order in which a citizen may hear of a case


def pattern_of(variant):
    """A template as a pattern of what it can become."""
    whole = re.sub(r"\{\{([#^])(\w+)\}\}.*?\{\{/\2\}\}", "\0", variant.strip(), flags=re.DOTALL)
    whole = re.sub(r"\{\{.*?\}\}", "\0", whole)
    return re.compile(".*".join(re.escape(part) for part in whole.split("\0")), re.DOTALL)


def read_templates():
    """[(situation, pattern)] of all languages."""
    found = []
    for lang in ("en", "hi", "hinglish"):
        folder = os.path.join(TOP, "replies", lang)
        for name in sorted(os.listdir(folder)):
            if not name.endswith(".txt") or name == "status-words.txt":
                continue
            with open(os.path.join(folder, name), encoding="utf-8") as f:
                lines = [line for line in f.read().split("\n") if not line.startswith("#")]
            for variant in "\n".join(lines).split("\n---"):
                if variant.strip():
                    found.append((name[:-len(".txt")], pattern_of(variant)))
    return found


TEMPLATES = read_templates()


def situation_of(text):
    fitting = {name for name, pattern in TEMPLATES if pattern.fullmatch(text)}
    assert len(fitting) == 1, f"{sorted(fitting)} fit to: {text!r}"
    name = fitting.pop()
    return "acknowledged" if name.startswith("acknowledged") else name


def more_than_once(things):
    return [thing for thing, count in collections.Counter(things).items() if count > 1]


class Ledger:
    """What was received: `wrong` is what must never be there, `missing` what must still come."""

    def __init__(self, x, district):
        self.wrong = []
        self.missing = []
        self.mentions = [m for m in x["mentions"] if m["ref"].startswith("m")]
        self.questions = [m for m in x["mentions"] if m["ref"].startswith("q")]
        self.replies = x["replies"]
        for reply in self.replies:
            reply["situation"] = situation_of(reply["text"])
        self.rejects = x["rejects"]
        self.events = district["events"]
        self.statuses = district["statuses"]
        self.told_late = 0     # acknowledgements that gave way to later news, unsent
        self.not_answered = 0  # questions that did so
        self.cases = {}        # case id -> ref of the mention
        self.check_replies()
        self.check_threads()
        self.check_questions()
        self.check_events()
        self.check_statuses()

    def of_thread(self, ref):
        return [r for r in self.replies if r["thread"] == ref]

    # --- what X has ---

    def check_replies(self):
        for parent, text in more_than_once((r["parent"], r["text"]) for r in self.replies):
            self.wrong.append(f"said twice below {parent}: {text!r}")
        for parent, situation in more_than_once((r["parent"], r["situation"]) for r in self.replies):
            self.wrong.append(f"two replies of the kind {situation} below {parent}")
        for reject in self.rejects:
            self.wrong.append(f"X refused a reply: {reject}")

    def check_threads(self):
        for mention in self.mentions:
            ref = mention["ref"]
            thread = self.of_thread(ref)
            ids = {i for r in thread for i in CASE_ID.findall(r["text"])}
            if not ids:
                self.missing.append(f"{ref} was told no case id")
            if len(ids) > 1:
                self.wrong.append(f"{ref} was told several case ids: {sorted(ids)}")
            for case_id in ids:
                if self.cases.setdefault(case_id, ref) != ref:
                    self.wrong.append(f"{case_id} is told to {ref} and to {self.cases[case_id]}")
            steps = [r["situation"] for r in thread if r["situation"] in STEPS]
            if steps != sorted(steps, key=STEPS.index):
                self.wrong.append(f"{ref} heard in a wrong order: {steps}")
            for step in more_than_once(steps):
                self.wrong.append(f"{ref} heard twice: {step}")
            if "resolved" not in steps:
                self.missing.append(f"{ref} never heard how it ended: {steps}")
            # What waits unsent gives way to newer news of the same case; then that is the first word.
            self.told_late += "acknowledged" not in steps

    def check_questions(self):
        for question in self.questions:
            answers = [r for r in self.replies if r["parent"] == question["id"]]
            later = [r for r in self.of_thread(question["thread"]) if int(r["id"]) > int(question["id"])]
            if not later:
                self.missing.append(f"{question['ref']} was not answered")
            if sum(r["situation"] == "status" for r in answers) > 1:
                self.wrong.append(f"{question['ref']} was answered twice")
            self.not_answered += not answers

    # --- what the districts have ---

    def check_events(self):
        for event in self.events:
            if event["verdict"] != "ok" or not event.get("recipient_ok"):
                self.wrong.append(f"a webhook was refused: {event}")
        accepted = [e for e in self.events if e.get("answer") in (202, 0)]
        first = [e for e in accepted if not e["duplicate"]]
        for event in first:
            if not event["sequence_ok"]:
                self.wrong.append(f"an event came out of order: {event}")
        for what in more_than_once((e["case"], e["type"]) for e in first):
            self.wrong.append(f"an event came under two ids: {what}")
        for case_id, ref in self.cases.items():
            self.compare(f"the district heard of {case_id} ({ref})",
                         [e["type"] for e in first if e["case"] == case_id], ["case.opened", "case.closed"])
        for case_id in {e["case"] for e in first} - set(self.cases):
            self.missing.append(f"a district has {case_id}, of which no citizen heard")

    def check_statuses(self):
        taken = collections.defaultdict(list)
        for status in self.statuses:
            if status["taken"]:
                taken[status["case"]].append(status["status"])
            elif status["answer"] not in (0, 503):
                self.wrong.append(f"a status was refused: {status}")
        for case_id in self.cases:
            self.compare(f"statuses taken of {case_id}", taken[case_id], ["in_progress", "resolved"])

    def compare(self, what, seen, wanted):
        if seen != wanted:
            (self.missing if seen == wanted[:len(seen)] else self.wrong).append(f"{what}: {seen}")

    def told(self):
        repeated = sum(bool(e.get("duplicate")) for e in self.events)
        broken = sum(not s["taken"] for s in self.statuses)
        return (f"{len(self.mentions)} mentions, {len(self.questions)} questions, {len(self.replies)} replies, "
                f"{len(self.events)} events ({repeated} repeated), {len(self.statuses)} statuses ({broken} sent again); "
                f"gave way to later news unsent: {self.told_late} acknowledgements, {self.not_answered} answers")
