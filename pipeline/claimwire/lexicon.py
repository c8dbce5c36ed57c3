"""Word lists kept as data in ``words/``: countries, pronouns and nouns that stand for names."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from claimwire.names import bare
from claimwire.records import Link

_WORDS = files("claimwire") / "words"


@cache
def word_set(name: str) -> frozenset[str]:
    """The lines of ``words/NAME.txt`` without comments."""
    lines = (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and line[0] != "#")


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
        found: list[Link] = []
        done = 0
        for word in _WORD.finditer(plain):
            start = word.start()
            if start < done or plain[max(start - 1, 0) : start] == "-":
                continue
            for form in self.starts.get(word.group(), ()):
                if plain.startswith(form, start) and not _goes_on(plain, start + len(form)):
                    done = start + len(form)
                    link = self.forms.get(form)
                    if link is not None and link.via != "capital":
                        found.append(Link(link.code, "within", form))
                    break
        return found


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
