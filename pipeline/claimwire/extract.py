"""Stage: scores of the anchored heads -> statements and assertions."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
from spacy.tokens import Doc

from claimwire.doc import findings, show_spans
from claimwire.lexicon import stance_evidence
from claimwire.model.decode import WordSpan, best_spans, calibrated
from claimwire.model.inference import ArticleScores, FrameScores
from claimwire.model.labels import ARGUMENT_ROLES, BIOES, STATEMENT_ROLES
from claimwire.records import STANCES, Assertion, Bounds, Mention, Span, Stance, Statement, span_of
from claimwire.spans import quotation_kind, quoted_stretches, strip_bounds

_SOURCE = STATEMENT_ROLES.index("source")
_CONTENT = STATEMENT_ROLES.index("content")
_HOLDER = ARGUMENT_ROLES.index("source")
_CUE = ARGUMENT_ROLES.index("cue")
_VICTIM = ARGUMENT_ROLES.index("victim")

_CUE_WORD = re.compile(r"[a-z]+(?:n[’']t)?")
_MOST_CONTENTS = 2
_MOST_VICTIMS = 4
_MOST_SOURCES = 3
_BLOCK = 512
"""Characters; spans of an event are looked up by the blocks they touch."""

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
            snap = Snap(found.article.text, found.mentions)
            statements = [replace(s, source=snap(s.source)) for s in statements]
            assertions = [
                replace(
                    a,
                    source=snap(a.source),
                    actor=snap(a.actor) or a.actor,
                    victims=tuple(v for v in map(snap, a.victims) if v),
                )
                for a in assertions
            ]
            found.antecedents = dict(_antecedents(found.scores, snap))
            found.statements = tuple(statements)
            found.assertions = tuple(with_speakers(assertions, statements))
            show_spans(doc)
        return doc


class Snap:
    """Makes spans end with the named mentions that they cut: "the White" -> "the White House".

    mentions: in the order of the text.
    """

    def __init__(self, text: str, mentions: Sequence[Mention]) -> None:
        self.text = text
        self.mentions = mentions
        self._starts = [mention.start for mention in mentions]
        self._longest = max((m.end - m.start for m in mentions), default=0)

    def __call__(self, span: Span | None) -> Span | None:
        """The span, longer where a mention begins or ends in it and reaches over its bounds."""
        if span is None:
            return None
        start, end = span.bounds
        first = bisect_right(self._starts, start - self._longest)
        for mention in self.mentions[first : bisect_right(self._starts, end)]:
            if mention.start < end < mention.end or mention.start < start < mention.end:
                start, end = min(start, mention.start), max(end, mention.end)
        return span_of(self.text, start, end)


def _antecedents(scores: ArticleScores, snap: Snap) -> Iterator[tuple[Bounds, Bounds]]:
    """Bounds of sources, events, actors and victims with those of the names they stand for."""
    for (first, last), name in scores.antecedents.items():
        span, meant = _span(scores, WordSpan(first, last, 1.0)), snap(_span(scores, name))
        snapped = snap(span)
        if span and snapped and meant and not meant.overlaps(snapped):
            yield span.bounds, meant.bounds
            yield snapped.bounds, meant.bounds


def find_statements(scores: ArticleScores) -> list[Statement]:
    """One statement for each cue whose window holds its content, in the order of the cues."""
    text, decoding = scores.words.text, scores.decoding
    quoted = quoted_stretches(text)
    statements = []
    for cue in scores.cues:
        source = next(
            iter(best_spans(cue.roles, _SOURCE, decoding.source_of_cue, scheme=BIOES)), None
        )
        at = cue.cue.moved(-cue.start)
        content = [
            part
            for number, part in enumerate(
                best_spans(
                    cue.roles,
                    _CONTENT,
                    decoding.content,
                    _MOST_CONTENTS,
                    decoding.content_reach,
                    scheme=BIOES,
                    taken=[at, source] if source else [at],
                )
            )
            if number == 0 or part.score >= decoding.more_content
        ]
        spans = [_span(scores, part.moved(cue.start)) for part in sorted(content, key=_first)]
        kept = tuple(_joined(text, [span for span in spans if span]))
        if not kept:
            continue
        sure = cue.cue.score * max(part.score for part in content)
        statements.append(
            Statement(
                source=_span(scores, source.moved(cue.start)) if source else None,
                cue=_span(scores, cue.cue),
                content=kept,
                kind=quotation_kind(text, kept, quoted),
                confidence=calibrated(float(sure), scores.calibration.statement),
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
    near: dict[int, list[Assertion]] = defaultdict(list)
    for frame in kept_frames(scores):
        for assertion in _assertions_of(scores, frame):
            blocks = range(assertion.event.start // _BLOCK, assertion.event.end // _BLOCK + 1)
            if not any(_same(assertion, other, sentences) for b in blocks for other in near[b]):
                found.append(assertion)
                for block in blocks:
                    near[block].append(assertion)
    return sorted(found, key=lambda a: (a.cue.start, a.actor.start, a.event.start))


def kept_frames(scores: ArticleScores) -> list[FrameScores]:
    """Pairs that are sure enough, surest first: of one actor the likeliest event, of one event the
    likeliest actor, and others only where they are about as sure (they are coordinated then)."""
    decoding = scores.decoding
    kept: list[FrameScores] = []
    of_actor: dict[WordSpan, list[float]] = defaultdict(list)
    near: dict[int, list[FrameScores]] = defaultdict(list)
    for frame in sorted(_nearest(scores), key=lambda f: -f.score):
        sure = frame.actor.score >= decoding.actor and frame.event.score >= decoding.event
        if not sure or frame.score < decoding.frame:
            continue
        events = of_actor[frame.actor]
        words = range(frame.event.first, frame.event.last + 1)
        actors = [f.score for word in words for f in near[word]]
        if events and frame.event.score < decoding.more_events * max(events):
            continue
        if actors and frame.score < decoding.more_actors * max(actors):
            continue
        kept.append(frame)
        events.append(frame.event.score)
        for word in words:
            near[word].append(frame)
    return kept


def _nearest(scores: ArticleScores) -> Iterator[FrameScores]:
    """Pairs without those whose event the actor has nearer by in the same words."""
    nearest: dict[tuple[WordSpan, str], FrameScores] = {}
    for frame in scores.frames:
        start, end = scores.words.bounds(frame.event.first, frame.event.last)
        key = frame.actor, scores.words.text[start:end].casefold()
        known = nearest.get(key)
        if known is None or _distance(frame) < _distance(known):
            nearest[key] = frame
    yield from nearest.values()


def _distance(frame: FrameScores) -> int:
    """Words between actor and event."""
    return max(frame.event.first - frame.actor.last, frame.actor.first - frame.event.last, 0)


def _assertions_of(scores: ArticleScores, frame: FrameScores) -> Iterator[Assertion]:
    actor, event = _span(scores, frame.actor), _span(scores, frame.event)
    cue_words = next(iter(best_spans(frame.arguments, _CUE, 0.0, scheme=BIOES)), None)
    cue = _span(scores, cue_words.moved(frame.start)) if cue_words else None
    if actor is None or event is None:
        return
    victims = (
        _span(scores, v.moved(frame.start))
        for v in best_spans(
            frame.arguments, _VICTIM, scores.decoding.victim, _MOST_VICTIMS, scheme=BIOES
        )
    )
    kept = tuple(v for v in victims if v and not v.overlaps(actor))
    for source, sure in _sources(scores, frame):
        yield Assertion(
            source=source,
            cue=cue or event,
            event=event,
            actor=actor,
            stance=_stance(frame, cue or event),
            victims=kept,
            confidence=calibrated(frame.score * sure, scores.calibration.assertion),
        )


def _stance(frame: FrameScores, cue: Span) -> Stance:
    """The network's chances, shifted by the word of the cue that tells most."""
    known = stance_evidence()
    words = (known[word] for word in _CUE_WORD.findall(cue.text.lower()) if word in known)
    shift = max(words, key=lambda shifts: max(map(abs, shifts)), default=(0.0,) * len(STANCES))
    chances = np.log(np.maximum(frame.stance.astype(np.float64), 1e-4)) + np.asarray(shift)
    return STANCES[int(chances.argmax())]


def _sources(scores: ArticleScores, frame: FrameScores) -> Iterator[tuple[Span | None, float]]:
    """Who holds the assertion, and how sure that is.

    The likeliest span, others only where they are as sure and near (they are coordinated then), or
    None for the article itself.
    """
    decoding = scores.decoding
    spans = best_spans(
        frame.arguments,
        _HOLDER,
        decoding.source,
        _MOST_SOURCES,
        decoding.argument_reach,
        scheme=BIOES,
        cut=decoding.coordinated,
    )
    if not spans or frame.null_source >= max(decoding.null_source, spans[0].score):
        yield None, max(frame.null_source, 0.5)
        return
    for number, words in enumerate(spans):
        near = abs(words.first - spans[0].last) < _NEAR
        span = _span(scores, words.moved(frame.start))
        if span and (number == 0 or (near and words.score >= decoding.more_sources)):
            yield span, words.score


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


def with_speakers(
    assertions: Sequence[Assertion], statements: Sequence[Statement]
) -> Iterator[Assertion]:
    """Tie assertions to the statements in whose content they stand.

    The statement's source holds an assertion that has no source of its own, and reports one that
    has another (``reported_by``).
    """
    near: dict[int, list[Statement]] = defaultdict(list)
    for statement in statements:
        blocks = {
            b for p in statement.content for b in range(p.start // _BLOCK, p.end // _BLOCK + 1)
        }
        for block in blocks:
            near[block].append(statement)
    for assertion in assertions:
        speakers = (
            statement.source
            for statement in near[assertion.actor.start // _BLOCK]
            if statement.source and any(_holds(part, assertion) for part in statement.content)
        )
        speaker = next((s for s in speakers if not s.overlaps(assertion.source)), None)
        if assertion.source is None:
            yield replace(assertion, source=speaker)
        else:
            yield replace(assertion, reported_by=speaker)


def _holds(content: Span, assertion: Assertion) -> bool:
    """True when all of an assertion stands in a content, but for a cue outside of it."""
    parts = [assertion.event, assertion.actor, *([assertion.source] if assertion.source else [])]
    return all(content.start <= p.start and p.end <= content.end for p in parts)
