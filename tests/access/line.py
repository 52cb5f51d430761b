"""One line of the matrix: who sees a route, who may use its methods, and what each is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.actors import NOBODY
from tests.access.audiences import EVERYBODY, NO_ONE, Audience, on_side
from tests.access.bodies import Body, fixed


@dataclass(frozen=True)
class Line:
    """One route."""

    route: str
    on: str = ""
    sees: Audience = EVERYBODY
    public: bool = False
    api: bool = False
    GET: Audience | None = None
    POST: Audience | None = None
    PUT: Audience | None = None
    # What everybody is answered, whoever asks, by method (“*”: by the others); and what those who are nobody are.
    all: Mapping[str, int] = field(default_factory=dict)
    nobody: Mapping[str, int] = field(default_factory=dict)
    body: Body = field(default=fixed())
    path: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    # Who may read everything on this route: the log shows what was changed, from what to what.
    tells: Audience = NO_ONE
    answers: Mapping[str, int] = field(default_factory=dict)
    # Single cells that follow another rule: {(method, actor): status}.
    but: Mapping[tuple[str, str], int] = field(default_factory=dict)

    def may(self, method: str) -> Audience | None:
        """Who may use a method; None where the route has none."""
        given: Audience | None = getattr(self, method, None)
        if given is None and self.api:
            # An API describes itself, and answers HEAD like GET.
            return {"OPTIONS": EVERYBODY, "HEAD": self.GET}.get(method)
        return EVERYBODY if given is None and "*" in self.all else given

    def status(self, method: str, actor: str, side: str) -> int:
        """What this actor is answered."""
        if (method, actor) in self.but:
            return self.but[method, actor]
        if actor in NOBODY and self.nobody:
            return self.nobody.get(method, self.nobody["*"])
        if self.all:
            return self.all.get(method, self.all["*"])
        if actor in NOBODY and not self.public:
            return 401 if self.api else 302
        return self._of_a_person(method, actor, side)

    def _of_a_person(self, method: str, actor: str, side: str) -> int:
        audience = self.may(method)
        if audience is None:
            return 405
        if method == "OPTIONS":
            return self.answers.get(method, 200)
        if self.on and actor not in on_side(self.sees, side):
            return 404
        if actor not in on_side(audience, side):
            return 403
        done = 200 if method in {"GET", "HEAD"} or self.api else 302
        return self.answers.get(method, done)


def api(route: str, **values: Any) -> Line:
    return Line(route, api=True, **values)
