"""Precision-recall curves and reliability of the confidences, as one SVG for README and card.

    python tests/bench/pictures.py --corpora ../shared/corpora --output models/NAME/curves.svg

Needs matplotlib (not installed by make test): pip install matplotlib
"""

from __future__ import annotations

import argparse
from pathlib import Path

import matplotlib.pyplot as plt

import claimwire
from claimwire.evaluation.confidence import (
    Kind,
    calibration_error,
    judged,
    precision_recall,
)
from claimwire.evaluation.run import bare_article
from claimwire.gold import read_gold

SETS: dict[Kind, tuple[str, str]] = {
    "assertions": ("arc", "arc/dev.jsonl"),
    "statements": ("polnear", "polnear/data/dev"),
}
BINS = 10


def main() -> None:
    """Run the model on both development sets and draw."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--corpora", type=Path, required=True)
    options.add_argument("--output", type=Path, required=True)
    options.add_argument("--model")
    given = options.parse_args()
    nlp = claimwire.load(given.model)
    figure, (curve, reliable) = plt.subplots(1, 2, figsize=(9, 3.8))
    for kind, (reader, path) in SETS.items():
        gold = list(read_gold(reader, given.corpora / path))
        predicted = {r.article.id: r for r in claimwire.walk(map(bare_article, gold), nlp)}
        rows, total = judged(kind, gold, predicted)
        points = list(precision_recall(rows, total))
        curve.plot([p.recall for p in points], [p.precision for p in points], label=kind)
        bins = [[r for r in rows if int(min(r[0], 0.999) * BINS) == b] for b in range(BINS)]
        filled = [part for part in bins if part]
        reliable.plot(
            [sum(c for c, _ in part) / len(part) for part in filled],
            [sum(right for _, right in part) / len(part) for part in filled],
            marker="o",
            label=f"{kind} (error {calibration_error(rows):.3f})",
        )
    curve.set(xlabel="recall, %", ylabel="precision, %", xlim=(0, 100), ylim=(0, 100))
    curve.set_title("triples found, by least confidence")
    reliable.plot([0, 1], [0, 1], linestyle=":", color="grey")
    reliable.set(xlabel="confidence", ylabel="share that is right", xlim=(0, 1), ylim=(0, 1))
    reliable.set_title("what a confidence means")
    for axes in (curve, reliable):
        axes.grid(alpha=0.3)
        axes.legend()
    figure.tight_layout()
    figure.savefig(given.output)


if __name__ == "__main__":
    main()
