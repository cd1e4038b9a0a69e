"""What looks like a secret in an answer, and what does not: the one rule for drift reports and `smoke --drift`."""

from __future__ import annotations

import pytest

from octaspace_sdk.support.redaction import looks_secret_name, looks_secret_text

SECRET_NAMES = [
    *("api_token", "Authorization", "passwd", "privateKey", "mnemonic", "user_envs", "[].ssh_direct.host"),
    *("config", "wallet", "email", "x" * 300 + "_key"),
]
PLAIN_NAMES = ["id", "state", "uptime", "[].prices.base_usd", "gpu_count", "country", "net_down_mbits"]

SECRET_TEXTS = [
    "[Interface]\nPrivateKey = short",
    "trojan://hunter2",
    "https://user:hunter2@example.net",
    "https://example.net/?sig=1",
    "0x" + "1a" * 20,
    "YSBrZXkgb2YgMzIgYnl0ZXMgaW4gYmFzZTY0IHRleHQ=",
    "0123456789abcdef" * 2,
    "5dd2d308-db91-4bda-86ff-e512d711b363",
    "someone@example.net",
]
PLAIN_TEXTS = [
    "",
    "a while",
    "12 days",
    "Frankfurt am Main",
    "203.0.113.7",
    "RTX 4090",
    "2024-01-31T12:00:00Z",
    "ö" * 50,
]


@pytest.mark.parametrize("name", SECRET_NAMES)
def test_name_of_a_secret_is_recognized(name):
    assert looks_secret_name(name)


@pytest.mark.parametrize("text", SECRET_TEXTS)
def test_text_of_a_secret_is_recognized(text):
    assert looks_secret_text(text)


@pytest.mark.parametrize("plain", PLAIN_NAMES + PLAIN_TEXTS)
def test_everything_else_may_be_shown(plain):
    assert not looks_secret_name(plain)
    assert not looks_secret_text(plain)
