"""Stage: scores -> mentions with type and role."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

import numpy as np
from spacy.tokens import Doc
from spacy.util import filter_spans

from claimwire.doc import TokenSpans, findings
from claimwire.lexicon import countries
from claimwire.model.decode import WordSpan, best_spans, typed_spans
from claimwire.model.inference import ArticleScores
from claimwire.model.labels import ENTITY_LABELS
from claimwire.records import EntityType, Mention, Role
from claimwire.spans import strip_bounds


class Tag:
    """spaCy component ``claimwire_tag``; fills ``doc.ents`` where nothing did before."""

    def __call__(self, doc: Doc) -> Doc:
        found = findings(doc)
        if found.scores is not None:
            found.mentions = find_mentions(found.scores)
            if not doc.ents:
                at = TokenSpans(doc)
                named = (at((m.start, m.end), m.type) for m in found.mentions)
                doc.set_ents(filter_spans([span for span in named if span is not None]))
        return doc


def find_mentions(scores: ArticleScores) -> tuple[Mention, ...]:
    """Named mentions with their roles, and phrases that only a role marks ("three hackers")."""
    decoding = scores.decoding
    floors = {"actor": decoding.role_actor, "victim": decoding.role_victim}
    roles = {role: Disjoint(_role_spans(scores, role, floors[role])) for role in _ROLES}
    named = list(_named(scores))
    named_words = Disjoint([words for _, words in named])
    mentions: list[Mention] = []
    for kind, words in named:
        kept: tuple[Role, ...] = tuple(
            r for r in _ROLES if _most(words, roles[r].overlapping(words))
        )
        mentions += _mention(scores, words, kind, kept)
    for role in _ROLES:
        for words in roles[role].spans:
            if not any(named_words.overlapping(words)):
                mentions += _mention(scores, words, "GROUP", (role,))
    mentions = list(_merged(mentions))
    listed = list(_listed(scores.words.text, mentions))
    starts = [m.start for m in listed]

    def replaced(mention: Mention) -> bool:
        at = bisect_right(starts, mention.start)
        return at > 0 and _inside(mention, listed[at - 1])

    kept_mentions = [m for m in mentions if not replaced(m)]
    return tuple(sorted([*kept_mentions, *listed], key=lambda m: (m.start, m.end)))


class Disjoint:
    """Spans that share no word, in the order of the text, to be looked up by their words."""

    def __init__(self, spans: Iterable[WordSpan]) -> None:
        self.spans = sorted(spans, key=lambda span: span.first)
        self._lasts = [span.last for span in self.spans]

    def overlapping(self, words: WordSpan) -> Iterator[WordSpan]:
        """Those that share a word with a span."""
        first = bisect_left(self._lasts, words.first)
        for number in range(first, len(self.spans)):
            if self.spans[number].first > words.last:
                return
            yield self.spans[number]


_LISTED: dict[str, EntityType] = {
    "name": "COUNTRY",
    "capital": "PLACE",
    "demonym": "GROUP",
    "metonym": "ORGANIZATION",
    "organ": "ORGANIZATION",
}


def _listed(text: str, mentions: list[Mention]) -> Iterator[Mention]:
    """Countries and organs of state of the table that no mention of the network covers; they
    replace a part of theirs that it found ("Korean" of "South Korean")."""
    ends = [m.end for m in mentions]
    for start, link in countries().places(text):
        end = start + len(link.matched)
        kind = _LISTED.get(link.via)
        near = mentions[max(0, bisect_right(ends, start) - 2) : bisect_right(ends, end) + 3]
        touching = [m for m in near if m.start < end and start < m.end]
        if kind and all(start <= m.start and m.end <= end for m in touching):
            if any((m.start, m.end) == (start, end) for m in touching):
                continue
            roles = tuple(dict.fromkeys(role for m in touching for role in m.roles))
            yield Mention(start, end, kind, roles)


def _inside(mention: Mention, other: Mention) -> bool:
    return other.start <= mention.start and mention.end <= other.end


_ROLES: tuple[Role, ...] = ("actor", "victim")
_PIECE = 256
_UNSURE = 0.6


def _role_spans(scores: ArticleScores, role: Role, floor: float) -> list[WordSpan]:
    """Spans of one role, found paragraph-sized piece by piece."""
    chances = scores.tokens[f"role_{role}"].astype(np.float32)
    spans: list[WordSpan] = []
    for first in range(0, len(chances), _PIECE):
        found = best_spans(chances[first : first + _PIECE], 0, floor, _PIECE)
        spans += [span.moved(first) for span in found]
    return spans


def _named(scores: ArticleScores) -> Iterator[tuple[EntityType, WordSpan]]:
    for label, words in typed_spans(scores.tokens["entity"].astype(np.float32)):
        start, end = scores.words.bounds(words.first, words.last)
        yield _type(scores.words.text[start:end], ENTITY_LABELS[label], words.score), words


def _type(name: str, kind: EntityType, score: float) -> EntityType:
    """A place, group or organisation with a country's own name is a country, and so is what the
    network only half takes for a person ("Pyongyang blamed ...")."""
    if kind == "PERSON" and score < _UNSURE and countries().exact(name):
        kind = "PLACE"
    if kind in ("PLACE", "ORGANIZATION", "GROUP"):
        link = countries().exact(name)
        if link and link.via == "name":
            return "COUNTRY"
        if link and link.via == "demonym":
            return "GROUP"
    return kind


def _most(words: WordSpan, spans: Iterable[WordSpan]) -> bool:
    """True when a role covers the mention, or the mention is the role's last words (its head)."""
    return any(
        span.first <= words.last <= span.last and words.last >= span.last - 1 for span in spans
    )


def _mention(
    scores: ArticleScores, words: WordSpan, kind: EntityType, roles: tuple[Role, ...]
) -> Iterator[Mention]:
    bounds = strip_bounds(scores.words.text, scores.words.bounds(words.first, words.last))
    if bounds:
        yield Mention(*bounds, type=kind, roles=roles, score=words.score)


def _merged(mentions: list[Mention]) -> Iterator[Mention]:
    """One mention for each stretch; a phrase that is actor and victim keeps both roles."""
    by_bounds: dict[tuple[int, int], Mention] = {}
    for mention in mentions:
        at = mention.start, mention.end
        known = by_bounds.get(at)
        if known:
            roles = tuple(dict.fromkeys((*known.roles, *mention.roles)))
            mention = Mention(*at, known.type, roles, known.score)
        by_bounds[at] = mention
    yield from sorted(by_bounds.values(), key=lambda m: (m.end, m.start))
