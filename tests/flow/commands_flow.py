"""The commands as a newcomer and as a script use them."""

import json
import os
import subprocess
import tempfile

from house import NRISEVA, PATIENCE, TOP, House, nriseva, run

COMMANDS = ["serve", "check", "read", "length", "render", "replay", "case", "delivery", "status", "key", "backup", "restore", "version", "x"]
NOWHERE = {"NRISEVA_CONFIG": "/nonexistent/nriseva.yaml"}


def help_is_there_for_all_and_each():
    code, out, _ = nriseva("--help")
    assert code == 0
    for command in COMMANDS:
        assert command in out, out
        code, page, _ = nriseva(command, "--help")
        assert code == 0 and page.startswith("Usage: nriseva " + command), page
        code, _, err = nriseva(command, "--no-such-option")
        assert code == 2 and "--help" in err, (command, code, err)
    assert nriseva("no-such-command")[0] == 2
    assert nriseva()[0] == 2


def version_is_told():
    code, out, _ = nriseva("version")
    assert code == 0 and "0.1.0" in out
    assert json.loads(nriseva("version", "--json")[1])["version"] == "0.1.0"


def read_prints_one_line_for_each_post():
    posts = [{"text": "मेरे घर का ताला तोड़कर भू माफिया ने कब्जा कर लिया है, लखनऊ पुलिस एफआईआर दर्ज नहीं कर रही, कृपया मदद करें"},
             {"id": "1", "author_id": "2", "created_at": "2026-01-01T00:00:00.000Z", "text": "Thank you @UPPolNRI, great work"}]
    code, out, err = nriseva("read", "--json", stdin="".join(json.dumps(p) + "\n" for p in posts))
    assert code == 0, err
    first, second = [json.loads(line) for line in out.splitlines()]
    for key in ("lang", "intent", "verdict", "actionable", "score", "district", "matter", "conduct", "urgent", "sensitive",
                "reasons"):
        assert key in first, key
    assert first["lang"] == "hi" and first["district"] == "lucknow" and first["actionable"] == "yes", first
    assert first["matter"] == "property-land" and first["conduct"] == "fir-not-registered", first
    assert second["intent"] == "thanks" and second["actionable"] == "no" and second["district"] is None, second


def read_tells_of_a_bad_line_in_its_place():
    code, out, _ = nriseva("read", "--json", stdin='{"text": "hello"}\nnot json\n{"text": "hello"}\n')
    lines = [json.loads(line) for line in out.splitlines()]
    assert code == 1 and len(lines) == 3 and "error" in lines[1] and "lang" in lines[2], out


BIKE = "My bike was stolen from Gomti Nagar Lucknow yesterday, please take action"


def read_explains_in_colours_on_a_terminal_only():
    _, out, _ = nriseva("read", "--explain", stdin=json.dumps({"text": BIKE}) + "\n")
    assert out.startswith(BIKE + "\n") and "theft-robbery" in out, out
    there, here = os.openpty()
    process = subprocess.Popen([NRISEVA, "read", "--explain"], cwd=TOP, stdin=subprocess.PIPE, stdout=here, text=True)
    process.communicate(json.dumps({"text": BIKE}) + "\n", timeout=PATIENCE)
    os.close(here)
    page = os.read(there, 65536).decode()
    assert process.returncode == 0 and "\x1b[32mLucknow\x1b[0m" in page, page


def read_compares_with_another_configuration():
    posts = "".join(json.dumps({"text": text}) + "\n" for text in (BIKE, "Thank you, great work"))
    with House() as house:
        with open(house.config) as f:
            text = f.read()
        same = nriseva("read", "--compare", house.config, "--config", house.config, stdin=posts)
        assert same[0] == 0 and same[1] == "0 of 2 posts are read otherwise\n", same
        districts = os.path.join(TOP, "config", "districts.tsv")
        with open(house.path("districts.tsv"), "w") as f:
            with open(districts) as whole:
                f.write("".join(line for line in whole if not line.startswith("lucknow\t")))
        with open(house.path("old.yaml"), "w") as f:
            f.write(text.replace(districts, house.path("districts.tsv")))
        code, out, err = nriseva("read", "--compare", house.path("old.yaml"), "--config", house.config, stdin=posts)
        assert code == 0 and BIKE in out and "district   - -> lucknow" in out, (out, err)
        assert "Thank you" not in out and "1 of 2 posts are read otherwise" in out, out
        assert nriseva("read", "--compare", "/nonexistent", "--config", house.config, stdin=posts)[0] == 3
        assert nriseva("read", "--compare", house.config, "--report")[0] == 2


def length_weighs_as_x_does():
    code, out, _ = nriseva("length", stdin="hello\nनमस्ते\n👨‍👩‍👧‍👦\n" + "a" * 281 + "\n\n")
    assert code == 0
    assert [json.loads(line) for line in out.splitlines()] == [
        {"weighted": 5, "valid": True}, {"weighted": 6, "valid": True}, {"weighted": 2, "valid": True},
        {"weighted": 281, "valid": False}, {"weighted": 0, "valid": False}]


def render_shows_every_variant_within_280():
    for lang in ("en", "hi", "hinglish"):
        code, out, err = nriseva("render", "acknowledged", "--lang", lang, "--district", "lucknow", "--all")
        assert code == 0 and "NRI-" in out, err
    assert nriseva("render", "no-such-situation")[0] == 2


def check_passes_on_a_furnished_house_and_tells_what_is_missing_elsewhere():
    with House() as house:
        code, out, err = nriseva("check", "--config", house.config)
        assert code == 0, out + err
        assert "one automated reply" in out + err, "push must be told of: " + out + err
        os.unlink(house.path("keys/agra.whsk"))
        os.chmod(house.path("keys/lucknow.whsk"), 0o644)
        code, out, err = nriseva("check", "--config", house.config)
        assert code == 3 and "agra.whsk" in out + err and "lucknow.whsk" in out + err, (code, out + err)


def a_missing_configuration_names_where_it_was_looked_for():
    with tempfile.TemporaryDirectory() as empty:
        code, _, err = nriseva("check", cwd=empty, env={"NRISEVA_CONFIG": ""})
        assert code == 3 and "/etc/nriseva/nriseva.yaml" in err and "NRISEVA_CONFIG" in err, err
        assert nriseva("check", cwd=empty, env=NOWHERE)[0] == 3


def keys_are_made_private_and_never_overwritten():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "k.whsk")
        code, _, err = nriseva("key", "new", path)
        assert code == 0, err
        assert os.stat(path).st_mode & 0o777 == 0o600
        with open(path) as f:
            assert f.read().startswith("whsk_")
        code, out, _ = nriseva("key", "public", path)
        assert code == 0 and out.startswith("whpk_")
        code, _, err = nriseva("key", "new", path)
        assert code == 1 and path in err


def replay_rehearses_and_sends_nothing():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "posts.jsonl")
        with open(path, "w") as f:
            for i, text in enumerate(["@UPPolNRI my bike was stolen in Agra, police refused to file FIR, please help",
                                      "@UPPolNRI thank you", "@UPPolNRI मेरठ में चेन छीन ली, कृपया मदद करें"]):
                f.write(json.dumps({"id": str(1900000000000000000 + i), "author_id": str(10 + i),
                                    "created_at": f"2026-01-01T00:00:0{i}.000Z", "text": text}) + "\n")
        code, out, err = nriseva("replay", path, "--store", os.path.join(folder, "store"))
        assert code == 0, err
        lines = [json.loads(line) for line in out.splitlines()]
        replies = [x for x in lines if x["kind"] == "reply"]
        events = [x for x in lines if x["kind"] == "event"]
        assert sorted(x["lane"] for x in events) == ["endpoint:agra", "endpoint:meerut"], out
        assert len(replies) == 4, out
        code, out, err = nriseva("case", "list", "--json", "--store", os.path.join(folder, "store"))
        assert code == 0, err
        cases = [json.loads(line) for line in out.splitlines()]
        assert {c["district"] for c in cases} == {"agra", "meerut"} and {c["status"] for c in cases} == {"forwarded"}, out
        # again: nothing new
        code, out, err = nriseva("replay", path, "--store", os.path.join(folder, "store"))
        assert code == 0 and out == "", out + err


def replay_shows_how_far_it_is_on_a_terminal_and_only_there():
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "posts.jsonl")
        with open(path, "w") as f:
            f.write(json.dumps({"text": "@UPPolNRI thank you"}) + "\n")
        said = {}
        for quiet in ([], ["--quiet"]):
            terminal, end = os.openpty()
            done = subprocess.run([NRISEVA, "replay", path, "--config", os.path.join(TOP, "config", "demo.yaml"), *quiet],
                                  stdout=subprocess.PIPE if not quiet else end, stderr=end, timeout=PATIENCE)
            os.close(end)
            said[bool(quiet)] = os.read(terminal, 65536).decode()
            os.close(terminal)
            assert done.returncode == 0, said
        for text in said.values():
            assert " %  " in text and "[" in text, text
            assert text.rstrip().split("\r\x1b[K")[-1].startswith("1 posts in "), text
        code, _, err = nriseva("replay", path, "--config", os.path.join(TOP, "config", "demo.yaml"))
        assert code == 0 and err.startswith("1 posts in "), err


run(help_is_there_for_all_and_each, version_is_told, read_prints_one_line_for_each_post,
    read_tells_of_a_bad_line_in_its_place, read_explains_in_colours_on_a_terminal_only,
    read_compares_with_another_configuration, length_weighs_as_x_does, render_shows_every_variant_within_280,
    check_passes_on_a_furnished_house_and_tells_what_is_missing_elsewhere,
    a_missing_configuration_names_where_it_was_looked_for, keys_are_made_private_and_never_overwritten,
    replay_rehearses_and_sends_nothing, replay_shows_how_far_it_is_on_a_terminal_and_only_there)
