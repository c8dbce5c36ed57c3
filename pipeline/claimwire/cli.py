"""The command line: one short command per verb; errors become one line and a hint.

Heavy imports stand inside the commands so that ``claimwire --help`` answers at once. Exit codes:
0 all done, 1 some inputs failed or a bar was missed, 2 wrong use, 4 model or storage unusable.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer
from rich.console import Console

from claimwire.errors import ClaimwireError, UsageError
from claimwire.show import clean
from claimwire.version import VERSION

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Who holds whom responsible for what: attributions out of news.",
)
corpora_app = typer.Typer(no_args_is_help=True, help="Corpora that may not be shipped with text.")
app.add_typer(corpora_app, name="corpora")

err = Console(stderr=True)

Model = Annotated[Optional[str], typer.Option("--model", "-m", help="Name or folder of a model.")]
Threads = Annotated[
    Optional[int], typer.Option(min=1, help="Threads of the network (default: all cores).")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]


def _version(wanted: bool) -> None:
    if wanted:
        print(f"claimwire {VERSION}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Tell more on stderr.")] = False,
) -> None:
    """Options of all commands."""
    logging.basicConfig(
        level=logging.INFO if verbose else logging.WARNING, format="%(message)s", stream=sys.stderr
    )


@app.command()
def run(
    paths: Annotated[
        list[str], typer.Argument(help="Files, folders, globs, or - for standard input.")
    ],
    output: Annotated[
        Optional[str], typer.Option("--output", "-o", help="JSON Lines file, or - for stdout.")
    ] = None,
    db: Annotated[Optional[Path], typer.Option(help="SQLite database to write to.")] = None,
    model: Model = None,
    min_confidence: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="Leave out what is less sure (0 to 1).")
    ] = 0.0,
    batch_size: Annotated[
        int, typer.Option("--batch-size", "-b", min=1, help="Articles in one batch.")
    ] = 64,
    threads: Threads = None,
    trace: Annotated[
        bool, typer.Option("--trace", help="Show what each stage adds, then stop.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Extract assertions and statements from articles.

    Text, HTML and JSON Lines, each also gzipped. Without --output or --db the assertions are shown
    as a table.
    """
    from claimwire.commands import run_articles, trace_articles

    if trace:
        raise typer.Exit(trace_articles(paths, model, threads))
    raise typer.Exit(
        run_articles(
            paths,
            output=output,
            database=db,
            model=model,
            min_confidence=min_confidence,
            batch_size=batch_size,
            threads=threads,
            quiet=quiet,
        )
    )


@app.command()
def show(
    source: Annotated[Path, typer.Argument(help="Output of run: a .jsonl file or a database.")],
    article: Annotated[
        Optional[list[str]], typer.Option("--id", help="Only the article with this id.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="At most so many articles.")] = 3,
    table: Annotated[
        bool, typer.Option("--table", help="One table of all assertions, no texts.")
    ] = False,
) -> None:
    """Print articles with their assertions, coloured, and who attributes what to whom."""
    from claimwire.commands import show_records

    show_records(source, set(article or ()), limit, table)


@app.command()
def evaluate(
    task: Annotated[
        str, typer.Option(help="assertions, statements, names, sentences, entities or coreference.")
    ],
    gold: Annotated[Path, typer.Option(help="Annotated file or folder.")],
    predictions: Annotated[
        Optional[Path], typer.Option(help="Output of run; without it the model runs now.")
    ] = None,
    reader: Annotated[
        Optional[str], typer.Option(help="Reader of the gold (default: by what lies there).")
    ] = None,
    save: Annotated[
        Optional[Path], typer.Option(help="Write the predictions made now to this .jsonl file.")
    ] = None,
    errors: Annotated[
        Optional[Path], typer.Option(help="Write the misses, worst first, to this .html page.")
    ] = None,
    model: Model = None,
    threads: Threads = None,
    as_json: Annotated[bool, typer.Option("--json", help="Scores as JSON.")] = False,
    fail_under: Annotated[
        Optional[float], typer.Option(help="Exit 1 when the first metric's F1 is lower.")
    ] = None,
) -> None:
    """Precision, recall and F1 against gold, with 95 % bootstrap intervals."""
    from claimwire.gold_commands import evaluate_task

    raise typer.Exit(
        evaluate_task(
            task,
            gold,
            predictions=predictions,
            reader=reader,
            save=save,
            errors=errors,
            model=model,
            threads=threads,
            as_json=as_json,
            fail_under=fail_under,
        )
    )


@app.command()
def gate(
    corpora: Annotated[
        Optional[Path],
        typer.Option(help="Folder of the corpora; without it only the own articles."),
    ] = None,
    suites: Annotated[Path, typer.Option(help="What is measured.")] = Path("configs/gate.toml"),
    floors: Annotated[Path, typer.Option(help="What must be reached.")] = Path("tests/floors.json"),
    raise_floors: Annotated[
        bool, typer.Option("--raise", help="Write the floors as high as was reached.")
    ] = False,
    lower_floors: Annotated[
        bool, typer.Option("--lower-missed", help="Also let floors fall that were missed.")
    ] = False,
    model: Model = None,
    threads: Threads = None,
) -> None:
    """Measure every task and hold it against the floors; exit 1 when one is missed."""
    from claimwire.gold_commands import gate_floors

    raise typer.Exit(
        gate_floors(
            suites,
            floors,
            corpora,
            raise_floors=raise_floors,
            lower_floors=lower_floors,
            model=model,
            threads=threads,
        )
    )


@app.command()
def calibrate(
    assertions: Annotated[Path, typer.Option(help="Gold with assertions.")],
    statements: Annotated[Path, typer.Option(help="Gold with statements.")],
    model: Model = None,
    threads: Threads = None,
) -> None:
    """Fit a model's confidences on development gold and write them into its config."""
    from claimwire.gold_commands import calibrate_model

    calibrate_model(model, {"assertions": assertions, "statements": statements}, threads)


@app.command()
def convert(
    source: Annotated[Path, typer.Argument(help="Annotated file or folder.")],
    target: Annotated[Path, typer.Argument(help="File or folder to write.")],
    source_format: Annotated[
        Optional[str], typer.Option("--from", help="Format (default: by what lies there).")
    ] = None,
    target_format: Annotated[
        str, typer.Option("--to", help="claimwire, brat, label-studio, prodigy or docbin.")
    ] = "claimwire",
) -> None:
    """Annotations from one format into another."""
    from claimwire.gold import guess_reader
    from claimwire.gold.convert import convert as convert_gold

    count = convert_gold(source, target, source_format or guess_reader(source), target_format)
    err.print(f"{count} articles written to {target}", highlight=False)


@app.command()
def train(
    config: Annotated[Path, typer.Argument(help="Settings, such as configs/train.toml.")],
    work: Annotated[Path, typer.Option(help="Where tables and checkpoints are kept.")] = Path(
        "runs"
    ),
    models: Annotated[Path, typer.Option(help="Where the model's folder is written.")] = Path(
        "models"
    ),
) -> None:
    """Train a model and export it; the same command goes on after an interruption."""
    from claimwire.gold_commands import train_model

    train_model(config, work, models)


@app.command()
def models() -> None:
    """List the models that can be loaded."""
    from claimwire.models import DEFAULT_MODEL, available_models, model_folder

    for name in available_models():
        default = "  (default)" if name == DEFAULT_MODEL else ""
        print(f"{name}{default}\t{model_folder(name)}")


@app.command()
def schema() -> None:
    """Print the JSON Schema of a record."""
    from importlib.resources import files

    sys.stdout.write((files("claimwire") / "record.schema.json").read_text(encoding="utf-8"))


@corpora_app.command("build")
def build_corpus(
    standoff: Annotated[
        Path, typer.Argument(help="Annotations without text, e.g. corpora/arc/...")
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The .jsonl file to write.")],
    casie: Annotated[Optional[Path], typer.Option(help="Your copy of CASIE (data/).")] = None,
    polnear: Annotated[Optional[Path], typer.Option(help="Your copy of PolNeAR (data/).")] = None,
    muc4: Annotated[Optional[Path], typer.Option(help="Your copy of MUC-4.")] = None,
    re3d: Annotated[Optional[Path], typer.Option(help="Your copy of re3d.")] = None,
) -> None:
    """Put the texts of your own copies of the corpora under our annotations."""
    from claimwire.gold.standoff import build

    copies = {"casie": casie, "polnear": polnear, "muc": muc4, "re3d": re3d}
    count = build(standoff, {k: v for k, v in copies.items() if v is not None}, output)
    err.print(f"{count} articles written to {output}", highlight=False)


def main() -> None:
    """Entry point: our own errors become one line and a hint, and their exit code."""
    try:
        app()
    except ClaimwireError as problem:
        kind = "usage" if isinstance(problem, UsageError) else "error"
        told = clean(f"{kind}: {problem}").replace("\n", " ")
        err.print(told, style="red", markup=False, highlight=False, soft_wrap=True)
        if problem.hint:
            err.print(f"hint: {problem.hint}", markup=False, highlight=False, soft_wrap=True)
        raise SystemExit(problem.exit_code) from None
    except KeyboardInterrupt:
        err.print("stopped", style="red")
        raise SystemExit(130) from None
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(0) from None


if __name__ == "__main__":
    main()
