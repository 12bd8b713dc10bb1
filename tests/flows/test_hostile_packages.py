"""Names that lead out, bombs and damage: what archives may not do, and what is said of it."""

from __future__ import annotations

import contextlib
import hashlib
import io
import resource
import stat
import struct
import time
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from package_writers import ANNEX, attachments, one, packed, read, refused

from flows.facts import Unreadable
from flows.readers import _archive, proposal_zip

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
