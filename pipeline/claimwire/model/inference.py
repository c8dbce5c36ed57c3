"""A model folder on onnxruntime: articles in words -> scores of all heads.

The encoder reads each window once. Anchors (cues, actors, pairs of actor and event) are picked
from its scores, and the anchored heads score the window's words for each of them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from claimwire.errors import ModelError
from claimwire.model.decode import Floats, WordSpan, best_spans, sigmoid, softmax
from claimwire.model.labels import (
    ARGUMENT_ROLES,
    BIOES,
    STATEMENT_LABELS,
    STATEMENT_ROLES,
    TOKEN_HEADS,
    token_slices,
)
from claimwire.model.settings import Calibration, Decoding, ModelConfig, read_model_config
from claimwire.model.windows import Window, cut_windows
from claimwire.model.words import Ints, Words, special_ids, split_words

_SLICES = token_slices()
_CUE = STATEMENT_LABELS.index("cue")

_GPU_BATCH = 16384
_MOST = 40
"""Anchors of one kind in a window."""

_MOST_EVENTS = 4
"""Events of one actor mention."""

_SOURCE_OF_CUE = STATEMENT_ROLES.index("source")
_NAMED_ARGUMENTS = {ARGUMENT_ROLES.index("source"): 3, ARGUMENT_ROLES.index("victim"): 4}
"""Arguments of a frame that may stand for a name, and at most how many of each."""

GRAPHS = ("encoder", "statement_roles", "events", "arguments", "antecedent")


@dataclass(frozen=True, slots=True)
class CueScores:
    """One cue and the chances that its window's words are its source or content.

    roles: (words of the window, tags); ``start`` is the window's first word in the article.
    """

    cue: WordSpan
    start: int
    roles: Floats


@dataclass(frozen=True, slots=True)
class FrameScores:
    """One pair of actor and event; arguments: (words of the window, tags), stance: (stances,).

    null_source: chance that the article itself makes the assertion.
    """

    actor: WordSpan
    event: WordSpan
    start: int
    arguments: Floats
    stance: Floats
    null_source: float

    @property
    def score(self) -> float:
        """Chance that the actor is one and that the event is its event."""
        return self.actor.score * self.event.score


@dataclass(slots=True)
class ArticleScores:
    """All scores of one article, and what its model was given to read them by.

    tokens: head -> (words, classes) chances, float16. antecedents: first and last word of a source,
    event, actor or victim -> the name that it stands for.
    """

    words: Words
    decoding: Decoding
    calibration: Calibration
    tokens: dict[str, Floats]
    cues: list[CueScores] = field(default_factory=list)
    frames: list[FrameScores] = field(default_factory=list)
    antecedents: dict[tuple[int, int], WordSpan] = field(default_factory=dict)


_Asked = dict[tuple[int, int, int], WordSpan]
"""Row in the batch, first and last word -> a span whose name is asked for."""

_WORTH = 0.1
"""Least chance of an argument whose name is asked for."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One window of one article in a batch."""

    article: ArticleScores
    window: Window


class Model:
    """A model folder, loaded. Thread safe: it keeps no state between calls."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        """Load graphs and tokenizer.

        threads: windows scored at once; by default the cores that this process may use.
        Raises ModelError when a file is missing or its checksum is not the config's.
        """
        self.folder = folder
        self.config: ModelConfig = read_model_config(folder)
        _verify(folder, self.config)
        self.tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self._special = special_ids(self.tokenizer)
        providers = onnxruntime.get_available_providers()
        self._on_gpu = "CUDAExecutionProvider" in providers
        cores = threads or len(os.sched_getaffinity(0))
        self._workers = ThreadPoolExecutor(max_workers=cores)
        self._graphs = {
            name: onnxruntime.InferenceSession(
                str(folder / f"{name}.onnx"),
                _options(),
                providers=providers,
            )
            for name in GRAPHS
        }

    def scores(self, texts: Sequence[str], batch_pieces: int | None = None) -> list[ArticleScores]:
        """Scores of several articles at once; windows of like length run together.

        texts: whole articles. batch_pieces: padded word pieces in one run of the encoder; by
        default one window a run on a CPU, where batches gain nothing (measured: 26,000 pieces a
        second either way) and would make int8 scores depend on what else is in the batch.
        """
        if batch_pieces is None:
            batch_pieces = _GPU_BATCH if self._on_gpu else 1
        articles = [self._empty(split_words(text, self.tokenizer)) for text in texts]
        jobs = [
            _Job(article, window)
            for article in articles
            for window in cut_windows(article.words, self.config.length, self.config.overlap)
        ]
        jobs.sort(key=_pieces)
        list(self._workers.map(self._run, _batches(jobs, batch_pieces)))
        for article in articles:
            article.cues.sort(key=lambda c: c.cue.first)
            article.frames.sort(key=lambda f: (f.actor.first, f.event.first))
        return articles

    def _empty(self, words: Words) -> ArticleScores:
        shapes = ((head, (len(words), width)) for head, width in TOKEN_HEADS.items())
        return ArticleScores(
            words,
            self.config.decoding,
            self.config.calibration,
            {h: np.zeros(s, dtype=np.float16) for h, s in shapes},
        )

    def _run(self, jobs: list[_Job]) -> None:
        scores, states = self._graphs["encoder"].run(None, self._inputs(jobs))
        found: list[dict[str, Floats]] = []
        for row, job in enumerate(jobs):
            window = job.window
            chances = {
                head: _chances(scores[row, : len(window), where]) for head, where in _SLICES.items()
            }
            found.append(chances)
            own = slice(window.own_first, window.own_stop)
            local = slice(window.own_first - window.first, window.own_stop - window.first)
            for head, values in chances.items():
                job.article.tokens[head][own] = values[local]
        spans: _Asked = {}
        self._cues(jobs, found, states, spans)
        self._frames(jobs, found, states, spans)
        self._roles(jobs, found, spans)
        self._antecedents(jobs, states, spans)

    def _inputs(self, jobs: list[_Job]) -> dict[str, Ints]:
        length = max(_pieces(job) for job in jobs) + 2
        n_words = max(len(job.window) for job in jobs)
        cls, sep, pad = self._special
        pieces = np.full((len(jobs), length), pad, dtype=np.int64)
        mask = np.zeros((len(jobs), length), dtype=np.int64)
        features = np.zeros((len(jobs), length, 3), dtype=np.int64)
        first = np.zeros((len(jobs), n_words), dtype=np.int64)
        for i, job in enumerate(jobs):
            words, window = job.article.words, job.window
            starts = words.first[window.first : window.stop]
            base, count = int(starts[0]), _pieces(job)
            pieces[i, 0], pieces[i, count + 1] = cls, sep
            pieces[i, 1 : count + 1] = words.pieces[base : base + count]
            mask[i, : count + 2] = 1
            of_piece = np.searchsorted(starts, np.arange(base, base + count), side="right") - 1
            features[i, 1 : count + 1] = words.features[window.first + of_piece]
            first[i, : len(starts)] = np.minimum(starts - base + 1, count)
        return {"pieces": pieces, "mask": mask, "features": features, "first": first}

    def _anchored(
        self, head: str, states: Floats, rows: list[int], spans: list[list[WordSpan]]
    ) -> tuple[Floats, Floats]:
        """Tag chances (anchors, words, tags) and raw anchor scores of one anchored head."""
        anchors = np.asarray([[[s.first, s.last] for s in one] for one in spans], dtype=np.int64)
        tags, of_anchor = self._graphs[head].run(
            None, {"hidden": states, "window": np.asarray(rows, np.int64), "anchors": anchors}
        )
        return softmax(tags), of_anchor

    def _cues(
        self, jobs: list[_Job], found: list[dict[str, Floats]], states: Floats, asked: _Asked
    ) -> None:
        decoding = self.config.decoding
        rows: list[int] = []
        cues: list[list[WordSpan]] = []
        for row, job in enumerate(jobs):
            for span in best_spans(found[row]["statement"], _CUE, decoding.cue, _MOST):
                if job.window.owns(job.window.first + span.first):
                    rows.append(row)
                    cues.append([span])
        if not rows:
            return
        tags, _ = self._anchored("statement_roles", states, rows, cues)
        for at, row in enumerate(rows):
            window = jobs[row].window
            roles = tags[at, : len(window)].astype(np.float16)
            moved = cues[at][0].moved(window.first)
            jobs[row].article.cues.append(CueScores(moved, window.first, roles))
            floor = self.config.decoding.source_of_cue
            for span in best_spans(tags[at, : len(window)], _SOURCE_OF_CUE, floor, scheme=BIOES):
                asked[row, span.first, span.last] = span

    def _frames(
        self, jobs: list[_Job], found: list[dict[str, Floats]], states: Floats, asked: _Asked
    ) -> None:
        rows: list[int] = []
        actors: list[list[WordSpan]] = []
        for row, job in enumerate(jobs):
            chances = found[row]["assertion_actor"]
            decoding = self.config.decoding
            for span in best_spans(chances, 0, decoding.actor, _MOST, cut=decoding.coordinated):
                if job.window.owns(job.window.first + span.first):
                    rows.append(row)
                    actors.append([span])
        if not rows:
            return
        tags, _ = self._anchored("events", states, rows, actors)
        pair_rows: list[int] = []
        pairs: list[list[WordSpan]] = []
        for at, row in enumerate(rows):
            for event in self._events(tags[at, : len(jobs[row].window)], actors[at][0]):
                pair_rows.append(row)
                pairs.append([actors[at][0], event])
        if pairs:
            self._arguments(jobs, states, pair_rows, pairs, asked)

    def _events(self, tags: Floats, actor: WordSpan) -> Iterator[WordSpan]:
        """Events of one actor whose joint chance with it is worth keeping."""
        decoding = self.config.decoding
        for event in best_spans(
            tags, 0, decoding.event, _MOST_EVENTS, decoding.event_reach, scheme=BIOES
        ):
            if actor.score * event.score >= decoding.frame and not _inside(event, actor):
                yield event

    def _arguments(
        self,
        jobs: list[_Job],
        states: Floats,
        rows: list[int],
        pairs: list[list[WordSpan]],
        asked: _Asked,
    ) -> None:
        tags, of_pair = self._anchored("arguments", states, rows, pairs)
        for at, row in enumerate(rows):
            window = jobs[row].window
            actor, event = (span.moved(window.first) for span in pairs[at])
            named = [*pairs[at]]
            for role, most in _NAMED_ARGUMENTS.items():
                named += best_spans(tags[at, : len(window)], role, _WORTH, most, scheme=BIOES)
            asked.update({(row, span.first, span.last): span for span in named})
            jobs[row].article.frames.append(
                FrameScores(
                    actor=actor,
                    event=event,
                    start=window.first,
                    arguments=tags[at, : len(window)].astype(np.float16),
                    stance=softmax(of_pair[at, :-1]),
                    null_source=float(sigmoid(of_pair[at, -1:])[0]),
                )
            )

    def _roles(self, jobs: list[_Job], found: list[dict[str, Floats]], asked: _Asked) -> None:
        """Phrases that are actors or victims of anything may stand for a name too."""
        decoding = self.config.decoding
        floors = {"role_actor": decoding.role_actor, "role_victim": decoding.role_victim}
        for row, job in enumerate(jobs):
            for head, floor in floors.items():
                for span in best_spans(found[row][head], 0, floor, _MOST):
                    if job.window.owns(job.window.first + span.first):
                        asked.setdefault((row, span.first, span.last), span)

    def _antecedents(self, jobs: list[_Job], states: Floats, asked: _Asked) -> None:
        """For each span the name it stands for, where one stands in its window."""
        if not asked:
            return
        rows = [row for row, _, _ in asked]
        tags, _ = self._anchored("antecedent", states, rows, [[span] for span in asked.values()])
        for at, (row, span) in enumerate(zip(rows, asked.values(), strict=True)):
            window = jobs[row].window
            floor = self.config.decoding.antecedent
            for name in best_spans(tags[at, : len(window)], 0, floor, scheme=BIOES, taken=[span]):
                key = (span.first + window.first, span.last + window.first)
                jobs[row].article.antecedents[key] = name.moved(window.first)


def _options() -> onnxruntime.SessionOptions:
    """One thread a run; several windows run at once instead, which wastes no waiting."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False
    return options


def _inside(event: WordSpan, actor: WordSpan) -> bool:
    return actor.first <= event.first and event.last <= actor.last


def _chances(scores: Floats) -> Floats:
    if scores.shape[-1] == 1:
        return sigmoid(scores)
    return softmax(scores)


def _pieces(job: _Job) -> int:
    """Word pieces of a window; one word longer than a window is cut to it."""
    first = job.article.words.first
    return min(int(first[job.window.stop] - first[job.window.first]), 510)


def _batches(jobs: list[_Job], batch_pieces: int) -> Iterator[list[_Job]]:
    batch: list[_Job] = []
    for job in jobs:
        if batch and (len(batch) + 1) * (_pieces(job) + 2) > batch_pieces:
            yield batch
            batch = []
        batch.append(job)
    if batch:
        yield batch


def _verify(folder: Path, config: ModelConfig) -> None:
    for name, wanted in config.checksums.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as problem:
            raise ModelError(f"model {config.name!r} lacks {name}", "install it again") from problem
        if found != wanted:
            raise ModelError(
                f"{folder / name} is damaged: sha256 {found[:12]}..., expected {wanted[:12]}...",
                "install the model again",
            )
