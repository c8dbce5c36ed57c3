"""brat standoff: round trips, files of others, damaged files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from claimwire.errors import GoldError, StorageError, UsageError
from claimwire.gold import guess_reader, read_gold
from claimwire.gold.brat import read_brat, write_brat
from claimwire.gold.bratlines import lines_apart, lines_joined
from claimwire.gold.polnear import read_polnear
from claimwire.records import Article, Assertion, Record, Statement, span_of
from gold_records import FULL, records

TEXT = "Norway blamed Tambora, and said: “It was them”, said Lund, “and no one else”.\n"


def at(words: str) -> str:
    start = TEXT.index(words)
    return f"{start} {start + len(words)}"


def pair(folder: Path, *lines: str, text: str = TEXT, name: str = "a", end: str = "\n") -> Path:
    (folder / f"{name}.txt").write_bytes(text.encode())
    (folder / f"{name}.ann").write_bytes("".join(line + end for line in lines).encode())
    return folder


def only(path: Path) -> Record:
    (record,) = read_gold("brat", path)
    return record


def words(statement: Statement) -> tuple[str | None, str | None, list[str]]:
    source, cue = statement.source, statement.cue
    return source and source.text, cue and cue.text, [span.text for span in statement.content]


def test_a_record_comes_back_whole(tmp_path: Path) -> None:
    assert write_brat([FULL], tmp_path / "out") == 1
    assert only(tmp_path / "out") == FULL
    assert guess_reader(tmp_path / "out") == "brat"


@settings(max_examples=150, deadline=None)
@given(records())
def test_any_record_comes_back_whole(record: Record) -> None:
    with TemporaryDirectory() as folder:
        write_brat([record], Path(folder) / "out")
        assert only(Path(folder) / "out") == record


def test_the_text_is_written_as_it_is(tmp_path: Path) -> None:
    write_brat([FULL], tmp_path / "out")
    assert (tmp_path / "out" / "tsovak-1.txt").read_bytes().decode() == FULL.article.text


def test_spans_hold_no_line_breaks_and_say_the_text_of_their_pieces(tmp_path: Path) -> None:
    write_brat([FULL], tmp_path / "out")
    text = FULL.article.text
    for line in (tmp_path / "out" / "tsovak-1.ann").read_text(encoding="utf-8").split("\n"):
        if line.startswith("T"):
            _, head, said = line.split("\t")
            pieces = [tuple(map(int, p.split())) for p in head.split(" ", 1)[1].split(";")]
            assert said == " ".join(text[start:end] for start, end in pieces)
            assert "\n" not in said
            assert "\r" not in said


def test_content_in_pieces_is_one_discontinuous_span(tmp_path: Path) -> None:
    write_brat([FULL], tmp_path / "out")
    ann = (tmp_path / "out" / "tsovak-1.ann").read_text(encoding="utf-8")
    (line,) = [line for line in ann.split("\n") if "Baku shells our children" in line]
    assert ";" in line
    assert line.endswith("Baku shells our children and then it denies it")


def test_stance_kind_roles_and_names_can_be_seen_in_brat(tmp_path: Path) -> None:
    write_brat([FULL], tmp_path / "out")
    ann = (tmp_path / "out" / "tsovak-1.ann").read_text(encoding="utf-8")
    for seen in ("Stance E4 suspected", "Kind E1 direct", "IsActor T1", "\tname: Azerbaijan\n"):
        assert seen in ann
    assert "Stance\tArg:Assertion" in (tmp_path / "out" / "annotation.conf").read_text()


def test_our_statements_read_as_those_of_polnear(tmp_path: Path) -> None:
    bare = replace(FULL, entities=(), assertions=(), statements=FULL.statements[:1])
    write_brat([bare], tmp_path / "out")
    for part, suffix, name in (("text", ".txt", "x"), ("attributions", ".ann", "x_1")):
        (tmp_path / part).mkdir()
        file = tmp_path / "out" / f"tsovak-1{suffix}"
        file.rename(tmp_path / part / f"{name}{suffix}")
    (record,) = read_polnear(tmp_path)
    assert words(record.statements[0])[1:] == words(bare.statements[0])[1:]


def test_events_of_polnear_are_read(tmp_path: Path) -> None:
    pair(
        tmp_path,
        f"T1\tSource {at('Lund')}\tLund",
        "E1\tAttribution:T3 Content:T2 Cue:T3 Source:T1",
        f"T2\tContent {at('It was them')};{at('and no one else')}\tIt was them and no one else",
        f"T3\tAttribution {at('said')}\tsaid",
        "E2\tAttribution-no-source:T3 Cue:T3 Content:T2 Content2:T1",
        "E3\tAttribution:T3",
        f"T4\tDiscard {at('blamed')}\tblamed",
        end="\r\n",
    )
    first, second = only(tmp_path).statements
    assert words(first) == ("Lund", "said", ["It was them", "and no one else"])
    assert first.kind == "direct"
    assert words(second) == (None, "said", ["It was them", "and no one else", "Lund"])


def test_relations_between_cue_source_and_content_make_statements(tmp_path: Path) -> None:
    pair(
        tmp_path,
        f"T1\tSource {at('Norway')}\tNorway",
        f"T2\tCue {at('said')}\tsaid",
        f"T3\tContent {at('It was them')}\tIt was them",
        f"T4\tContent {at('and no one else')}\tand no one else",
        f"T5\tSource {at('Lund')}\tLund",
        f"T6\tCue {at('blamed')}\tblamed",
        "R1\tSays Arg1:T1 Arg2:T3",
        "R2\tContent Arg1:T2 Arg2:T3",
        "R3\tSays Arg1:T5 Arg2:T4",
        f"T7\tPerson {at('Lund')}\tLund",
        "R4\tSource Arg1:T6 Arg2:T7",
    )
    found = only(tmp_path)
    assert [words(s) for s in found.statements] == [
        ("Norway", "said", ["It was them"]),
        ("Lund", "blamed", []),
        ("Lund", None, ["and no one else"]),
    ]
    assert [(e.name, e.type) for e in found.entities] == [("Lund", "PERSON")]


def test_an_assertion_by_hand(tmp_path: Path) -> None:
    pair(
        tmp_path,
        f"T1\tAssertion {at('blamed')}\tblamed",
        f"T2\tCOUNTRY {at('Norway')}\tNorway",
        f"T3\tActor {at('Tambora')}\tTambora",
        f"T4\tActor {at('them')}\tthem",
        f"T5\tEvent {at('It')}\tIt",
        "E1\tAssertion:T1 Source:T2 Event:T5 Actor:T3 Actor2:T4",
        "A1\tStance E1 Denied",
        "#1\tAnnotatorNotes E1\tnot sure of this",
        "#2\tAnnotatorNotes T4\tname: Tambora",
        "N1\tReference T2 ISO:NO\tNorway",
    )
    record = only(tmp_path)

    def span(said: str, name: str | None = None) -> object:
        start = TEXT.index(said)
        return span_of(TEXT, start, start + len(said), name or said)

    assert record.assertions == tuple(
        Assertion(span("Norway"), span("blamed"), span("It"), actor, "denied")  # type: ignore[arg-type]
        for actor in (span("Tambora"), span("them", "Tambora"))
    )
    assert [(e.id, e.name, e.type) for e in record.entities] == [(0, "Norway", "COUNTRY")]


def test_entities_of_others(tmp_path: Path) -> None:
    pair(
        tmp_path,
        f"T1\tGPE {at('Norway')}\tNorway",
        f"T2\tPerson {at('Lund')}\tLund",
        f"T3\tProtein {at('said')}\tsaid",
        f"T4\tPer {at('them')}\tthem",
        "*\tEquiv T4 T2",
        "R1\tWorksFor Arg1:T2 Arg2:T1",
        f"T5\tEvent {at('no one')}\tno one",
    )
    found = [(e.id, e.name, e.type, len(e.mentions)) for e in only(tmp_path).entities]
    assert found == [(0, "Norway", "PLACE", 1), (1, "Lund", "PERSON", 2), (2, "no one", "EVENT", 1)]


def test_brats_pieces_of_a_span_over_two_lines_are_one(tmp_path: Path) -> None:
    text = "Ann\r\nLund said"
    lines = ("T1\tPERSON 0 3;5 9\tAnn Lund", "T2\tPERSON 0 3;10 14\tAnn said")
    found = only(pair(tmp_path, *lines, text=text)).entities
    assert [entity.mentions for entity in found] == [((0, 9),), ((10, 14),)]


@pytest.mark.parametrize(
    ("pieces", "apart"),
    [
        ([(0, 9)], [(0, 3), (5, 9)]),
        ([(2, 5)], [(2, 3)]),
        ([(3, 5)], [(3, 5)]),
        ([(0, 2), (6, 9)], [(0, 2), (6, 9)]),
    ],
)
def test_lines_apart(pieces: list[tuple[int, int]], apart: list[tuple[int, int]]) -> None:
    assert lines_apart("Ann\r\nLund", pieces) == apart


def test_lines_joined() -> None:
    assert lines_joined("Ann\r\nLund", [(0, 3), (5, 7), (7, 9)]) == [(0, 7), (7, 9)]


def test_a_moved_span_counts_more_than_the_bounds_noted(tmp_path: Path) -> None:
    lines = ("T1\tPERSON 0 3\tAnn", '#1\tClaimwire T1\t{"bounds": [[0, 5]], "entity": 4}')
    (entity,) = only(pair(tmp_path, *lines, text="Ann\r\nLund")).entities
    assert (entity.id, entity.mentions) == (4, ((0, 5),))
    lines = ("T1\tPERSON 5 9\tLund", lines[1])
    (entity,) = only(pair(tmp_path, *lines, text="Ann\r\nLund")).entities
    assert (entity.id, entity.mentions) == (4, ((5, 9),))


def test_one_file_will_do(tmp_path: Path) -> None:
    pair(tmp_path, name="a.b")
    for suffix in (".ann", ".txt"):
        path = tmp_path / f"a.b{suffix}"
        assert guess_reader(path) == "brat"
        assert only(path).article == Article("a.b", TEXT)


def test_one_file_is_written(tmp_path: Path) -> None:
    assert write_brat([FULL], tmp_path / "one.ann") == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one.ann", "one.txt"]
    assert only(tmp_path / "one.ann") == FULL


def test_one_file_holds_one_article(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"one\.ann' holds one article"):
        write_brat([FULL, FULL], tmp_path / "one.ann")
    assert list(tmp_path.iterdir()) == []


def test_folders_in_folders_and_texts_without_annotation(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    pair(tmp_path / "x", name="c")
    pair(tmp_path, name="b")
    (tmp_path / "new.txt").write_text("no annotation yet")
    assert [r.article.id for r in read_brat(tmp_path)] == ["b", "x/c"]


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["a", "A", "a"], ["A-2", "a", "a-3"]),
        (
            ["https://x.org/?a=1", "../up", "", "\U0001f525"],
            ["_", "_up", "article", "https_x.org_a_1"],
        ),
        (["x" * 300, "x" * 301], ["x" * 100, "x" * 100 + "-2"]),
    ],
)
def test_any_id_gives_a_file_and_comes_back(
    tmp_path: Path, ids: list[str], names: list[str]
) -> None:
    given = [Record(Article(i, "text")) for i in ids]
    write_brat(given, tmp_path / "out")
    assert sorted(p.stem for p in (tmp_path / "out").glob("*.ann")) == sorted(names)
    assert sorted(r.article.id for r in read_brat(tmp_path / "out")) == sorted(ids)


def test_a_lone_surrogate_becomes_a_question_mark_in_its_place(tmp_path: Path) -> None:
    text = "he \ud83d left"
    span = span_of(text, 3, 9, "\udfff")
    write_brat(
        [Record(Article("a", text), statements=(Statement(span, None, ()),))], tmp_path / "o"
    )
    (found,) = only(tmp_path / "o").statements
    assert found.source == span_of("he \ufffd left", 3, 9, "\ufffd")


def test_a_text_without_anything_comes_back(tmp_path: Path) -> None:
    write_brat([Record(Article("a", ""))], tmp_path / "out")
    assert only(tmp_path / "out") == Record(Article("a", ""))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("T1", "a.ann:2"),
        ("T1\tCue", "a.ann:2"),
        ("T1\tCue x y\tsaid", "invalid literal"),
        ("T1\tCue 1\tx", "a.ann:2"),
        ("T1\tCue 5 3\tx", "5-3 is outside"),
        ("T1\tCue 0 999\tx", "0-999 is outside a text of 78 characters"),
        ("T1\tCue 0 6\tSweden", "the text there is 'Norway'"),
        ("T9\tCue 0 6\tNorway", "a second T9"),
        ("E1\tAttribution:T7 Cue:T9", "'T7' is not there"),
        ("E1\tAttribution:T9 Cue:T7", "'T7' is not there"),
        ("E1\tAttribution", "a.ann:2"),
        ("E1", "a.ann:2"),
        ("R1\tSays Arg1:T9", "a.ann:2"),
        ("R1\tSays Arg1:T9 Arg2:T8", "'T8' is not there"),
        ("*\tEquiv T9 T8", "'T8' is not there"),
        ("A1\tStance E9 denied", "'E9' is not there"),
        ("#1\tClaimwire T9\t{", "a.ann:2"),
        ("#1\tClaimwire T9\t[1]", "a JSON list, not an object"),
        ("Q1\twhat", "'Q' begins no annotation"),
        ("plain words", "'p' begins no annotation"),
    ],
)
def test_a_damaged_line_is_named(tmp_path: Path, line: str, told: str) -> None:
    pair(tmp_path, "T9\tCue 0 6\tNorway", line)
    with pytest.raises(GoldError) as caught:
        only(tmp_path)
    assert "a.ann:2 is no line of brat standoff" in str(caught.value)
    assert told in str(caught.value)


def test_a_stance_that_there_is_none_of_is_named(tmp_path: Path) -> None:
    lines = ("T1\tAssertion 0 6\tNorway", "E1\tAssertion:T1 Event:T1 Actor:T1")
    with pytest.raises(GoldError, match="the stance of 'E1' is 'sure'") as caught:
        only(pair(tmp_path, *lines, "A1\tStance E1 sure"))
    assert "asserted, suspected, denied, claimed" in caught.value.hint


@pytest.mark.parametrize("gone", ["a.txt", "a.ann"])
def test_a_missing_half_is_named(tmp_path: Path, gone: str) -> None:
    pair(tmp_path)
    (tmp_path / gone).unlink()
    with pytest.raises(GoldError, match=rf"there is no '.*{gone}'"):
        list(read_brat(tmp_path / "a.ann"))


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("")
    with pytest.raises(StorageError, match="is not empty"):
        write_brat([FULL], tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]


def test_nothing_is_left_after_an_error(tmp_path: Path) -> None:
    def broken() -> object:
        yield FULL
        raise GoldError("damaged")

    with pytest.raises(GoldError, match="damaged"):
        write_brat(broken(), tmp_path / "out")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []
