"""The shared nouns: frozen dataclasses that every stage, reader and scorer speaks.

Offsets count characters (Python ``str`` indices) of the article's ``text``, half open:
``text[span.start:span.end] == span.text`` always. Gold and predictions are the same records.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

Stance = Literal["asserted", "suspected", "denied", "claimed"]
Kind = Literal["direct", "indirect", "mixed"]
EntityType = Literal[
    "PERSON", "ORGANIZATION", "GROUP", "COUNTRY", "PLACE", "EVENT", "MALWARE", "WEAPON"
]
Role = Literal["source", "actor", "victim"]

STANCES: tuple[Stance, ...] = get_args(Stance)
KINDS: tuple[Kind, ...] = get_args(Kind)
ENTITY_TYPES: tuple[EntityType, ...] = get_args(EntityType)
ROLES: tuple[Role, ...] = get_args(Role)

Bounds = tuple[int, int]
"""Start and end of a stretch of text, in characters, half open."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the article's text; a mention once it is tied to an entity.

    start, end: characters. text: the words there. name: the most specific mention of the same
    thing in the article. entity: the id of its entity, None when it belongs to none.
    """

    start: int
    end: int
    text: str
    name: str | None = None
    entity: int | None = None

    @property
    def bounds(self) -> Bounds:
        return self.start, self.end

    @property
    def best_name(self) -> str:
        return self.name or self.text

    def overlaps(self, other: Span | None) -> bool:
        """True when the two spans share at least one character."""
        return other is not None and self.start < other.end and other.start < self.end


def span_of(text: str, start: int, end: int, name: str | None = None) -> Span:
    """The span of ``text`` between two character offsets."""
    return Span(start, end, text[start:end], name)


@dataclass(frozen=True, slots=True)
class Mention:
    """One occurrence of an entity. type and score come from the tag stage; roles are its parts
    in events (actor, victim) and in what is said (source)."""

    start: int
    end: int
    type: EntityType
    roles: tuple[Role, ...] = ()
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Link:
    """How an entity was tied to a country.

    code: ISO 3166-1 alpha-2. via: name, demonym, metonym, capital, organ or within (a longer name
    that holds one of those). matched: the words of the article that were looked up.
    """

    code: str
    via: str
    matched: str


@dataclass(frozen=True, slots=True)
class Entity:
    """The mentions of one thing in an article, with its best name.

    named: those of the mentions that hold a name, where gold tells it (not kept in records).
    """

    id: int
    name: str
    type: EntityType
    roles: tuple[Role, ...] = ()
    country: str | None = None
    links: tuple[Link, ...] = ()
    mentions: tuple[Bounds, ...] = ()
    named: tuple[Bounds, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says, thinks or wants what (the attribution relation of PARC 3 and PolNeAR)."""

    source: Span | None
    cue: Span | None
    content: tuple[Span, ...]
    kind: Kind = "indirect"
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Assertion:
    """X attributes Y to Z: source (None: the article itself says so), event, actor, stance."""

    source: Span | None
    cue: Span
    event: Span
    actor: Span
    stance: Stance = "asserted"
    victims: tuple[Span, ...] = ()
    confidence: float = 1.0
    reported_by: Span | None = None


@dataclass(frozen=True, slots=True)
class RoleNames:
    """Distinct names of an article's actors and victims, and the countries it names (alpha-2)."""

    actors: tuple[str, ...] = ()
    victims: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it was read. ``extra`` keeps the fields that claimwire does not know."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    author: str | None = None
    date: str | None = None
    language: str = "en"
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Record:
    """An article with everything found in it: one line of the output."""

    article: Article
    sentences: tuple[Bounds, ...] = ()
    entities: tuple[Entity, ...] = ()
    statements: tuple[Statement, ...] = ()
    assertions: tuple[Assertion, ...] = ()
    roles: RoleNames = RoleNames()
    model: str | None = None
    version: str | None = None
