"""The loop that all stages share: budget, learning rate, average of the weights, checkpoints, logs.

A stage is a ``Task``: a module whose forward pass returns its losses, and batches that depend on nothing but
the step. So a run that was killed goes on exactly as if it had not been.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import torch
from accelerate import Accelerator
from diffusers.training_utils import EMAModel
from torch import Tensor, nn

from pipeline.training.config import StageSettings
from pipeline.training.journal import Journal
from pipeline.training.muon import Muon


class Task(Protocol):
    """What is special about one stage."""

    name: str
    """Folder and prefix of its logs."""
    module: nn.Module
    """``module(**batch)`` returns the losses by name; the first one is minimised, the others are logged."""

    def parameter_groups(self) -> list[dict[str, object]]:
        """Return groups for the optimiser. ``rate`` in a group multiplies the learning rate."""
        ...

    def batch(self, step: int) -> dict[str, Tensor]:
        """Return the arguments of ``module`` for one step, decided by the step alone."""
        ...

    def look(self, folder: Path, label: str) -> Mapping[str, float]:
        """Write pictures of the present state under ``folder``; return figures of validation, by name."""
        ...


def learning_rate_factor(done: float, step: int, settings: StageSettings) -> float:
    """Return the factor of the learning rate: linear warm-up, then a cosine down to ``final_rate``.

    Args:
        done: Part of the budget that is spent, in [0, 1].
        step: Steps taken.
    """
    warm = min(1.0, (step + 1) / max(1, settings.warmup))
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, done)))
    return warm * (settings.final_rate + (1 - settings.final_rate) * cosine)


def save_atomically(state: object, path: Path) -> None:
    """Write a checkpoint; a kill at any moment leaves the old one or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def new_optimizer(
    module: nn.Module, groups: list[dict[str, object]], settings: StageSettings
) -> torch.optim.Optimizer:
    """Return the optimiser that ``settings`` names, over ``groups`` of the parameters of ``module``."""
    betas, decay = (0.9, 0.95), settings.weight_decay
    if settings.optimizer == "adamw":
        return torch.optim.AdamW(groups, lr=settings.learning_rate, betas=betas, weight_decay=decay)
    tables = [layer.weight for layer in module.modules() if isinstance(layer, nn.Embedding)]
    return Muon(groups, lr=settings.learning_rate, embeddings=tables, betas=betas, weight_decay=decay)


def train_stage(task: Task, settings: StageSettings, folder: Path, *, accelerator: Accelerator) -> None:
    """Train ``task.module`` until its budget is spent; at the end it holds the averaged weights.

    Args:
        folder: Of the whole run. The stage writes ``<name>/state.pt`` (resumed from when it is there),
            ``<name>/table.csv``, TensorBoard files and pictures.
        accelerator: Decides device, precision and number of processes.

    Raises:
        FloatingPointError: The loss is no longer finite.
    """
    here = folder / task.name
    state_path = here / "state.pt"
    device = accelerator.device
    task.module.to(device)
    groups = task.parameter_groups()
    rates = [settings.learning_rate * float(group.pop("rate", 1.0)) for group in groups]  # type: ignore[arg-type]
    optimizer = new_optimizer(task.module, groups, settings)
    trained = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    ema = EMAModel(trained, decay=settings.ema, use_ema_warmup=True, inv_gamma=1.0, power=0.75, foreach=True)
    step, spent, finished = 0, 0.0, False
    if state_path.exists():
        state = torch.load(state_path, map_location="cpu", weights_only=True)
        task.module.load_state_dict(state["module"])
        ema.load_state_dict(state["ema"])
        step, spent, finished = state["step"], state["spent"], state["finished"]
        if not finished:
            optimizer.load_state_dict(state["optimizer"])
    ema.to(device)
    if finished:
        ema.copy_to(trained)
        return
    module, optimizer = accelerator.prepare(task.module, optimizer)
    journal = Journal(here, enabled=accelerator.is_main_process)
    budget = settings.minutes * 60
    started = time.monotonic() - spent
    saved = looked = time.monotonic()

    def checkpoint(*, at_end: bool) -> None:
        if accelerator.is_main_process:
            state = {
                "module": task.module.state_dict(),
                "ema": ema.state_dict(),
                "step": step,
                "spent": time.monotonic() - started,
                "finished": at_end,
            }
            if not at_end:
                state["optimizer"] = optimizer.state_dict()
            save_atomically(state, state_path)

    module.train()
    while True:
        spent = time.monotonic() - started
        done = spent / budget if settings.steps is None else step / settings.steps
        if accelerator.num_processes > 1:  # All processes must agree on the last step.
            done = float(accelerator.gather(torch.tensor([done], device=device)).max())
        if done >= 1 or spent >= budget:
            break
        factor = learning_rate_factor(done, step, settings)
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * factor
        # Dropout inside diffusers' layers draws from the global generator.
        draw = step * accelerator.num_processes + accelerator.process_index
        torch.manual_seed(draw)
        batch = {name: tensor.to(device) for name, tensor in task.batch(draw).items()}
        with accelerator.autocast():
            losses = module(**batch)
        total = next(iter(losses.values()))
        now = time.monotonic()
        saves = now - saved > settings.save_every * 60
        # To look at a figure is to wait for a graphics card, which has work for many steps ahead.
        if (device.type == "cpu" or saves or step % journal.every == 0) and not torch.isfinite(total):
            raise FloatingPointError(f"{task.name}: the loss is {float(total.detach())} at step {step}")
        accelerator.backward(total)
        norm = accelerator.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        optimizer.zero_grad()
        ema.step(trained)
        step += 1
        journal.add(
            step,
            {
                **{name: value.detach() for name, value in losses.items()},
                "gradient": norm,
                "rate": rates[0] * factor,
                "seconds": spent,
            },
        )
        if saves:
            checkpoint(at_end=False)
            saved = time.monotonic()
        if now - looked > settings.look_every * 60:
            look(task, ema, trained, here, f"{step:06d}", journal, step, accelerator)
            looked = time.monotonic()
    if accelerator.is_main_process:
        checkpoint(at_end=True)
    look(task, ema, trained, here, "final", journal, step, accelerator)
    ema.copy_to(trained)
    journal.close()


def look(
    task: Task,
    ema: EMAModel,
    trained: Iterable[nn.Parameter],
    folder: Path,
    label: str,
    journal: Journal,
    step: int,
    accelerator: Accelerator,
) -> None:
    """Look at what the averaged weights give, then put the trained ones back."""
    if accelerator.is_main_process:
        trained = list(trained)
        ema.store(trained)
        ema.copy_to(trained)
        task.module.eval()
        with torch.no_grad(), accelerator.autocast():
            figures = task.look(folder, label)
        task.module.train()
        ema.restore(trained)
        journal.note(step, figures)
    accelerator.wait_for_everyone()
