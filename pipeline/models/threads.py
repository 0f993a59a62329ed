"""How many processor cores there are, and how many of them one clip is drawn with.

A small network's steps are too short to be shared: two threads meet after every few dozen microseconds, and
on a machine with other work they wait for each other most of the time. Such a model draws each clip with one
thread, and several clips at once. Then a clip does not depend on the number of cores either.
"""

from __future__ import annotations

import copy
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def cores() -> int:
    """Return how many threads may compute at once; ``OMP_NUM_THREADS`` makes it fewer."""
    try:
        there = len(os.sched_getaffinity(0))
    except AttributeError:  # not every system can say
        there = os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    return min(int(wanted), there) if wanted.isdigit() and int(wanted) > 0 else there


@contextmanager
def computing_with(threads: int | None) -> Iterator[None]:
    """Have torch compute with so many threads inside the block; ``None``: as it stands."""
    import torch

    before = torch.get_num_threads()
    if threads is None or threads == before:
        yield
        return
    torch.set_num_threads(threads)
    try:
        yield
    finally:
        # The number is each thread's own, but for MKL's, which is one for all of them: left to the first
        # thread, or the one that ends would change it for those at work.
        if threading.current_thread() is threading.main_thread():
            torch.set_num_threads(before)


def twin(pipe: Any) -> Any:
    """Return a pipeline of the same weights that another thread can use at the same time.

    The weights are shared. All that changes during a call is its own: the scheduler, the tokenizer, which
    refuses two callers at once, and the modules, to which a call may hang its hooks.
    """
    shared = {id(tensor): tensor for part in pipe.components.values() if hasattr(part, "parameters")
              for tensor in (*part.parameters(), *part.buffers())}
    other = copy.copy(pipe)
    other.__dict__.pop("encode_prompt", None)  # Bound to the first pipeline.
    for name, part in pipe.components.items():
        if part is not None:
            setattr(other, name, copy.deepcopy(part, shared))
    return other
