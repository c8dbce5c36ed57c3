"""Records for the round trips of annotation formats: one by hand, and any that hypothesis makes."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from claimwire.records import (
    ENTITY_TYPES,
    KINDS,
    ROLES,
    STANCES,
    Article,
    Assertion,
    Bounds,
    Entity,
    Link,
    Record,
    RoleNames,
    Span,
    Statement,
)

TEXT = (
    "Shells \U0001f525 hit Tsovak\r\n\r\n“Baku shells our children,” Foreign Minister Lusine\r\n"
    "Hakobyan said, “and then it denies it.” Armenia suspects Azerbaijan of the shelling of the "
    "village; it blames Baku for the raid, Ms Hakobyan added.\n"
)


def at(words: str, start: int = 0) -> Bounds:
    begin = TEXT.index(words, start)
    return begin, begin + len(words)


def span(words: str, name: str | None = None, entity: int | None = None) -> Span:
    return Span(*at(words), words, name or words, entity)


BAKU = span("Baku", "Azerbaijan", 1)
LUSINE = span("Foreign Minister Lusine\r\nHakobyan", "Lusine\r\nHakobyan")
RAID = span("the raid", "the shelling of the village")

FULL = Record(
    article=Article(
        id="tsovak-1",
        text=TEXT,
        title="Shells",
        url="https://example.org/a?b=1#c",
        publisher="The Meridian Post",
        date="2023-07-23",
        language="en",
        extra={"tags": ["x", None], "score": 0.5},
    ),
    sentences=(at("Shells \U0001f525 hit Tsovak"), at(TEXT[23:130])),
    entities=(
        Entity(
            id=1,
            name="Azerbaijan",
            type="COUNTRY",
            roles=("actor", "victim"),
            country="AZ",
            links=(Link("AZ", "name", "Azerbaijan"), Link("AZ", "capital", "Baku")),
            mentions=(at("Baku"), at("Azerbaijan"), at("Baku", 150)),
        ),
        Entity(id=7, name="nobody that is mentioned", type="GROUP", roles=("source",)),
        Entity(id=2, name="Lusine\r\nHakobyan", type="PERSON", mentions=(LUSINE.bounds,)),
        Entity(id=3, name="the shelling", type="EVENT", mentions=(at("the shelling"),)),
    ),
    statements=(
        Statement(
            LUSINE,
            span("said"),
            (span("Baku shells our children"), span("and then it denies it")),
            "direct",
            0.123456789,
        ),
        Statement(None, span("added"), (span("it blames Baku for the raid", "x"),), "indirect"),
        Statement(span("Ms Hakobyan"), None, (), "mixed"),
    ),
    assertions=(
        Assertion(
            span("Armenia", "Armenia"),
            span("suspects"),
            span("the shelling of the village"),
            span("Azerbaijan", None, 1),
            "suspected",
            (span("the village"), span("our children", "children")),
            0.25,
            span("Ms Hakobyan", "Lusine Hakobyan", 2),
        ),
        Assertion(None, span("blames", "blames"), RAID, BAKU, "asserted"),
        Assertion(None, span("blames", "blames"), RAID, span("Ms Hakobyan"), "denied"),
    ),
    roles=RoleNames(("Azerbaijan",), ("the village",), ("AZ",)),
    model="claimwire-en-1",
    version="0.1.0",
)

_PIECES = st.sampled_from(
    [
        "Norway ",
        "blames",
        " the raid",
        "\n",
        "\r\n",
        "\t",
        " ",
        "”",
        ".",
        "\U0001f525",
        "\u2028",
        "é",
    ]
)
_NAMES = st.none() | st.sampled_from(["Norway", " x ", "a\nb", "a\tb", "name: y", "\U0001f525"])
_NUMBERS = st.none() | st.integers(0, 9)
_CONFIDENCE = st.just(1.0) | st.floats(0, 1)


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record whose statements have a span at least, and whose spans have a name."""
    text = "".join(draw(st.lists(_PIECES, min_size=2, max_size=25)))

    def bounds() -> Bounds:
        start = draw(st.integers(0, len(text) - 1))
        return start, draw(st.integers(start + 1, len(text)))

    def some() -> Span:
        start, end = bounds()
        words = text[start:end]
        return Span(start, end, words, draw(_NAMES) or words, draw(_NUMBERS))

    def maybe() -> Span | None:
        return some() if draw(st.booleans()) else None

    def many(most: int) -> tuple[Span, ...]:
        return tuple(some() for _ in range(draw(st.integers(0, most))))

    def statement() -> Statement:
        content = many(3)
        if draw(st.booleans()):
            plain = sorted({s.bounds for s in content})
            content = tuple(Span(*b, text[slice(*b)], text[slice(*b)]) for b in plain)
        source, cue = maybe(), maybe()
        if not content and source is None:
            cue = some()
        return Statement(source, cue, content, draw(st.sampled_from(KINDS)), draw(_CONFIDENCE))

    def assertion() -> Assertion:
        return Assertion(
            maybe(),
            some(),
            some(),
            some(),
            draw(st.sampled_from(STANCES)),
            many(3),
            draw(_CONFIDENCE),
            maybe(),
        )

    def entity(number: int) -> Entity:
        return Entity(
            number,
            draw(st.text("aé \n\t", max_size=3)),
            draw(st.sampled_from(ENTITY_TYPES)),
            tuple(draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=3))),
            draw(st.sampled_from([None, "NO"])),
            tuple(Link("NO", "name", "x") for _ in range(draw(st.integers(0, 2)))),
            tuple(bounds() for _ in range(draw(st.integers(0, 3)))),
        )

    ids = draw(st.lists(st.integers(0, 9), unique=True, max_size=4))
    extra: dict[str, Any] = draw(st.sampled_from([{}, {"tags": [1, None]}]))
    return Record(
        Article("a", text, title=draw(st.sampled_from([None, "T", "a\nb"])), extra=extra),
        sentences=tuple(bounds() for _ in range(draw(st.integers(0, 2)))),
        entities=tuple(map(entity, ids)),
        statements=tuple(statement() for _ in range(draw(st.integers(0, 3)))),
        assertions=tuple(assertion() for _ in range(draw(st.integers(0, 3)))),
        roles=draw(st.sampled_from([RoleNames(), RoleNames(("Norway",), (), ("NO",))])),
        model=draw(st.sampled_from([None, "m"])),
        version=draw(st.sampled_from([None, "1"])),
    )
