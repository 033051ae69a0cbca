#!/usr/bin/env python3
"""bench-reading as it is run: its figures for a tiny file are known, and held.tsv is never listed."""

import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(os.path.dirname(HERE), "data", "reading")
TINY = os.path.join(HERE, "tiny.tsv")
PROGRAM = sys.argv[1]

# part and of, over all posts of tiny.tsv
KNOWN = {
    "lang": (6, 6), "intent": (3, 6), "district_right": (1, 2), "district_wrong": (1, 2), "district_missed": (0, 2),
    "district_false": (1, 4), "matter": (2, 3), "matter_false": (1, 3), "conduct": (0, 0), "conduct_false": (0, 6),
    "matter_or_conduct": (2, 3), "matter_or_conduct_false": (1, 3), "yes_precision": (2, 3), "yes_recall": (2, 3),
    "noticed_recall": (2, 3), "doubtful": (0, 6), "urgent_recall": (0, 1), "urgent_false": (0, 5), "elsewhere_recall": (0, 1),
    "elsewhere_false": (0, 5), "solved_recall": (0, 0), "solved_false": (0, 6), "not_solved_recall": (0, 0),
    "not_solved_false": (0, 6), "takedown_recall": (0, 0), "takedown_false": (0, 6), "withdraw_recall": (0, 0),
    "withdraw_false": (0, 6)}
CONFUSED = {
    "intent": [("status_query", "thanks", 1), ("thanks", "complaint", 1), ("thanks", "greeting", 1)],
    "matter": [("-", "theft-robbery", 1), ("theft-robbery", "-", 1)],
    "conduct": []}


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True)


def good(*arguments):
    result = run(*arguments)
    assert result.returncode == 0 and not result.stderr, result
    return result.stdout


def posts_of(name):
    with open(os.path.join(DATA, name)) as f:
        return [line.rstrip("\n").split("\t")[7] for line in f if line[0] != "#"][1:]


def figures_are_those_known():
    result = json.loads(good("--json", TINY))
    assert "speed" not in result, result
    tiny = result["files"]["tiny.tsv"]
    counts = {group: tiny[group].pop("posts") for group in ("en", "hi", "hinglish", "other", "all")}
    assert counts == {"en": 4, "hi": 1, "hinglish": 1, "other": 0, "all": 6}, counts
    found = {key: (share["part"], share["of"]) for key, share in tiny["all"].items()}
    assert found == KNOWN, {key: share for key, share in found.items() if share != KNOWN.get(key)}
    for key in KNOWN:
        for n in ("part", "of"):
            assert sum(tiny[lang][key][n] for lang in ("en", "hi", "hinglish", "other")) == tiny["all"][key][n], key
    assert tiny["all"]["intent"]["misses_goal"] and not tiny["all"]["doubtful"]["misses_goal"], tiny
    for label, pairs in CONFUSED.items():
        assert [(p["truth"], p["read"], p["count"]) for p in tiny["confusions"][label]] == pairs, (label, tiny["confusions"])


def the_table_marks_what_is_missed():
    rows = {line[:30].strip(): line for line in good(TINY).splitlines()}
    assert rows["intent right"].split()[-4:] == ["3/6", "50.0!", ">=", "88"], rows["intent right"]
    assert rows["doubtful, of all"].split()[-4:] == ["0/6", "0.0", "<", "20"], rows["doubtful, of all"]


def wrong_posts_are_listed_with_their_words():
    listed = good("--wrong", "intent", TINY)
    assert "tiny.tsv:6  en  intent: thanks -> greeting\n    @UPPolNRI Good morning sir\n  because " in listed, listed
    assert 'intent=greeting "Good morning"' in listed, listed
    assert listed.endswith("tiny.tsv: 3 of 6 posts are wrong in intent\n"), listed
    assert "stolen" not in listed, listed
    assert "tiny.tsv:4  en  district: agra -> kanpur-nagar" in good("--wrong", "district", TINY)


def held_posts_are_never_shown():
    held = {"    " + text.split("\\n")[0] for text in posts_of("held.tsv")}
    path = os.path.join(DATA, "held.tsv")
    with tempfile.TemporaryDirectory() as folder:
        link = os.path.join(folder, "other.tsv")
        os.symlink(path, link)
        for arguments in (["--wrong", "intent", path], ["--wrong", "intent", TINY, path], ["--wrong", "intent", link], ["--tune", path]):
            result = run(*arguments)
            assert result.returncode == 2 and "only measured" in result.stderr and not result.stdout, result
    for shown in (good(), good("--json"), good("--wrong", "intent")):
        assert not held & set(shown.splitlines())
    assert {"    " + text for text in posts_of("work.tsv")} & set(shown.splitlines())
    assert "held.tsv" not in shown


def speed_is_measured():
    speed = json.loads(good("--json", "--speed", "--seconds", "0.01", TINY))["speed"]
    for key in ("posts_per_s", "folding_per_s", "ratio", "load_ms"):
        assert 0 < speed[key]["least"] <= speed[key]["median"] <= speed[key]["most"], speed
    assert "! missed" in good("--speed", "--seconds", "0.01", TINY)


def thresholds_are_searched():
    lines = good("--tune", TINY).splitlines()
    assert lines[0] == "now:" and lines[2].split()[:3] == ["60", "30", "20"] and lines[3] == "the best:", lines
    assert 1 <= len(lines) - 5 <= 8, lines


def mistakes_are_told():
    for arguments, said in ((["--wrong", "mood"], "mood"), (["--what"], "Usage"), (["/nowhere/x.tsv"], "/nowhere/x.tsv"),
                            (["--config", "/nowhere/x.yaml"], "/nowhere/x.yaml"), (["--seconds", "x", TINY], "seconds")):
        result = run(*arguments)
        assert result.returncode in (1, 2) and said in result.stderr and not result.stdout, (arguments, result)


figures_are_those_known()
the_table_marks_what_is_missed()
wrong_posts_are_listed_with_their_words()
held_posts_are_never_shown()
speed_is_measured()
thresholds_are_searched()
mistakes_are_told()
