"""A whole project written in each format of a proposal and read again is the same project: its facts, and what they mean.

The rule, for every format: the same fields by group and block, and of each the same text with its unit, be the unit in a cell of
its own or behind the value; of a plain number the unit 1 may be written or not. Where a format keeps a number as a number (a
cell, a number of YAML or JSON), the same number to the 15 digits that spreadsheet programs keep, whatever its spelling. Blanks
at the ends are no part of a value, and a character that cannot be seen is told, not taken (``visible``): such texts are left out.
"""

from __future__ import annotations

import csv

import proposal_workbooks as workbooks
import proposal_writers as writers
from hypothesis import assume, example, given
from hypothesis import strategies as st
from project_strategies import FOUND, PROJECT, SEVERAL, SPELLED, is_table, often
from same_project import FORMS, cast, oracle, same, without_returns
from whole_projects import EVALUATORS, Project

from evaluators.toolkit.contract import Given
from evaluators.toolkit.units import read_quantity
from flows import readers
from flows.application_form import write_form
from flows.cast import content_hash


def test_the_spellings_of_units_can_all_be_read():
    """So that the projects hold quantities and not refusals alone."""
    for unit, spellings in SPELLED.items():
        for spelling in spellings:
            assert read_quantity(f"3 {spelling}".strip(), unit, currency="USD", price_year=2024).low is not None
    declared = [
        one.unit
        for found in EVALUATORS.values()
        for one in (*found.inputs.values(), *found.answers.values())
        if type(one) is Given and not is_table(one)  # what is measured is the site's
    ]
    assert [unit for unit in declared if unit not in SPELLED] == []


# --- what is the same


def all_same(name: str, data: bytes, several: list[Project]) -> None:
    documents = readers.read("proposals", name, data)
    assert len(documents) == len(several)
    for document, project in zip(documents, several, strict=True):
        same(document, project)


# --- one format each


@often(25)
@given(several=SEVERAL, flow=st.sampled_from([False, None, True]), escaped=st.booleans(), width=st.sampled_from([20, 80, 10**6]))
def test_yaml(several, flow, escaped, width):
    all_same("a.yaml", writers.yaml_form(several, flow, escaped, width), several)


@often(25)
@given(several=SEVERAL, escaped=st.booleans(), indent=st.sampled_from([None, 2]))
def test_json_and_json_lines(several, escaped, indent):
    all_same("a.json", writers.json_form(several, escaped, indent), several)
    all_same("a.jsonl", writers.json_lines(several, escaped), several)


@often(40)
@given(
    several=SEVERAL,
    delimiter=st.sampled_from(",;\t"),
    in_head=st.booleans(),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    told=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    repeated=st.booleans(),
)
@example([FOUND], ",", True, csv.QUOTE_MINIMAL, False, "utf-8", True)
def test_csv(several, delimiter, in_head, quoting, told, encoding, repeated):
    all_same("a.csv", writers.csv_form(several, delimiter, in_head, quoting, told, encoding, repeated), several)


@often(15)
@given(project=PROJECT, unit_shown=st.booleans())
@example(FOUND, False)
def test_the_blank_xlsx_form_filled_in(project, unit_shown):
    all_same("a.xlsx", workbooks.xlsx_form(project, unit_shown), [project])


@often(25)
@given(project=PROJECT.filter(without_returns), unit_shown=st.booleans())
def test_ods(project, unit_shown):
    all_same("a.ods", workbooks.ods_form(project, unit_shown), [project])


@often(20)
@given(project=PROJECT, escaped=st.booleans())
def test_common_grants(project, escaped):
    [document] = readers.read("proposals", "a.json", writers.common_grants(project, escaped))
    assert [fact.raw for fact in document.facts if (fact.group, fact.field) == ("form", "form")] == ["CommonGrants 0.4"]
    same(document, project, alone=False)


# --- one project in all of them


@often(4)
@given(project=PROJECT.filter(without_returns))
def test_the_content_is_that_of_the_project_whatever_the_format(project):
    """Floating numbers, whole ones of more than 15 digits and the unit 1 are left out: there one number has many texts."""
    said = project.stated().values()
    assume(not any(isinstance(one.value, float) or one.unit == "1" for one in said))
    assume(not any(isinstance(one.value, int) and len(one.text) > 15 for one in said))
    told = {form: content_hash(readers.read("proposals", f"a.{form}", write(project))[0]) for form, write in FORMS.items()}
    assert set(told.values()) == {content_hash(oracle(project))}


def test_one_proposal_sent_as_yaml_and_as_a_workbook_is_one():
    """Not two of one number and version, of which both would be refused: the unit stands behind the value, or beside it."""
    sent = [readers.read("proposals", f"a.{form}", FORMS[form](FOUND))[0] for form in ("yaml", "xlsx")]
    assert [fact.unit for document in sent for fact in document.facts if fact.field == "capacity"] == ["", "MW"]
    first, second = map(cast, sent)
    assert (first.project_id, first.version, first.content) == (second.project_id, second.version, second.content)


def test_a_text_of_our_own_writer_that_looks_like_an_escape_is_read_as_it_was_written(tmp_path):
    write_form(tmp_path / "a.xlsx", [("id", "A", "", ""), ("title", "a _x0041_ \r\n_x005F_", "", "")], [], [])
    [document] = readers.read("proposals", "a.xlsx", (tmp_path / "a.xlsx").read_bytes())
    assert [fact.raw for fact in document.facts] == ["A", "a _x0041_ \r\n_x005F_"]
