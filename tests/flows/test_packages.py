"""ZIP packages of a proposal: what is read, what is said when it cannot be, and what hostile archives may not do."""

from __future__ import annotations

import contextlib
import hashlib
import io
import resource
import stat
import struct
import time
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from spine_fixtures import PROPOSAL, published, run_plainly

from flows import readers
from flows.facts import Document, Unreadable
from flows.readers import _archive, proposal_zip

SF424 = Path(__file__).parents[3] / "shared" / "samples" / "sf424"
ANNEX = PROPOSAL.format(id="HEAT-1", version=1, title="Sample heat", capacity="20 MW")
FOREIGN = (("title", "Sample heat"), ("grant_requested", "5000000.00 USD"))


def packed(files: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return held.getvalue()


def read(files: dict[str, str | bytes] | bytes) -> list[Document]:
    return readers.read("proposals", "package.zip", files if isinstance(files, bytes) else packed(files))


def one(files: dict[str, str | bytes] | bytes) -> Document:
    (document,) = read(files)
    return document


def refused(data: bytes | dict[str, str | bytes]):
    with pytest.raises(Unreadable) as caught:
        read(data)
    return caught.value.trouble


def attachments(document: Document) -> dict[str, str]:
    return {fact.field: fact.raw for fact in document.facts if fact.group == "attachment"}


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


# Names


@pytest.mark.parametrize(
    "name",
    [
        "../out.yaml",
        "a/../../out.yaml",
        "/etc/out.yaml",
        "C:/out.yaml",
        "..\\out.yaml",
        "C:\\out.yaml",
        "a/ /x.pdf",
        "a\u202efdp.yaml",
    ],
)
def test_names_that_lead_out_or_hide_are_left_out(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    document = one({"annex.yaml": ANNEX, name: ANNEX.replace("HEAT-1", "HEAT-2")})
    (trouble,) = document.troubles
    assert trouble.rule == "package.name" and "Pack the files anew" in trouble.remedy
    assert document.name == "HEAT-1" and attachments(document) == {}
    assert list(tmp_path.iterdir()) == []  # nothing is ever written


def test_a_file_without_a_name_is_left_out():
    """A zero byte ends a name for zipfile, so that nothing of this one is left."""
    data = packed({"annex.yaml": ANNEX, "QQ": b"plan"}).replace(b"QQ", b"\0Q")
    assert [t.rule for t in one(data).troubles] == ["package.name"]


def test_a_name_cut_short_by_a_zero_byte_is_left_out():
    data = packed({"annex.yaml": ANNEX, "plan.pdf_x.yaml": b"x"}).replace(b"plan.pdf_x.yaml", b"plan.pdf\0x.yaml")
    assert [t.rule for t in one(data).troubles] == ["package.name"]


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFCHR, stat.S_IFIFO])
def test_a_link_or_device_is_left_out(kind):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("annex.yaml", ANNEX)
        entry = zipfile.ZipInfo("plan.pdf")
        entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    (trouble,) = one(held.getvalue()).troubles
    assert trouble.where == "plan.pdf" and "a link or a device" in trouble.reason


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_two_files_of_one_name_neither_is_taken():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("annex.yaml", ANNEX)
        archive.writestr("b.yaml", "id: HEAT-2\n")
        archive.writestr("B.yaml", "id: HEAT-3\n")
    document = one(held.getvalue())
    assert document.name == "HEAT-1" and {t.rule for t in document.troubles} == {"package.twice"}


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("提案書.pdf".encode("cp932"), "提案書.pdf"),  # as Windows in Japanese packs it
        ("テスト計画.pdf".encode("cp932"), "テスト計画.pdf"),
        ("Résumé.pdf".encode("cp437"), "Résumé.pdf"),  # as DOS did, and zipfile assumes
        ("Müller.pdf".encode("cp437"), "Müller.pdf"),
        ("提案書.pdf".encode(), "提案書.pdf"),  # UTF-8 without the flag that says so
        ("か\u3099.pdf".encode(), "が.pdf"),  # decomposed, as macOS writes it
    ],
)
def test_names_in_three_encodings(raw, shown):
    plain = b"x" * len(raw)
    data = packed({"annex.yaml": ANNEX, plain.decode(): b"plan"}).replace(plain, raw)
    assert list(attachments(one(data))) == [shown]


def test_names_flagged_as_utf8():
    assert list(attachments(one({"annex.yaml": ANNEX, "資料/計画書.pdf": b"plan"}))) == ["資料/計画書.pdf"]


def test_what_the_packing_computer_left_behind_is_no_attachment():
    litter = {"__MACOSX/._annex.yaml": b"x", ".DS_Store": b"x", "a/Thumbs.db": b"x", "~$form.xlsx": b"x"}
    assert attachments(one({"annex.yaml": ANNEX, **litter})) == {}


# Bombs and damage


def limited(data: bytes) -> tuple[float, float]:
    """Seconds and MB that reading takes; whatever comes of it is a document or a reason."""
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
    with contextlib.suppress(Unreadable):
        read(data)
    return time.perf_counter() - begun, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024


def test_a_stated_size_of_gigabytes_is_refused_before_anything_is_unpacked():
    data = packed({"annex.yaml": ANNEX, "plan.pdf": b"plan"})
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    lied = data[: at + 24] + struct.pack("<L", 0xFFFFFFF0) + data[at + 28 :]
    assert refused(lied).rule == "package.bomb"


def test_a_stated_size_that_is_too_small_gives_no_more_than_it_says():
    data = packed({"annex.yaml": ANNEX, "plan.pdf": b"plan" * 1000})
    at = data.index(b"PK\1\2", data.index(b"PK\1\2") + 1)
    document = one(data[: at + 24] + struct.pack("<L", 4) + data[at + 28 :])
    assert [t.rule for t in document.troubles] == ["package.damaged"] and attachments(document) == {}


@pytest.mark.parametrize("size", [0xFFFFFFFF, 2**40, 0])
def test_zip64_that_lies_about_its_directory(size):
    data = packed({"annex.yaml": ANNEX})
    at = data.rindex(b"PK\5\6")
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 1, 1, size, data.index(b"PK\1\2"))
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, at, 1)
    assert refused(data[:at] + large + locator + data[at:]).rule in ("package.too_many", "package.damaged", "package.no_form")


@pytest.mark.parametrize("cut", [1, 10, 30, 100, 400])
def test_a_package_that_is_cut_off(cut):
    trouble = refused(packed({"annex.yaml": ANNEX, "plan.pdf": b"plan" * 99}, zipfile.ZIP_STORED)[:-cut])
    assert trouble.rule == "package.damaged" and "send it again" in trouble.remedy


def test_an_empty_file_and_an_empty_package():
    assert refused(b"").rule == "file.empty"
    assert refused(packed({})).rule == "package.no_form"


def test_a_long_comment_is_no_hindrance():
    held = io.BytesIO(packed({"annex.yaml": ANNEX}))
    with zipfile.ZipFile(held, "a") as archive:
        archive.comment = b"c" * 65_535
    assert one(held.getvalue()).name == "HEAT-1"


def test_a_program_before_the_package_is_no_hindrance():
    assert one(b"#!/bin/sh\nexit\n" + packed({"annex.yaml": ANNEX})).name == "HEAT-1"


def test_an_encrypted_file_says_so():
    data = bytearray(packed({"annex.yaml": ANNEX, "plan.pdf": b"plan"}))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.rindex(mark) + at] |= 1
    (trouble,) = one(bytes(data)).troubles
    assert (trouble.rule, trouble.where) == ("package.encrypted", "plan.pdf") and "without a password" in trouble.remedy


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_whose_memory_the_archive_chooses_are_not_unpacked(method):
    trouble = refused(packed({"annex.yaml": ANNEX}, method))
    assert trouble.rule == "package.method" and "Deflate" in trouble.remedy


def test_a_damaged_attachment_and_a_damaged_form_are_troubles():
    data = packed({"annex.yaml": ANNEX, "b.yaml": "id: HEAT-1\n", "plan.pdf": b"planplan"}, zipfile.ZIP_STORED)
    data = data.replace(b"planplan", b"planPLAN").replace(b"id: HEAT-1\nPK", b"id: HEAT-2\nPK")
    assert {(t.rule, t.where) for t in one(data).troubles} == {("package.damaged", "b.yaml"), ("package.damaged", "plan.pdf")}


def test_forms_and_attachments_have_limits_of_their_own(monkeypatch):
    monkeypatch.setattr(proposal_zip, "LARGEST_FORM", 600)
    document = one({"annex.yaml": ANNEX, "b.yaml": "# " + "x" * 700})
    assert [(t.rule, t.where) for t in document.troubles] == [("package.form_too_large", "b.yaml")]
    monkeypatch.setattr(proposal_zip, "LARGEST_FORMS", 700)
    assert refused({f"{n}.yaml": ANNEX for n in range(2)}).rule == "package.too_much"
    monkeypatch.setattr(proposal_zip, "LARGEST_ATTACHMENTS", 3)
    assert refused({"annex.yaml": ANNEX, "plan.pdf": b"plan"}).rule == "package.attachments"


def test_the_largest_package_is_read_within_ten_seconds_and_half_a_gigabyte():
    """390 MB of attachments, at 70 times their packed size, are hashed in a stream."""
    film = b"".join(hashlib.sha256(n.to_bytes(4, "big")).digest()[:20] + b"\0" * 1900 for n in range(51_000))
    assert 95_000_000 < len(film) < 100_000_000
    seconds, megabytes = limited(packed({"annex.yaml": ANNEX, **{f"attachments/{n}.mov": film for n in range(4)}}))
    assert seconds < 10 and megabytes < 500


def test_many_hostile_forms_do_not_hold_up_the_run(monkeypatch):
    monkeypatch.setattr(proposal_zip, "READING_SECONDS", 0.2)
    heavy = "id: HEAT-1\nblocks:\n  - given:\n" + "".join(f"      f{n}: {n} MW\n" for n in range(20_000))
    trouble = refused({f"{n}.yaml": heavy for n in range(60)})
    assert trouble.rule == "package.too_much" and "one package for each proposal" in trouble.remedy


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_whatever_is_changed_in_a_package_it_is_a_proposal_or_a_reason(data):
    whole = bytearray(packed({"annex.yaml": ANNEX, "資料.pdf": b"plan", "b.csv": "id\nHEAT-1\n"}))
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        documents = read(bytes(whole))
    except Unreadable as said:
        assert said.trouble.reason and said.trouble.remedy and said.trouble.rule != "reader.failed"
    else:
        assert documents


def test_the_directory_is_measured_where_zipfile_finds_it():
    """A second end of directory inside the comment must not hide the first from the measure."""
    data = packed({f"{n:05}": b"" for n in range(30_000)}, zipfile.ZIP_STORED)
    assert len(data) > _archive.LARGEST_DIRECTORY
    small = packed({"annex.yaml": ANNEX})
    assert refused(data + small[:20]).rule in ("package.damaged", "package.too_many")
