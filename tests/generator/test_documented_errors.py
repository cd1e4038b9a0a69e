"""Documentation names the error that the SDK raises for a status."""

from __future__ import annotations

import pytest
from generator.python.source import error_class

from octaspace_sdk import errors


def test_every_status_has_the_error_of_the_sdk():
    statuses = range(300, 600)
    documented = {status: error_class(str(status)) for status in statuses}
    assert documented == {status: errors.error_class(status).__name__ for status in statuses}
    assert len(set(documented.values())) > 5


@pytest.mark.parametrize(("code", "name"), [("4XX", "APIError"), ("5XX", "ServerError"), ("default", "APIError")])
def test_a_class_of_statuses_has_the_error_that_they_share(code, name):
    assert error_class(code) == name
