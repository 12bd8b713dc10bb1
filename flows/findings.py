"""What is wrong with an input, in words: where, what it was, why it cannot stand, what to do next."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace

CRITICAL, WARNING = "critical", "warning"


@dataclass(frozen=True)
class Finding:
    """One thing found; ``severity`` critical refuses the proposal, warning stands on its scorecard."""

    severity: str
    rule: str
    found: str
    reason: str
    remedy: str
    block: str = ""
    field: str = ""
    place: str = ""
    file: str = ""
    project_id: str = ""
    version: int = 0
    content: str = ""

    @property
    def key(self) -> tuple[str, int, str]:
        """Project, version and content: the proposal it is said of."""
        return self.project_id, self.version, self.content

    def of(self, *, content: str, project_id: str, version: int, file: str) -> Finding:
        """The same finding, tied to a proposal."""
        return replace(self, content=content, project_id=project_id, version=version, file=self.file or file)

    def row(self, run_id: str) -> dict:
        """As a row of the table ``finding``."""
        return {**asdict(self), "run_id": run_id}
