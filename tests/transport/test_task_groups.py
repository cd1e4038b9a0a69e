"""What interrupts a task group comes out of it as it is, and so does all that is no group."""

from __future__ import annotations

import pytest

from octaspace_sdk.transport.task_groups import ungrouped


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("of the block")])
def test_a_single_exception_comes_without_its_group(error):
    error.__cause__ = cause = OSError()
    with pytest.raises(type(error)) as caught, ungrouped():
        raise BaseExceptionGroup("tasks", [error])
    assert caught.value is error
    assert error.__cause__ is cause
    with pytest.raises(type(error)), ungrouped():
        raise error


def test_several_stay_together():
    with pytest.raises(BaseExceptionGroup) as caught, ungrouped():
        raise BaseExceptionGroup("tasks", [KeyboardInterrupt(), ValueError()])
    assert len(caught.value.exceptions) == 2
