"""The data set: same bytes each time, splits that share nothing they should not, one door for all clips."""

import hashlib
import json
import os
import signal
import subprocess
import sys

import numpy as np
import pytest

from pipeline.world import catalogue, draw, draw_masks
from pipeline.world.dataset import build_dataset
from pipeline.world.reading import read_clips
from pipeline.world.shards import encode_clip
from pipeline.world.splits import held_out_pairs, is_pair_held_out, shows_held_out, split_sizes, split_specs
from storyboard.errors import OutputError, StoryboardError

SETTINGS = {"clips": 60, "size": 32, "n_frames": 3, "seed": 5, "workers": 1, "per_shard": 40}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    return folder, build_dataset(folder, **SETTINGS)


def test_the_same_settings_give_the_same_bytes(built, tmp_path):
    folder, _ = built
    build_dataset(tmp_path, **SETTINGS)
    names = sorted(path.name for path in folder.glob("*.tar"))
    assert names == [
        "test-00000.tar",
        "train-00000.tar",
        "train-00001.tar",
        "unseen-00000.tar",
        "validation-00000.tar",
    ]
    assert all((folder / name).read_bytes() == (tmp_path / name).read_bytes() for name in names)
    assert (folder / "manifest.json").read_bytes() == (tmp_path / "manifest.json").read_bytes()


def test_a_clip_is_encoded_to_the_same_bytes_whatever_lay_in_memory():
    program = """
import hashlib
from pipeline.world import draw
from pipeline.world.shards import encode_clip
from pipeline.world.splits import split_specs
digest = hashlib.sha256()
for _, spec in split_specs("train", 5, range(16)):
    digest.update(encode_clip(draw(spec, size=32, n_frames=3)))
print(digest.hexdigest())
"""
    # glibc fills fresh memory with this value; elsewhere the variable does nothing.
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            env={**os.environ, "MALLOC_PERTURB_": str(fill)},
        ).stdout
        for fill in (0, 85, 165)
    }
    assert len(digests) == 1


def test_the_manifest_counts_every_clip(built):
    folder, result = built
    manifest = json.loads(result.manifest.read_text())
    assert {name: split["clips"] for name, split in manifest["splits"].items()} == split_sizes(60)
    assert result.clips == 60
    assert result.clips_per_second > 0
    assert len(list((folder / "samples").glob("*.webp"))) == 32


def test_an_interrupted_build_draws_only_what_is_missing(built):
    folder, _ = built
    kept, lost = folder / "train-00000.tar", folder / "train-00001.tar"
    before = (kept.stat().st_mtime_ns, lost.read_bytes())
    lost.unlink()
    told = []
    build_dataset(folder, **SETTINGS, progress=lambda done, total: told.append((done, total)))
    assert (kept.stat().st_mtime_ns, lost.read_bytes()) == before
    assert told == [(60, 60)]
    assert build_dataset(folder, **SETTINGS).clips_per_second == 0.0


def test_a_build_that_was_killed_goes_on_to_the_same_bytes(built, tmp_path):
    settings = {**SETTINGS, "per_shard": 12}
    program = f"""
import os, signal
from pipeline.world.dataset import build_dataset

def killed(done, total):
    if done >= 24:
        os.kill(os.getpid(), signal.SIGKILL)

build_dataset({str(tmp_path)!r}, **{settings}, progress=killed)
"""
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == -signal.SIGKILL
    assert not (tmp_path / "manifest.json").exists()
    build_dataset(tmp_path, **{**settings, "workers": 2})
    whole = tmp_path / "whole"
    build_dataset(whole, **settings)
    assert (tmp_path / "manifest.json").read_bytes() == (whole / "manifest.json").read_bytes()
    assert all(
        hashlib.sha256((tmp_path / shard["name"]).read_bytes()).hexdigest() == shard["sha256"]
        for split in json.loads((whole / "manifest.json").read_text())["splits"].values()
        for shard in split["shards"]
    )


def test_other_settings_do_not_mix_in_one_folder(built):
    folder, _ = built
    with pytest.raises(OutputError, match="holds a data set with another seed; name another folder"):
        build_dataset(folder, **{**SETTINGS, "seed": 6})


def test_no_split_but_unseen_shows_a_held_out_combination():
    for split in ("train", "validation", "test"):
        for _, spec in split_specs(split, 0, range(150)):
            for subject in spec.subjects:
                assert not is_pair_held_out(subject.kind, subject.colour)
                assert not is_pair_held_out(subject.kind, subject.action)
                if subject.holding is not None:
                    natural = catalogue.kinds()[subject.holding].natural[0]
                    assert not is_pair_held_out(subject.holding, subject.holding_colour or natural)
    assert all(shows_held_out(spec) for _, spec in split_specs("unseen", 0, range(40)))
    assert len(held_out_pairs()) > 60


def test_splits_share_no_description():
    seen = [{repr(spec) for _, spec in split_specs(split, 0, range(100))} for split in split_sizes(0)]
    assert len(set().union(*seen)) == 400


def test_a_clip_comes_back_as_it_was_drawn(built):
    clips = list(read_clips(built[0], "validation"))
    assert len(clips) == 2
    for clip in clips:
        drawn = draw(clip.spec, size=32, n_frames=3)
        assert np.abs(clip.frames.astype(int) - drawn).mean() < 4
        assert (clip.masks == draw_masks(clip.spec, size=32, n_frames=3)).all()
        assert clip.boxes.shape == (3, len(clip.spec.subjects), 4)
        assert len(set(clip.captions)) == 5


def test_webdataset_reads_the_shards(built):
    webdataset = pytest.importorskip("webdataset")
    with (built[0] / "test-00000.tar").open("rb") as shard:
        source = [{"url": "test-00000.tar", "stream": shard}]
        files = webdataset.tariterators.tar_file_expander(source)
        samples = list(webdataset.tariterators.group_by_keys(files))
    assert len(samples) == 2
    assert {"mp4", "masks.png", "txt", "json"} <= set(samples[0])


def test_a_users_videos_come_through_the_same_door(tmp_path):
    frames = np.zeros((6, 40, 64, 3), np.uint8)
    frames[:, :, 32:] = (250, 0, 0)
    (tmp_path / "a.mp4").write_bytes(encode_clip(frames))
    (tmp_path / "metadata.jsonl").write_text('{"file_name": "a.mp4", "text": "half red"}\n')
    (clip,) = read_clips(tmp_path, size=16, n_frames=4)
    assert clip.frames.shape == (4, 16, 16, 3)
    assert clip.captions == ("half red",)
    assert clip.frames[0, 8, 14, 0] > 200 > 60 > clip.frames[0, 8, 1, 0]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{}", r'metadata\.jsonl:2: expected \{"file_name"'),
        ('{"file_name": "b.mp4", "text": "x"}', r"metadata\.jsonl:2: no such file: b\.mp4"),
        ('{"file_name": "../../b.mp4", "text": "x"}', "lies outside the folder"),
        ('{"file_name": "bad.mp4", "text": "x"}', "is no video that can be decoded"),
    ],
)
def test_a_fault_in_a_users_folder_is_named(tmp_path, line, message):
    (tmp_path / "bad.mp4").write_text("no video")
    (tmp_path / "metadata.jsonl").write_text(f"\n{line}\n")
    with pytest.raises(StoryboardError, match=message):
        list(read_clips(tmp_path))


def test_an_empty_folder_says_how_to_build_a_data_set(tmp_path):
    with pytest.raises(StoryboardError, match="storyboard data build DIR"):
        next(read_clips(tmp_path))
