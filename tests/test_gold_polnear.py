"""PolNeAR: brat standoff to statements."""

from __future__ import annotations

from pathlib import Path

import pytest

from claimwire.errors import GoldError
from claimwire.gold import read_gold
from claimwire.gold.polnear import read_polnear
from claimwire.records import Record, Statement, span_of

TEXT = (
    "Senator Ana Brock said\r\n\r\n“we will win,” and she added, “by far,” that \U0001f525 "
    "she hoped so. Aides and voters agreed."
)


def at(words: str, start: int = 0) -> tuple[int, int]:
    begin = TEXT.index(words, start)
    return begin, begin + len(words)


def mark(key: str, role: str, *words: str) -> str:
    pieces = ";".join(f"{a} {b}" for a, b in map(at, words))
    return f"{key}\t{role} {pieces}\t{' '.join(words)}"


def split(folder: Path, *lines: str, name: str = "times_brock_4e07", end: str = "\n") -> Path:
    for part in ("text", "attributions"):
        (folder / part).mkdir(exist_ok=True)
    stem = name.rpartition("_")[0]
    (folder / "text" / f"{stem}.txt").write_bytes(TEXT.encode())
    ann = "".join(line + end for line in lines)
    (folder / "attributions" / f"{name}.ann").write_bytes(ann.encode())
    return folder


def statements(folder: Path) -> tuple[Statement, ...]:
    (record,) = read_polnear(folder)
    return record.statements


SAID = (
    mark("T1", "Source", "Senator Ana Brock"),
    mark("T2", "Cue", "said"),
    mark("T3", "Content", "we will win"),
    mark("T4", "Attribution", "said"),
    "E1\tAttribution:T4 Source:T1 Cue:T2 Content:T3",
)


def test_a_record_has_the_text_unchanged_and_the_files_name(tmp_path: Path) -> None:
    (record,) = read_polnear(split(tmp_path))
    assert record.article.text == TEXT
    assert record.article.id == "times_brock"
    assert record.statements == ()


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_attribution_becomes_a_statement(tmp_path: Path, end: str) -> None:
    (found,) = statements(split(tmp_path, *SAID, end=end))
    assert found == Statement(
        span_of(TEXT, *at("Senator Ana Brock")),
        span_of(TEXT, *at("said")),
        (span_of(TEXT, *at("we will win")),),
        "direct",
    )


def test_parts_may_be_missing(tmp_path: Path) -> None:
    (found,) = statements(
        split(tmp_path, mark("T1", "Content", "she hoped so"), "E1\tAttribution:T1 Content:T1")
    )
    assert (found.source, found.cue, found.kind) == (None, None, "indirect")
    assert found.content[0].text == "she hoped so"


def test_an_attribution_without_parts_is_left_out(tmp_path: Path) -> None:
    lines = (mark("T4", "Attribution", "said"), "E1\tAttribution:T4", "A1\tNested E1", "#1\tnote")
    assert statements(split(tmp_path, *lines)) == ()


def test_fragments_of_content_are_kept_apart_where_words_stand_between(tmp_path: Path) -> None:
    lines = (
        mark("T1", "Content", "we will win", "by far", "that"),
        "E1\tAttribution:T1 Content:T1",
    )
    (found,) = statements(split(tmp_path, *lines))
    assert [span.text for span in found.content] == ["we will win", "by far,” that"]
    assert found.kind == "mixed"


def test_several_spans_of_one_role_are_joined(tmp_path: Path) -> None:
    lines = (
        mark("T1", "Content", "by far"),
        mark("T2", "Content", "we will win"),
        mark("T3", "Source", "Aides"),
        mark("T4", "Source", "voters"),
        "E1\tAttribution:T1 Content:T1 Content2:T2 Source:T3 Source2:T4",
    )
    (found,) = statements(split(tmp_path, *lines))
    assert [span.text for span in found.content] == ["we will win", "by far"]
    assert found.source == span_of(TEXT, *at("voters"))  # the longest piece


def test_statements_come_in_the_order_of_their_lines(tmp_path: Path) -> None:
    agreed = (mark("T9", "Cue", "agreed"), "E9\tAttribution:T9 Cue:T9")
    found = statements(split(tmp_path, *agreed, *SAID))
    assert [s.cue.text for s in found if s.cue] == ["agreed", "said"]


def test_the_first_annotator_counts(tmp_path: Path) -> None:
    split(tmp_path, name="times_brock_b")
    split(tmp_path, *SAID, name="times_brock_a")
    assert len(statements(tmp_path)) == 1


def test_articles_come_in_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b_x_1", "a_x_1", "c_x_1"):
        split(tmp_path, name=name)
    assert [record.article.id for record in read_polnear(tmp_path)] == ["a_x", "b_x", "c_x"]


def test_another_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match=r"has no text/ and attributions/") as caught:
        list(read_polnear(tmp_path))
    assert caught.value.hint == "give one split folder"


@pytest.mark.parametrize(
    "line",
    [
        "E1\tAttribution:T9 Cue:T9",
        "E1\tAttribution",
        "T1\tCue",
        "T1\tCue x y\tsaid",
        "T1\tCue 1\tx",
    ],
)
def test_a_broken_annotation_is_an_error_of_ours(tmp_path: Path, line: str) -> None:
    folder = split(tmp_path, mark("T4", "Cue", "said"), line)
    with pytest.raises(GoldError, match="cannot be read as polnear after its beginning"):
        list(read_gold("polnear", folder))


def test_a_lost_text_is_named_with_the_article_before_it(tmp_path: Path) -> None:
    split(tmp_path, name="a_x_1")
    split(tmp_path, name="b_x_1")
    (tmp_path / "text" / "b_x.txt").unlink()
    read: list[Record] = []
    with pytest.raises(GoldError, match=r"after article 'a_x': FileNotFoundError.*b_x\.txt"):
        read.extend(read_gold("polnear", tmp_path))
