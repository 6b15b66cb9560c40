"""A circuit breaker: who has failed several times in a row is left in peace for a while, and then tried once.

Pure but for the clock, which is handed over. One breaker guards one system.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from integrations.errors import IntegrationError, Rejected, Resting, Unavailable


@dataclass(slots=True, kw_only=True)
class Breaker:
    """``failures`` in a row open it for ``rest`` seconds, twice as long each time the trial fails, up to ``longest``.

    A ``Rejected`` is the answer of a system that is well. One that asks for peace (``Unavailable.retry_after``) gets it
    at once.
    """

    failures: int = 3
    rest: float = 2.0
    longest: float = 60.0
    now: Callable[[], float] = monotonic
    _failed: int = field(default=0, init=False)
    _rest: float = field(default=0.0, init=False)
    _until: float = field(default=0.0, init=False)
    _trying: bool = field(default=False, init=False)

    @property
    def open(self) -> bool:
        """Whether calls are refused, but for a trial now and then."""
        return self._failed >= self.failures

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Around one call. Raises ``Resting`` at once where the call would be in vain."""
        self._permit()
        try:
            yield
        except Rejected:
            self._succeed()
            raise
        except IntegrationError as error:
            self._fail(error.retry_after if isinstance(error, Unavailable) else 0.0)
            raise
        except BaseException:
            # Cancelled, or an error of ours: nothing was learnt about the system.
            self._trying = False
            raise
        self._succeed()

    def _permit(self) -> None:
        if not self.open:
            return
        wait = self._until - self.now()
        if wait > 0 or self._trying:
            raise Resting(max(wait, 0.0))
        self._trying = True

    def _succeed(self) -> None:
        self._failed, self._rest, self._trying = 0, 0.0, False

    def _fail(self, asked: float) -> None:
        """Calls that were under way when it opened do not lengthen the rest; ``asked``: the rest it asked for."""
        late = self.open and not self._trying
        self._failed += 1
        if self.open and not late:
            self._rest = min(self._rest * 2, self.longest) if self._rest else self.rest
            self._until = self.now() + self._rest
        if asked > 0:
            self._failed = max(self._failed, self.failures)
            self._until = max(self._until, self.now() + asked)
        self._trying = False
