"""An SF-424 beside the fund's own form: its dates are its own."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from spine_fixtures import PROPOSAL

from flows import readers
from flows.cast import cast_proposal
from flows.expectations.calls import calls_suite
from flows.facts import Document, Fact
from flows.fund import Call, Fund
from flows.readers._merge import merged

ANNEX = PROPOSAL.format(id="HEAT-1", version=1, title="Sample heat", capacity="20 MW")  # submitted on 2026-09-30


def together(annex: str = ANNEX, **header: str) -> Document:
    """The annex and a form of one package; the form states ``header`` alone."""
    [own] = readers.read("proposals", "annex.yaml", annex.encode())
    form = Document("proposals", "form", [Fact("form", "", "form", "SF-424 4.0", where="line 1")])
    said = enumerate(header.items(), 2)
    form.facts += [Fact("proposal", "", name, raw, where=f"sf424.xml, line {line}") for line, (name, raw) in said]
    return merged("package", [("annex.yaml", own), ("sf424.xml", form)])


def stated(document: Document, group: str, field: str) -> list[str]:
    return [fact.raw for fact in document.facts if (fact.group, fact.field) == (group, field)]


@pytest.mark.parametrize(
    ("received", "counts", "aside"),
    [
        ("2026-10-02", "2026-10-02", ["2026-09-30"]),  # received after the annex was dated: as late as its latest form
        ("2026-09-28", "2026-09-30", ["2026-09-28"]),  # signed before it
        ("30 September 2026", "2026-09-30", ["30 September 2026"]),
        ("2026-09-30", "2026-09-30", []),
        ("03/04/2026", "2026-09-30", ["03/04/2026"]),  # two readings: the annex stands
    ],
)
def test_the_day_of_the_form_is_no_contradiction_and_the_later_day_counts(received, counts, aside):
    document = together(submitted=received)
    assert document.troubles == []
    assert stated(document, "proposal", "submitted") == [counts]
    assert stated(document, "form", "proposal.submitted") == aside


def test_the_start_of_the_project_is_not_the_start_of_the_building():
    document = together(ANNEX + "construction_start: 2028-05-01\n", construction_start="2027-01-01")
    assert document.troubles == [] and stated(document, "proposal", "construction_start") == ["2028-05-01"]
    assert stated(document, "form", "proposal.construction_start") == ["2027-01-01"]
    alone = together(construction_start="2027-01-01")
    assert stated(alone, "proposal", "construction_start") == ["2027-01-01"]


def test_who_applies_and_for_what_is_still_compared():
    [trouble] = together(submitted="2026-10-02", title="Another heat").troubles
    assert (trouble.rule, trouble.found) == ("package.contradiction", "Sample heat / Another heat")
    assert "'title' of the proposal differently" in trouble.reason


def test_two_annexes_with_two_dates_are_a_contradiction_and_with_two_spellings_are_not():
    [own] = readers.read("proposals", "a.yaml", ANNEX.encode())
    for day, contradicts in (("2026-10-02", True), ("30 September 2026", False), ("令和8年9月30日", False)):
        [other] = readers.read("proposals", "b.yaml", ANNEX.replace("2026-09-30", day).encode())
        assert [one.rule for one in merged("p", [("a.yaml", own), ("b.yaml", other)]).troubles] == [
            "package.contradiction"] * contradicts  # fmt: skip


def test_a_day_in_any_spelling_is_late_for_its_call():
    document = readers.read("proposals", "a.yaml", (ANNEX.replace("2026-09-30", "令和8年10月2日") + "call: autumn\n").encode())[0]
    fund = Fund(calls={"autumn": Call(closes=date(2026, 10, 1))})
    suite = calls_suite([cast_proposal(document, "a.yaml", "c" * 64, {}, {})], fund)
    assert suite is not None and list(suite.frame["days_late"]) == [1.0]


def test_a_package_of_files_goes_the_same_way():
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("a/annex.yaml", ANNEX)
        archive.writestr("b/annex.yaml", ANNEX.replace("2026-09-30", "30.09.2026"))
    [document] = readers.read("proposals", "package.zip", held.getvalue())
    assert document.troubles == [] and stated(document, "form", "proposal.submitted") == ["30.09.2026"]
