"""Whatever becomes of one field of an answer, it is written."""

from __future__ import annotations

import json
from random import Random

from tests.fuzz.mutations import mutant
from tests.fuzz.runner import SAMPLES, Caller, payload

from octaspace_sdk import OctaSpaceError
from octaspace_sdk.mcp.answers import MAX_ANSWER, AnswerWriter, Listing

MUTANTS = 500


def test_mutants_of_the_samples_are_written():
    caller, writer = Caller(), AnswerWriter()
    for number in range(MUTANTS):
        operation, sample = SAMPLES[number % len(SAMPLES)]
        content = mutant(payload(sample), Random(number)).content
        try:
            found = caller.call(operation, content)
        except OctaSpaceError:  # a refusal, or no answer at all
            continue
        listings = [Listing(found), Listing(found, details=True)] if isinstance(found, list) else [found]
        for value in listings:
            written = json.dumps(writer.write(value), allow_nan=False)
            assert isinstance(json.loads(written), dict)
            assert len(written) < 6 * MAX_ANSWER, content  # an escaped character is up to six
