"""Writers of a whole project in each format of a proposal, as applicants and their programs write it: for round trips.

Each writes what the format's own makers describe (JSON RFC 8259, RFC 4180, ECMA-376, OpenDocument 1.3, CommonGrants 0.4, the
schemas of Grants.gov), not what our readers expect. The workbook is our blank form, filled in.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

import yaml
from whole_projects import Project, Said

from evaluators.toolkit.money import currencies

# --- trees: YAML, JSON


def plainly(said: Said) -> str | int | float | date:
    """A number without unit, or a day, as what it is; all else as text."""
    return said.words if said.unit else said.value


def tree(project: Project) -> dict[str, object]:
    def group(said: Mapping[str, Said]) -> dict[str, object]:
        return {name: plainly(one) for name, one in said.items()}

    blocks = [
        {**group(block.groups()["block"]), "given": group(block.given), "claim": group(block.claim)} for block in project.blocks
    ]
    return {**group(project.header), **{name: group(said) for name, said in project.money.items()}, "blocks": blocks}


def yaml_form(projects: Sequence[Project], flow: bool | None = False, escaped: bool = False, width: int = 80) -> bytes:
    text = yaml.safe_dump_all(
        map(tree, projects), allow_unicode=not escaped, sort_keys=False, default_flow_style=flow, width=width, explicit_start=True
    )
    return text.encode()


def _json(value: object, escaped: bool, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=escaped, indent=indent, default=date.isoformat)


def json_form(projects: Sequence[Project], escaped: bool = False, indent: int | None = None) -> bytes:
    trees = [tree(project) for project in projects]
    return _json(trees if len(trees) > 1 else trees[0], escaped, indent).encode()


def json_lines(projects: Sequence[Project], escaped: bool = False) -> bytes:
    return "".join(_json(tree(project), escaped) + "\n" for project in projects).encode()


# In the shape of CommonGrants: path of each field of our header that the shape has a place for.
_SHAPE = {
    "title": ("title",),
    "applicant": ("organizations", "primary", "name"),
    "country": ("organizations", "primary", "addresses", "primary", "country"),
    "construction_start": ("projectTimeline", "otherDates", "constructionStart", "date"),
    "operation_start": ("projectTimeline", "otherDates", "operationStart", "date"),
}


def common_grants(project: Project, escaped: bool = False) -> bytes:
    """``ProposalBase`` with our form in the custom field ``cleanfund``.

    The shape has places for text, for days, and for an amount with the code of its currency; what else is stated, also such a
    field in another spelling (a day in words, an amount in millions), stands in our form alone.
    """
    shape: dict[str, object] = {"projectTimeline": {}}
    annex = dict(project.header)
    for name, path in _SHAPE.items():
        said = annex.get(name)
        if said is None or said.unit or (path[-1] == "date" and not isinstance(said.value, date)):
            continue
        inner: dict = shape
        for part in path[:-1]:
            inner = inner.setdefault(part, {})
        inner[path[-1]] = annex.pop(name).text
    asked = annex.get("grant_requested")
    if asked and asked.unit in currencies():
        shape["amountRequested"] = {"amount": annex.pop("grant_requested").text, "currency": asked.unit}
        annex.setdefault("currency", Said(asked.unit))
    value = tree(replace(project, header=annex))
    shape["customFields"] = {"cleanfund": {"name": "cleanfund", "fieldType": "object", "value": value}}
    return _json(shape, escaped).encode()


# --- CSV


def csv_form(
    projects: Sequence[Project],
    delimiter: str = ",",
    in_head: bool = True,
    quoting: int = csv.QUOTE_MINIMAL,
    told: bool = False,
    encoding: str = "utf-8",
    repeated: bool = True,
) -> bytes:
    """A row a block. Where all rows have one unit for a column it stands in the head (``in_head``), else in the cells.

    ``told`` writes Excel's line ``sep=``; ``repeated``, the header into each row of a project and not only into its first.
    """
    rows: list[dict[str, Said]] = []
    for project in projects:
        own = dict(project.header)
        own |= {f"{group}.{name}": said for group, of in project.money.items() for name, said in of.items()}
        for number, block in enumerate(project.blocks or [None]):
            row = own if repeated or not number else {name: own[name] for name in ("id", "version") if name in own}
            of_block = block.groups() if block else {}
            row = row | of_block.get("block", {})
            row |= {f"{group}.{name}": said for group in ("given", "claim") for name, said in of_block.get(group, {}).items()}
            rows.append(row)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    units = {name: {row[name].unit for row in rows if name in row} for name in columns}
    shared = {name: found.pop() if in_head and len(found) == 1 else "" for name, found in units.items()}
    held = io.StringIO(newline="")
    writer = csv.writer(held, delimiter=delimiter, quoting=quoting)
    # a name that ends like a unit gets brackets of its own behind it
    writer.writerow([f"{name} [{shared[name]}]" if shared[name] or name.endswith("]") else name for name in columns])
    for row in rows:
        cells = (row.get(name, Said("")) for name in columns)
        writer.writerow([one.text if shared[name] else one.words for name, one in zip(columns, cells, strict=True)])
    return ((f"sep={delimiter}\r\n" if told else "") + held.getvalue()).encode(encoding)
