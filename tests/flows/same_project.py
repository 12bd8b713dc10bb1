"""When a project that was read is the one that was written: its facts as written, and what they mean."""

from __future__ import annotations

import math

import proposal_workbooks as workbooks
import proposal_writers as writers
from project_strategies import DIGITS, OURS
from whole_projects import EVALUATORS, Project, Said

from flows.cast import CastProposal, cast_proposal, content_hash
from flows.facts import Document, Fact


def words(fact: Fact) -> str:
    return Said(fact.raw, fact.unit).words


def same_fact(fact: Fact, said: Said) -> bool:
    """The rule above."""
    if words(fact) == said.words:
        return True
    if not isinstance(said.value, (int, float)):
        return False
    number, _, unit = words(fact).partition(" ")
    return unit == said.words.partition(" ")[2] and math.isclose(float(number), said.value, rel_tol=DIGITS)


def oracle(project: Project) -> Document:
    """The project as facts, without any format."""
    facts = [Fact(*key, said.text, said.unit) for key, said in project.stated().items()]
    return Document("proposals", project.header["id"].text, facts)


def cast(document: Document) -> CastProposal:
    return cast_proposal(document, "a", "0" * 64, EVALUATORS, {})


def meaning(document: Document) -> dict[tuple[str, ...], object]:
    """Every value in its declared unit, and what is found."""
    read = cast(document)
    told: dict[tuple[str, ...], object] = {("id",): read.project_id, ("version",): read.version}
    for group in ("header", "budget", "cost_share", "disbursement"):
        told |= {(group, name): one.value for name, one in getattr(read, group).items()}
    for block in read.blocks:
        told[block.number, "block"] = (block.technology, block.site)
        told |= {(block.number, "given", name): value for name, value in block.values.items()}
        told |= {(block.number, "claim", name): one.value for name, one in block.claims.items()}
    told["findings",] = sorted((one.severity, one.rule, one.block, one.field) for one in read.findings)
    return told


def alike(one: object, other: object) -> bool:
    numbers = [value for value in (one, other) if isinstance(value, tuple) and value and isinstance(value[0], float)]
    if len(numbers) < 2:
        return one == other
    return all(math.isclose(a, b, rel_tol=DIGITS, abs_tol=1e-300) for a, b in zip(*numbers, strict=True))


def same(document: Document, project: Project, alone: bool = True) -> None:
    """The document says what the project states; ``alone``, and nothing else, so that its content is the same as well."""
    stated = project.stated()
    assert document.troubles == []
    facts = {(fact.group, fact.block, fact.field): fact for fact in document.facts if fact.group in OURS}
    assert len(facts) == len([fact for fact in document.facts if fact.group in OURS])
    assert facts.keys() == stated.keys()
    assert [(facts[key], stated[key]) for key in stated if not same_fact(facts[key], stated[key])] == []
    assert document.name == project.header["id"].text
    mine, due = meaning(document), meaning(oracle(project))
    assert mine.keys() == due.keys()
    assert {key: (mine[key], due[key]) for key in due if not alike(mine[key], due[key])} == {}
    if alone:
        assert len(document.facts) == len(facts)
        if all(words(facts[key]) == said.words and said.unit != "1" for key, said in stated.items()):
            assert content_hash(document) == content_hash(oracle(project))


def without_returns(project: Project) -> bool:
    """XML reads a carriage return as a line feed, and office programs write a line break as a paragraph."""
    said = project.stated()
    return not any("\r" in text for key, one in said.items() for text in (key[2], one.words))


FORMS = {
    "yaml": lambda project: writers.yaml_form([project]),
    "json": lambda project: writers.json_form([project]),
    "jsonl": lambda project: writers.json_lines([project]),
    "csv": lambda project: writers.csv_form([project]),
    "xlsx": workbooks.xlsx_form,
    "ods": workbooks.ods_form,
}
