"""What looks like a secret in an answer, and what does not: the one rule for drift reports and `smoke --drift`."""

from __future__ import annotations

import pytest
from tests.support.secret_texts import PLAIN_TEXTS, SECRET_TEXTS

from octaspace_sdk.support.redaction import looks_secret_name, looks_secret_text

SECRET_NAMES = [
    *("api_token", "Authorization", "passwd", "privateKey", "mnemonic", "user_envs", "[].ssh_direct.host"),
    *("config", "wallet", "email", "x" * 300 + "_key"),
]
PLAIN_NAMES = ["id", "state", "uptime", "[].prices.base_usd", "gpu_count", "country", "net_down_mbits"]


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
