"""How the web serves. Nothing is remembered between requests, so any number of these may run."""

import gc
import os
import shutil
import tempfile
from typing import Any

# Where the processes of this web keep what they count, so that each of them can answer for all; set before it is loaded.
if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="quota-metrics-")

from prometheus_client import values

from quota_admin.logs import logging_config

# The pages, and on a port of its own what Prometheus asks (operations/views/metrics.py).
bind = list(filter(None, (os.environ.get("WEB_BIND", "0.0.0.0:8000"), os.environ.get("METRICS_BIND", ""))))
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
worker_class = "gthread"
# A request that takes longer belongs into a task.
timeout = 60
graceful_timeout = 30
# Fresh processes now and then, at different times, so that a slow leak stays small.
max_requests = 2000
max_requests_jitter = 400
# The application's own line says more (quota_admin/request_log.py), and never what somebody searched for.
accesslog = None
logconfig_dict = logging_config(os.environ.get("LOG_LEVEL", "INFO"), os.environ.get("LOG_FORMAT", "text"))
# The proxy is in front on a network of its own; only it can reach this port.
forwarded_allow_ips = os.environ.get("WEB_TRUSTED_PROXIES", "*")
# Heartbeat files in memory: on a slow disk a worker would look dead.
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: PTH112, S108 - read before any import
# Nobody steers it from outside, and two on one machine would share the socket.
control_socket_disable = True


def pre_fork(server: Any, worker: Any) -> None:
    """Each process counts in files of its place, which the one that follows it goes on with: so they stay few."""
    taken = {other.place for other in server.WORKERS.values()}
    worker.place = next(place for place in range(len(taken) + 1) if place not in taken)


def post_fork(_server: Any, worker: Any) -> None:
    """Before the application is loaded, which makes its counters."""
    values.ValueClass = values.MultiProcessValue(lambda: worker.place)  # type: ignore[no-untyped-call]


def on_exit(_server: Any) -> None:
    """The next start counts from zero."""
    shutil.rmtree(os.environ["PROMETHEUS_MULTIPROC_DIR"], ignore_errors=True)


def post_worker_init(_worker: Any) -> None:
    """Exclude what is loaded by now from garbage collection, because it is never freed."""
    gc.collect()
    gc.freeze()
    # A workbook of ten thousand lines makes a million objects, all in use until the answer is sent: with the
    # language's own threshold of 700 a third of its time goes into looking at them again and again.
    gc.set_threshold(50_000, 20, 20)
