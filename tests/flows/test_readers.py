"""What holds for a file of any format, for new formats, and for reviews."""

from __future__ import annotations

import sys

import pytest
from readings import fact, refused

from flows import readers
from flows.facts import Fact

# --- any file


@pytest.mark.parametrize(
    ("name", "data", "rule", "remedy"),
    [
        ("a.yaml", b"", "file.empty", "Send the file again"),
        ("a.csv", b"\xef\xbb\xbf \n\n", "file.empty", "Send the file again"),
        ("a.csv", b",,,\n,,,\n", "file.empty", "Send the file again"),
        ("a.xlsx", b"", "file.empty", "Send the file again"),
        ("a.pdf", b"%PDF-1.7", "file.unknown_format", "Save the file in one of these formats"),
        ("noending", b"id: A", "file.unknown_format", "Save the file in one of these formats"),
    ],
)
def test_unreadable_bytes_are_refused_with_a_remedy(name, data, rule, remedy):
    trouble = refused("proposals", name, data)
    assert trouble.rule == rule and remedy in trouble.remedy


def test_an_unknown_file_is_told_what_the_folder_accepts():
    trouble = refused("proposals", "a.pdf", b"%PDF-1.7")
    accepted = trouble.reason.split("accepts: ")[1].rstrip(".").split(", ")
    assert {"proposal CSV", "proposal JSON", "proposal XLSX form", "proposal YAML"} <= set(accepted)
    assert "site TMY3" in refused("sites", "a.pdf", b"%PDF").reason
    assert "review CSV" in refused("reviews", "a.pdf", b"%PDF").reason
    assert "proposals, sites, reviews" in refused("gossip", "a.txt", b"x").remedy


def test_oversize_is_refused_before_it_is_parsed(monkeypatch):
    monkeypatch.setitem(readers.LARGEST_BYTES, "proposals", 10)
    trouble = refused("proposals", "a.yaml", b"id: AAAAAAAA")
    assert trouble.rule == "file.too_large" and "Split the file" in trouble.remedy


@pytest.fixture
def more_readers(tmp_path, monkeypatch):
    """A second folder of readers beside the real one, as if a contributor had added a file."""
    monkeypatch.setattr(readers, "__path__", [*readers.__path__, str(tmp_path)])
    yield tmp_path
    for path in tmp_path.glob("*.py"):
        sys.modules.pop(f"flows.readers.{path.stem}", None)


NEW_FORMAT = """
from flows.facts import Document
KIND, FORMAT = "proposals", "proposal by telegram"
def recognises(name, head): return name.endswith({ending!r})
def read(name, data): {body}
"""


def test_a_new_format_is_one_new_file(more_readers):
    (more_readers / "telegram.py").write_text(
        NEW_FORMAT.format(ending=".tgm", body="return [Document(KIND, name)]")
    )
    assert readers.read("proposals", "x.tgm", b"STOP")[0].name == "x.tgm"
    assert "proposal by telegram" in refused("proposals", "x.doc", b"STOP").reason


def test_a_reader_that_cannot_be_imported_is_named_where_it_may_be_needed_and_harms_no_other(more_readers):
    (more_readers / "telex.py").write_text("import a_library_that_is_not_there")
    assert readers.read("proposals", "a.yaml", b"id: A")[0].name == "A"
    trouble = refused("proposals", "x.tlx", b"STOP")
    assert "telex.py (ModuleNotFoundError: No module named 'a_library_that_is_not_there')" in trouble.reason
    assert "mended" in trouble.remedy


def test_two_readers_for_one_file_are_not_chosen_between(more_readers):
    (more_readers / "telegram.py").write_text(NEW_FORMAT.format(ending=".yaml", body="return []"))
    assert "proposal YAML and proposal by telegram" in refused("proposals", "a.yaml", b"id: A").reason


def test_a_reader_that_breaks_refuses_the_file_and_not_the_run(more_readers):
    (more_readers / "telegram.py").write_text(NEW_FORMAT.format(ending=".tgm", body="return 1 / 0"))
    trouble = refused("proposals", "x.tgm", b"STOP")
    assert trouble.rule == "reader.failed" and "ZeroDivisionError" in trouble.found


# --- reviews

REVIEWS = """\
proposal,reviewer,criterion,points,comment,conflict
A,kim,impact,7,"fine, really",no
B,kim,impact,5,,yes
"""


def test_reviews_are_facts_row_by_row():
    [document] = readers.read("reviews", "panel.csv", REVIEWS.encode())
    assert (document.kind, document.name, document.troubles) == ("reviews", "panel", [])
    assert fact(document, "review", "comment", "2") == Fact(
        "review", "2", "comment", "fine, really", where="line 2, column comment"
    )
    assert fact(document, "review", "points", "3").raw == "5"
    assert not [f for f in document.facts if (f.block, f.field) == ("3", "comment")]


def test_reviews_without_a_declaration_are_refused_whole():
    trouble = refused("reviews", "panel.csv", b"proposal,reviewer,criterion,points\nA,kim,impact,3\n")
    assert (trouble.rule, trouble.where) == ("review.no_declaration", "panel.csv, line 1")
    assert trouble.reason == "The table has no column conflict: nobody says whether a conflict of interest stands in the way."


def test_a_broken_review_row_leaves_the_others_and_a_missing_column_refuses_all():
    [document] = readers.read("reviews", "panel.csv", (REVIEWS + "A,kim\n").encode())
    assert len({f.block for f in document.facts}) == 2 and document.troubles[0].where == "line 4"
    trouble = refused("reviews", "panel.csv", b"proposal,reviewer,points\nA,kim,3\n")
    assert trouble.reason == "The table has no column criterion."
