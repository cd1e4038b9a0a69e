"""Tells what went wrong apart: a refusal, an unknown outcome, and everything else."""

from octaspace_sdk import NetworkError, OctaSpace, OctaSpaceError, ProvisionRejectedError

with OctaSpace() as client:
    try:
        [machine] = client.services.mr.search(min_gpus=1, limit=1)
        created = client.services.mr.create(machine, image="ubuntu:24.04", disk_size=10)
        print("session", created.uuid)
        client.services.session(created).stop()
    except ProvisionRejectedError as error:
        print("refused, nothing is charged:", [rejection.reason for rejection in error.rejections])
    except NetworkError as error:
        print("no answer;", "look at sessions.list()" if error.may_have_been_processed else "nothing was sent")
    except OctaSpaceError as error:
        print("failed:", error)
