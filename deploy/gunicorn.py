"""How the web serves. Nothing is remembered between requests, so any number of these may run."""

import gc
import os
from typing import Any

from quota_admin.logs import logging_config

bind = os.environ.get("WEB_BIND", "0.0.0.0:8000")
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


def post_worker_init(_worker: Any) -> None:
    """Exclude what is loaded by now from garbage collection, because it is never freed."""
    gc.collect()
    gc.freeze()
    # A workbook of ten thousand lines makes a million objects, all in use until the answer is sent: with the
    # language's own threshold of 700 a third of its time goes into looking at them again and again.
    gc.set_threshold(50_000, 20, 20)
