"""A release from quarantine: somebody takes the responsibility, by name and with a reason, for one finding of one content."""

from __future__ import annotations

from pathlib import Path

from flows.between_proposals import SAME_VERSION
from flows.inbox import RELEASES, enter

_MEND = "have the applicant send it again, or, on their word, cleanfund quarantine correct"
_FORM = "have the applicant send the fund's technical form with it"
# What leaves nothing to evaluate, with what to do instead of a release.
BARRED = {
    SAME_VERSION: "withdraw one of the files, or send it with the next version number",
    "missing": _MEND,
    "unreadable": _MEND,
    "unit": _MEND,
    "unknown_technology": _MEND,
    "unknown_site": "put the site's file into the folder sites, or correct the name of the site",
    "contract.choice": _MEND,
    "contract.shape": "have the whole series or table sent again",
    "table.columns": _MEND,
    "table.file": _MEND,
    "table.too_long": _MEND,
    "form.no_annex": _FORM,
}


def barred(rule: str, version: int) -> str:
    """What to do instead where a release would leave nothing to evaluate; "" where the rule can be released."""
    return BARRED.get(rule) or ("" if version > 0 else "have the applicant mend the file and send it again")


def release(data: Path, content: str, rule: str, field: str, by: str, reason: str, block: str = "", found: str = "") -> None:
    """Appends a release to the inbox; the next run takes it in. Raises ValueError where name or reason is missing."""
    entry = {"content": content, "rule": rule, "block": block, "field": field, "found": found}
    enter(data, RELEASES, by, reason, entry)
