"""Word lists kept as data in ``words/``: countries, pronouns and nouns that stand for names."""

from __future__ import annotations

import csv
import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claimwire.names import bare
from claimwire.records import STANCES, Link

_WORDS = files("claimwire") / "words"


@cache
def word_set(name: str) -> frozenset[str]:
    """The lines of ``words/NAME.txt`` without comments."""
    lines = (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


@cache
def stance_evidence() -> dict[str, tuple[float, ...]]:
    """Word of a cue -> how it shifts the log odds of each stance (order of ``STANCES``).

    ``words/stance_cues.tsv`` counts the stances of each word in the cues of all training
    assertions; words that tell nothing are left out. Smoothed with four average assertions.
    """
    with (_WORDS / "stance_cues.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    counts = {row["word"]: [float(row[stance]) for stance in STANCES] for row in rows}
    shares = [share / sum(_STANCE_SHARES) for share in _STANCE_SHARES]
    return {
        word: tuple(
            math.log((count + 4 * share) / (sum(found) + 4) / share)
            for count, share in zip(found, shares, strict=True)
        )
        for word, found in counts.items()
    }


_STANCE_SHARES = (2893.0, 567.0, 736.0, 401.0)
"""Training assertions of each stance."""


@dataclass(frozen=True)
class Countries:
    """Surface forms -> ISO 3166-1 alpha-2, with the way a form names its country.

    starts: first word -> the forms, and other names, that begin with it, longest first.
    """

    forms: dict[str, Link]
    starts: dict[str, list[str]]

    def exact(self, name: str) -> Link | None:
        """The country that the whole name stands for (case kept; with its article, "The Hague",
        or without it)."""
        composed = unicodedata.normalize("NFC", name)
        return self.forms.get(" ".join(composed.split())) or self.forms.get(bare(composed))

    def within(self, name: str) -> list[Link]:
        """Countries named inside a longer name, in order: "Iranian hackers" -> IR.

        Of several forms at one place the longest counts; capitals do not.
        """
        plain = " ".join(unicodedata.normalize("NFC", name).split())
        links = (link for _, link in self.places(plain) if link.via != "capital")
        return [Link(link.code, "within", link.matched) for link in links]

    def places(self, text: str) -> Iterator[tuple[int, Link]]:
        """Every form in a text, with the character where it begins, in order."""
        done = 0
        for word in _WORD.finditer(text):
            start = word.start()
            if start < done or text[max(start - 1, 0) : start] == "-":
                continue
            for form in self.starts.get(word.group(), ()):
                if text.startswith(form, start) and not _goes_on(text, start + len(form)):
                    done = start + len(form)
                    link = self.forms.get(form)
                    if link is not None:
                        yield start, link
                    break


_WORD = re.compile(r"\w+")


def _goes_on(text: str, position: int) -> bool:
    return _WORD.match(text, position) is not None


@cache
def countries() -> Countries:
    """The table ``words/countries.tsv``, and ``words/not_countries.txt`` of longer names that hold
    a country's and mean something else."""
    forms: dict[str, Link] = {}
    with (_WORDS / "countries.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            forms[row["form"]] = Link(row["code"], row["via"], row["form"])
    starts: dict[str, list[str]] = defaultdict(list)
    for form in sorted({*forms, *word_set("not_countries")}, key=len, reverse=True):
        first = _WORD.match(form)
        if first is not None:
            starts[first.group()].append(form)
    return Countries(forms, dict(starts))
