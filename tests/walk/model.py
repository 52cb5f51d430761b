"""What splits of quota must do, written a second time and small: figures in thousandths, states, and two duties.

It knows no database and no service. A step says whether the product has to do it (True), has to leave everything as it is,
with a refusal or silently (False), and changes the model accordingly.
"""

from dataclasses import dataclass, field

EDITABLE = ("draft", "returned", "consulting")
OPEN = (*EDITABLE, "submitted")


@dataclass
class Version:
    """One version of a group's split."""

    number: int
    figures: list[int]
    state: str = "draft"
    sent: bool = False


@dataclass
class Group:
    """A group: its share, what its enterprises hold, its versions, and whether its first filing duty is met."""

    share: int
    quota: list[int]
    versions: list[Version] = field(default_factory=list)
    met: bool = False

    @property
    def last(self) -> Version | None:
        return self.versions[-1] if self.versions else None

    @property
    def in_force(self) -> Version | None:
        return next((version for version in self.versions if version.state == "accepted"), None)

    @property
    def undecided(self) -> bool:
        """Whether the ministry owes a decision."""
        return any(version.state == "submitted" for version in self.versions)

    def start(self) -> bool:
        if self.last and self.last.state in OPEN:
            return False
        self.versions.append(Version(len(self.versions) + 1, list(self.quota)))
        return True

    def save(self, figures: list[int]) -> bool:
        version = self.last
        if version is None or version.state not in EDITABLE or sum(figures) > self.share:
            return False
        version.state, version.figures = "draft", figures
        return True

    def consult(self) -> bool:
        version = self.last
        # What has quota in force stands on the sheet with 0 too.
        if version is None or version.state != "draft" or not (any(version.figures) or any(self.quota)):
            return False
        version.state, version.sent = "consulting", True
        return True

    def opine(self) -> bool:
        return self.last is not None and self.last.state in ("consulting", "submitted")

    def submit(self) -> bool:
        return self._step("consulting", "submitted", met=True)

    def recall(self) -> bool:
        # The duty of the first filing is open again; what an accepted version has met stays met.
        return self._step("submitted", "consulting", met=self.in_force is not None)

    def send_back(self) -> bool:
        return self._step("submitted", "returned", met=self.met)

    def accept(self) -> bool:
        version, former = self.last, self.in_force
        if version is None or version.state != "submitted":
            return False
        if former:
            former.state = "superseded"
        version.state, self.quota = "accepted", list(version.figures)
        return True

    def discard(self) -> bool:
        version = self.last
        if version is None or version.state not in EDITABLE:
            return False
        if version.sent:
            version.state = "discarded"
        else:
            self.versions.pop()
        return True

    def _step(self, before: str, after: str, *, met: bool) -> bool:
        version = self.last
        if version is None or version.state != before:
            return False
        version.state, self.met = after, met
        return True
