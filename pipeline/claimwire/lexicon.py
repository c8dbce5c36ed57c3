"""Word lists kept as data in ``words/``: countries, pronouns and nouns that stand for names."""

from __future__ import annotations

import csv
import re
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
    """Surface forms -> ISO 3166-1 alpha-2, with the way a form names its country."""

    forms: dict[str, Link]
    pattern: re.Pattern[str]

    def exact(self, name: str) -> Link | None:
        """The country that the whole name stands for (case kept, article left out)."""
        return self.forms.get(bare(name))

    def within(self, name: str) -> list[Link]:
        """Countries named inside a longer name, in order: "Iranian hackers" -> IR."""
        found = (self.forms[match.group()] for match in self.pattern.finditer(name))
        return [Link(link.code, "within", link.matched) for link in found if link.via != "capital"]


@cache
def countries() -> Countries:
    """The table ``words/countries.tsv`` (its head says where each column comes from)."""
    forms: dict[str, Link] = {}
    with (_WORDS / "countries.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            forms[row["form"]] = Link(row["code"], row["via"], row["form"])
    longest_first = sorted(forms, key=lambda form: (-len(form), form))
    joined = "|".join(map(re.escape, longest_first))
    return Countries(forms, re.compile(rf"(?<![\w-])(?:{joined})(?![\w])"))
