"""Bad input, second part: spreadsheets, archives, trees of XML, YAML and JSON, sizes, and what lies in a folder."""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from datetime import date, datetime
from pathlib import Path

from bad_input_forms import (
    LEFT,
    MB,
    READ,
    REFUSED,
    Case,
    json_form,
    made_by,
    packed,
    part,
    sparse,
    table,
    workbook,
    yaml,
)

REVIEW_COLUMNS = b"proposal,reviewer,criterion,points,conflict\n"
SHEET = "xl/worksheets/sheet1.xml"
BLOCK = "xl/worksheets/sheet3.xml"
CELL = "^sheet Block 1, cell C3$"
TWENTY = r"^20 \[MW\] = 20 MW$"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "haha">' + "".join(
    f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)


def cell(at: str, value: object, sheet: str = "Block 1", number_format: str = "General"):
    """Writes a cell of the form."""

    def change(book) -> None:
        book[sheet][at] = value
        book[sheet][at].number_format = number_format

    return change


def hidden_row(book) -> None:
    book["Block 1"].row_dimensions[3].hidden = True


def hidden_column(book) -> None:
    book["Block 1"].column_dimensions["C"].hidden = True


def hidden_sheet(book) -> None:
    book["Budget"].sheet_state = "veryHidden"


def old_mac(book) -> None:
    book.epoch = datetime(1904, 1, 1)
    book["Proposal"]["B9"] = date(2030, 6, 1)


def xlsx(name: str, content, outcome, rule: str, place: str, says: str, file: str = "bad.xlsx") -> Case:
    return Case(f"workbook: {name}", f"proposals/{file}", content, outcome, rule, place, says)


SPREADSHEETS = [
    xlsx("as it should be", workbook, READ, "capacity", CELL, TWENTY),
    xlsx("cells merged over two lines", lambda: workbook(change=lambda b: b["Budget"].merge_cells("B2:B3")),
         REFUSED, "form.merged", "^sheet Budget, cells B2:B3$", "several rows"),
    xlsx("a heading in merged cells", lambda: workbook(change=lambda b: (cell("A20", "About us", "Proposal")(b),
         b["Proposal"].merge_cells("A20:D21"))), READ, "capacity", CELL, TWENTY),
    xlsx("a formula with its result", lambda: part(workbook(change=cell("C3", "=10*2")), BLOCK,
         lambda xml: re.sub(rb"(</f>)<v(?: ?/>|></v>)", rb"\1<v>20</v>", xml)), READ, "capacity", CELL, TWENTY),
    xlsx("a formula never calculated", lambda: workbook(change=cell("C3", "=10*2")),
         REFUSED, "form.cell", CELL, "formula without a stored result"),
    xlsx("an error value", lambda: workbook(change=cell("C3", "#REF!")), REFUSED, "form.cell", CELL, "error value"),
    xlsx("a hidden row", lambda: workbook(change=hidden_row), REFUSED, "form.hidden_cell", CELL, "hidden row 3"),
    xlsx("a hidden column", lambda: workbook(change=hidden_column), REFUSED, "form.hidden_cell", CELL, "hidden column C"),
    xlsx("a sheet hidden for good", lambda: workbook(change=hidden_sheet),
         REFUSED, "form.hidden_sheet", "^sheet Budget$", "sheet of the form is hidden"),
    xlsx("a number shown in thousands", lambda: workbook(change=cell("C3", 20_000, number_format="#,##0,")),
         REFUSED, "form.cell", CELL, "shown in thousands"),
    xlsx("a number that became a date", lambda: workbook(change=cell("C3", date(2026, 5, 3),
         number_format="d-mmm")), REFUSED, "form.date_made", CELL, "'3-5'"),
    xlsx("a date as a count of days, without a date's format", lambda: workbook(operation_start=47635),
         REFUSED, "unreadable", "^sheet Proposal, cell B9$", "spreadsheet's count of days.*2030-06-01"),
    xlsx("dates counted from 1904", lambda: workbook(change=old_mac),
         READ, "operation_start", "^sheet Proposal, cell B9$", r"^2030-06-01 = 2030\.41"),
    xlsx("a comma in a cell of text", lambda: workbook("20,5"), REFUSED, "unit", CELL, "20.5"),
    xlsx("cut off", lambda: workbook()[:3000], REFUSED, "xlsx.damaged", "^bad.xlsx$", "cut off.*send it whole"),
    xlsx("encrypted", b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
         REFUSED, "xlsx.damaged", "^bad.xlsx$", "password.*without a password"),
    xlsx("of Excel 97", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
         REFUSED, "xlsx.damaged", "^bad.xls$", "old Excel.*save it as .xlsx", "bad.xls"),
    xlsx("a PDF by another name", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n" + bytes(900),
         REFUSED, "xlsx.damaged", "^bad.xlsx$", "no workbook.*save it as .xlsx"),
    xlsx("with macros", lambda: workbook() and packed(("xl/vbaProject.bin", b"x"), ("xl/workbook.xml", b"<x/>")),
         REFUSED, "xlsx.macros", "^bad.xlsx$", "macros.*without macros"),
    xlsx("a part of 300 MB", lambda: packed((SHEET, bytes(300 * MB))), REFUSED, "xlsx.too_big", "^bad.xlsx$", "50 MB unpacked"),
    xlsx("entities in a part", lambda: part(workbook(), SHEET, lambda xml: (LAUGHS + "]>").encode() + xml),
         REFUSED, "xlsx.damaged", "^bad.xlsx$", "no spreadsheet program writes"),
    xlsx("row 999,999,999", lambda: part(workbook(), SHEET, lambda xml: xml.replace(b'<row r="3"', b'<row r="999999999"')),
         REFUSED, "xlsx.too_big", "^bad.xlsx", "2000 rows"),
]  # fmt: skip


def overlapping() -> bytes:
    """Many names, one kernel of packed bytes: Fifield, "A better zip bomb" (WOOT 2019)."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    kernel = packer.compress(bytes(90_000)) + packer.flush()
    sizes = (zlib.crc32(bytes(90_000)), len(kernel), 90_000, 1)
    local = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 0, *sizes, 0) + b"a" + kernel
    directory = b"".join(
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, 0, 8, 0, 0, *sizes, *[0] * 6) + bytes([97 + n]) for n in range(20)
    )
    return local + directory + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 20, 20, len(directory), len(local), 0)


def encrypted() -> bytes:
    data = bytearray(packed(("form.yaml", yaml())))
    for mark, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.rindex(mark) + at] |= 1
    return bytes(data)


def link(target: str, kind: int = stat.S_IFLNK) -> bytes:
    entry = zipfile.ZipInfo("plan.pdf")
    entry.create_system, entry.external_attr = 3, (kind | 0o777) << 16
    return packed(("form.yaml", yaml()), (entry, target))


def package(name: str, content, outcome, rule: str, place: str, says: str) -> Case:
    return Case(f"package: {name}", "proposals/bad.zip", content, outcome, rule, place, says)


ARCHIVES = [
    package("as it should be", lambda: packed(("form.yaml", yaml()), ("plan.pdf", b"x")),
            READ, "capacity", "^form.yaml, line 19, blocks.1.given.capacity$", "= 20 MW$"),
    package("a bomb of one file", lambda: packed(("form.yaml", yaml()), ("plan.pdf", bytes(30 * MB))),
            REFUSED, "package.bomb", "^bad.zip$", "at most 100 times.*Pack"),
    package("a bomb of files over one another", overlapping, REFUSED, "package.bomb", "^bad.zip$", "lie over one another.*Pack"),
    package("a bomb in a bomb", lambda: packed(("a.zip", packed(("b.zip", packed(("c.yaml", bytes(30 * MB))))))),
            REFUSED, "package.no_form", "^bad.zip$", "no application form.*Put the filled-in form"),
    package("65,000 empty files", lambda: packed(*((f"{n:05}", b"") for n in range(65_000)), method=zipfile.ZIP_STORED),
            REFUSED, "package.too_many", "^bad.zip$", "at most 1000 files"),
    package("packed by another method", lambda: packed(("form.yaml", yaml()), method=zipfile.ZIP_BZIP2),
            REFUSED, "package.method", "^bad.zip, form.yaml$", "Deflate"),
    *(package(f"a name that leads out, {path}", lambda path=path: packed(("form.yaml", yaml()), (path, "x: 1")),
              REFUSED, "package.name", "out.yaml$", "leads out.*Pack the files anew")
      for path in ("../out.yaml", "/etc/out.yaml", "C:/out.yaml", "a\\..\\..\\out.yaml")),
    package("a link", lambda: link("/etc/passwd"), REFUSED, "package.name", "^plan.pdf$", "a link or a device"),
    package("a device", lambda: link("", stat.S_IFCHR), REFUSED, "package.name", "^plan.pdf$", "a link or a device"),
    package("cut off", lambda: packed(("form.yaml", yaml()), method=zipfile.ZIP_STORED)[:-30],
            REFUSED, "package.damaged", "^bad.zip$", "cut off.*send it again"),
    package("encrypted", encrypted, REFUSED, "package.encrypted", "^bad.zip, form.yaml$", "encrypted.*without a password"),
    package("no form in it", lambda: packed(("plan.pdf", b"x")), REFUSED, "package.no_form", "^bad.zip$", "no application form"),
    package("two names that differ in case", lambda: packed(("form.yaml", yaml()), ("a.pdf", b"1"), ("A.pdf", b"2")),
            REFUSED, "package.twice", "a.pdf", "several files of this name.*Keep one"),
    package("an XML that is none of the forms", lambda: packed(("form.yaml", yaml()), ("map.xml", "<map/>")),
            READ, "map.xml", "^map.xml$", "^6 bytes"),
    package("a table of 19 MB among its forms", lambda: packed(("form.yaml", yaml()),
           ("data.csv", b"id,x\n" + b"A,1\n" * 4_000_000)),
            REFUSED, "package.bomb", "^bad.zip$", "at most 100 times"),
]  # fmt: skip


def xml(name: str, text: str, rule: str, place: str, says: str) -> Case:
    return Case(f"XML: {name}", "proposals/bad.xml", text.encode(), REFUSED, rule, place, says)


def tree(name: str, file: str, content, outcome, rule: str, place: str, says: str) -> Case:
    data = content.encode() if isinstance(content, str) else content
    return Case(f"{file}: {name}", f"proposals/bad.{file}", data, outcome, rule, place, says)


TREES = [
    xml("a billion laughs", f"<?xml version='1.0'?>\n{LAUGHS}]><x>&i;</x>", "xml.doctype", "^bad.xml, line 2$",
         "Take the DOCTYPE out"),
    xml("one entity used 100,000 times", f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 100_000}</x>',
        "xml.doctype", "^bad.xml, line 1$", "make a small file a huge one"),
    xml("an external entity", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
        "xml.doctype", "^bad.xml, line 1$", "fetch other files"),
    xml("an external DTD", '<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd"><x/>', "xml.doctype", "^bad.xml, line 1$", "DOCTYPE"),
    xml("XInclude", '<x xmlns:i="http://www.w3.org/2001/XInclude">\n<i:include href="/etc/passwd" parse="text"/></x>',
        "xml.include", "^bad.xml, line 2$", "Put the content in the place"),
    xml("deep", "<a>" * 1_000_000, "xml.too_big", "^bad.xml, line 1$", "30 levels"),
    xml("not closed", "<x>\n<y>\n</x>", "xml.syntax", "^bad.xml, line 3$", "a tag is not closed"),
    xml("none of the forms", "<x><y>1</y></x>", "form.sf424_no_form", "^bad.xml, line 1$",
         "No form we read.*as Grants.gov exports it"),
    tree("aliases upon aliases", "yaml", "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
         f"{b}: &{b} [{','.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
         REFUSED, "yaml.alias", "^bad.yaml, line 2$", "Write the value out"),
    tree("an object of Python", "yaml", yaml() + "x: !!python/object/apply:os.system ['exit 1']\n",
         REFUSED, "yaml.tag", "^bad.yaml, line 21$", "Type tags.*Take the tag out"),
    tree("deep", "yaml", "id: A\nx: " + "[" * 1_000_000, REFUSED, "yaml.too_big", "^bad.yaml, line 2$", "10 levels"),
    tree("a tab", "yaml", "id: A\n\ttitle: x\n", REFUSED, "yaml.syntax", "^bad.yaml, line 2$", "indentation"),
    tree("a key twice", "yaml", yaml(more="total_cost: 9 MUSD"),
         REFUSED, "yaml.duplicate_key", "^lines 15 and 16, total_cost$", "written twice.*Keep one"),
    tree("a list where a value is due", "yaml", yaml().replace('"A plant to read"', "[a, b]"),
         REFUSED, "yaml.not_a_value", "^line 3, title$", "takes one value"),
    tree("deep", "json", "[" * 1_000_000, REFUSED, "json.too_big", "^bad.json, line 1$", "50 levels"),
    tree("1e400", "json", json_form().replace('"20 MW"', "1e400"), REFUSED, "unit", "^line 21, blocks.1.given.capacity$", "."),
    tree("a number of 100,000 digits", "json", json_form().replace('"20 MW"', "9" * 100_000),
         REFUSED, "unit", "^line 21, blocks.1.given.capacity$", "too long"),
    tree("a number of 17 digits", "json", json_form().replace('"5000"', "5000.0000000000001"),
         READ, "hours", "blocks.1.given.hours$", r"^5000\.0000000000001 = 5000"),
    tree("NaN", "json", json_form(float("nan")), REFUSED, "json.value", "^line 21, blocks.1.given.capacity$", "not a number"),
    tree("a key twice", "json", json_form().replace('"pillar"', '"country"'),
         REFUSED, "json.duplicate_key", "^lines 6 and 7, country$", "written twice"),
    tree("a comment", "json", json_form().replace('"id"', '// mine\n "id"'), REFUSED, "json.syntax", "^bad.json, line 2$",
         "JSON"),
    tree("a comma too many", "json", json_form().replace('"title"', ', "title"'), REFUSED, "json.syntax", "^bad.json, line 4$",
         "comma"),
    tree("cut off", "json", json_form()[:-30], REFUSED, "json.syntax", "^bad.json, line", "cut off.*whole"),
    tree("half a pair of UTF-16", "json", json_form().replace("A plant", "A \\ud800 plant"),
         REFUSED, "text.hidden", "^line 4, title$", "U\\+D800"),
    tree("6 million empty lines of objects", "jsonl", b"{}\n" * 6_000_000,
         REFUSED, "file.too_many_proposals", "^bad.jsonl$", "at most 1000 proposals.*Split"),
    tree("1000 proposals of 48 unknown fields", "json", lambda: ("[" + ",".join(
         ["{" + ",".join(f'"x{n}":1' for n in range(48)) + "}"] * 1000) + "]").encode(),
         REFUSED, "file.too_many_proposals", "^bad.json$", "40000 values"),
]  # fmt: skip


def filled(size: int, begin: bytes, line: bytes):
    """Really ``size`` bytes of lines."""

    def make(path: Path) -> None:
        block = line * (MB // len(line))
        with path.open("wb") as file:
            file.write(begin)
            while file.tell() < size:
                file.write(block)

    return make


def closed(path: Path) -> None:
    path.write_text(yaml())
    path.chmod(0)


FOLDER = [
    *(made_by(Case(f"300 MB: {what}", f"proposals/bad.{ending}", sparse(300 * MB, begin), REFUSED, "file.too_large",
                   f"^bad.{ending}$", f"{most} MB.*Split"))
      for what, ending, begin, most in (("YAML", "yaml", b"id: A\n", 20), ("JSON", "json", b"{", 20), ("XLSX", "xlsx", b"PK", 20),
                                        ("CSV", "csv", b"id\n", 20), ("ZIP", "zip", b"PK", 150))),
    made_by(Case("19 MB of one line of YAML", "proposals/bad.yaml", filled(19 * MB, b"id: BAD-1\nx: ", b"a b "),
                 REFUSED, "text.too_long", "^line 2, x$", "at most 100000 characters")),
    Case("a form in a folder named like a file", "proposals/a.yaml/bad.yaml", yaml().encode(), READ, "capacity", "^line 19",
         "= 20 MW$"),
    made_by(Case("a link out of the folder", "proposals/bad.yaml", lambda path: path.symlink_to("/etc/passwd"),
                 LEFT, "proposals", "^bad.yaml$", "link to a file outside.*put the file itself there")),
    made_by(Case("a link to nothing", "proposals/bad.yaml", lambda path: path.symlink_to("nowhere.yaml"),
                 LEFT, "proposals", "^bad.yaml$", "No such file")),
    made_by(Case("a pipe", "proposals/bad.yaml", lambda path: os.mkfifo(path), LEFT, "proposals", "^bad.yaml$",
         "a pipe, a device")),
    made_by(Case("a link to an endless device", "proposals/bad.yaml", lambda path: path.symlink_to("/dev/zero"),
                 LEFT, "proposals", "^bad.yaml$", "link to a file outside")),
    *([] if os.geteuid() == 0 else [made_by(Case("a file that may not be read", "proposals/bad.yaml", closed,
                                                 LEFT, "proposals", "^bad.yaml$", "Permission denied"))]),
    Case("half-written, by its name", "proposals/bad.yaml.part", yaml().encode(), LEFT, "proposals", "^bad.yaml.part$",
         "not whole"),
    Case("a name that turns round", "proposals/bad\u202elmay.csv", table().encode(), READ, "capacity", "^line 2", TWENTY),
    Case("a name with a line break and a mark", "proposals/-rf\n<b>.yaml", yaml().encode(), READ, "capacity", "^line 19",
         "= 20 MW$"),
    Case("a format nobody knows", "proposals/bad.docx", b"PK\3\4", REFUSED, "file.unknown_format", "^bad.docx$",
         "accepts: .*Save"),
    Case("reviews of 99,000 short rows", "reviews/panel.csv", REVIEW_COLUMNS + b"A,kim\n" * 99_000,
         REFUSED, "review.more", "^panel.csv$", "98900 more lines.*Mend"),
    Case("a review with NaN points", "reviews/panel.csv", REVIEW_COLUMNS + b"GOOD-1,kim,novelty,nan,no\n",
         REFUSED, "review", "^line 2, column", "."),
    Case("a progress report of another shape", "progress/q1.csv", b"project,quarter\nGOOD-1,1\n",
         REFUSED, "csv.missing_column", "^q1.csv, line 1$", "no column period"),
]  # fmt: skip

CASES = [*SPREADSHEETS, *ARCHIVES, *TREES, *FOLDER]
