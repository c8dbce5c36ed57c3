"""Records for reading in a terminal: the article with its spans coloured, and a table of who
attributes what to whom."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from claimwire.records import Assertion, Record, Span

STYLES = {
    "source": "bold cyan",
    "cue": "underline",
    "event": "yellow",
    "actor": "bold red",
    "victim": "magenta",
}
_STANCE_STYLES = {"asserted": "", "suspected": "yellow", "denied": "red", "claimed": "magenta"}
THE_ARTICLE = "(the article)"


def article_view(record: Record) -> RenderableType:
    """The article's text with the spans of its assertions coloured, and a legend."""
    text = Text(clean(record.article.text))
    for assertion in record.assertions:
        for role in ("victim", "event", "source", "actor", "cue"):
            for span in _spans(assertion, role):
                text.stylize(STYLES[role], span.start, span.end)
    legend = Text("  ").join(Text(role, style=style) for role, style in STYLES.items())
    about = " · ".join(
        clean(part)
        for part in (record.article.publisher, record.article.date, record.article.id)
        if part
    )
    return Panel(
        Group(text, Text(""), legend), title=Text(about), title_align="left", border_style="dim"
    )


def _spans(assertion: Assertion, role: str) -> tuple[Span, ...]:
    if role == "victim":
        return assertion.victims
    span: Span | None = getattr(assertion, role)
    return (span,) if span else ()


def assertion_table(records: Iterable[Record], *, with_article: bool) -> Table:
    """Who | attributes | to whom | stance | confidence, one row an assertion."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    if with_article:
        table.add_column("article", style="dim", overflow="fold")
    for title, style in (
        ("X", STYLES["source"]),
        ("attributes Y", STYLES["event"]),
        ("to Z", STYLES["actor"]),
    ):
        table.add_column(title, style=style, overflow="fold")
    table.add_column("stance")
    table.add_column("conf.", justify="right")
    table.add_column("reported by", style="dim", overflow="fold")
    for record in records:
        for assertion in record.assertions:
            cells = [record.article.id] if with_article else []
            cells += [_words(assertion.source), _words(assertion.event), _words(assertion.actor)]
            table.add_row(
                *(Text(clean(cell)) for cell in cells),
                Text(assertion.stance, style=_STANCE_STYLES[assertion.stance]),
                f"{assertion.confidence:.2f}",
                Text(clean(_words(assertion.reported_by) if assertion.reported_by else "")),
            )
    return table


def _words(span: Span | None) -> str:
    """The words of the text, and in brackets the best name where that says more."""
    if span is None:
        return THE_ARTICLE
    words = " ".join(span.text.split())
    name = " ".join(span.best_name.split())
    return words if name.casefold() in words.casefold() else f"{words} [{name}]"


def clean(text: str) -> str:
    """Control characters as the replacement sign: a text must not steer the terminal.

    Each character stays one, so offsets hold.
    """
    return "".join(c if c.isprintable() or c == "\n" else _shown(c) for c in text)


def _shown(character: str) -> str:
    return " " if character in "\t\r\u00a0\u2028\u2029" or character.isspace() else "\ufffd"


def print_record(console: Console, record: Record) -> None:
    """The article, its assertions and its countries."""
    console.print(article_view(record))
    if record.assertions:
        console.print(assertion_table([record], with_article=False))
    else:
        console.print("No assertions found.", style="dim")
    if record.roles.countries:
        console.print(Text(clean("countries: " + ", ".join(record.roles.countries)), style="dim"))
    console.print()
