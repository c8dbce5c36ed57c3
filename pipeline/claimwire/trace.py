"""What one stage added, in lines a person can read."""

from __future__ import annotations

from collections.abc import Iterator

from claimwire.doc import Findings
from claimwire.records import Assertion, Span


def stage_lines(stage: str, found: Findings) -> Iterator[str]:
    """Lines on the fields that the stage wrote."""
    yield from _VIEWS[stage](found)


def _encode(found: Findings) -> Iterator[str]:
    if found.scores is not None:
        scores = found.scores
        yield f"{len(scores.words)} words, {len(scores.words.pieces)} word pieces ({found.model})"
        yield f"{len(scores.cues)} cues, {len(scores.frames)} pairs of actor and event"


def _segment(found: Findings) -> Iterator[str]:
    for start, end in found.sentences:
        yield f"[{start}, {end}) {found.article.text[start:end]!r}"


def _tag(found: Findings) -> Iterator[str]:
    for mention in found.mentions:
        words = found.article.text[mention.start : mention.end]
        yield f"{mention.type} {words!r} {' '.join(mention.roles)} {mention.score:.2f}"


def _extract(found: Findings) -> Iterator[str]:
    for s in found.statements:
        content = " ... ".join(repr(span.text) for span in s.content)
        yield f"statement ({s.kind}, {s.confidence:.2f}): {_q(s.source)} {_q(s.cue)} {content}"
    for a in found.assertions:
        yield _assertion(a)


def _assertion(a: Assertion) -> str:
    source = _q(a.source) if a.source else "the article"
    by = f", reported by {_q(a.reported_by)}" if a.reported_by else ""
    return (
        f"assertion ({a.stance}, {a.confidence:.2f}): {source} attributes {_q(a.event)} "
        f"to {_q(a.actor)}{by} [cue {_q(a.cue)}]"
    )


def _q(span: Span | None) -> str:
    if span is None:
        return "-"
    return repr(span.text) + (f" = {span.name!r}" if span.name and span.name != span.text else "")


def _resolve(found: Findings) -> Iterator[str]:
    for entity in found.entities:
        forms = dict.fromkeys(found.article.text[a:b] for a, b in entity.mentions)
        yield f"{entity.id} {entity.type} {entity.name!r}: {', '.join(map(repr, forms))}"
    for a in found.assertions:
        yield _assertion(a)


def _link(found: Findings) -> Iterator[str]:
    for entity in found.entities:
        if entity.links:
            how = ", ".join(f"{x.code} by {x.via} {x.matched!r}" for x in entity.links)
            yield f"{entity.name!r}: {entity.country or 'several'} ({how})"
    yield f"countries: {', '.join(found.roles.countries)}"


_VIEWS = {
    "encode": _encode,
    "segment": _segment,
    "tag": _tag,
    "extract": _extract,
    "resolve": _resolve,
    "link": _link,
}
