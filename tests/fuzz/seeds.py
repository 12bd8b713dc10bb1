"""Whole files for each reader to begin with: the fund's own papers, blank forms, public samples, and the writers of the tests."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterable
from pathlib import Path

import openpyxl
import yaml

from evaluators.toolkit.discovery import find_evaluators
from flows.application_form import write_form
from flows.blank_form_sheets import blank_form
from flows.progress_form import write_progress_form
from tests.fuzz.mutate import packed
from tests.fuzz.site_seeds import Seed, atlas, binary, epw, era5, hourly, mast, nsrdb, pvgis, short, tab, tmy3

ROOT = Path(__file__).resolve().parents[2]
DATA, SAMPLES = ROOT / "data", ROOT.parent / "shared" / "samples"
HEAD = "project,period,reported_on,section,item,value,unit,due,met,note\n"
PROGRESS = (
    "H-1,2025-Q1,2025-04-20,financial,spent_to_date,1200000,USD,,,\nH-1,2025-Q1,2025-04-20,technical,progress,12,%,,,as planned\n"
    "H-1,2025-Q1,2025-04-20,milestone,Permit,done,,2025-03-01,2025-03-15,\n"
)


def seeds(reader: str) -> list[Seed]:
    """The files this reader begins with; of long ones also their first lines."""
    return [*_MADE[reader](), *_papers(reader)]


def ending(reader: str, data: bytes) -> str:
    """The ending that a changed file is read under: one that seeds of its first byte have, always the same for the same bytes."""
    known = _endings(reader)
    able = sorted(set(known.get(data[:1], ()))) or sorted({one for group in known.values() for one in group})
    return able[zlib.crc32(data) % len(able)]


_known_endings: dict[str, dict[bytes, list[str]]] = {}


def _endings(reader: str) -> dict[bytes, list[str]]:
    if reader not in _known_endings:
        known = _known_endings.setdefault(reader, {})
        for one, data in seeds(reader):
            known.setdefault(data[:1], []).append(one)
    return _known_endings[reader]


def _papers(reader: str) -> Iterable[Seed]:
    where = {
        "proposal_yaml": (DATA / "proposals", "*.yaml", 4),
        "proposal_csv": (DATA / "proposals", "*.csv", 3),
        "proposal_xlsx": (DATA / "proposals", "*.xlsx", 2),
        "review_csv": (DATA / "reviews", "*.csv", 1),
        "site_card": (DATA / "sites", "*.yaml", 4),
        "site_monthly": (DATA / "sites", "*.monthly.csv", 3),
        "site_tmy3": (DATA / "sites", "*.tmy3.csv", 1),
        "proposal_sf424": (SAMPLES / "sf424", "*.xml", 4),
    }
    if reader not in where:
        return
    folder, pattern, most = where[reader]
    for path in sorted(folder.glob(pattern))[:most]:
        last = path.name[path.name.index(".") :]
        yield from short(last, path.read_bytes())


def _yaml() -> list[Seed]:
    return [
        (".yaml", b"- &a {id: A, blocks: [{technology: x, given: {a: 1}}]}\n- {<<: *a, id: B}\n"),
        (".yml", b"id: A\n---\nid: B\n"),
    ]


def _one_proposal() -> dict:
    return yaml.safe_load((DATA / "proposals" / "dewa-coast-wind.yaml").read_bytes())


def _json() -> list[Seed]:
    tree = json.dumps(_one_proposal(), indent=1, default=str)
    line = json.dumps(_one_proposal(), default=str)
    portal = {
        "id": "1",
        "title": "T",
        "amountRequested": {"amount": "100000", "currency": "USD"},
        "customFields": {
            "cleanfund": {
                "name": "cleanfund",
                "fieldType": "object",
                "value": {"blocks": [{"technology": "x", "given": {"a": "1 MW"}}]},
            }
        },
    }
    portal |= {"projectTimeline": {"startDate": {"eventType": "singleDate", "date": "2025-01-01"}, "otherDates": {}}}
    portal |= {"organizations": {"primary": {"name": "N", "addresses": {"primary": {"country": "US"}}}}}
    whole = {"status": 200, "message": "ok", "data": {"formId": "f", "applicationId": "a", "response": portal}}
    return [
        (".json", tree.encode()),
        (".jsonl", f"{line}\n{line}\n".encode()),
        *((".json", json.dumps(one).encode()) for one in (portal, whole)),
    ]


def _xlsx() -> list[Seed]:
    held = io.BytesIO()
    header = [("id", "A-1", "", ""), ("grant_requested", 5, "MUSD", ""), ("submitted", "2026-01-01", "", "")]
    block = [("block", "technology", "offshore_wind", "", ""), ("given", "capacity", "=2*3", "MW", "")]
    write_form(held, header, [("wells", 2.5, "MUSD")], [block], [("grant", 5, "MUSD")], [("year_1", 5, "MUSD")])
    evaluator = next(iter(find_evaluators("").evaluators.values()))
    return [(".xlsx", held.getvalue()), (".xlsx", blank_form(evaluator, "Fund"))]


def _ods() -> list[Seed]:
    rows = {
        "Proposal": [
            ["field", "value", "unit"],
            ["id", "A-1", ""],
            ["grant_requested", 5.0, "MUSD"],
            ["submitted", "2026-01-01", ""],
        ],
        "Budget": [["line", "amount", "unit"], ["wells", 2.5, "MUSD"]],
        "Block 1": [
            ["group", "field", "value", "unit"],
            ["block", "technology", "offshore_wind", ""],
            ["given", "capacity", 50.0, "MW"],
        ],
    }
    sheets = ""
    for title, lines in rows.items():
        cells = ("".join(_ods_cell(value) for value in line) for line in lines)
        sheets += f'<table:table table:name="{title}">' + "".join(f"<table:table-row>{one}</table:table-row>" for one in cells)
        sheets += '<table:table-row table:number-rows-repeated="9"><table:table-cell/></table:table-row></table:table>'
    names = " ".join(f'xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text"))
    body = f"<office:body><office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
    content = f"<office:document-content {names}>{body}</office:document-content>"
    return [(".ods", packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()}))]


def _ods_cell(value: str | float) -> str:
    kind = f'"float" office:value="{value}"' if isinstance(value, float) else '"string"'
    cell = f"<table:table-cell office:value-type={kind} table:number-columns-repeated='1'>"
    return f"{cell}<text:p>{value}</text:p></table:table-cell>"


def _sf424() -> list[Seed]:
    wrap = '<BudgetInformation xmlns="http://apply.grants.gov/forms/SF424A-V1.0">%s</BudgetInformation>'
    return [(".xml", (wrap % "<FormVersionIdentifier>1.0</FormVersionIdentifier>").encode())]


def _zip() -> list[Seed]:
    annex, form = (DATA / "proposals" / "dewa-coast-wind.yaml").read_bytes(), _xlsx()[0][1]
    made = [
        packed({"annex.yaml": annex, "資料.pdf": b"%PDF-1.4 plan", "b.csv": b"id\nHEAT-1\n"}),
        packed({"a/form.xlsx": form, "b/x.json": _json()[0][1]}),
    ]
    if xml := [data for _, data in _papers("proposal_sf424")]:
        made.append(packed({"sf424.xml": xml[0], "sf424a.xml": xml[-1], "annex.yaml": annex}))
    return [(".zip", one) for one in made]


def _progress_xlsx() -> list[Seed]:
    blank, filled = io.BytesIO(), io.BytesIO()
    write_progress_form(blank, "H-1", "2025-Q1")
    book = openpyxl.load_workbook(blank)
    for sheet in book.worksheets:
        heads = {cell.value: cell.column for cell in sheet[1]}
        if "value" in heads:
            for row in (2, 3):
                sheet.cell(row, heads["value"], 12)
    book.save(filled)
    return [(".xlsx", blank.getvalue()), (".xlsx", filled.getvalue())]


def _nothing() -> list[Seed]:
    return []


_MADE = {
    "proposal_yaml": _yaml, "proposal_json": _json, "proposal_csv": _nothing, "proposal_xlsx": _xlsx, "proposal_ods": _ods,
    "proposal_sf424": _sf424, "proposal_zip": _zip, "progress_xlsx": _progress_xlsx,
    "progress_csv": lambda: [(".csv", (HEAD + PROGRESS).encode())], "review_csv": _nothing, "site_card": _nothing,
    "site_monthly": _nothing, "site_epw": epw, "site_era5": era5, "site_hourly_csv": hourly,
    "site_hourly_parquet": lambda: binary("site_hourly_parquet", ".parquet"), "site_mast": mast, "site_nsrdb": nsrdb,
    "site_pvgis": pvgis, "site_tmy3": tmy3, "site_wasp_tab": tab, "site_wind_atlas": atlas,
}  # fmt: skip
