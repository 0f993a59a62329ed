"""Tiny pipelines whose denoiser is a UNet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from components import (
    TEXT_WIDTH,
    clip_text,
    clip_vision,
    picture_vae,
    stable_diffusion_schedule,
    unipc_schedule,
)


def text_to_video_sd(schedule: Callable[[], Any] = stable_diffusion_schedule) -> Any:
    from diffusers import TextToVideoSDPipeline, UNet3DConditionModel

    unet = UNet3DConditionModel(
        block_out_channels=(4, 8),
        layers_per_block=1,
        sample_size=16,
        in_channels=4,
        out_channels=4,
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"),
        up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=4,
        norm_num_groups=2,
    )
    # Random layers over time hardly listen to other frames; too little to see in a byte.
    for name, layer in unet.named_modules():
        if name.endswith("proj_out") and ("temp_attentions" in name or "transformer_in" in name):
            layer.weight.data *= 30
    return TextToVideoSDPipeline(vae=picture_vae(), unet=unet, scheduler=schedule(), **clip_text())


def text_to_video_flow() -> Any:
    return text_to_video_sd(unipc_schedule)


def picture_unet() -> Any:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        block_out_channels=(8, 8),
        layers_per_block=1,
        sample_size=8,
        in_channels=4,
        out_channels=4,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        norm_num_groups=2,
        attention_head_dim=4,
    )


def animatediff() -> Any:
    from diffusers import AnimateDiffPipeline, MotionAdapter

    motion = MotionAdapter(
        block_out_channels=(8, 8),
        motion_layers_per_block=1,
        motion_norm_num_groups=2,
        motion_num_attention_heads=4,
    )
    return AnimateDiffPipeline(
        vae=picture_vae(),
        unet=picture_unet(),
        motion_adapter=motion,
        scheduler=stable_diffusion_schedule(),
        feature_extractor=None,
        image_encoder=None,
        **clip_text(),
    )


def add_ip_adapter(folder: Path) -> None:
    """Lay a random IP-Adapter into the folder of a tiny AnimateDiff, as one is published."""
    import torch
    from diffusers import DiffusionPipeline
    from safetensors.torch import save_file

    pipe = DiffusionPipeline.from_pretrained(folder)
    pictures = clip_vision()
    tokens = {"weight": torch.randn(4 * TEXT_WIDTH, TEXT_WIDTH), "bias": torch.zeros(4 * TEXT_WIDTH)}
    weights = {f"image_proj.proj.{name}": value for name, value in tokens.items()}
    weights["image_proj.norm.weight"] = torch.ones(TEXT_WIDTH)
    weights["image_proj.norm.bias"] = torch.zeros(TEXT_WIDTH)
    number = 1  # Odd numbers, one for each cross-attention: the even ones are self-attention.
    for name, module in pipe.unet.named_modules():
        if name.endswith("attn2") and "motion_modules" not in name:
            for part, layer in (("k", module.to_k), ("v", module.to_v)):
                weights[f"ip_adapter.{number}.to_{part}_ip.weight"] = torch.randn_like(layer.weight)
            number += 2
    (folder / "ip_adapter").mkdir()
    save_file(weights, folder / "ip_adapter" / "ip-adapter_tiny.safetensors")
    pictures["image_encoder"].save_pretrained(folder / "ip_adapter" / "image_encoder")


def stable_diffusion() -> Any:
    """The base of AnimateDiff as it is published: a model of pictures."""
    from diffusers import StableDiffusionPipeline

    return StableDiffusionPipeline(
        vae=picture_vae(),
        unet=picture_unet(),
        scheduler=stable_diffusion_schedule(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
        **clip_text(),
    )


def stable_video_diffusion() -> Any:
    from diffusers import (
        AutoencoderKLTemporalDecoder,
        EulerDiscreteScheduler,
        StableVideoDiffusionPipeline,
        UNetSpatioTemporalConditionModel,
    )

    unet = UNetSpatioTemporalConditionModel(
        block_out_channels=(32, 64),
        layers_per_block=1,
        sample_size=32,
        in_channels=8,
        out_channels=4,
        down_block_types=("CrossAttnDownBlockSpatioTemporal", "DownBlockSpatioTemporal"),
        up_block_types=("UpBlockSpatioTemporal", "CrossAttnUpBlockSpatioTemporal"),
        cross_attention_dim=TEXT_WIDTH,
        num_attention_heads=4,
        projection_class_embeddings_input_dim=96,
        addition_time_embed_dim=32,
        num_frames=4,
    )
    vae = AutoencoderKLTemporalDecoder(
        block_out_channels=(32, 32), down_block_types=("DownEncoderBlock2D",) * 2, latent_channels=4
    )
    schedule = EulerDiscreteScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        interpolation_type="linear",
        prediction_type="v_prediction",
        use_karras_sigmas=True,
    )
    return StableVideoDiffusionPipeline(vae=vae, unet=unet, scheduler=schedule, **clip_vision())


def i2vgen() -> Any:
    from diffusers import I2VGenXLPipeline, I2VGenXLUNet

    unet = I2VGenXLUNet(
        block_out_channels=(4, 8),
        layers_per_block=1,
        sample_size=16,
        norm_num_groups=2,
        down_block_types=("CrossAttnDownBlock3D", "DownBlock3D"),
        up_block_types=("UpBlock3D", "CrossAttnUpBlock3D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=4,
        num_attention_heads=None,
    )
    return I2VGenXLPipeline(
        vae=picture_vae(), unet=unet, scheduler=stable_diffusion_schedule(), **clip_text(), **clip_vision()
    )
