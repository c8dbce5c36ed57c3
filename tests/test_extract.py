"""Scores made by hand to statements and assertions: spans apart, confidences, fast look-ups."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import BertPreTokenizer

from claimwire.extract import (
    Snap,
    _antecedents,
    _holds,
    find_assertions,
    find_statements,
    kept_frames,
    with_speakers,
)
from claimwire.model.decode import Floats, WordSpan
from claimwire.model.inference import ArticleScores, CueScores, FrameScores
from claimwire.model.labels import ARGUMENT_ROLES, BIOES, STATEMENT_ROLES
from claimwire.model.settings import Calibration, Decoding
from claimwire.model.words import split_words
from claimwire.records import Assertion, Mention, Span, Statement, span_of

TEXT = "Ann Lund said that Norway planned the raid and that Tambora paid for it ."
#       0   1    2    3    4      5       6   7    8   9    10      11   12  13 14


def tokenizer() -> Tokenizer:
    made = Tokenizer(WordLevel({"[UNK]": 0}, unk_token="[UNK]"))
    made.pre_tokenizer = BertPreTokenizer()
    return made


def article(text: str = TEXT, **parts: Any) -> ArticleScores:
    given: dict[str, Any] = {"decoding": Decoding(), "calibration": Calibration(), "tokens": {}}
    return ArticleScores(split_words(text, tokenizer()), **(given | parts))


def tagged(roles: tuple[str, ...], *spans: tuple[str, int, int, float]) -> Floats:
    """Chances of BIOES tags; spans: role, first and last word, chance of each of its tags."""
    rows = np.zeros((15, BIOES * len(roles) + 1))
    for role, first, last, chance in spans:
        tag = BIOES * roles.index(role)
        if first == last:
            rows[first, tag + 4] = chance
            continue
        rows[first, tag + 1], rows[last, tag + 3] = chance, chance
        rows[first + 1 : last, tag + 2] = chance
    rows[:, 0] = 1.0 - rows[:, 1:].sum(axis=1)
    return np.asarray(rows)


def cue(*spans: tuple[str, int, int, float], score: float = 0.8) -> CueScores:
    return CueScores(WordSpan(2, 2, score), 0, tagged(STATEMENT_ROLES, *spans))


def frame(
    actor: tuple[int, int, float],
    event: tuple[int, int, float],
    *spans: tuple[str, int, int, float],
    null: float = 0.0,
) -> FrameScores:
    return FrameScores(
        actor=WordSpan(*actor),
        event=WordSpan(*event),
        start=0,
        arguments=tagged(ARGUMENT_ROLES, *spans),
        stance=np.asarray([0.9, 0.04, 0.03, 0.03]),
        null_source=null,
    )


SOURCE = ("source", 0, 1, 0.9)


def texts(found: list[Statement]) -> list[tuple[str | None, list[str]]]:
    return [(s.source.text if s.source else None, [part.text for part in s.content]) for s in found]


def test_a_statement_by_hand() -> None:
    (found,) = find_statements(article(cues=[cue(SOURCE, ("content", 3, 7, 0.9))]))
    assert found.source == span_of(TEXT, 0, 8)
    assert found.cue == span_of(TEXT, 9, 13)
    assert [part.text for part in found.content] == ["that Norway planned the raid"]


def test_a_content_does_not_hold_its_source() -> None:
    roles = tagged(STATEMENT_ROLES, ("content", 0, 7, 0.5))
    roles[0:2, 1 + BIOES * STATEMENT_ROLES.index("source")] = 0.45, 0.0
    roles[1, 3 + BIOES * STATEMENT_ROLES.index("source")] = 0.45
    found = find_statements(article(cues=[CueScores(WordSpan(2, 2, 0.8), 0, roles)]))
    assert texts(found) == [("Ann Lund", ["that Norway planned the raid"])]


def test_a_content_does_not_hold_its_cue() -> None:
    found = find_statements(article(cues=[cue(("content", 0, 7, 0.9))]))
    assert found
    assert all(not part.overlaps(found[0].cue) for part in found[0].content)


def test_a_cue_is_counted_from_the_article_and_its_roles_from_the_window() -> None:
    scores = article(
        cues=[CueScores(WordSpan(7, 7, 0.8), 5, tagged(STATEMENT_ROLES, ("content", 3, 6, 0.9)))]
    )
    assert texts(find_statements(scores)) == [(None, ["and that Tambora paid"])]


@pytest.mark.parametrize(("second", "kept"), [(0.7, 2), (0.5, 1)])
def test_a_second_content_must_be_surer(second: float, kept: int) -> None:
    found = find_statements(article(cues=[cue(("content", 3, 7, 0.9), ("content", 9, 13, second))]))
    assert len(found[0].content) == kept


def test_a_cue_without_a_content_makes_no_statement() -> None:
    assert find_statements(article(cues=[cue(SOURCE)])) == []


POINTS = ((0.0, 0.0), (1.0, 0.5))


def test_a_statement_is_as_sure_as_its_cue_and_content() -> None:
    given = [cue(("content", 3, 7, 0.9))]
    (raw,) = find_statements(article(cues=given))
    assert raw.confidence == pytest.approx(0.8 * 0.9)
    (calibrated,) = find_statements(article(cues=given, calibration=Calibration(statement=POINTS)))
    assert calibrated.confidence == pytest.approx(0.8 * 0.9 / 2)


RAID = (6, 7, 0.9)
NORWAY = (4, 4, 0.8)


@pytest.mark.parametrize(
    ("source", "null", "confidence"),
    [
        (("source", 0, 1, 0.6), 0.1, 0.8 * 0.9 * 0.6),
        (("source", 0, 1, 0.6), 0.9, 0.8 * 0.9 * 0.9),  # the article itself holds it
        (("cue", 2, 2, 0.9), 0.1, 0.8 * 0.9 * 0.5),  # neither
    ],
)
def test_an_assertion_is_as_sure_as_its_frame_and_source(
    source: tuple[str, int, int, float], null: float, confidence: float
) -> None:
    frames = [frame(NORWAY, RAID, source, null=null)]
    (raw,) = find_assertions(article(frames=frames), [])
    assert raw.confidence == pytest.approx(confidence)
    points = Calibration(assertion=POINTS)
    (calibrated,) = find_assertions(article(frames=frames, calibration=points), [])
    assert calibrated.confidence == pytest.approx(confidence / 2)


def test_an_assertion_by_hand() -> None:
    frames = [frame(NORWAY, RAID, SOURCE, ("cue", 2, 2, 0.9), ("victim", 10, 10, 0.7))]
    (found,) = find_assertions(article(frames=frames), [(0, len(TEXT))])
    assert found.source is not None
    assert [found.source.text, found.cue.text, found.event.text, found.actor.text] == [
        "Ann Lund", "said", "the raid", "Norway",
    ]  # fmt: skip
    assert [victim.text for victim in found.victims] == ["Tambora"]


def test_what_is_said_twice_is_found_once() -> None:
    frames = [frame(NORWAY, RAID, SOURCE), frame((4, 5, 0.5), (7, 7, 0.85), SOURCE)]
    assert len(find_assertions(article(frames=frames), [])) == 1


def test_an_event_far_into_a_long_text_is_found_once_too() -> None:
    text = "word " * 300 + "Norway " + "planned " * 200 + "raid"
    words = split_words(text, tokenizer())
    scores = ArticleScores(words, Decoding(more_actors=0.0), Calibration(), {})
    none = np.zeros((1, BIOES * len(ARGUMENT_ROLES) + 1))
    for last, sure in ((500, 0.9), (400, 0.85)):
        scores.frames.append(
            FrameScores(
                WordSpan(300, 300, 0.9), WordSpan(310, last, sure), 0, none, np.ones(4), 0.9
            )
        )
    assert len(find_assertions(scores, [])) == 1


@st.composite
def frames(draw: st.DrawFn) -> list[FrameScores]:
    def words(longest: int) -> tuple[int, int, float]:
        first = draw(st.integers(0, 13))
        last = min(13, first + draw(st.integers(0, longest)))
        return first, last, draw(st.sampled_from([0.2, 0.35, 0.5, 0.7, 0.9]))

    return [frame(words(1), words(4)) for _ in range(draw(st.integers(0, 8)))]


@given(frames())
def test_kept_frames_are_those_of_a_search_of_all(given: list[FrameScores]) -> None:
    decoding = Decoding()
    scores = article(frames=given)
    kept: list[FrameScores] = []
    ordered = sorted(unique(scores), key=lambda f: -f.score)
    for one in ordered:
        sure = one.actor.score >= decoding.actor and one.event.score >= decoding.event
        events = [f.event.score for f in kept if f.actor == one.actor]
        actors = [f.score for f in kept if f.event.overlaps(one.event)]
        if (
            sure
            and one.score >= decoding.frame
            and one.event.score >= decoding.more_events * max(events, default=0.0)
            and one.score >= decoding.more_actors * max(actors, default=0.0)
        ):
            kept.append(one)
    assert [id(f) for f in kept_frames(scores)] == [id(f) for f in kept]


def unique(scores: ArticleScores) -> list[FrameScores]:
    """Of frames with one actor and the same event words the one nearest to the actor."""
    found: dict[tuple[WordSpan, str], FrameScores] = {}
    for one in scores.frames:
        words = scores.words
        start, end = words.bounds(one.event.first, one.event.last)
        key = one.actor, words.text[start:end].casefold()
        if key not in found or gap(one) < gap(found[key]):
            found[key] = one
    return list(found.values())


def gap(one: FrameScores) -> int:
    return max(one.event.first - one.actor.last, one.actor.first - one.event.last, 0)


def mentions_in(text: str, *words: str) -> list[Mention]:
    bounds = [(text.index(w), text.index(w) + len(w)) for w in words]
    return [Mention(start, end, "PERSON") for start, end in sorted(bounds)]


@pytest.mark.parametrize(
    ("span", "snapped"),
    [
        ("Ann", "Ann Lund"),
        ("Lund said", "Ann Lund said"),
        ("said that Nor", "said that Norway"),
        ("nn Lund said that Norw", "Ann Lund said that Norway"),
        ("orwa", "Norway"),
        ("said", "said"),
        ("Ann Lund", "Ann Lund"),
        ("said that Norway planned", "said that Norway planned"),
    ],
)
def test_spans_end_with_the_mentions_that_they_cut(span: str, snapped: str) -> None:
    start = TEXT.index(span)
    snap = Snap(TEXT, mentions_in(TEXT, "Ann Lund", "Norway", "Tambora"))
    found = snap(span_of(TEXT, start, start + len(span)))
    assert found is not None
    assert found.text == snapped


def test_no_span_is_no_span() -> None:
    assert Snap(TEXT, [])(None) is None
    assert Snap(TEXT, [])(span_of(TEXT, 0, 3)) == span_of(TEXT, 0, 3)


LENGTHS = st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), max_size=8)


@given(LENGTHS, st.integers(0, 60), st.integers(0, 60))
def test_snapping_looks_at_every_mention_that_matters(
    gaps: list[tuple[int, int]], one: int, other: int
) -> None:
    text, mentions, reached = "x" * 150, [], 0
    for skipped, length in gaps:
        mentions.append(Mention(reached + skipped, reached + skipped + length, "PERSON"))
        reached = mentions[-1].end
    start, end = min(one, other), max(one, other) + 1
    wanted = start, end
    for m in mentions:
        if m.start < wanted[1] < m.end or m.start < wanted[0] < m.end:
            wanted = min(wanted[0], m.start), max(wanted[1], m.end)
    found = Snap(text, mentions)(span_of(text, start, end))
    assert found is not None
    assert found.bounds == wanted


def test_antecedents_are_kept_for_the_span_and_for_what_it_snaps_to() -> None:
    scores = article(antecedents={(13, 13): WordSpan(0, 0, 0.9), (4, 5): WordSpan(10, 10, 0.9)})
    snap = Snap(TEXT, mentions_in(TEXT, "Ann Lund", "Norway planned the"))
    ann, tambora, it = (
        span_of(TEXT, TEXT.index(w), TEXT.index(w) + len(w))
        for w in ("Ann Lund", "Tambora", "it .")
    )
    found = dict(_antecedents(scores, snap))
    planned = TEXT.index("Norway")
    assert found == {
        (it.start, it.start + 2): ann.bounds,
        (planned, planned + len("Norway planned")): tambora.bounds,
        (planned, planned + len("Norway planned the")): tambora.bounds,
    }


def test_an_antecedent_that_snaps_onto_its_span_is_left_out() -> None:
    scores = article(antecedents={(1, 1): WordSpan(0, 0, 0.9), (14, 14): WordSpan(4, 4, 0.9)})
    assert dict(_antecedents(scores, Snap(TEXT, mentions_in(TEXT, "Ann Lund")))) == {}


LONG = "x" * 2000
BOUNDS = st.tuples(st.integers(0, 1990), st.integers(1, 1200)).map(
    lambda pair: span_of(LONG, pair[0], min(2000, pair[0] + pair[1]))
)
SHORT = st.tuples(st.integers(0, 1990), st.integers(1, 9)).map(
    lambda pair: span_of(LONG, pair[0], pair[0] + pair[1])
)


@given(
    st.lists(st.tuples(st.none() | SHORT, st.lists(BOUNDS, max_size=2)), max_size=6),
    st.lists(st.tuples(st.none() | SHORT, SHORT, SHORT), max_size=6),
)
def test_speakers_are_those_of_a_search_of_all_statements(
    said: list[tuple[Span | None, list[Span]]],
    held: list[tuple[Span | None, Span, Span]],
) -> None:
    statements = [Statement(source, None, tuple(content)) for source, content in said]
    assertions = [Assertion(source, event, event, actor) for source, event, actor in held]
    for given_one, found in zip(assertions, with_speakers(assertions, statements), strict=True):
        speakers = [
            s.source
            for s in statements
            if s.source
            and any(_holds(part, given_one) for part in s.content)
            and not s.source.overlaps(given_one.source)
        ]
        wanted = speakers[0] if speakers else None
        assert (found.source if given_one.source is None else found.reported_by) == wanted
