"""What planning a novel costs: seconds and memory of a fresh process, at a quarter, a half and the whole."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from storyboard.errors import StoryboardError
from storyboard.planning.scene_learning import corpus, read_novels
from storyboard.story.evaluation.rows import Row

WORDS = 50_000
SHARES = (0.25, 0.5, 1.0)
CHILD = """
import json, resource, sys, time
from pathlib import Path
begin = time.perf_counter()
from storyboard.story.startup import import_spacy_alone
import_spacy_alone()
from storyboard.planning.planner import plan_reading
from storyboard.story import read_story
plan_reading(read_story(Path(sys.argv[1]).read_text(encoding="utf-8"), language=sys.argv[2] or None))
used = resource.getrusage(resource.RUSAGE_SELF)
status = Path("/proc/self/status")  # ru_maxrss also counts what the process that started this one held.
peaks = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")] \
    if status.exists() else [used.ru_maxrss]
print(json.dumps([time.perf_counter() - begin, used.ru_utime + used.ru_stime, int(peaks[0]) / 2**20]))
"""


def measure_cost(data: Path, language: str | None) -> list[Row]:
    """Return clock, processor seconds and peak memory of planning the first 50,000 words of a novel."""
    novel = max(read_novels(corpus(data, "dev")), key=lambda one: sum(len(text) for text in one.paragraphs))
    costs = {}
    with tempfile.TemporaryDirectory() as folder:
        for share in SHARES:
            words, told = 0, []
            for text in novel.paragraphs:
                if words >= share * WORDS:
                    break
                told.append(text)
                words += len(text.split())
            path = Path(folder) / "novel.txt"
            path.write_text("\n\n".join(told), encoding="utf-8")
            done = subprocess.run(
                [sys.executable, "-c", CHILD, str(path), language or ""],
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode:
                raise StoryboardError(
                    f"planning {words:,} words failed: {done.stderr.strip().splitlines()[-1:]}"
                )
            costs[share] = json.loads(done.stdout.splitlines()[-1])
    clock, seconds, memory = costs[1.0]
    part = f"plan of {WORDS:,} words ({novel.name})"
    rising = "at a quarter, a half: " + ", ".join(f"{costs[share][1]:.1f} s" for share in SHARES[:-1])
    return [
        Row(part=part, what="seconds by the clock", value=clock, goal=60, smaller_is_better=True),
        Row(part=part, what="seconds of processors", value=seconds, cases=rising),
        Row(part=part, what="peak memory, GB", value=memory, goal=1.5, smaller_is_better=True, digits=2),
    ]
