"""Plain text and JSON Lines -> articles."""

from __future__ import annotations

import json
from typing import Any

from claimwire.errors import ArticleError
from claimwire.json_records import ARTICLE_KEYS, encodable
from claimwire.read.bytes import decode
from claimwire.records import Article


def read_text(name: str, data: bytes) -> Article:
    """The file's content, unchanged; its first line is the title if an empty line follows.

    Raises ArticleError for a file without any word.
    """
    text = decode(data)
    if not any(character.isalnum() for character in text):
        raise ArticleError("is empty" if not text.strip() else "holds no words")
    return Article(id=name, text=text, title=_title(text))


def _title(text: str) -> str | None:
    lines = text.lstrip("\ufeff").splitlines()[:2]
    if len(lines) == 2 and lines[0].strip() and not lines[1].strip():
        return lines[0].strip()
    return None


def read_row(name: str, line: str) -> Article:
    """One line of JSON Lines; ``name`` is its id when it has none.

    ``extra`` keeps unknown fields, and known ones that are lists or objects (several authors).
    Raises ArticleError when the line is no JSON object or has no text.
    """
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as problem:
        raise ArticleError(f"is no JSON: {problem}") from problem
    if not isinstance(row, dict):
        raise ArticleError(f"is a JSON {type(row).__name__}, not an object")
    text = row.get("text")
    if not isinstance(text, str) or not any(c.isalnum() for c in text):
        raise ArticleError("has no text", 'each line needs "text" with the article\'s words')
    known = {
        key: str(row[key])
        for key in ARTICLE_KEYS
        if key not in ("id", "text") and isinstance(row.get(key), (str, int, float))
    }
    absent = {key for key in ARTICLE_KEYS if row.get(key) is None}
    identifier = row.get("id")
    return Article(
        id=name if identifier in (None, "") else str(identifier),
        text=encodable(text),
        extra={k: v for k, v in row.items() if k not in {"id", "text", *known, *absent}},
        **known,
    )
