"""HTML pages -> articles, with trafilatura."""

from __future__ import annotations

import re

from trafilatura import bare_extraction

from claimwire.errors import ArticleError
from claimwire.read.bytes import decode
from claimwire.records import Article

_DECLARED = re.compile(
    rb"""(?i)(?:<meta[^>]{0,200}charset|^\s*<\?xml[^>]{0,200}encoding)\s*=\s*["']?\s*([\w.:-]+)"""
)
_PROLOG = re.compile(r"^\s*<\?xml[^>]{0,200}>")
_LOOKS_LIKE = re.compile(
    r"(?is)^\s*(?:<\?xml.{0,200}?>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b"
)


def looks_like_html(text: str) -> bool:
    """True when a text begins as an HTML page does."""
    return _LOOKS_LIKE.match(text[:4096]) is not None


def read_page(name: str, data: bytes) -> Article:
    """The article of a page: its headline, an empty line, and its paragraphs.

    Raises ArticleError when no text is found in it.
    """
    declared = _DECLARED.search(data[:4096])
    page = decode(data, declared[1].decode("ascii", "replace") if declared else None)
    page = _PROLOG.sub("", page)  # lxml takes no text that declares an encoding
    found = bare_extraction(page, with_metadata=True, include_comments=False, include_tables=False)
    body = (found.text or "").strip() if found else ""
    if found is None or not any(character.isalnum() for character in body):
        raise ArticleError("holds no article text", "is it a page of one article?")
    title = (found.title or "").strip() or None
    paragraphs = [line.strip() for line in body.split("\n") if line.strip()]
    if title and paragraphs[0].casefold() != title.casefold():
        paragraphs.insert(0, title)
    return Article(
        id=name,
        text="\n\n".join(paragraphs),
        title=title,
        url=found.url,
        publisher=found.sitename,
        author=found.author,
        date=found.date,
        language=_language(page),
    )


def _language(page: str) -> str:
    match = re.search(r"""(?i)<html[^>]{0,300}\blang\s*=\s*["']?([a-z]{2})\b""", page[:4096])
    return match[1].lower() if match else "en"
