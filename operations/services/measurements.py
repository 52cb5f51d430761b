"""What the web counts of each request, for Prometheus. With several processes the counts lie in PROMETHEUS_MULTIPROC_DIR."""

from prometheus_client import Counter, Histogram

# From a cached page to what the engine gives up on.
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
QUERIES = (0, 5, 10, 20, 40, 80, 160, 320)

requests = Counter("quota_requests", "Requests that were answered.", ["method", "route", "status"])
seconds = Histogram("quota_request_seconds", "How long answers took.", ["kind"], buckets=SECONDS)
queries = Histogram("quota_request_queries", "How much the database was asked.", ["kind"], buckets=QUERIES)


def measure_request(*, method: str, route: str, status: int, taken: float, asked: int) -> None:
    """Count one request. Routes are ours and few; what is none is one of them."""
    kind = "api" if route.startswith("api-") else "page"
    requests.labels(method, route or "none", str(status)).inc()
    seconds.labels(kind).observe(taken)
    queries.labels(kind).observe(asked)
