"""What is counted, for Prometheus. Labels are names of ours, never anything a person sent."""

from collections.abc import Callable, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The figures of one process, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "stra_requests", "Requests answered.", ["method", "route", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "stra_request_seconds", "Time to answer.", ["route"], buckets=BUCKETS, registry=self.registry
        )
        self._tickets = Gauge("stra_tickets", "Tickets by status.", ["status"], registry=self.registry)
        self._engines = Counter(
            "stra_nlu_engine", "Messages by whose word counted.", ["engine"], registry=self.registry
        )
        self._backends = Histogram(
            "stra_backend_seconds",
            "Calls to systems behind us, by what came of them.",
            ["backend", "outcome"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._waiting = Gauge("stra_waiting", "What waits to be done.", ["what"], registry=self.registry)

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        self._requests.labels(method if method in METHODS else "other", route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def engine(self, name: str) -> None:
        """One message was understood in the sense of the engine ``name``."""
        self._engines.labels(name).inc()

    def backend(self, name: str, outcome: str, seconds: float) -> None:
        """A system behind us was called."""
        self._backends.labels(name, outcome).observe(seconds)

    def follow(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """A figure that is read whenever all are."""
        Gauge(name, meaning, registry=self.registry).set_function(read)

    def tickets(self, counts: Mapping[str, int]) -> None:
        """How many tickets there are of each status."""
        for status, count in counts.items():
            self._tickets.labels(status).set(count)

    def waiting(self, counts: Mapping[str, float]) -> None:
        """How much waits, by what it is."""
        for what, count in counts.items():
            self._waiting.labels(what).set(count)

    def text(self) -> bytes:
        """All figures in Prometheus's text format."""
        return generate_latest(self.registry)
