"""ModelScope text-to-video at its full size (1.7 billion parameters) through storyboard's adapter and through
plain diffusers: seconds, peak memory, and whether both make the same frames.

    python benchmarks/modelscope_full_size.py                        # two steps on the CPU
    python benchmarks/modelscope_full_size.py --device cuda --steps 25

The released weights are not needed: the configuration is the released one and the weights are random, which
costs the same time and memory. They are written to a temporary folder (3.7 GB in bfloat16) and loaded from
there, each time in a process of its own, in turn. Prints a table in Markdown.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

PROMPT = "a red fox runs over the snow"
SEED = 7
WAYS = ("diffusers", "storyboard")


def text_encoder() -> dict[str, Any]:
    """Return CLIP ViT-H's text tower as released with the model, and a tokenizer that spells words out."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

    config = CLIPTextConfig(
        vocab_size=49408,
        hidden_size=1024,
        intermediate_size=4096,
        num_hidden_layers=23,
        num_attention_heads=16,
        max_position_embeddings=77,
        hidden_act="gelu",
        projection_dim=512,
        bos_token_id=0,
        eos_token_id=1,
        pad_token_id=1,
    )
    letters = [chr(code) for code in range(ord("!"), ord("~") + 1)]
    symbols = ["<|startoftext|>", "<|endoftext|>", *letters, *(letter + "</w>" for letter in letters)]
    vocabulary = {symbol: number for number, symbol in enumerate(symbols)}
    return {
        "text_encoder": CLIPTextModel(config).eval(),
        "tokenizer": CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77),
    }


def denoiser() -> Any:
    """Return the UNet3D of 1.4 billion parameters; what diffusers does not state by default."""
    from diffusers import UNet3DConditionModel

    return UNet3DConditionModel(
        sample_size=32,
        block_out_channels=(320, 640, 1280, 1280),
        layers_per_block=2,
        cross_attention_dim=1024,
        attention_head_dim=64,
    )


def decoder() -> Any:
    """Return the autoencoder of Stable Diffusion."""
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        block_out_channels=(128, 256, 512, 512),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=2,
        latent_channels=4,
        sample_size=256,
    )


def build(folder: Path) -> int:
    """Write the model with random weights in bfloat16 to ``folder`` and return how many parameters it has."""
    import torch
    from diffusers import DDIMScheduler, TextToVideoSDPipeline

    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)  # Never a whole network in float32.
    parts = {"unet": denoiser(), "vae": decoder(), **text_encoder()}
    torch.set_default_dtype(torch.float32)
    schedule = DDIMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )
    TextToVideoSDPipeline(scheduler=schedule, **parts).save_pretrained(folder)
    networks = (parts["unet"], parts["vae"], parts["text_encoder"])
    return sum(weight.numel() for network in networks for weight in network.parameters())


def run_diffusers(folder: Path, options: argparse.Namespace) -> tuple[float, np.ndarray, float]:
    """Make a clip as diffusers' documentation does. Returns loading time, frames, clip time."""
    import torch
    from diffusers import TextToVideoSDPipeline

    begin = time.perf_counter()
    pipe = TextToVideoSDPipeline.from_pretrained(folder, dtype=getattr(torch, options.dtype))
    pipe.to(options.device)
    loaded = time.perf_counter()
    frames = pipe(
        PROMPT,
        num_frames=options.frames,
        width=options.size,
        height=options.size,
        num_inference_steps=options.steps,
        guidance_scale=9.0,
        generator=torch.Generator("cpu").manual_seed(SEED),
    ).frames[0]
    done = time.perf_counter()
    return loaded - begin, np.rint(np.asarray(frames) * 255).astype(np.uint8), done - loaded


def run_storyboard(folder: Path, options: argparse.Namespace) -> tuple[float, np.ndarray, float]:
    """Make the same clip through ``load_model``."""
    from pipeline.models import Levers, ShotRequest, load_model

    begin = time.perf_counter()
    model = load_model(
        folder,
        device=options.device,
        steps=options.steps,
        guidance=9.0,
        levers=Levers(dtype=options.dtype),
        notice=lambda sentence: print(f"  {sentence}", file=sys.stderr),
    )
    loaded = time.perf_counter()
    shot = ShotRequest(PROMPT, n_frames=options.frames, width=options.size, height=options.size, seed=SEED)
    clip = model.generate([shot])[0]
    return loaded - begin, clip.frames, time.perf_counter() - loaded


def measure(way: str, folder: Path, options: argparse.Namespace) -> None:
    """Run one way in this process; write its frames to the folder and its figures to standard output."""
    run = {"diffusers": run_diffusers, "storyboard": run_storyboard}[way]
    loading, frames, clip = run(folder, options)
    np.save(folder / f"{way}.npy", frames)
    own = resource.getrusage(resource.RUSAGE_SELF)
    figures = {
        "load": loading,
        "clip": clip,
        "processor": own.ru_utime + own.ru_stime,
        "memory": own.ru_maxrss * 1024 / 1e9,
    }
    if options.device.startswith("cuda"):
        import torch

        figures["gpu"] = torch.cuda.max_memory_allocated() / 1e9
    print(json.dumps(figures))


def main() -> None:
    """Build the model, make the clip both ways, each in a fresh process, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--dtype", default="bfloat16", choices=("bfloat16", "float16", "float32"))
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--frames", type=int, default=16)
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--folder", type=Path, help="where the weights are kept; default: removed at the end")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)  # In the child process.
    options = parser.parse_args()
    if options.way:
        measure(options.way, options.folder, options)
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        begin = time.perf_counter()
        n_parameters = None if (folder / "model_index.json").exists() else build(folder)
        if n_parameters:
            print(
                f"{n_parameters / 1e9:.2f} billion parameters, built in {time.perf_counter() - begin:.0f} s"
            )
        figures = {}
        for way in WAYS:
            command = [sys.executable, __file__, *sys.argv[1:], "--way", way, "--folder", str(folder)]
            answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            figures[way] = json.loads(answer.splitlines()[-1])
        print_table(figures, options)
        one, other = (np.load(folder / f"{way}.npy").astype(int) for way in WAYS)
        print(f"\nlargest difference of any pixel: {np.abs(one - other).max()} of 255")


def print_table(figures: dict[str, dict[str, float]], options: argparse.Namespace) -> None:
    """Print the figures of all ways as a table in Markdown."""
    gpu = options.device.startswith("cuda")
    print(
        f"\n{options.size}x{options.size}, {options.frames} frames, {options.steps} steps, {options.dtype}, "
        f"{options.device}\n\n| | load, s | clip, s | processor, s | peak main memory, GB |"
        + (" peak GPU memory, GB |" if gpu else "")
        + "\n|---|---|---|---|---|"
        + ("---|" if gpu else "")
    )
    for way, found in figures.items():
        row = f"| {way} | {found['load']:.1f} | {found['clip']:.1f} | {found['processor']:.1f} |"
        row += f" {found['memory']:.2f} |" + (f" {found['gpu']:.2f} |" if gpu else "")
        print(row, flush=True)


if __name__ == "__main__":
    main()
