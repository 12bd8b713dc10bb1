"""ZIP packages of a proposal: what is read, and two forms of one proposal compared."""

from __future__ import annotations

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from package_writers import ANNEX, attachments, one, packed, read, refused
from spine_fixtures import published, run_plainly

from flows import readers
from flows.facts import Document

SF424 = Path(__file__).parents[3] / "shared" / "samples" / "sf424"

def stated(document: Document, group: str = "proposal") -> dict[str, str]:
    return {fact.field: f"{fact.raw} {fact.unit}".strip() for fact in document.facts if fact.group == group}


def form_xml(monkeypatch, **header: str) -> None:
    """Makes files that end in .foreign a foreign form, which states ``header`` and whatever stands in the file."""
    from types import ModuleType

    from flows.facts import Fact

    foreign = ModuleType("flows.readers.proposal_foreign")
    foreign.KIND, foreign.FORMAT = "proposals", "a foreign form"
    foreign.recognises = lambda name, head: name.endswith(".foreign")

    def read_lines(name: str, data: bytes) -> list[Document]:
        document = Document("proposals", "foreign", [Fact("form", "", "form", "FORM 1", where="the whole file")])
        for number, line in enumerate(data.decode().splitlines(), 1):
            group, field, raw, where = line.split("|")
            document.facts.append(Fact(group, "", field, raw, where=where or f"line {number}"))
        return [document]

    foreign.read = read_lines
    known = readers.reader_for
    monkeypatch.setattr(readers, "reader_for", lambda k, n, h: foreign if foreign.recognises(n, h) else known(k, n, h))


# What is read


def test_a_form_and_its_attachments_are_one_proposal():
    plan, picture = b"%PDF-1.4 a plan", b"\x89PNG"
    document = one({"form/annex.yaml": ANNEX, "plan.pdf": plan, "pictures/site.png": picture})
    assert (document.name, document.format, document.troubles) == ("HEAT-1", "proposal ZIP package", [])
    assert next(f.where for f in document.facts if f.field == "title") == "form/annex.yaml, line 3, title"
    assert attachments(document) == {
        "plan.pdf": f"{len(plan)} bytes, sha256 {hashlib.sha256(plan).hexdigest()}",
        "pictures/site.png": f"4 bytes, sha256 {hashlib.sha256(picture).hexdigest()}",
    }


def test_the_package_says_what_its_form_says_alone():
    alone = readers.read("proposals", "annex.yaml", ANNEX.encode())[0]
    document = one({"annex.yaml": ANNEX})
    assert [(f.group, f.block, f.field, f.raw, f.unit) for f in document.facts] == [
        (f.group, f.block, f.field, f.raw, f.unit) for f in alone.facts
    ]


def test_a_table_a_workbook_a_map_and_a_zip_that_are_no_forms_are_attachments():
    import openpyxl

    held = io.BytesIO()
    openpyxl.Workbook().save(held)
    others = {
        "load.csv": "hour,MW\n1,2\n",
        "model.xlsx": held.getvalue(),
        "map.json": '{"type": "Point"}',
        "more.zip": packed({}),
    }
    document = one({"annex.yaml": ANNEX, **others})
    assert sorted(attachments(document)) == sorted(others) and document.troubles == []


def test_what_lies_in_the_folder_attachments_is_never_read_as_a_form():
    document = one({"annex.yaml": ANNEX, "Attachments/old.yaml": ANNEX.replace("HEAT-1", "HEAT-0")})
    assert document.name == "HEAT-1" and list(attachments(document)) == ["Attachments/old.yaml"]


def test_one_broken_form_is_a_trouble_and_the_others_are_read():
    document = one({"annex.yaml": ANNEX, "b/more.yaml": "id: [\n"})
    assert stated(document)["title"] == "Sample heat"
    (trouble,) = document.troubles
    assert trouble.rule == "yaml.syntax" and trouble.where.startswith("b/more.yaml, line ")


def test_several_whole_proposals_are_several_documents_each_with_its_own_folder():
    files = {f"{n}/form.yaml": ANNEX.replace("HEAT-1", f"HEAT-{n}") for n in (1, 2)}
    files |= {"1/plan.pdf": b"one", "2/deep/plan.pdf": b"two", "for all.pdf": b"all"}
    documents = {document.name: document for document in read(files)}
    assert {name: sorted(attachments(one)) for name, one in documents.items()} == {
        "HEAT-1": ["1/plan.pdf"],
        "HEAT-2": ["2/deep/plan.pdf"],
    }


def test_a_package_may_hold_a_thousand_files_and_no_more():
    many = {f"attachments/{n}.txt": b"" for n in range(999)}
    assert len(attachments(one({"annex.yaml": ANNEX, **many}))) == 999
    trouble = refused({"annex.yaml": ANNEX, **many, "one more.txt": b""})
    assert (trouble.rule, trouble.found) == ("package.too_many", "1001 entries")


def test_no_form_says_what_was_taken_for_none():
    trouble = refused({"plan.pdf": b"%PDF", "budget.csv": "line,amount\na,1\n"})
    assert trouble.rule == "package.no_form"
    assert "budget.csv: The table has no column id." in trouble.reason and "SF-424 XML" in trouble.remedy


def test_the_samples_of_grants_gov_beside_an_annex():
    if not SF424.is_dir():
        pytest.skip("the samples of Grants.gov (../shared/samples/sf424) are not here")
    files = {"annex.yaml": ANNEX, "424.xml": (SF424 / "minimal_valid_sf424.xml").read_bytes()}
    files["424a.xml"] = (SF424 / "sf424a_with_forecasted_cash_needs.xml").read_bytes()
    document = one(files)
    forms = {fact.raw for fact in document.facts if (fact.group, fact.field) == ("form", "form")}
    assert forms == {"SF-424 4.0", "SF-424A 1.0"} and document.name == "HEAT-1"
    # The annex and the SF-424 of somebody else: line 27 of its XML has 100,000 where the annex asks for 5 million.
    wrong = [t for t in document.troubles if "grant_requested" in t.reason]
    assert [t.found for t in wrong] == ["5 MUSD / 100000.00 USD2024"]
    assert wrong[0].where.startswith("annex.yaml, line 14, grant_requested and 424.xml, line 27")


def test_a_package_goes_the_whole_way(heat):
    (heat / "proposals" / "heat-1.yaml").unlink()
    (heat / "proposals" / "heat-1.zip").write_bytes(packed({"annex.yaml": ANNEX, "plan.pdf": b"plan"}))
    wrong = ANNEX.replace("HEAT-1", "HEAT-4")
    files = {"annex.yaml": wrong, "second.yaml": wrong.replace("Sample heat", "Another heat"), "../out.yaml": ANNEX}
    (heat / "proposals" / "heat-4.zip").write_bytes(packed(files))
    summary = run_plainly(heat)
    assert summary.counts["accepted"] == 3
    refusals = {(row["project_id"], row["rule"], row["place"]) for row in summary.newly_refused}
    both = "annex.yaml, line 3, title and second.yaml, line 3, title"
    assert refusals == {("HEAT-4", "package.contradiction", both), ("HEAT-4", "package.name", "../out.yaml")}
    kept = published(heat, "SELECT project_id, field, raw, file FROM fact WHERE grp = 'attachment'")
    sha256 = hashlib.sha256(b"plan").hexdigest()
    assert kept == [{"project_id": "HEAT-1", "field": "plan.pdf", "raw": f"4 bytes, sha256 {sha256}", "file": "heat-1.zip"}]


def test_a_package_made_from_its_own_folder_with_leading_dots():
    assert one({"./annex.yaml": ANNEX, "./plan.pdf": b"plan"}).name == "HEAT-1"


# Two forms of one proposal


@pytest.mark.parametrize(
    ("foreign", "contradicts"),
    [
        ("5000000.00 USD", False),
        ("5004000 USD", False),  # within a thousandth
        ("5006000 USD", True),
        ("5 MJPY", True),
    ],
)
def test_amounts_are_compared_as_quantities(monkeypatch, foreign, contradicts):
    form_xml(monkeypatch)
    document = one({"a.foreign": f"proposal|grant_requested|{foreign}|", "annex.yaml": ANNEX})
    assert stated(document)["grant_requested"] == "5 MUSD"  # the annex stands
    assert [t.rule for t in document.troubles] == ["package.contradiction"] * contradicts
    if not contradicts:
        assert stated(document, "form")["proposal.grant_requested"] == foreign


def test_two_titles_name_both_places(monkeypatch):
    form_xml(monkeypatch)
    document = one({"a.foreign": "proposal|title|Another heat|", "annex.yaml": ANNEX})
    (trouble,) = document.troubles
    assert trouble.where == "annex.yaml, line 3, title and a.foreign, line 1"
    assert trouble.found == "Sample heat / Another heat"
    assert trouble.reason == "Two files of the package state 'title' of the proposal differently."


def test_what_is_supplied_by_convention_gives_way(monkeypatch):
    form_xml(monkeypatch)
    lines = "proposal|currency|EUR|by convention of the form\nproposal|call|2026-autumn|by convention of the form"
    document = one({"a.foreign": lines, "annex.yaml": ANNEX})
    assert document.troubles == []
    assert (stated(document)["currency"], stated(document)["call"]) == ("USD", "2026-autumn")


def test_a_breakdown_of_the_annex_is_not_added_to_another_one(monkeypatch):
    form_xml(monkeypatch)
    annex = ANNEX + "budget:\n  wells: 20 MUSD\n  plant: 10 MUSD\n"
    lines = "budget|wells|20000000 USD|\nbudget|construction|30000000 USD|\ncost_share|grant|5000000 USD|"
    document = one({"a.foreign": lines, "annex.yaml": annex})
    assert stated(document, "budget") == {"wells": "20 MUSD", "plant": "10 MUSD"}  # 30 million in all, not 60
    assert stated(document, "cost_share") == {"grant": "5000000 USD"}
    assert stated(document, "form")["budget.construction"] == "30000000 USD" and document.troubles == []


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.permutations(["annex.yaml", "z/annex.yaml", "plan.pdf"]), st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]))
def test_the_order_of_a_package_and_its_method_make_no_difference(order, method):
    content = {"annex.yaml": ANNEX, "z/annex.yaml": ANNEX, "plan.pdf": b"plan"}
    document = one(packed({name: content[name] for name in order}, method))
    assert document == one(content) and document.troubles == []
