"""A whole project as it is said: header, money and blocks, each value with its text and unit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from evaluators.toolkit.discovery import find_evaluators

EVALUATORS = find_evaluators("").evaluators
Key = tuple[str, str, str]  # group, block, field


@dataclass(frozen=True)
class Said:
    """What an applicant states of one field: a text, or a number or a day that a format may keep as such."""

    value: str | int | float | date
    unit: str = ""

    @property
    def text(self) -> str:
        return repr(self.value) if isinstance(self.value, float) else str(self.value)

    @property
    def words(self) -> str:
        """In one text, as where a format has no place for a unit; nobody writes the unit 1 there."""
        return f"{self.text} {'' if self.unit == '1' else self.unit}".strip()


@dataclass
class Block:
    technology: str
    site: str = ""
    given: dict[str, Said] = field(default_factory=dict)
    claim: dict[str, Said] = field(default_factory=dict)

    def groups(self) -> dict[str, dict[str, Said]]:
        names = {"technology": Said(self.technology)} | ({"site": Said(self.site)} if self.site else {})
        return {"block": names, "given": self.given, "claim": self.claim}


@dataclass
class Project:
    """``money`` has the groups budget, cost_share and disbursement."""

    header: dict[str, Said]
    money: dict[str, dict[str, Said]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def stated(self) -> dict[Key, Said]:
        """Everything that the project states."""
        groups = {("proposal", ""): self.header} | {(group, ""): said for group, said in self.money.items()}
        for number, block in enumerate(self.blocks, 1):
            groups |= {(group, str(number)): said for group, said in block.groups().items()}
        return {(*group, name): one for group, said in groups.items() for name, one in said.items()}
