"""Stage: scores of the anchored heads -> statements and assertions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc

from claimwire.doc import findings, show_spans
from claimwire.model.decode import WordSpan, best_spans
from claimwire.model.inference import ArticleScores, FrameScores
from claimwire.model.labels import ARGUMENT_ROLES, STATEMENT_ROLES
from claimwire.records import STANCES, Assertion, Bounds, Span, Statement, span_of
from claimwire.spans import quotation_kind, quoted_stretches, strip_bounds

_SOURCE = STATEMENT_ROLES.index("source")
_CONTENT = STATEMENT_ROLES.index("content")
_HOLDER = ARGUMENT_ROLES.index("source")
_CUE = ARGUMENT_ROLES.index("cue")
_VICTIM = ARGUMENT_ROLES.index("victim")

_MOST_VICTIMS = 4
_MOST_SOURCES = 3
_NEAR = 12
"""Words between sources that are coordinated."""


class Extract:
    """spaCy component ``claimwire_extract``."""

    def __init__(self, min_confidence: float = 0.0) -> None:
        self.min_confidence = min_confidence

    def __call__(self, doc: Doc) -> Doc:
        found = findings(doc)
        if found.scores is not None:
            least = self.min_confidence
            statements = [s for s in find_statements(found.scores) if s.confidence >= least]
            assertions = find_assertions(found.scores, found.sentences)
            assertions = [a for a in assertions if a.confidence >= least]
            found.statements = tuple(statements)
            found.assertions = tuple(with_reporters(assertions, statements))
            show_spans(doc)
        return doc


def find_statements(scores: ArticleScores) -> list[Statement]:
    """One statement for each cue whose window holds its content, in the order of the cues."""
    text, decoding = scores.words.text, scores.decoding
    quoted = quoted_stretches(text)
    statements = []
    for cue in scores.cues:
        content = [
            part
            for number, part in enumerate(best_spans(cue.roles, _CONTENT, decoding.content, 2))
            if number == 0 or part.score >= decoding.more_content
        ]
        spans = [_span(scores, part.moved(cue.start)) for part in sorted(content, key=_first)]
        kept = tuple(_joined(text, [span for span in spans if span]))
        if not kept:
            continue
        source = next(iter(best_spans(cue.roles, _SOURCE, decoding.source_of_cue)), None)
        sure = cue.cue.score * max(part.score for part in content)
        statements.append(
            Statement(
                source=_span(scores, source.moved(cue.start)) if source else None,
                cue=_span(scores, cue.cue),
                content=kept,
                kind=quotation_kind(text, kept, quoted),
                confidence=float(sure),
            )
        )
    return statements


def _first(words: WordSpan) -> int:
    return words.first


def _span(scores: ArticleScores, words: WordSpan) -> Span | None:
    """Words as a span of the text, without punctuation at its ends."""
    bounds = strip_bounds(scores.words.text, scores.words.bounds(words.first, words.last))
    return span_of(scores.words.text, *bounds) if bounds else None


def _joined(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """Neighbouring pieces with at most a short gap of punctuation between them become one."""
    pending: Span | None = None
    for span in spans:
        if pending and strip_bounds(text, (pending.end, span.start)) is None:
            pending = span_of(text, pending.start, span.end)
            continue
        if pending:
            yield pending
        pending = span
    if pending:
        yield pending


def find_assertions(scores: ArticleScores, sentences: Sequence[Bounds]) -> list[Assertion]:
    """Assertions of all frames, likeliest reading first kept where two say the same."""
    found: list[Assertion] = []
    for frame in kept_frames(scores):
        for assertion in _assertions_of(scores, frame):
            if not any(_same(assertion, other, sentences) for other in found):
                found.append(assertion)
    return sorted(found, key=lambda a: (a.cue.start, a.actor.start, a.event.start))


def kept_frames(scores: ArticleScores) -> list[FrameScores]:
    """Pairs that are sure enough, surest first: of one actor the likeliest event, of one event the
    likeliest actor, and others only where they are about as sure (they are coordinated then)."""
    decoding = scores.decoding
    kept: list[FrameScores] = []
    for frame in sorted(scores.frames, key=lambda f: -f.score):
        sure = frame.actor.score >= decoding.actor and frame.event.score >= decoding.event
        if not sure or frame.score < decoding.frame:
            continue
        events = [f.event.score for f in kept if f.actor == frame.actor]
        actors = [f.score for f in kept if f.event.overlaps(frame.event)]
        if events and frame.event.score < decoding.more_events * max(events):
            continue
        if actors and frame.score < decoding.more_actors * max(actors):
            continue
        kept.append(frame)
    return kept


def _assertions_of(scores: ArticleScores, frame: FrameScores) -> Iterator[Assertion]:
    actor, event = _span(scores, frame.actor), _span(scores, frame.event)
    cue_words = next(iter(best_spans(frame.arguments, _CUE, 0.0)), None)
    cue = _span(scores, cue_words.moved(frame.start)) if cue_words else None
    if actor is None or event is None:
        return
    victims = (
        _span(scores, v.moved(frame.start))
        for v in best_spans(frame.arguments, _VICTIM, scores.decoding.victim, _MOST_VICTIMS)
    )
    kept = tuple(v for v in victims if v and not v.overlaps(actor))
    for source in _sources(scores, frame):
        yield Assertion(
            source=source,
            cue=cue or event,
            event=event,
            actor=actor,
            stance=STANCES[int(frame.stance.argmax())],
            victims=kept,
            confidence=frame.score,
        )


def _sources(scores: ArticleScores, frame: FrameScores) -> Iterator[Span | None]:
    """Who holds the assertion: the likeliest span, others only where they are as sure and near
    (they are coordinated then), or None for the article itself."""
    decoding = scores.decoding
    spans = best_spans(frame.arguments, _HOLDER, decoding.source, _MOST_SOURCES)
    if not spans or frame.null_source >= max(decoding.null_source, spans[0].score):
        yield None
        return
    for number, words in enumerate(spans):
        near = abs(words.first - spans[0].last) < _NEAR
        span = _span(scores, words.moved(frame.start))
        if span and (number == 0 or (near and words.score >= decoding.more_sources)):
            yield span


def _same(a: Assertion, b: Assertion, sentences: Sequence[Bounds]) -> bool:
    """The same source, event and actor in one sentence: said once."""
    sources = (a.source is None and b.source is None) or (
        a.source is not None and a.source.overlaps(b.source)
    )
    if not (sources and a.event.overlaps(b.event)):
        return False
    return a.actor.overlaps(b.actor) or (
        a.actor.text == b.actor.text and _sentence(a, sentences) == _sentence(b, sentences)
    )


def _sentence(assertion: Assertion, sentences: Sequence[Bounds]) -> int:
    return bisect_right(sentences, (assertion.cue.start, 1 << 60))


def with_reporters(
    assertions: Sequence[Assertion], statements: Sequence[Statement]
) -> Iterator[Assertion]:
    """Fill ``reported_by``: the source of the statement in whose content the assertion stands,
    unless that is the assertion's own source."""
    for assertion in assertions:
        reporter = None
        for statement in statements:
            source = statement.source
            holds = any(_holds(part, assertion) for part in statement.content)
            if source and holds and not source.overlaps(assertion.source):
                reporter = source
                break
        yield replace(assertion, reported_by=reporter)


def _holds(content: Span, assertion: Assertion) -> bool:
    parts = [assertion.cue, assertion.actor, *([assertion.source] if assertion.source else [])]
    return all(content.start <= p.start and p.end <= content.end for p in parts)
