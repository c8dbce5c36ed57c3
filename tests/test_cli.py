"""The command line: help, options, exit codes, and errors in one line and a hint."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.main import get_command

from claimwire.cli import app, main
from claimwire.gold import READERS
from claimwire.json_records import to_json
from claimwire.records import Article, Record
from claimwire.version import VERSION
from test_store import full_record

Capture = pytest.CaptureFixture[str]


def claimwire(capfd: Capture, *arguments: str) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of one call."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["claimwire", *arguments])
        with pytest.raises(SystemExit) as caught:
            main()
    out, err = capfd.readouterr()
    return int(caught.value.code or 0), out, err


def commands(found: Any = None, *path: str) -> dict[str, Any]:
    """Every command of the tree by what a user types for it."""
    inside = getattr(found or get_command(app), "commands", None)
    if inside is None:
        return {" ".join(path): found}
    return {k: v for name, c in inside.items() for k, v in commands(c, *path, name).items()}


def test_the_version_is_the_packages(capfd: Capture) -> None:
    assert claimwire(capfd, "--version") == (0, f"claimwire {VERSION}\n", "")


def test_help_lists_every_command(capfd: Capture) -> None:
    code, out, err = claimwire(capfd, "--help")
    assert (code, err) == (0, "")
    assert claimwire(capfd, "-h") == (0, out, "")
    listed = re.findall(r"^│ (\w+)", out.partition("Commands")[2], re.MULTILINE)
    assert set(listed) == {name.split()[0] for name in commands()}


def test_without_a_command_it_shows_the_help(capfd: Capture) -> None:
    code, out, err = claimwire(capfd)
    assert code == 2
    assert (out + err).strip() == claimwire(capfd, "--help")[1].strip()


@pytest.mark.parametrize("name", commands())
def test_every_command_and_option_says_what_it_is_for(capfd: Capture, name: str) -> None:
    command = commands()[name]
    assert command.help
    assert [option.name for option in command.params if not option.help] == []
    code, out, err = claimwire(capfd, *name.split(), "--help")
    assert (code, err) == (0, "")
    assert f"claimwire {name} [OPTIONS]" in out
    assert command.help.split(".")[0].split("\n")[0][:40] in out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nonsense"], "nonsense"),
        (["run"], "paths"),
        (["run", "a.txt", "--nonsense"], "--nonsense"),
        (["run", "a.txt", "--min-confidence", "1.5"], "--min-confidence"),
        (["run", "a.txt", "--batch-size", "0"], "--batch-size"),
        (["run", "a.txt", "--threads", "0"], "--threads"),
        (["show", "a.jsonl", "--limit", "0"], "--limit"),
        (["evaluate", "--gold", "a.jsonl"], "--task"),
        (["evaluate", "--task", "names"], "--gold"),
        (["corpora", "build", "a.jsonl"], "--output"),
    ],
)
def test_wrong_use_is_told_by_name(capfd: Capture, arguments: list[str], told: str) -> None:
    code, out, err = claimwire(capfd, *arguments)
    assert (code, out) == (2, "")
    assert told in err


@pytest.mark.parametrize(
    ("arguments", "code", "error", "hint"),
    [
        (
            ["run", "gone.txt", "--model", "nobody"],  # the path is told before a model is loaded
            2,
            "usage: no file or folder 'gone.txt'",
            "give files, folders, globs or -",
        ),
        (
            ["run", "*.gone"],
            2,
            "usage: no file matches '*.gone'",
            "give files, folders, globs or -",
        ),
        (
            ["show", "gone.jsonl"],
            4,
            "error: cannot open 'gone.jsonl': No such file or directory",
            "",
        ),
        (["show", "."], 4, "error: cannot open '.': Is a directory", ""),
        (
            ["evaluate", "--task", "poems", "--gold", "."],
            2,
            "usage: unknown task 'poems'",
            "one of assertions, statements, names, sentences, entities, coreference",
        ),
        (
            ["evaluate", "--task", "names", "--gold", "gone"],
            2,
            "error: no corpus at 'gone'",
            "see corpora/README.md for where to get it",
        ),
        (
            ["evaluate", "--task", "names", "--gold", ".", "--reader", "parc"],
            2,
            "usage: unknown corpus reader 'parc'",
            f"one of {', '.join(READERS)}",
        ),
        (["train", "gone.toml"], 2, "usage: cannot read gone.toml: No such file or directory", ""),
        (
            ["corpora", "build", "gone", "-o", "x"],
            2,
            "error: 'gone' holds no standoff rows: FileNotFoundError: "
            "[Errno 2] No such file or directory: 'gone'",
            "",
        ),
    ],
)
def test_an_error_is_one_line_and_a_hint(
    capfd: Capture,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    code: int,
    error: str,
    hint: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = f"{error}\n" + (f"hint: {hint}\n" if hint else "")
    assert claimwire(capfd, *arguments) == (code, "", lines)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_model_is_told_with_those_there_are(
    capfd: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text("Norway denies it.")
    (tmp_path / "models" / "mine").mkdir(parents=True)
    (tmp_path / "models" / "mine" / "config.json").write_text("{}")
    monkeypatch.setenv("CLAIMWIRE_MODELS", str(tmp_path / "models"))
    code, out, err = claimwire(capfd, "run", str(tmp_path / "a.txt"), "--model", "nobody")
    assert (code, out) == (4, "")
    error, hint = err.splitlines()
    assert error == "error: no model 'nobody'"
    assert hint.startswith("hint: there are: ")
    assert "mine" in hint


def test_control_characters_of_an_error_do_not_reach_the_terminal(
    capfd: Capture, tmp_path: Path
) -> None:
    path = tmp_path / "\x1b]0;owned\x07\n.toml"
    code, _, err = claimwire(capfd, "train", str(path))
    assert code == 2
    assert err.count("\n") == 1
    assert "\x1b" not in err
    assert "\ufffd]0;owned\ufffd .toml" in err


def test_models_are_listed_with_their_folders(
    capfd: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("zeta", "claimwire-en-2", "empty"):
        (tmp_path / name).mkdir()
        if name != "empty":
            (tmp_path / name / "config.json").write_text("{}")
    monkeypatch.setenv("CLAIMWIRE_MODELS", str(tmp_path))
    code, out, err = claimwire(capfd, "models")
    assert (code, err) == (0, "")
    assert [line for line in out.splitlines() if "(default)" in line] == [
        f"claimwire-en-2  (default)\t{tmp_path / 'claimwire-en-2'}"
    ]
    assert f"zeta\t{tmp_path / 'zeta'}" in out.splitlines()
    assert "empty" not in out


def test_the_schema_is_valid_and_fits_records(capfd: Capture) -> None:
    code, out, err = claimwire(capfd, "schema")
    assert (code, err) == (0, "")
    schema = json.loads(out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    full = to_json(full_record())
    for fits in (full, to_json(Record(Article("a", "")))):
        validator.validate(fits)
    first = full["assertions"][0]
    for wrong in (
        {key: full[key] for key in full if key != "text"},
        full | {"surprise": 1},
        full | {"assertions": [first | {"stance": "sure"}]},
        full | {"assertions": [first | {"actor": None}]},
        full | {"roles": {}},
    ):
        assert not validator.is_valid(wrong)


def test_it_runs_as_a_module() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "claimwire", "--version"], capture_output=True, text=True
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, f"claimwire {VERSION}\n", "")


def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    line = json.dumps(to_json(full_record())) + "\n"
    (tmp_path / "a.jsonl").write_text(line * 500)
    command = f"{sys.executable} -m claimwire show {tmp_path}/a.jsonl --limit 500 | head -n 1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True)
    assert done.stdout.startswith("╭─ Ledger · 2024-03-05 · a ─")
    assert done.stderr == ""
