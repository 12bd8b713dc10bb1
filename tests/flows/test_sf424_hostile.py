"""Other forms, hostile and broken files: refused fast with their place, and any text is a form or a reason."""

from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sf424_forms import FORMS, SAMPLES, WRAP, body, envelope, needs_samples, no_network, placed, read, said  # noqa: F401 - a fixture

from flows import readers
from flows.facts import Unreadable
from flows.readers import proposal_sf424


def refused(data: bytes | str, name: str = "form.xml"):
    with pytest.raises(Unreadable) as caught:
        readers.read("proposals", name, data.encode() if isinstance(data, str) else data)
    return caught.value.trouble


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
) + "]>" + WRAP % "<Remarks>&i;</Remarks>"  # fmt: skip
MANY = " ".join(f'b{n}="1"' for n in range(50_000))
HOSTILE = {
    "entity bomb": (BOMB, "xml.doctype", "line 1"),
    "entity bomb in UTF-16": (b"\xff\xfe" + BOMB.encode("utf-16-le"), "xml.doctype", "line 1"),
    "entity bomb in UTF-16 BE": (b"\xfe\xff" + BOMB.encode("utf-16-be"), "xml.doctype", "line 1"),
    "UTF-16 without a mark": (BOMB.encode("utf-16-le"), "file.encoding", "line 1"),
    "UTF-32": (b"\xff\xfe\0\0" + BOMB.encode("utf-32-le"), "file.binary", "line 1"),
    "UTF-7": ('<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-', "file.encoding", "line 1"),
    "EBCDIC": ('<?xml version="1.0" encoding="cp037"?><a/>', "file.encoding", "line 1"),
    "not the encoding it says": (b'<?xml version="1.0" encoding="shift_jis"?>\n<a>\x81</a>', "file.encoding", "line 2"),
    "Latin-1 unsaid": (WRAP.encode() % b"<Remarks>\xe9t\xe9</Remarks>", "file.encoding", "line 1"),
    "external entity": (f'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>{WRAP % "&a;"}', "xml.doctype", "line 1"),
    "external subset": (f'\n<!DOCTYPE x SYSTEM "http://b.invalid/x.dtd">{WRAP % ""}', "xml.doctype", "line 2"),
    "parameter entity": ('<!DOCTYPE x [<!ENTITY % p SYSTEM "http://b.invalid/x">%p;]><a/>', "xml.doctype", "line 1"),
    "undeclared entity": (WRAP % "\n<Remarks>&nbsp;</Remarks>", "xml.syntax", "line 2"),
    "XInclude": (WRAP % '\n<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="a"/>', "xml.include", "line 2"),
    "stylesheet": ('<?xml version="1.0"?>\n<?xml-stylesheet href="http://b.invalid/x"?><a/>', "xml.instruction", "line 2"),
    "instruction inside": (WRAP % "\n\n<?php system('ls') ?>", "xml.instruction", "line 3"),
    "10 MB of text": (WRAP % f"<Remarks>{'x' * 10_000_000}</Remarks>", "file.too_large", "form.xml"),
    "4 MB of text": (WRAP % f"<Remarks>{'x' * 4_000_000}</Remarks>", "xml.too_big", "line 1"),
    "deep": ("<a>" * 100_000, "xml.too_big", "line 1"),
    "wide": (WRAP % ("<a/>" * 100_000), "xml.too_big", "line 1"),
    "one long attribute": (WRAP % f'<a b="{"x" * 1_000_000}"/>', "xml.too_big", "line 1"),
    "many attributes": (WRAP % f"<a {MANY}/>", "xml.too_big", "line 1"),
    "a long name": (WRAP % f"<{'x' * 1_000_000}/>", "xml.too_big", "line 1"),
    "cut off": (WRAP[:-3] % "\n<Remarks>", "xml.syntax", "line 2"),
    "two roots": (WRAP % "" + "\n<a/>", "xml.syntax", "line 2"),
    "attribute twice": (WRAP % '\n<a b="1" b="2"/>', "xml.syntax", "line 2"),
    "prefix of nothing": (WRAP % "\n<q:a/>", "xml.syntax", "line 2"),
    "a null": (WRAP % "\n<a>\0</a>", "file.binary", "line 2"),
    "a forbidden character": (WRAP % "\n<a>&#1;</a>", "xml.syntax", "line 2"),
    "empty": (b"", "file.empty", "form.xml"),
    "blank": ("\ufeff \n ", "file.empty", "form.xml"),
    "no XML": ("id: CTIF-001\n", "xml.syntax", "line 1"),
    "HTML": ("<html><body>\n<br></body></html>", "xml.syntax", "line 2"),
    "another XML": ("<feed><entry/></feed>", "form.sf424_no_form", "line 1"),
    "an older form": ('\n<SF424_2_1 xmlns="http://apply.grants.gov/forms/SF424_2_1-V2.1"/>', "form.sf424_version", "line 2"),
    "a form without its namespace": ("<e>\n<SF424_4_0/></e>", "form.sf424_version", "line 2"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_or_broken_file_is_refused_fast_with_its_place(case, monkeypatch):
    data, rule, place = HOSTILE[case]
    monkeypatch.setenv("CLEANFUND_SCHEMAS", str(SAMPLES))
    begun = time.perf_counter()
    trouble = refused(data)
    assert time.perf_counter() - begun < 10
    assert trouble.rule == rule and place in trouble.where and trouble.where.startswith("form.xml")
    assert trouble.reason.endswith(".") and trouble.remedy.endswith(".") and len(trouble.found) <= 200


def test_what_looks_like_a_doctype_inside_a_text_is_a_text():
    document = read(WRAP % "<!-- <!DOCTYPE x> --><Remarks><![CDATA[<!DOCTYPE x> & =1+1]]> &lt;b&gt;</Remarks>")
    assert said(document, "form")["BudgetInformation.Remarks"] == "<!DOCTYPE x> & =1+1 <b>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-9", "windows-1254", "shift_jis", "euc-jp"])
def test_a_declared_encoding_is_read(encoding):
    text = "日本の風" if encoding in ("shift_jis", "euc-jp", "utf-16") else "Güneş Çelik"
    written = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding="{written.upper()}"?>\n' + WRAP % f"\n<Remarks>{text}</Remarks>"
    document = read(xml.encode(encoding))
    assert said(document, "form")["BudgetInformation.Remarks"] == text
    assert placed(document, "form", "BudgetInformation.Remarks") == "line 3, BudgetInformation.Remarks"


@needs_samples
def test_two_applications_in_one_file_are_refused_and_both_are_kept():
    document = read(envelope(body(FORMS[0]), body(FORMS[1])))
    assert [one.rule for one in document.troubles] == ["form.sf424_two_forms"] and "SF-424 4.0" in document.troubles[0].reason
    assert said(document, "proposal")["grant_requested"] == "200000.00"
    assert said(document, "form")["SF424_4_0[2].FederalEstimatedFunding"] == "100000.00"


def test_a_tracking_number_that_is_a_path_names_nothing():
    data = f"<e>{WRAP % ''}<GrantsGovTrackingNumber>../../x</GrantsGovTrackingNumber></e>"
    assert read(data, "folder/mine.xml").name == "mine"


@given(st.text(alphabet="<>/=\"'&;![]?-ab:1 \n", max_size=200))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_form_or_a_reason(text):
    with contextlib.suppress(Unreadable):
        assert proposal_sf424.read("a.xml", (WRAP % text).encode())
