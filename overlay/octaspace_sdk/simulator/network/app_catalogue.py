"""The catalogue of applications, the same for every seed."""

from __future__ import annotations

import uuid

from octaspace_sdk.simulator.network.entities import App


def _app(
    name: str,
    image: str,
    category: str,
    *,
    ports: tuple[int, ...] = (22,),
    http_ports: tuple[int, ...] = (),
    envs: dict[str, str] | None = None,
    disk_gb: int = 10,
    vram_gb: int = 0,
    description: str = "",
    app_uuid: str | None = None,
) -> App:
    slug = name.lower().replace(" ", "-")
    return App(
        uuid=app_uuid or str(uuid.uuid5(uuid.NAMESPACE_URL, f"https://octa.space/apps/{slug}")),
        name=name,
        image=image,
        category=category,
        description=description,
        envs=envs or {},
        ports=ports,
        http_ports=http_ports,
        min_disk_gb=disk_gb,
        min_vram_gb=vram_gb,
        logo=f"https://cdn.example.net/l/{slug}.svg",
    )


APPS = (
    _app("Ubuntu 24.04 LTS", "ubuntu:24.04", "OS", app_uuid="249b4cb3-3db1-4c06-98a4-772ba88cd81c"),
    _app("Ubuntu 24.04", "ubuntu:24.04", "OS", app_uuid="406c0b3f-6726-4169-a3b4-6322995cd755"),
    _app(
        "ComfyUI",
        "octaspace/comfyui:latest",
        "AI",
        ports=(5000, 6000),
        http_ports=(8188,),
        envs={"MODEL": "sdxl"},
        disk_gb=60,
        vram_gb=8,
        description="Node based image generation",
        app_uuid="a7f5f354-5d7a-4f4e-b927-a4f18f3eb241",
    ),
    _app("JupyterLab", "octaspace/jupyter:latest", "AI", http_ports=(8888,), disk_gb=20),
    _app("PyTorch 2", "pytorch/pytorch:2.4.0-cuda12.4-cudnn9-runtime", "AI", disk_gb=30, vram_gb=8),
    _app("TensorFlow", "tensorflow/tensorflow:2.17.0-gpu-jupyter", "AI", http_ports=(8888,), disk_gb=30, vram_gb=6),
    _app("Ollama", "ollama/ollama:latest", "AI", ports=(22, 11434), disk_gb=40, vram_gb=6),
    _app(
        "Open WebUI",
        "open-webui/open-webui:ollama",
        "AI",
        http_ports=(8080,),
        disk_gb=50,
        vram_gb=8,
        description="Chat with local language models",
    ),
    _app(
        "vLLM",
        "vllm/vllm-openai:latest",
        "AI",
        http_ports=(8000,),
        envs={"MODEL": "mistralai/Mistral-7B-Instruct-v0.3"},
        disk_gb=80,
        vram_gb=24,
    ),
    _app("Text Generation WebUI", "octaspace/text-generation-webui:latest", "AI", http_ports=(7860,), disk_gb=80),
    _app("Automatic1111", "octaspace/a1111:latest", "AI", http_ports=(7860,), disk_gb=50, vram_gb=8),
    _app("Fooocus", "octaspace/fooocus:latest", "AI", http_ports=(7865,), disk_gb=60, vram_gb=8),
    _app("InvokeAI", "invoke-ai/invokeai:latest", "AI", http_ports=(9090,), disk_gb=60, vram_gb=8),
    _app("Kohya SS", "octaspace/kohya-ss:latest", "AI", http_ports=(7860,), disk_gb=80, vram_gb=12),
    _app("Whisper", "octaspace/whisper:latest", "AI", http_ports=(9000,), disk_gb=20, vram_gb=6),
    _app("Blender", "linuxserver/blender:latest", "Rendering", http_ports=(3000,), disk_gb=20, vram_gb=6),
    _app("Code Server", "codercom/code-server:latest", "Development", http_ports=(8080,)),
    _app("CUDA 12.4", "nvidia/cuda:12.4.1-devel-ubuntu22.04", "Development", disk_gb=20, vram_gb=6),
    _app("Gitea", "gitea/gitea:latest", "Development", ports=(22, 2222), http_ports=(3000,)),
    _app("PostgreSQL 16", "postgres:16", "Databases", ports=(22, 5432), envs={"POSTGRES_DB": "app"}),
    _app("Redis 7", "redis:7", "Databases", ports=(22, 6379)),
    _app("Minecraft Server", "itzg/minecraft-server:latest", "Games", ports=(22, 25565), envs={"EULA": "TRUE"}),
    _app("Ubuntu Desktop", "octaspace/ubuntu-desktop:latest", "OS", http_ports=(6901,), disk_gb=25),
    _app("Debian 12", "debian:12", "OS"),
    _app("Alpine 3.20", "alpine:3.20", "OS"),
)
