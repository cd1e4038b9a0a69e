"""Texts that reports about an answer must not show, in whatever field they are, and texts that they may show."""

from __future__ import annotations

SECRET_TEXTS = [
    "[Interface]\nPrivateKey = short",
    *("ss://hunter2", "vmess://hunter2", "vless://hunter2", "trojan://hunter2", "TROJAN://hunter2"),
    "https://user:hunter2@example.net",
    "https://example.net/?sig=1",
    "a=1&sig=1",
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
