"""The requests of `idle_jobs`: Idle jobs of a node, their status and their logs."""

from .. import arguments
from ..models import IdleJob
from ..request import Request, segment


def idle_jobs_find(node_id: int, job_id: int) -> Request[IdleJob]:
    """Return the status of an idle job. (GET /idle_jobs/{node_id}/{job_id})"""
    arguments.integer("node_id", node_id, minimum=0)
    arguments.integer("job_id", job_id, minimum=0)
    return Request(
        operation="idle_jobs.find",
        method="GET",
        path=f"/idle_jobs/{segment('node_id', node_id)}/{segment('job_id', job_id)}",
        response_type=IdleJob,
        idempotent=True,
        needs_key=True,
    )


def idle_jobs_logs(node_id: int, job_id: int) -> Request[str]:
    """Return the logs of an idle job. (GET /idle_jobs/{node_id}/{job_id}/logs)"""
    arguments.integer("node_id", node_id, minimum=0)
    arguments.integer("job_id", job_id, minimum=0)
    return Request(
        operation="idle_jobs.logs",
        method="GET",
        path=f"/idle_jobs/{segment('node_id', node_id)}/{segment('job_id', job_id)}/logs",
        response_type=str,
        idempotent=True,
        needs_key=True,
        response_adapter="job_log",
    )
