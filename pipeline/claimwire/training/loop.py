"""The training loop: AdamW, warm-up and linear decay, bf16 autocast, checkpoints, resume."""

from __future__ import annotations

import json
import logging
import math
import os
import random
import time
from collections import defaultdict
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from claimwire.model.network import Network
from claimwire.model.pack import pack, unpack
from claimwire.training.batches import Batch, batches_of, epoch_batches
from claimwire.training.losses import losses, weighted_sum
from claimwire.training.settings import TrainSettings

log = logging.getLogger(__name__)


@dataclass
class Progress:
    """Where a run stands; saved with every checkpoint."""

    epoch: int = 0
    batch: int = 0
    step: int = 0
    seconds: float = 0.0
    history: list[dict[str, float]] = field(default_factory=list)


def train(
    network: Network,
    table: Any,
    settings: TrainSettings,
    folder: Path,
    special: tuple[int, int, int],
    *,
    resume: bool = True,
) -> Progress:
    """Train in place until ``settings.epochs`` are done; ``folder`` holds the checkpoints.

    special: ids of the encoder's special pieces, as ``model.words.special_ids`` gives them.

    With ``resume`` a run that was cut off goes on from its last checkpoint, to the same batches.
    """
    torch.set_num_threads(settings.threads)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    network.to(device)
    lengths = [len(pieces) for pieces in table["pieces"]]
    repeats = [settings.corpora[part].repeat for part in table["part"]]
    plan = [
        epoch_batches(lengths, repeats, settings.batch_pieces, settings.seed + epoch)
        for epoch in range(math.ceil(settings.epochs))
    ]
    plan[-1] = plan[-1][: math.ceil(len(plan[-1]) * (settings.epochs % 1 or 1))]
    optimizer = _optimizer(network, settings)
    schedule = _schedule(optimizer, sum(map(len, plan)), settings.warmup)
    progress = Progress()
    folder.mkdir(parents=True, exist_ok=True)
    if resume and (folder / "checkpoint.json").exists():
        progress = _load(folder, network, optimizer, schedule)
        log.info("resumed at epoch %d, batch %d", progress.epoch, progress.batch)
    if settings.packed_words:
        pack_words(network)
    run = _Run(network, optimizer, schedule, settings, folder, special, progress, device)
    for epoch in range(progress.epoch, len(plan)):
        run.epoch(table, plan[epoch], epoch)
    run.save()
    return progress


def pack_words(network: Network) -> None:
    """Round the word embeddings to what ships and fix them, so that the rest adapts to it."""
    words = network.encoder.base.get_input_embeddings().weight
    with torch.no_grad():
        words.copy_(torch.from_numpy(unpack(*pack(words.detach().cpu().numpy()))))
    words.requires_grad_(False)


class _Run:
    def __init__(
        self,
        network: Network,
        optimizer: torch.optim.Optimizer,
        schedule: torch.optim.lr_scheduler.LRScheduler,
        settings: TrainSettings,
        folder: Path,
        special: tuple[int, int, int],
        progress: Progress,
        device: torch.device,
    ) -> None:
        self.network, self.optimizer, self.schedule = network, optimizer, schedule
        self.settings, self.folder, self.progress = settings, folder, progress
        self.device, self.special = device, special
        self.saved = time.monotonic()

    def epoch(self, table: Any, order: list[list[int]], epoch: int) -> None:
        """Train on the batches of one epoch that are not done yet."""
        progress, settings = self.progress, self.settings
        self.network.train()
        sums: dict[str, float] = defaultdict(float)
        counts: dict[str, int] = defaultdict(int)
        seed, start = settings.seed + epoch, progress.batch
        for batch in batches_of(table, order, self.special, settings.lower_case, seed, start=start):
            started = time.monotonic()
            for head, value in self._step(_to(batch, self.device)).items():
                sums[head] += value
                counts[head] += 1
            progress.batch += 1
            progress.step += 1
            progress.seconds += time.monotonic() - started
            if progress.step % 50 == 0:
                means = {head: round(sums[head] / counts[head], 4) for head in sums}
                self._report(epoch, len(order), means)
                sums.clear()
                counts.clear()
            if time.monotonic() - self.saved > 60 * settings.checkpoint_minutes:
                self.save()
        progress.epoch, progress.batch = epoch + 1, 0
        self.save()

    def _step(self, batch: Batch) -> dict[str, float]:
        with torch.autocast(self.device.type, dtype=torch.bfloat16):
            found = losses(self.network, batch)
            loss = weighted_sum(found, self.settings.loss_weights)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        return {"loss": loss.item(), **{head: value.item() for head, value in found.items()}}

    def _report(self, epoch: int, batches: int, means: dict[str, float]) -> None:
        progress = self.progress
        row = {
            "epoch": epoch,
            "batch": progress.batch,
            "of": batches,
            "minutes": round(progress.seconds / 60, 1),
            **means,
        }
        progress.history.append(row)
        with open(self.folder / "log.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")
        log.info("%s", json.dumps(row))

    def save(self) -> None:
        """Write a checkpoint so that a kill at any moment leaves a whole one."""
        weights = {k: v.contiguous() for k, v in self.network.state_dict().items()}
        _replace(self.folder / "network.safetensors", lambda path: save_file(weights, path))
        state = {
            "optimizer": self.optimizer.state_dict(),
            "schedule": self.schedule.state_dict(),
            "random": torch.get_rng_state(),
        }
        _replace(self.folder / "optimizer.pt", lambda path: torch.save(state, path))
        row = {k: getattr(self.progress, k) for k in ("epoch", "batch", "step", "seconds")}
        _replace(
            self.folder / "checkpoint.json",
            lambda path: Path(path).write_text(json.dumps(row), encoding="utf-8"),
        )
        self.saved = time.monotonic()


def _replace(path: Path, write: Any) -> None:
    unfinished = path.with_name(path.name + ".part")
    write(str(unfinished))
    os.replace(unfinished, path)


def _load(
    folder: Path,
    network: Network,
    optimizer: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> Progress:
    network.load_state_dict(load_file(folder / "network.safetensors"))
    state = torch.load(folder / "optimizer.pt", weights_only=True)
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    torch.set_rng_state(state["random"])
    return Progress(**json.loads((folder / "checkpoint.json").read_text(encoding="utf-8")))


def _optimizer(network: Network, settings: TrainSettings) -> torch.optim.Optimizer:
    """AdamW; the heads learn faster than the encoder, and norms and biases do not decay."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = defaultdict(list)
    for name, parameter in network.named_parameters():
        groups[name.startswith("encoder.base"), parameter.ndim > 1].append(parameter)
    rates = {True: settings.learning_rate, False: settings.head_learning_rate}
    return torch.optim.AdamW(
        [
            {
                "params": parameters,
                "lr": rates[of_encoder],
                "weight_decay": settings.weight_decay if decays else 0.0,
            }
            for (of_encoder, decays), parameters in groups.items()
        ]
    )


def _schedule(
    optimizer: torch.optim.Optimizer, steps: int, warmup: float
) -> torch.optim.lr_scheduler.LRScheduler:
    rising = max(1, int(steps * warmup))

    def factor(step: int) -> float:
        if step < rising:
            return (step + 1) / rising
        return max(0.0, (steps - step) / max(1, steps - rising))

    return torch.optim.lr_scheduler.LambdaLR(optimizer, factor)


def _to(batch: Batch, device: torch.device) -> Batch:
    return batch if device.type == "cpu" else _moved(batch, device)


def _moved(value: Any, device: torch.device) -> Any:
    """Tensors, dicts and dataclasses of them on another device."""
    if isinstance(value, torch.Tensor):
        return value.to(device)
    if isinstance(value, dict):
        return {key: _moved(part, device) for key, part in value.items()}
    return replace(value, **{f.name: _moved(getattr(value, f.name), device) for f in fields(value)})


def seed_everything(seed: int) -> None:
    """Same seed, same weights and batches (up to the rounding of threaded sums)."""
    random.seed(seed)
    torch.manual_seed(seed)
