"""Mentions, statements and assertions to entities: names, what stands for them, short forms."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from types import FrameType

import pytest

from claimwire.records import Assertion, Bounds, EntityType, Mention, Role, Span, Statement, span_of
from claimwire.resolve import Resolver

TEXT = (
    "Ann Lund of the Larks met Eva Berg. She blamed the group for the raid on Larvik. "
    "The attack, he said, was the work of security firm FireBird. They denied it."
)


def at(words: str, text: str = TEXT) -> Bounds:
    start = text.index(words)
    return start, start + len(words)


def span(words: str, text: str = TEXT) -> Span:
    return span_of(text, *at(words, text))


def mention(words: str, kind: EntityType, *roles: Role, text: str = TEXT) -> Mention:
    return Mention(*at(words, text), kind, roles)


MENTIONS = (
    mention("Ann Lund", "PERSON"),
    mention("Larks", "GROUP"),
    mention("Eva Berg", "PERSON"),
    mention("Larvik", "PLACE"),
    mention("FireBird", "ORGANIZATION"),
)


def assertion(source: str | None, actor: str, event: str, *victims: str) -> Assertion:
    return Assertion(
        span(source) if source else None,
        span("blamed"),
        span(event),
        span(actor),
        victims=tuple(map(span, victims)),
    )


def resolved(found: Assertion, **antecedents: str) -> Assertion:
    """One assertion tied to its entities. antecedents: phrase -> name, "_" for a space."""
    names = {at(key.replace("_", " ")): at(name) for key, name in antecedents.items()}
    resolver = Resolver(TEXT, MENTIONS, names)
    resolver.read([], [found])
    entities = resolver.entities()
    tied = resolver.assertion(found)
    for part in (tied.source, tied.actor, tied.event, *tied.victims):
        assert part is None or part.entity is None or entities[part.entity].name == part.name
    return tied


def test_without_an_antecedent_rules_decide() -> None:
    tied = resolved(assertion("She", "the group", "the raid on Larvik"))
    assert tied.source is not None
    assert (tied.source.name, tied.actor.name) == ("Eva Berg", "Larks")


def test_the_networks_antecedent_goes_before_the_rules() -> None:
    tied = resolved(
        assertion("She", "the group", "the raid on Larvik"), She="Ann Lund", the_group="FireBird"
    )
    assert tied.source is not None
    assert (tied.source.name, tied.actor.name) == ("Ann Lund", "FireBird")


def test_a_phrase_that_no_rule_reads_takes_its_antecedent() -> None:
    assert resolved(assertion(None, "the work", "raid"), the_work="Larks").actor.name == "Larks"
    assert resolved(assertion(None, "the work", "raid")).actor.name == "work"


def test_a_name_is_not_renamed_by_an_antecedent() -> None:
    tied = resolved(assertion(None, "Eva Berg", "raid"), Eva_Berg="Ann Lund")
    assert tied.actor.name == "Eva Berg"


def test_a_phrase_with_a_name_at_its_head_is_not_renamed_either() -> None:
    tied = resolved(
        assertion(None, "security firm FireBird", "raid"), security_firm_FireBird="Larks"
    )
    assert tied.actor.name == "FireBird"


def test_an_antecedent_that_is_a_pronoun_is_passed_over() -> None:
    tied = resolved(assertion(None, "the group", "raid"), the_group="They")
    assert tied.actor.name == "Larks"


def test_an_antecedent_that_holds_a_name_means_that_name() -> None:
    tied = resolved(assertion(None, "They", "raid"), They="security firm FireBird")
    assert tied.actor.name == "FireBird"


def test_an_antecedent_that_nobody_marked_becomes_an_entity() -> None:
    found = assertion(None, "They", "raid")
    resolver = Resolver(TEXT, MENTIONS, {at("They"): at("the work")})
    resolver.read([], [found])
    (made,) = (e for e in resolver.entities() if e.name == "work")
    assert made.mentions == (at("the work"), at("They"))
    assert made.roles == ("actor",)


def test_two_spans_of_one_antecedent_are_one_entity() -> None:
    tied = resolved(assertion("They", "the group", "raid"), They="Larks", the_group="Larks")
    assert tied.source is not None
    assert tied.source.entity == tied.actor.entity


def test_victims_have_antecedents() -> None:
    tied = resolved(assertion(None, "Larks", "raid", "it"), it="Larvik")
    assert [victim.name for victim in tied.victims] == ["Larvik"]


def test_sources_of_statements_have_antecedents() -> None:
    resolver = Resolver(TEXT, MENTIONS, {at("he"): at("Ann Lund")})
    said = Statement(span("he"), span("said"), (span("The attack"),))
    resolver.read([said], [])
    resolver.entities()
    source = resolver.statement(said).source
    assert source is not None
    assert source.name == "Ann Lund"


def test_an_event_is_named_by_its_antecedent() -> None:
    found = assertion(None, "Larks", "The attack")
    assert resolved(found).event.name == "The attack"
    assert resolved(found, The_attack="the raid on Larvik").event.name == "the raid on Larvik"


def test_events_of_one_antecedent_are_one_entity() -> None:
    first, second = (
        assertion(None, "Larks", "the raid on Larvik"),
        assertion(None, "FireBird", "The attack"),
    )
    names = {at("The attack"): at("the raid on Larvik")}
    resolver = Resolver(TEXT, MENTIONS, names)
    resolver.read([], [first, second])
    (event,) = (e for e in resolver.entities() if e.type == "EVENT")
    assert event.mentions == (at("the raid on Larvik"), at("The attack"))


def test_entities_are_numbered_in_the_order_of_the_article() -> None:
    resolver = Resolver(TEXT, MENTIONS)
    resolver.read([], [assertion("She", "the group", "the raid on Larvik")])
    found = resolver.entities()
    assert [e.id for e in found] == list(range(len(found)))
    assert [e.name for e in found] == [
        "Ann Lund", "Larks", "Eva Berg", "the raid on Larvik", "Larvik", "FireBird",
    ]  # fmt: skip


FRONT = "Revolutionary Armed Forces of Norway"


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        (f"The FARN fled. The {FRONT} (FARN) fled.", ("FARN", FRONT)),
        (f"The {FRONT} (FARN) fled.", (FRONT,)),
        (f"The {FRONT} [the FARN] fled.", (FRONT,)),
        (f"FARN ({FRONT}) fled.", ("FARN",)),
        (f"The {FRONT}\n( FARN ) fled.", (FRONT,)),
    ],
)
def test_a_name_and_its_short_form_in_brackets_are_one(text: str, marked: tuple[str, ...]) -> None:
    resolver = Resolver(text, [mention(m, "ORGANIZATION", text=text) for m in marked])
    fled = Assertion(None, span("fled", text), span("fled", text), span("FARN", text))
    resolver.read([], [fled])
    (body,) = (e for e in resolver.entities() if e.type != "EVENT")
    assert body.name == FRONT
    assert body.roles == ("actor",)
    assert resolver.assertion(fled).actor.name == FRONT


@pytest.mark.parametrize(
    "text",
    [f"The {FRONT} (pictured) fled.", f"The {FRONT} (1999) fled.", f"The {FRONT} (FX) fled."],
)
def test_other_words_in_brackets_are_no_short_form(text: str) -> None:
    resolver = Resolver(text, [mention(FRONT, "ORGANIZATION", text=text)])
    resolver.read([], [])
    (body,) = resolver.entities()
    assert body.mentions == (at(FRONT, text),)


def test_a_cluster_that_was_joined_is_found_by_what_stands_for_it() -> None:
    text = f"The {FRONT} fled. FARN ({FRONT}) hid. It fell."
    marked = [
        mention(FRONT, "ORGANIZATION", text=text),
        mention("FARN", "ORGANIZATION", text=text),
    ]
    resolver = Resolver(text, marked)
    fell = Assertion(None, span("fell", text), span("fell", text), span("It", text))
    resolver.read([], [fell])
    resolver.entities()
    assert resolver.assertion(fell).actor.name == FRONT


BLOCK = (
    "Ann Lund of the Larks Front (LF) met Eva Berg in Larvik. She said that it planned the raid. "
    "The raid on Larvik shook Norway. The minister blamed them for the attacks. "
)


def long_input(
    blocks: int, name: Callable[[int], str]
) -> tuple[str, list[Mention], list[Assertion], dict[Bounds, Bounds]]:
    """``BLOCK`` many times with names of its own, with mentions, assertions and antecedents."""
    text, mentions, assertions, names = "", [], [], {}
    kinds: list[tuple[str, EntityType]] = [
        ("Lund", "PERSON"), ("Larks Front", "ORGANIZATION"), ("Berg", "PERSON"),
        ("Larvik", "PLACE"), ("Norway", "COUNTRY"),
    ]  # fmt: skip
    for number in range(blocks):
        own = BLOCK.replace("Lund", name(number)).replace("Larks", f"{name(number)} Larks")
        own = own.replace("LF", f"{name(number)[:6].upper()}LF")
        base, words = len(text), [(k.replace("Lund", name(number)), t) for k, t in kinds]
        text += own
        words[1] = f"{name(number)} Larks Front", "ORGANIZATION"
        words[0] = f"Ann {name(number)}", "PERSON"
        for form, kind in words:
            start, end = at(form, own)
            mentions.append(Mention(base + start, base + end, kind))

        def part(form: str, own: str = own, base: int = base, text: str = text) -> Span:
            start, end = at(form, own)
            return span_of(text, base + start, base + end)

        plain = Assertion(part("She"), part("said"), part("the raid"), part("it"))
        assertions.append(plain)
        assertions.append(
            replace(
                plain,
                source=part("The minister"),
                event=part("the attacks"),
                actor=part("them"),
                victims=(part("Norway"),),
            )
        )
        names[part("She").bounds] = part(f"Ann {name(number)}").bounds
    return text, sorted(mentions, key=lambda m: m.start), assertions, names


def calls(blocks: int, name: Callable[[int], str]) -> int:
    """How many functions are called to resolve an article of so many blocks."""
    text, mentions, assertions, names = long_input(blocks, name)
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    resolver = Resolver(text, mentions, names)
    sys.setprofile(note)
    try:
        resolver.read([], assertions)
        resolver.entities()
        tied = [resolver.assertion(a) for a in assertions]
    finally:
        sys.setprofile(None)
    assert len(tied) == 2 * blocks
    return count


def letters(number: int) -> str:
    """A name of its own for each number."""
    return "Q" + "".join(chr(ord("a") + int(digit)) for digit in str(number))


@pytest.mark.parametrize("name", [lambda number: "Lund", letters], ids=["same", "different"])
def test_an_article_eight_times_as_long_takes_little_more_than_eight_times_the_work(
    name: Callable[[int], str],
) -> None:
    assert calls(400, name) < 8 * 1.5 * calls(50, name)
