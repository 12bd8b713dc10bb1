"""Proposals as YAML: text as written with its place, wrong shapes told by line, hostile files refused."""

from __future__ import annotations

import pytest
from readings import fact, one_trouble, refused

from flows import readers
from flows.facts import Fact

PROPOSAL = """\
id: CTIF-001
version: 1
title: Bering Sea Floating Wind Pilot
country: NO            # as written, not false
submitted: 2026-09-30
maturity: 0o7
cost_of_capital: 7.5 %
share: .nan
budget:
  turbines: 1900 MUSD
blocks:
  - technology: offshore_wind
    site: sand-point
    given: {capacity: 500 MW, layout: ["0 m, 0 m", "1900 m, 0 m"]}
    claim:
      net_energy: 2000 GWh/year
"""


def test_a_yaml_proposal_keeps_text_as_written_and_its_place():
    [document] = readers.read("proposals", "bering.yaml", PROPOSAL.encode())
    assert (document.kind, document.name, document.troubles) == ("proposals", "CTIF-001", [])
    written = {f.field: f.raw for f in document.facts if f.group == "proposal"}
    assert written == {
        "id": "CTIF-001",
        "version": "1",
        "title": "Bering Sea Floating Wind Pilot",
        "country": "NO",
        "submitted": "2026-09-30",
        "maturity": "0o7",
        "cost_of_capital": "7.5 %",
        "share": ".nan",
    }
    assert fact(document, "budget", "turbines").where == "line 10, budget.turbines"
    assert fact(document, "block", "site", "1").raw == "sand-point"
    assert fact(document, "given", "capacity", "1") == Fact(
        "given", "1", "capacity", "500 MW", where="line 14, blocks.1.given.capacity"
    )
    assert fact(document, "given", "layout", "1").raw == "0 m, 0 m; 1900 m, 0 m"
    assert fact(document, "claim", "net_energy", "1").where == "line 16, blocks.1.claim.net_energy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are(encoding):
    [document] = readers.read("proposals", "a.yml", "id: A\ntitle: Kraftwerk Süd 水素\n".encode(encoding))
    assert fact(document, "proposal", "title").raw == "Kraftwerk Süd 水素"


def test_several_proposals_in_one_yaml_file_and_one_of_them_broken():
    good, bad, last = readers.read("proposals", "two.yaml", b"id: A\n---\n- id: B\n---\nid: C\n---\n")
    assert (good.name, bad.name, last.name) == ("A", "two#2", "C")
    assert good.troubles == last.troubles == []
    assert bad.troubles[0].where == "line 3" and "'---'" in bad.troubles[0].remedy


def test_a_key_without_a_value_is_no_fact():
    [document] = readers.read("proposals", "a.yaml", b"id: A\ntitle:\nbudget:\nblocks:\n")
    assert [f.field for f in document.facts] == ["id"] and document.troubles == []


def test_a_key_written_twice_names_both_lines_and_keeps_the_first():
    [document] = readers.read("proposals", "a.yaml", b"id: A\ntotal_cost: 1 MUSD\ntotal_cost: 9 MUSD\n")
    [trouble] = document.troubles
    assert (trouble.rule, trouble.where) == ("yaml.duplicate_key", "lines 2 and 3, total_cost")
    assert trouble.found == "1 MUSD / 9 MUSD" and "Keep one" in trouble.remedy
    assert fact(document, "proposal", "total_cost").raw == "1 MUSD"


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ("id: A\ntitle: [x, y]\n", "line 2, title", "yaml.not_a_value"),
        ("id: A\nbudget: 5 MUSD\n", "line 2, budget", "yaml.not_a_mapping"),
        ("id: A\nblocks: {technology: x}\n", "line 2, blocks", "yaml.not_a_list"),
        ("id: A\nblocks:\n  - wind\n", "line 3, blocks.1", "yaml.not_a_mapping"),
        (
            "blocks:\n- given: {}\n- given:\n    capacity: {a: 1}\n",
            "line 4, blocks.2.given.capacity",
            "yaml.not_a_value",
        ),
        ("blocks:\n- claim:\n    cost: [1, 2]\n", "line 3, blocks.1.claim.cost", "yaml.not_a_value"),
        ("blocks:\n- given:\n    layout: [a, [b]]\n", "line 3, blocks.1.given.layout", "yaml.table"),
        ("? [a, b]\n: 1\n", "line 1", "yaml.key"),
    ],
)
def test_a_wrong_shape_is_a_trouble_with_line_and_key_path(text, where, rule):
    trouble = one_trouble("proposals", "a.yaml", text.encode())
    assert (trouble.where, trouble.rule) == (where, rule)
    assert trouble.remedy.startswith("Write ")


@pytest.mark.parametrize(
    ("text", "rule", "line"),
    [
        ("id: !!python/object/apply:os.system ['exit 1']\n", "yaml.tag", 1),
        ("id: A\nx: !secret 1\n", "yaml.tag", 2),
        ("a: &a [x]\nb: &b [*a, *a]\n", "yaml.alias", 2),
        ("base: &base {x: 1}\nmore:\n  <<: *base\n", "yaml.alias", 3),
        ("id: A\nx: " + "[" * 50_000, "yaml.too_big", 2),
        ("id: A\nx: [" + "1," * 100_001 + "1]", "yaml.too_big", 2),
        ("id: A\nblocks:\n  - given: {capacity: 500 MW, turb", "yaml.syntax", 3),
        ("id: A\ntitle: 'never closed\nversion: 1\n", "yaml.syntax", 3),
        ("id: A\n\ttitle: tab\n", "yaml.syntax", 2),
    ],
    ids=["object", "tag", "alias", "merge", "flow depth", "nodes", "truncated", "quote", "tab"],
)
def test_hostile_and_cut_off_yaml_is_refused_with_its_line(text, rule, line):
    trouble = refused("proposals", "bad.yaml", text.encode())
    assert (trouble.rule, trouble.where) == (rule, f"bad.yaml, line {line}")


def test_what_was_left_open_is_named_by_the_line_where_it_begins():
    trouble = refused("proposals", "bad.yaml", b"id: A\ntitle: 'never closed\nversion: 1\n")
    assert trouble.found.endswith("(in what begins in line 2)")


def test_deep_block_nesting_is_refused():
    text = "".join("  " * depth + f"k{depth}:\n" for depth in range(1000)) + "  " * 1000 + "x: 1\n"
    assert refused("proposals", "deep.yaml", text.encode()).rule == "yaml.too_big"
