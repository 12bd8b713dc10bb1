"""Any script is read as it was written, what nobody can see is shown, and no encoding is guessed."""

from __future__ import annotations

import json

import pytest
from text_forms import one_trouble, raws, read_one, refused

from flows import readers

TITLES = {
    "Japanese": "秋田県沖 浮体式洋上風力発電 ㈱葛\U000e0100城",
    "Turkish": "Çanakkale Açık Deniz Rüzgâr Santrali İğneada ışığı",
    "Arabic": "محطة طاقة الرياح\u200f (MW) البحرية",
    "Hebrew": "פרויקט מימן ירוק\u200e ABC",
    "Persian with a joiner": "نیروگاه بادی می\u200cشود",
    "decomposed": "Su\u0308d-Windkraft e\u0301",
    "composed": "Süd-Windkraft é",
    "no-break space": "Nord\u00a0Stream\u202f2",
    "emoji": "Family 👩\u200d🔬 wind",
    "formula": "=cmd|' /C calc'!A0",
    "markup": "<script>alert(1)</script>",
}


@pytest.mark.parametrize("script", TITLES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("form", ["a.yaml", "a.json", "a.csv"])
def test_a_title_in_any_script_is_read_as_it_was_written(script, encoding, form):
    title = TITLES[script]
    text = {
        "a.yaml": f"id: A\ntitle: '{title.replace(chr(39), 2 * chr(39))}'\n",
        "a.json": json.dumps({"id": "A", "title": title}, ensure_ascii=False),
        "a.csv": f'id;title\nA;"{title}"\n',
    }[form]
    document = read_one(form, text.encode(encoding))
    assert (raws(document, "proposal"), document.troubles) == ({"id": "A", "title": title}, [])


HIDDEN = {
    "override": ("CTIF\u202e100", "CTIF\\u202e100", "U+202E RIGHT-TO-LEFT OVERRIDE"),
    "zero-width space": ("CTIF\u200b-001", "CTIF\\u200b-001", "U+200B ZERO WIDTH SPACE"),
    "isolate": ("\u2066CTIF", "\\u2066CTIF", "U+2066 LEFT-TO-RIGHT ISOLATE"),
    "mark without a script for it": ("CTIF\u200f-1", "CTIF\\u200f-1", "U+200F RIGHT-TO-LEFT MARK"),
    "joiner in Latin": ("CT\u200dIF", "CT\\u200dIF", "U+200D ZERO WIDTH JOINER"),
    "byte order mark inside": ("CT\ufeffIF", "CT\\ufeffIF", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
    "soft hyphen": ("CT\u00adIF", "CT\\u00adIF", "U+00AD SOFT HYPHEN"),
    "tag": ("CT\U000e0041IF", "CT\\U000e0041IF", "U+E0041 TAG LATIN CAPITAL LETTER A"),
    "Hangul filler": ("CT\u3164IF", "CT\\u3164IF", "U+3164 HANGUL FILLER"),
    "override in Hebrew": ("שלום\u202eabc", "שלום\\u202eabc", "U+202E RIGHT-TO-LEFT OVERRIDE"),
}


@pytest.mark.parametrize("case", HIDDEN)
@pytest.mark.parametrize("field", ["id", "title", "capacity"])
@pytest.mark.parametrize("form", ["a.yaml", "a.json", "a.csv"])
def test_what_nobody_can_see_is_shown_and_refused(case, field, form):
    text, seen, named = HIDDEN[case]
    values = {"id": "A", "title": "b"} | {field: text}
    document = read_one(
        form,
        {
            "a.yaml": "".join(f'{name}: "{value}"\n' for name, value in values.items()),
            "a.json": json.dumps(values),
            "a.csv": f"{','.join(values)}\n{','.join(values.values())}\n",
        }[form],
    )
    [trouble] = document.troubles
    assert (trouble.rule, trouble.found) == ("text.hidden", seen) and named in trouble.reason and trouble.where.endswith(field)
    assert "Type it anew" in trouble.remedy
    assert raws(document, "proposal")[field] == seen  # nothing behind the reader meets the hidden character
    assert document.name == (seen if field == "id" else "A")


def test_a_hidden_character_in_a_name_is_shown_too():
    trouble = one_trouble("a.yaml", "id: A\nbudget:\n  tur\u200bbines: 5 MUSD\n")
    assert (trouble.where, trouble.found) == ("line 3, budget.tur\\u200bbines", "tur\\u200bbines")
    assert refused("a.csv", "id,given.capa\u200bcity [MW]\nA,5\n").found == "given.capa\\u200bcity [MW]"
    assert refused("a.csv", "id\u200b,title\nA,b\n").where == "a.csv, line 1, column 1"


def test_a_value_as_long_as_a_book_is_refused_and_not_carried_on():
    document = read_one("a.json", json.dumps({"id": "A", "title": "x" * 200_000}))
    [trouble] = document.troubles
    assert (trouble.rule, trouble.where, trouble.found) == ("text.too_long", "line 1, title", "200000 characters")
    assert len(raws(document, "proposal")["title"]) == 80


JAPANESE = "id: A\ntitle: 秋田県沖の浮体式洋上風力発電\n"


@pytest.mark.parametrize(
    ("data", "looks", "line"),
    [
        (JAPANESE.encode("cp932"), "Shift-JIS", 2),
        (JAPANESE.encode("euc_jp"), "EUC-JP", 2),
        (JAPANESE.encode("utf-16-le"), "UTF-16 without a byte order mark", 1),
        (JAPANESE.encode("utf-16-be"), "UTF-16 without a byte order mark", 1),
        ("id: A\ntitle: Société Générale à Nîmes\n".encode("latin-1"), "Latin-1", 2),
        ("id: A\rtitle: Kraftwerk Süd\r".encode("latin-1"), "Latin-1", 2),
        ("id: A\ntitle: İğneada ışığı\n".encode("cp1254"), "one byte a letter", 2),
        ("id: A\ntitle: “Wind – Sea”, 5 €, café\n".encode("cp1252"), "one byte a letter", 2),
        (JAPANESE.encode("utf-16")[:-1], "damaged or cut off", 1),
    ],
    ids=["CP932", "EUC-JP", "UTF-16-LE", "UTF-16-BE", "Latin-1", "CR only", "Turkish", "CP1252", "cut off"],
)
@pytest.mark.parametrize("form", ["a.yaml", "a.json", "a.csv"])
def test_an_encoding_is_named_and_never_guessed(form, data, looks, line):
    trouble = refused(form, data)
    assert (trouble.rule, looks in trouble.reason) == ("file.encoding", True), trouble.reason
    assert trouble.where.startswith(f"{form}, line ") and "Save the file as UTF-8" in trouble.remedy
    assert line == 1 or trouble.where == f"{form}, line {line}"


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_are_counted_however_they_end(ending):
    yaml_text = ending.join(["id: A", "title: b", "budget:", "  turbines: 5 MUSD", ""])
    assert read_one("a.yaml", yaml_text).facts[-1].where == "line 4, budget.turbines"
    json_text = ending.join(["{", '"id": "A",', '"title": "b"', "}"])
    assert read_one("a.json", json_text).facts[-1].where == "line 3, title"
    csv_text = ending.join(["id;title", "A;b", "B;c", ""])
    assert readers.read("proposals", "a.csv", csv_text.encode())[1].facts[-1].where == "line 3, column title"
    assert refused("a.yaml", ending.join(["id: A", "x: \x00"])).where == "a.yaml, line 2"
    assert refused("a.yaml", ending.join(["id: A", "title: ä", "x: \x9f"])).where == "a.yaml, line 3"


def test_the_line_in_which_excel_tells_the_delimiter():
    for told, text in ((";", "sep=;\r\nid;title\r\nA;a,b,c,d\r\n"), (",", '"sep=,"\nid,title\nA,"a,b,c,d"\n')):
        document = read_one("a.csv", text)
        assert raws(document, "proposal") == {"id": "A", "title": "a,b,c,d"}, told
        assert document.facts[-1].where == "line 3, column title"


def test_decimal_commas_in_a_comma_table_shift_no_cell():
    trouble = one_trouble("a.csv", "id,given.capacity [MW],given.hub_height [m]\nA,1,5,150\n")
    assert trouble.where == "line 2" and "has 3 columns, this row 4 cells" in trouble.reason
