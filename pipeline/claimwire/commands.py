"""What the commands do, apart from their options: reading, the walk, writing, reporting."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from claimwire.errors import StorageError
from claimwire.json_records import read_records, to_line
from claimwire.read import Failure, read_inputs
from claimwire.records import Article, Record
from claimwire.show import assertion_table, clean, print_record
from claimwire.store import Database

err = Console(stderr=True)
out = Console()

_SQLITE = b"SQLite format 3\x00"
_SHOWN = 200


def run_articles(
    paths: list[str],
    *,
    output: str | None,
    database: Path | None,
    model: str | None,
    min_confidence: float,
    batch_size: int,
    threads: int | None,
    quiet: bool,
) -> int:
    """The walk over all inputs into a file, a database, or a table; returns the exit code."""
    from claimwire.run import load, walk

    inputs = read_inputs(paths)
    first = list(islice(inputs, 1))  # a wrong path is told before the model is loaded
    nlp = load(model, threads=threads, min_confidence=min_confidence)
    failures: list[Failure] = []
    counts: Counter[str] = Counter()
    with ExitStack() as stack:
        sinks: list[Callable[[Record], object]] = []
        if output is not None:
            sinks.append(stack.enter_context(JsonLines(output)).write)
        if database is not None:
            base = stack.enter_context(Database(database))
            sinks.append(lambda record: counts.update(unchanged=not base.write(record)))
        shown: list[Record] = []
        if not sinks:
            sinks.append(lambda record: shown.extend([record][: _SHOWN - len(shown)]))
        progress = stack.enter_context(_progress(quiet))
        articles = _articles(_chained(first, inputs), failures, progress, quiet)
        for record in walk(articles, nlp, batch_size):
            for sink in sinks:
                sink(record)
            counts.update(articles=1, assertions=len(record.assertions))
            counts.update(statements=len(record.statements))
            progress.advance()
    if output is None and database is None:
        out.print(assertion_table(shown, with_article=counts["articles"] > 1))
        if counts["articles"] > _SHOWN:
            err.print(f"first {_SHOWN} articles shown; --output or --db keeps all", style="dim")
    if not quiet:
        _summary(counts, failures, database)
    return 1 if failures else 0


def _chained(
    first: list[Article | Failure], rest: Iterator[Article | Failure]
) -> Iterator[Article | Failure]:
    yield from first
    yield from rest


def _articles(
    items: Iterable[Article | Failure], failures: list[Failure], progress: _Bar, quiet: bool
) -> Iterator[Article]:
    """Articles only; failures are told at once and kept for the count."""
    for item in items:
        if isinstance(item, Article):
            progress.expect()
            yield item
            continue
        failures.append(item)
        if not quiet:
            hint = f" ({item.hint})" if item.hint else ""
            err.print(
                clean(f"{item.name}: {item.reason}{hint}"),
                style="yellow",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )


def _summary(counts: Counter[str], failures: list[Failure], database: Path | None) -> None:
    parts = [
        f"{counts['articles']} articles",
        f"{counts['assertions']} assertions",
        f"{counts['statements']} statements",
    ]
    if database is not None and counts["unchanged"]:
        parts.append(f"{counts['unchanged']} unchanged in {database}")
    if failures:
        parts.append(f"{len(failures)} inputs failed")
    err.print(", ".join(parts), highlight=False, soft_wrap=True)


class JsonLines:
    """A JSON Lines file that appears whole when done, or standard output for ``-``.

    A link or a device is written to as it stands, since a file put in its place would undo it.
    """

    def __init__(self, target: str) -> None:
        self._target = None if target == "-" else Path(target)
        self._unfinished: Path | None = None

    def __enter__(self) -> JsonLines:
        target = self._target
        if target is None:
            self._file = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
            return self
        with self._told():
            if target.is_dir():
                raise StorageError(f"cannot write {str(target)!r}: it is a folder")
            if target.is_symlink() or (target.exists() and not target.is_file()):
                self._file = open(target, "w", encoding="utf-8")
                return self
            self._unfinished = target.with_name(target.name + ".part")
            target.parent.mkdir(parents=True, exist_ok=True)
            self._file = open(self._unfinished, "w", encoding="utf-8")
        return self

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the system says is wrong with the file, as a StorageError."""
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as problem:
            reason = f"{str(self._target)!r}: {problem.strerror}"
            raise StorageError(f"cannot write {reason}") from problem

    def write(self, record: Record) -> None:
        """One record, one line."""
        with self._told():
            self._file.write(to_line(record) + "\n")

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        with self._told():
            self._file.close()
            if self._target is not None and self._unfinished is not None and kind is None:
                os.replace(self._unfinished, self._target)


class _Bar:
    """A progress bar on stderr that is quiet when stderr is no terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("articles", total=0)
        self._total = 0

    def expect(self) -> None:
        """One more article was read."""
        self._total += 1
        self._progress.update(self._task, total=self._total)

    def advance(self) -> None:
        """One more article is done."""
        self._progress.advance(self._task)


class _progress:
    """Context of a bar, shown only on a terminal and without ``--quiet``."""

    def __init__(self, quiet: bool) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=err,
            transient=True,
            disable=quiet or not err.is_terminal,
        )

    def __enter__(self) -> _Bar:
        self._progress.start()
        return _Bar(self._progress)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()


def trace_articles(paths: list[str], model: str | None, threads: int | None) -> int:
    """Print what each stage adds to each article; returns the exit code."""
    from claimwire.run import load, trace
    from claimwire.trace import stage_lines

    nlp = load(model, threads=threads)
    code = 0
    for item in read_inputs(paths):
        if isinstance(item, Failure):
            err.print(clean(f"{item.name}: {item.reason}"), style="yellow", markup=False)
            code = 1
            continue
        title = clean(f"article {item.id}: {len(item.text)} characters")
        out.print(title, style="bold", markup=False)
        for stage, found in trace(item, nlp):
            out.print(
                f"{stage.name}: {', '.join(stage.reads)} -> {', '.join(stage.writes)}",
                style="cyan",
                markup=False,
            )
            for line in stage_lines(stage.name, found):
                out.print(f"    {line}", markup=False, highlight=False, soft_wrap=True)
    return code


def records_of(source: Path) -> Iterator[Record]:
    """Records of a .jsonl file or a database. Raises StorageError when it is neither."""
    try:
        with open(source, "rb") as file:
            head = file.read(16)
    except OSError as problem:
        raise StorageError(f"cannot open {str(source)!r}: {problem.strerror}") from problem
    if head == _SQLITE:
        with Database(source, create=False) as base:
            yield from base.records()
    else:
        yield from read_records(source)


def show_records(source: Path, wanted: set[str], limit: int, as_table: bool) -> None:
    """Print records; says how many were left out. Raises StorageError when there is none."""
    found = 0
    shown: list[Record] = []
    for record in records_of(source):
        if wanted and record.article.id not in wanted:
            continue
        found += 1
        if as_table:
            shown.append(record)
        elif found <= limit:
            print_record(out, record)
    if not found:
        what = f"article {' or '.join(map(repr, sorted(wanted)))}" if wanted else "articles"
        raise StorageError(f"no {what} in {str(source)!r}", "claimwire show FILE --table")
    if as_table:
        out.print(assertion_table(shown, with_article=True))
    elif found > limit:
        out.print(f"{found - limit} more articles: --limit N, --id ID or --table", style="dim")
