"""Bad input, first part: encodings, tables, values, identity and the scripts of the world."""

from __future__ import annotations

from bad_input_forms import READ, REFUSED, WARNED, Case, json_form, table, yaml

TWENTY = r"^20 \[MW\] = 20 MW$"
IN_CSV = "^line 2, column given.capacity$"
IN_YAML = "^line 19, blocks.1.given.capacity$"
JAPANESE = yaml(title="秋田県沖の浮体式洋上風力発電")
FRENCH = yaml(title="Société Générale à Nîmes")

ENCODINGS = [
    Case("empty file", "proposals/bad.yaml", b"", REFUSED, "file.empty", "^bad.yaml$", "empty.*Send the file again"),
    Case("blanks only", "proposals/bad.csv", b" \r\n\t\r\n", REFUSED, "file.empty", "^bad.csv$", "empty.*Send the file again"),
    Case("byte order mark, UTF-8", "proposals/bad.csv", table().encode("utf-8-sig"), READ, "capacity", IN_CSV, TWENTY),
    Case("byte order mark, UTF-16", "proposals/bad.csv", table("\t").encode("utf-16"), READ, "capacity", IN_CSV, TWENTY),
    Case("UTF-16 big endian with its mark", "proposals/bad.yaml", b"\xfe\xff" + JAPANESE.encode("utf-16-be"),
         READ, "title", "^line 3, title$", "^秋田県沖の浮体式洋上風力発電 "),
    Case("UTF-16 without a mark", "proposals/bad.yaml", yaml().encode("utf-16-le"),
         REFUSED, "file.encoding", "^bad.yaml, line 1$", "looks like UTF-16 without a byte order mark.*UTF-8"),
    Case("UTF-16 cut in a character", "proposals/bad.yaml", yaml().encode("utf-16")[:-1],
         REFUSED, "file.encoding", "^bad.yaml, line", "damaged or cut off.*Save"),
    Case("Shift-JIS", "proposals/bad.yaml", JAPANESE.encode("cp932"),
         REFUSED, "file.encoding", "^bad.yaml, line 3$", "looks like Shift-JIS.*Save the file as UTF-8"),
    Case("EUC-JP", "proposals/bad.yaml", JAPANESE.encode("euc_jp"),
         REFUSED, "file.encoding", "^bad.yaml, line 3$", "looks like EUC-JP.*Save the file as UTF-8"),
    Case("Latin-1", "proposals/bad.yaml", FRENCH.encode("latin-1"),
         REFUSED, "file.encoding", "^bad.yaml, line 3$", "looks like Latin-1.*Save the file as UTF-8"),
    Case("Turkish Windows", "proposals/bad.yaml", yaml(title="İğneada ışığı").encode("cp1254"),
         REFUSED, "file.encoding", "^bad.yaml, line 3$", "one byte a letter.*Save the file as UTF-8"),
    Case("UTF-8 read as Latin-1 and saved again", "proposals/bad.yaml", FRENCH.encode().decode("latin-1").encode(),
         READ, "title", "^line 3, title$", "^SociÃ©tÃ© "),  # what is valid is not guessed at
    Case("NUL bytes", "proposals/bad.csv", table().replace("Second", "Sec\0ond").encode(),
         REFUSED, "file.binary", "^bad.csv, line 2$", "no text holds.*save it as UTF-8"),
    Case("a picture called YAML", "proposals/bad.yaml", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)),
         REFUSED, "file.encoding", "^bad.yaml, line 1$", "not UTF-8.*Save the file"),
]  # fmt: skip

TABLES = [
    Case("semicolons", "proposals/bad.csv", table(";").encode(), READ, "capacity", IN_CSV, TWENTY),
    Case("tabs", "proposals/bad.tsv", table("\t").encode(), READ, "capacity", IN_CSV, TWENTY),
    Case("Excel's sep= line", "proposals/bad.csv", ("sep=;\r\n" + table(";")).encode(),
         READ, "capacity", "^line 3, column given.capacity$", TWENTY),
    Case("lines that end in CR alone", "proposals/bad.csv", table(end="\r").encode(), READ, "capacity", IN_CSV, TWENTY),
    Case("a line break in a cell", "proposals/bad.csv", table(title="A plant\r\nin two lines").encode(),
         REFUSED, "unreadable", "^line 2, column title$", r"'A plant\\nin two lines'.*on one line of 3 to 200 letters"),
    Case("decimal comma in a table of semicolons", "proposals/bad.csv", table(";", "20,5").encode(),
         REFUSED, "unit", IN_CSV, "20,5.*20.5"),
    Case("decimal comma in a table of commas", "proposals/bad.csv", table(capacity="20,5").replace('"20,5"', "20,5").encode(),
         REFUSED, "csv.cells", "^line 2$", "18 columns, this row 19 cells.*quotation marks"),
    Case("a quotation mark never closed", "proposals/bad.csv", table().replace("A plant", '"A plant').encode(),
         REFUSED, "csv.syntax", "^bad.csv, line 2$", "quotation mark is open.*Close"),
    Case("a quotation mark inside a cell", "proposals/bad.csv", table().replace("A plant", 'A 5" plant').encode(),
         READ, "title", "^line 2, column title$", '^A 5" plant to read '),
    Case("10,000 columns", "proposals/bad.csv", ("id," + ",".join(f"c{n}" for n in range(10_000)) + "\nBAD-1\n").encode(),
         REFUSED, "csv.too_big", "^bad.csv, line 1$", "1000 columns.*Split"),
    Case("10 million cells in 20 MB", "proposals/bad.csv", lambda: b"id" + b"".join(b",c%d" % n for n in range(99))
         + (b"\nA" + b",1" * 99) * 99_000, REFUSED, "csv.too_big", "^bad.csv, line", "1000000 cells.*Split"),
    Case("100,000 rows without an id", "proposals/bad.csv", b"id,title\n" + b",x\n" * 99_000,
         REFUSED, "file.too_many_proposals", "^bad.csv$", "at most 1000 proposals.*each row has an id"),
    Case("a column named twice", "proposals/bad.csv", table().replace("pillar", "country").encode(),
         REFUSED, "csv.duplicate_column", "^bad.csv, line 1, column 6$", "'country' stands twice.*name of its own"),
    Case("no head", "proposals/bad.csv", table().split("\r\n")[1].encode(),
         REFUSED, "csv.missing_column", "^bad.csv, line 1$", "no column id.*first line"),
    Case("cut off in a row", "proposals/bad.csv", table().encode()[:-20], REFUSED, "csv.cells", "^line 2$", "this row 16 cells"),
    Case("two rows that disagree", "proposals/bad.csv", (table() + table(country="US").split("\r\n")[1]).encode(),
         REFUSED, "csv.contradiction", "^line 2, column country and line 3", "differently.*same value into both"),
    Case("one row too short beside a whole one", "proposals/bad.csv", (table() + "BAD-2,1\r\n").encode(),
         REFUSED, "csv.cells", "^line 3$", "this row 2 cells.*leave no cell out"),
]  # fmt: skip

# A capacity as written, and what must come of it: low and high [MW], or what is said of it.
CAPACITIES: list[tuple[str, str]] = [
    ("1,234.5 kW", r"= 1\.2345 MW$"),
    ("２０ＭＷ", "= 20 MW$"),
    ("٢٠ MW", "= 20 MW$"),
    ("20\u00a0MW", "= 20 MW$"),
    ("1.9e1 to 2.1e1 MW", "= 19 to 21 MW$"),
]
NOT_CAPACITIES: list[tuple[str, str, str]] = [
    ("20,5 MW", "unit", r"20\.5"),
    ("1.234,5 kW", "unit", r"1234\.5|1,234\.5"),
    ("-20 MW", "contract.bounds", "it may be 0.1 to 500 MW.*Check the unit"),
    ("NaN", "unit", "not a number"),
    ("inf MW", "unit", "."),
    ("1e308 MW", "contract.bounds", "it may be 0.1 to 500 MW"),
    ("1e400 MW", "unit", "."),
    ("20", "unit", "has no unit.*20 MW"),
    ("20 MWh", "unit", "MWh.*MW"),
    ("20 mW", "unit", "differs from MW in case.*Write MW"),
    ("5 MW**9**9**9**9", "unit", "."),
    ("=10*2", "unit", "."),
    ("9" * 90_000 + " MW", "unit", "too long"),
]
VALUES = [
    *(Case(f"capacity {text}", "proposals/bad.yaml", yaml(text).encode(), READ, "capacity", IN_YAML, said)
      for text, said in CAPACITIES),
    *(Case(f"capacity {text[:20]}", "proposals/bad.yaml", yaml(text).encode(), REFUSED, rule, IN_YAML, said)
      for text, rule, said in NOT_CAPACITIES),
    *(Case(f"thousands parted as {text}", "proposals/bad.yaml", yaml(f"{text} kW").encode(), outcome, rule, IN_YAML, said)
      for text, outcome, rule, said in (
          ("1,234", READ, "capacity", r"= 1\.234 MW$"),
          ("1.234,5", REFUSED, "unit", "1234.5"),
          ("1 234", READ, "capacity", r"= 1\.234 MW$"),
          ("1'234", REFUSED, "unit", "apostrophe.*1234"),
          ("1\u202f234", READ, "capacity", r"= 1\.234 MW$"),
      )),
    Case("day first or month first", "proposals/bad.yaml", yaml(operation_start="03/04/2030").encode(),
         REFUSED, "unreadable", "^line 8, operation_start$", "3 April 2030.*4 March 2030.*Write 2030-04-03 or 2030-03-04"),
    Case("day first, and sure", "proposals/bad.yaml", yaml(operation_start="31.12.2030").encode(),
         READ, "operation_start", "^line 8, operation_start$", r"^31\.12\.2030 .*= 2030\.99"),
    Case("month first, and sure", "proposals/bad.yaml", yaml(operation_start="12/31/2030").encode(),
         READ, "operation_start", "^line 8, operation_start$", r"^12/31/2030 .*= 2030\.99"),
    Case("year first", "proposals/bad.yaml", yaml(operation_start="2030年12月31日").encode(),
         READ, "operation_start", "^line 8, operation_start$", r"= 2030\.99"),
    Case("a date as Excel counts days", "proposals/bad.csv", table(operation_start="47635").encode(),
         REFUSED, "unreadable", "^line 2, column operation_start$", "spreadsheet's count of days.*2030-06-01.*1904"),
    Case("a day that is none", "proposals/bad.yaml", yaml(operation_start="2029-02-29").encode(),
         REFUSED, "unreadable", "^line 8, operation_start$", "February 2029 has 28 days"),
    Case("a negative grant", "proposals/bad.yaml", yaml(grant_requested="-5 MUSD").encode(),
         REFUSED, "form.bounds", "^line 14, grant_requested$", "0 USD2024 or more.*correct"),
    Case("a negative budget line", "proposals/bad.yaml", yaml(more="budget: {wells: 50 MUSD, plant: -10 MUSD}").encode(),
         REFUSED, "budget.negative", "^line 16, budget.plant$", "plant.*"),
    Case("money without a currency", "proposals/bad.yaml", yaml(currency=None, grant_requested="5 million").encode(),
         REFUSED, "missing", "^header$", "'currency'.*Add 'currency', for instance USD"),
    Case("a missing field", "proposals/bad.yaml", yaml(applicant=None).encode(),
         REFUSED, "missing", "^header$", "asks for 'applicant'.*Add 'applicant'"),
    Case("a field too many", "proposals/bad.yaml", yaml(more="maturty: 8").encode(),
         WARNED, "unknown_field", "^line 16, maturty$", "no field of the form.*Did you mean maturity"),
    Case("a value as long as a book", "proposals/bad.yaml", yaml(title="x" * 200_000).encode(),
         REFUSED, "text.too_long", "^line 3, title$", "at most 100000 characters.*Shorten"),
    Case("20,000 budget lines", "proposals/bad.yaml", yaml(more="budget:\n" + "\n".join(f"  b{n}: 1 USD" for n in range(20_000)))
         .encode(), REFUSED, "file.too_many_values", "^bad.yaml$", "at most 2000 values.*attachment"),
    Case("10,000 blocks", "proposals/bad.yaml", (yaml() + "  - technology: geothermal_heat\n" * 10_000).encode(),
         REFUSED, "file.too_many_values", "^bad.yaml$", "at most 2000 values"),
]  # fmt: skip

IDENTITY = [
    Case("an id twice with other content", "proposals/bad.yaml", (yaml() + "---\n" + yaml(title="Another plant")).encode(),
         REFUSED, "identity.two_contents", "^header$", "different contents.*send it as version 2"),
    Case("an id twice with the same content", "proposals/bad.yaml", (yaml() + "---\n" + yaml()).encode(),
         READ, "id", "^line 1, id$", "^BAD-1 "),
    *(Case(f"an id that is {what}", "proposals/bad.yaml", yaml(id=text).encode(),
           REFUSED, rule, "^line 1, id$", f"{said}.*(CTIF-001|Type it anew)")
      for what, text, rule, said in (
          ("a path", "../../etc/passwd", "unreadable", "is not"),
          ("a formula", "=cmd|' /C calc'!A0", "unreadable", "is not"), ("an option", "-rf", "unreadable", "is not"),
          ("full-width", "ＢＡＤ-1", "unreadable", "is not"), ("Turkish", "BİD-1", "unreadable", "is not"),
          ("turned by a hidden sign", "BAD\u202e-1", "text.hidden", "RIGHT-TO-LEFT OVERRIDE"),
          ("parted by nothing to be seen", "BAD\u200b-1", "text.hidden", "ZERO WIDTH SPACE"),
          ("a script", "<script>alert(1)</script>", "unreadable", "is not"),
          ("SQL", "A'; DROP TABLE fact;--", "unreadable", "is not"),
      )),
    Case("no id", "proposals/bad.yaml", yaml(id=None).encode(), REFUSED, "missing", "^header$", "'id'.*Add 'id'"),
    Case("a country in small letters", "proposals/bad.yaml", yaml(country="jp").encode(),
         REFUSED, "form.country", "^line 5, country$", "is not.*For Japan write JP"),
    Case("a field named with a Turkish İ", "proposals/bad.yaml", yaml(more="TİTLE: x").encode(),
         WARNED, "unknown_field", "^line 16, TİTLE$", "no field of the form"),
]  # fmt: skip

TITLES = {
    "Japanese": "秋田県沖 浮体式洋上風力発電 ㈱", "Turkish": "Çanakkale Açık Deniz İğneada ışığı",
    "Arabic": "محطة طاقة الرياح\u200f (MW) البحرية", "Hebrew": "פרויקט מימן ירוק ABC", "emoji": "Family 👩\u200d🔬 wind",
    "decomposed": "Su\u0308d-Windkraft e\u0301", "a formula": "=HYPERLINK(A1)",
    "markup": "<b onload=x>&amp;</b>", "a word of YAML": "null",
}  # fmt: skip
SCRIPTS = [
    *(Case(f"title: {script}", "proposals/bad.json", json_form(title=title).encode(), READ, "title", "^line 4, title$",
           "^" + "".join(f"[{c}]" if c in "()=&<>." else c for c in title) + " ") for script, title in TITLES.items()),
    *(Case(f"hidden in a title: {named}", "proposals/bad.csv", table(title=f"A plant{sign} to read").encode(),
           REFUSED, "text.hidden", "^line 2, column title$", f"U\\+{ord(sign):04X} {named}.*Type it anew")
      for sign, named in (("\u202e", "RIGHT-TO-LEFT OVERRIDE"), ("\ufeff", "ZERO WIDTH"),
                          ("\U000e0041", "TAG LATIN CAPITAL LETTER A"))),
    Case("hidden in the name of a field", "proposals/bad.yaml", yaml(more="matu\u200brity: 8").encode(),
         REFUSED, "text.hidden", r"^line 16, matu\\u200brity$", "ZERO WIDTH SPACE.*Type it anew"),
]  # fmt: skip

CASES = [*ENCODINGS, *TABLES, *VALUES, *IDENTITY, *SCRIPTS]
