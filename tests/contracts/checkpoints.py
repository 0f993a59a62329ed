"""Tiny checkpoints with random weights, one for each family, in diffusers' folder format and built offline.

They are loaded through the same door as real weights. Each takes some tenths of a second to build.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

from components import (
    TEXT_WIDTH,
    clip_text,
    clip_vision,
    flow_schedule,
    gemma_text,
    llama_text,
    picture_vae,
    qwen_text,
    stable_diffusion_schedule,
    t5_text,
    unipc_schedule,
    wan_vae,
)


def build(name: str, folder: Path) -> Path:
    """Write the tiny checkpoint of a family to ``folder / name`` and return that path."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import diffusers
        import torch
        import transformers

        diffusers.utils.logging.set_verbosity_error()
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        torch.manual_seed(0)
        maker, sampling = CHECKPOINTS[name]
        path = folder / name
        maker().save_pretrained(path)
    (path / "sampling.json").write_text(json.dumps({"steps": 2, **sampling}))
    return path


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


def animatediff() -> Any:
    from diffusers import AnimateDiffPipeline, MotionAdapter, UNet2DConditionModel

    unet = UNet2DConditionModel(
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
    motion = MotionAdapter(
        block_out_channels=(8, 8),
        motion_layers_per_block=1,
        motion_norm_num_groups=2,
        motion_num_attention_heads=4,
    )
    return AnimateDiffPipeline(
        vae=picture_vae(),
        unet=unet,
        motion_adapter=motion,
        scheduler=stable_diffusion_schedule(),
        feature_extractor=None,
        image_encoder=None,
        **clip_text(),
    )


def latte() -> Any:
    from diffusers import LattePipeline, LatteTransformer3DModel

    transformer = LatteTransformer3DModel(
        sample_size=8,
        video_length=4,
        num_layers=1,
        patch_size=2,
        attention_head_dim=8,
        num_attention_heads=3,
        caption_channels=TEXT_WIDTH,
        in_channels=4,
        cross_attention_dim=24,
        out_channels=8,
        attention_bias=True,
        activation_fn="gelu-approximate",
        num_embeds_ada_norm=1000,
        norm_type="ada_norm_single",
        norm_elementwise_affine=False,
        norm_eps=1e-6,
    )
    return LattePipeline(
        vae=picture_vae(), transformer=transformer, scheduler=stable_diffusion_schedule(), **t5_text()
    )


WAN: dict[str, Any] = {
    "patch_size": (1, 2, 2),
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "in_channels": 16,
    "out_channels": 16,
    "text_dim": TEXT_WIDTH,
    "freq_dim": 32,
    "ffn_dim": 32,
    "num_layers": 2,
    "cross_attn_norm": True,
    "qk_norm": "rms_norm_across_heads",
    "rope_max_seq_len": 32,
}


def louder(transformer: Any) -> Any:
    """Random weights hardly say a thing; too little for prompts and pictures to show in a byte."""
    transformer.proj_out.weight.data *= 30
    return transformer


def wan() -> Any:
    from diffusers import WanPipeline, WanTransformer3DModel

    return WanPipeline(
        transformer=louder(WanTransformer3DModel(**WAN)),
        transformer_2=None,
        vae=wan_vae(),
        scheduler=flow_schedule(),
        **t5_text(multilingual=True),
    )


def wan_image_to_video() -> Any:
    from diffusers import WanImageToVideoPipeline, WanTransformer3DModel

    transformer = WanTransformer3DModel(**{**WAN, "in_channels": 36})
    return WanImageToVideoPipeline(
        transformer=louder(transformer),
        transformer_2=WanTransformer3DModel(**{**WAN, "in_channels": 36}),
        vae=wan_vae(),
        scheduler=flow_schedule(),
        image_encoder=None,
        image_processor=None,
        boundary_ratio=0.875,
        **t5_text(multilingual=True),
    )


def wan_vace() -> Any:
    from diffusers import WanVACEPipeline, WanVACETransformer3DModel

    transformer = WanVACETransformer3DModel(
        **{**WAN, "num_layers": 3}, vace_layers=[0, 2], vace_in_channels=96
    )
    return WanVACEPipeline(
        transformer=louder(transformer),
        transformer_2=None,
        vae=wan_vae(),
        scheduler=flow_schedule(),
        **t5_text(multilingual=True),
    )


def ltx(*, conditions: bool = False) -> Any:
    from diffusers import AutoencoderKLLTXVideo, LTXConditionPipeline, LTXPipeline, LTXVideoTransformer3DModel

    transformer = LTXVideoTransformer3DModel(
        in_channels=8,
        out_channels=8,
        patch_size=1,
        patch_size_t=1,
        num_attention_heads=4,
        attention_head_dim=8,
        cross_attention_dim=32,
        num_layers=2,
        caption_channels=TEXT_WIDTH,
    )
    vae = AutoencoderKLLTXVideo(
        latent_channels=8,
        block_out_channels=(8, 8, 8, 8),
        decoder_block_out_channels=(8, 8, 8, 8),
        layers_per_block=(1,) * 5,
        decoder_layers_per_block=(1,) * 5,
        spatio_temporal_scaling=(True, True, False, False),
        decoder_spatio_temporal_scaling=(True, True, False, False),
        decoder_inject_noise=(False,) * 5,
        upsample_residual=(False,) * 4,
        upsample_factor=(1,) * 4,
        timestep_conditioning=False,
        patch_size=1,
        patch_size_t=1,
        encoder_causal=True,
        decoder_causal=False,
    )
    kind = LTXConditionPipeline if conditions else LTXPipeline
    return kind(transformer=transformer, vae=vae, scheduler=flow_schedule(), **t5_text())


def ltx_condition() -> Any:
    return ltx(conditions=True)


def cogvideox() -> Any:
    from diffusers import (
        AutoencoderKLCogVideoX,
        CogVideoXDDIMScheduler,
        CogVideoXPipeline,
        CogVideoXTransformer3DModel,
    )

    transformer = CogVideoXTransformer3DModel(
        num_attention_heads=4,
        attention_head_dim=8,
        in_channels=4,
        out_channels=4,
        time_embed_dim=2,
        text_embed_dim=TEXT_WIDTH,
        num_layers=2,
        sample_width=2,
        sample_height=2,
        sample_frames=9,
        patch_size=2,
        temporal_compression_ratio=4,
        max_text_seq_length=226,
    )
    vae = AutoencoderKLCogVideoX(
        down_block_types=("CogVideoXDownBlock3D",) * 4,
        up_block_types=("CogVideoXUpBlock3D",) * 4,
        block_out_channels=(8,) * 4,
        latent_channels=4,
        layers_per_block=1,
        norm_num_groups=2,
        temporal_compression_ratio=4,
    )
    return CogVideoXPipeline(
        transformer=transformer, vae=vae, scheduler=CogVideoXDDIMScheduler(), **t5_text()
    )


def mochi() -> Any:
    from diffusers import AutoencoderKLMochi, MochiPipeline, MochiTransformer3DModel

    transformer = MochiTransformer3DModel(
        patch_size=2,
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=2,
        pooled_projection_dim=16,
        in_channels=12,
        qk_norm="rms_norm",
        text_embed_dim=TEXT_WIDTH,
        time_embed_dim=4,
        activation_fn="swiglu",
        max_sequence_length=16,
    )
    vae = AutoencoderKLMochi(
        latent_channels=12,
        out_channels=3,
        encoder_block_out_channels=(32, 32, 32, 32),
        decoder_block_out_channels=(32, 32, 32, 32),
        layers_per_block=(1, 1, 1, 1, 1),
    )
    return MochiPipeline(transformer=transformer, vae=vae, scheduler=flow_schedule(), **t5_text())


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


def skyreels() -> Any:
    from diffusers import SkyReelsV2Pipeline, SkyReelsV2Transformer3DModel

    return SkyReelsV2Pipeline(
        transformer=louder(SkyReelsV2Transformer3DModel(**WAN)),
        vae=wan_vae(),
        scheduler=unipc_schedule(),
        **t5_text(multilingual=True),
    )


def sana_video() -> Any:
    from diffusers import SanaVideoPipeline, SanaVideoTransformer3DModel

    transformer = SanaVideoTransformer3DModel(
        num_attention_heads=2,
        attention_head_dim=12,
        num_layers=2,
        num_cross_attention_heads=2,
        cross_attention_head_dim=12,
        cross_attention_dim=24,
        caption_channels=TEXT_WIDTH,
        rope_max_seq_len=32,
    )
    return SanaVideoPipeline(
        transformer=transformer, vae=wan_vae(), scheduler=flow_schedule(), **gemma_text()
    )


def hunyuanvideo() -> Any:
    from diffusers import AutoencoderKLHunyuanVideo, HunyuanVideoPipeline, HunyuanVideoTransformer3DModel

    transformer = HunyuanVideoTransformer3DModel(
        in_channels=4,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=1,
        num_single_layers=1,
        num_refiner_layers=1,
        patch_size=1,
        text_embed_dim=TEXT_WIDTH,
        pooled_projection_dim=TEXT_WIDTH,
        rope_axes_dim=(2, 2, 4),
    )
    vae = AutoencoderKLHunyuanVideo(
        latent_channels=4, block_out_channels=(8, 8, 8, 8), layers_per_block=1, norm_num_groups=4
    )
    clip = clip_text(77)
    return HunyuanVideoPipeline(
        transformer=transformer,
        vae=vae,
        scheduler=flow_schedule(),
        text_encoder_2=clip["text_encoder"],
        tokenizer_2=clip["tokenizer"],
        **llama_text(),
    )


def hunyuanvideo_15() -> Any:
    from diffusers import (
        AutoencoderKLHunyuanVideo15,
        ClassifierFreeGuidance,
        HunyuanVideo15Pipeline,
        HunyuanVideo15Transformer3DModel,
    )

    transformer = HunyuanVideo15Transformer3DModel(
        in_channels=9,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=8,
        num_layers=1,
        num_refiner_layers=1,
        text_embed_dim=TEXT_WIDTH,
        text_embed_2_dim=TEXT_WIDTH,
        image_embed_dim=8,
        rope_axes_dim=(2, 2, 4),
        target_size=32,
        task_type="t2v",
    )
    vae = AutoencoderKLHunyuanVideo15(
        latent_channels=4, block_out_channels=(8, 8, 8, 8, 8), layers_per_block=1
    )
    second = t5_text()
    return HunyuanVideo15Pipeline(
        transformer=transformer,
        vae=vae,
        scheduler=flow_schedule(),
        guider=ClassifierFreeGuidance(guidance_scale=6.0),
        text_encoder_2=second["text_encoder"],
        tokenizer_2=second["tokenizer"],
        **qwen_text(),
    )


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


SMALL = {"width": 16, "height": 16, "fps": 8}
CHECKPOINTS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "text-to-video-sd": (text_to_video_sd, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "text-to-video-flow": (text_to_video_flow, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "animatediff": (animatediff, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "latte": (latte, {**SMALL, "n_frames": 4, "max_frames": 6}),
    "wan": (wan, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "wan-image-to-video": (wan_image_to_video, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "wan-vace": (wan_vace, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "ltx": (ltx, {"width": 32, "height": 32, "fps": 24, "n_frames": 9, "max_frames": 17}),
    "ltx-condition": (ltx_condition, {"width": 32, "height": 32, "fps": 24, "n_frames": 9, "max_frames": 17}),
    "cogvideox": (cogvideox, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "mochi": (mochi, {**SMALL, "n_frames": 7, "max_frames": 13}),
    "skyreels": (skyreels, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "sana-video": (sana_video, {"width": 32, "height": 32, "fps": 8, "n_frames": 5, "max_frames": 9}),
    "hunyuanvideo": (hunyuanvideo, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "hunyuanvideo-1.5": (hunyuanvideo_15, {**SMALL, "n_frames": 5, "max_frames": 9}),
    "i2vgen": (i2vgen, {**SMALL, "n_frames": 4, "max_frames": 4}),
    "stable-video-diffusion": (stable_video_diffusion, {**SMALL, "n_frames": 4, "max_frames": 4}),
}
"""Name -> (what builds the pipeline, how it is sampled)."""
