"""From facts as written to values in declared units, each with how it was converted or why it could not be.

Nothing is judged here beyond whether a text can be read as what the form and the contracts declare; bounds and sums
are the suites' (``flows/expectations``).
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from evaluators.toolkit.common import COMMON
from evaluators.toolkit.contract import Choice, Evaluator, Given, Measured
from evaluators.toolkit.units import UnitError, read_quantity
from flows.facts import Document, Fact
from flows.findings import CRITICAL, WARNING, Finding
from flows.form import FORM, FormField
from flows.sites import Site

Value = tuple[float, float] | str
_BLOCK = ("technology", "site", "given", "claim")


@dataclass(frozen=True)
class CastFact:
    """A fact with its value in ``unit`` (a pair low, high; or a text) and how it got there."""

    fact: Fact
    value: Value | None
    unit: str = ""
    how: str = ""


@dataclass
class CastProposal:
    """One proposal, cast; ``findings`` are what could not be read or is missing or unknown."""

    project_id: str
    version: int
    content: str
    file: str
    sha256: str
    header: dict[str, CastFact] = field(default_factory=dict)
    budget: dict[str, CastFact] = field(default_factory=dict)
    blocks: list[CastBlock] = field(default_factory=list)
    facts: list[CastFact] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A header field as text, "" where it is not there."""
        cast = self.header.get(name)
        return cast.fact.raw.strip() if cast else ""


@dataclass
class CastBlock:
    """One technology at one site, with all that its evaluator may use."""

    number: str
    technology: str
    site: str
    values: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, CastFact] = field(default_factory=dict)
    places: dict[str, str] = field(default_factory=dict)


def cast_proposal(
    document: Document, file: str, sha256: str, evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]
) -> CastProposal:
    """One document of the folder ``proposals``, in declared units."""
    words = {fact.field: fact for fact in document.facts if fact.group == "proposal"}
    project_id = words["id"].raw.strip() if "id" in words and words["id"].raw.strip() else document.name
    version = words["version"].raw.strip() if "version" in words else "1"
    proposal = CastProposal(
        project_id[:80], int(version) if re.fullmatch(r"[0-9]{1,3}", version) else 0, content_hash(document), file, sha256
    )
    for trouble in document.troubles:
        proposal.findings.append(
            Finding(CRITICAL, trouble.rule, trouble.found, trouble.reason, trouble.remedy, place=trouble.where)
        )
    _cast_header(proposal, words)
    _cast_budget(proposal, [fact for fact in document.facts if fact.group == "budget"])
    for fact in document.facts:
        if fact.group not in ("proposal", "budget", "block", "given", "claim"):
            proposal.findings.append(_unknown(fact, "part of the form", ("header", "budget", "blocks")))
    _cast_blocks(proposal, document.facts, evaluators, sites)
    return proposal


def content_hash(document: Document) -> str:
    """What a proposal says, wherever it stands and in whatever order: 32 hex digits."""
    said = sorted((f.group, f.block, f.field, f.raw.strip(), f.unit) for f in document.facts)
    wrong = sorted((t.rule, t.found) for t in document.troubles)
    return hashlib.blake2b(json.dumps([said, wrong], ensure_ascii=False).encode(), digest_size=16).hexdigest()


def _cast_header(proposal: CastProposal, words: dict[str, Fact]) -> None:
    for name, fact in words.items():
        if name not in FORM:
            proposal.findings.append(_unknown(fact, "field of the form", FORM))
            proposal.facts.append(CastFact(fact, None))
    for name, declared in FORM.items():
        written = words.get(name)
        if written is None or not written.raw.strip():
            if declared.needed:
                unit = "" if declared.unit in ("", "1") else f" {declared.unit}"
                proposal.findings.append(
                    Finding(
                        CRITICAL, "missing", "", f"The form asks for '{name}' ({declared.meaning}); it is not there.",
                        f"Add '{name}', for instance {declared.example}{unit}.",
                        field=name, place=written.where if written else "header",
                    )
                )
            continue
        cast = _header_value(proposal, name, declared, written, words)
        proposal.facts.append(cast)
        if cast.value is not None:
            proposal.header[name] = cast


def _header_value(proposal: CastProposal, name: str, declared: FormField, fact: Fact, words: dict[str, Fact]) -> CastFact:
    text = fact.raw.strip()
    if declared.kind == "quantity":
        return _quantity(proposal, fact, declared.unit, words)
    if declared.kind == "date":
        try:
            day = date.fromisoformat(text)
        except ValueError:
            remedy = "Write the date as year-month-day, such as 2030-06-01."
            proposal.findings.append(_unreadable(fact, f"'{text}' is not a date.", remedy))
            return CastFact(fact, None)
        year = day.year + (day.timetuple().tm_yday - 1) / 365.25
        return CastFact(fact, (year, year), "year", "date as year and part of the year")
    if declared.kind == "integer":
        if not re.fullmatch(r"[0-9]{1,6}", text):
            remedy = f"Write {name} as a whole number, such as {declared.example}."
            proposal.findings.append(_unreadable(fact, f"'{text}' is not a whole number.", remedy))
            return CastFact(fact, None)
        return CastFact(fact, (float(text), float(text)), "1")
    if declared.pattern and not re.fullmatch(declared.pattern, text):
        proposal.findings.append(
            _unreadable(fact, f"'{text[:60]}' is not {declared.meaning}.", f"Write {name} such as '{declared.example}'.")
        )
        return CastFact(fact, None)
    return CastFact(fact, text)


def _cast_budget(proposal: CastProposal, facts: list[Fact]) -> None:
    words = {name: cast.fact for name, cast in proposal.header.items()}
    for fact in facts:
        if not fact.raw.strip():
            continue
        cast = _quantity(proposal, fact, "USD2024", words)
        proposal.facts.append(cast)
        if cast.value is not None:
            proposal.budget[fact.field] = cast


def _cast_blocks(
    proposal: CastProposal, facts: Iterable[Fact], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]
) -> None:
    by_block: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.group in ("block", "given", "claim"):
            by_block.setdefault(fact.block, []).append(fact)
    if not by_block:
        proposal.findings.append(
            Finding(CRITICAL, "missing", "", "The proposal has no block: it names no technology.",
                    "Add a block with technology, site and what is given.", field="blocks", place="blocks")
        )
    for number, own in sorted(by_block.items(), key=lambda item: (len(item[0]), item[0])):
        names = {fact.field: fact for fact in own if fact.group == "block"}
        technology, site = (names[key].raw.strip() if key in names else "" for key in ("technology", "site"))
        block = CastBlock(number, technology, site)
        proposal.facts += [CastFact(fact, fact.raw.strip()) for fact in names.values()]
        strange = [fact for name, fact in names.items() if name not in _BLOCK]
        proposal.findings += [_unknown(fact, "part of a block", _BLOCK, number) for fact in strange]
        place = names["technology"].where if "technology" in names else f"block {number}"
        found = evaluators.get(technology)
        if found is None:
            what = f"There is no evaluator for the technology '{technology}'." if technology else "The block names no technology."
            proposal.findings.append(
                Finding(CRITICAL, "unknown_technology", technology, what,
                        f"Write one of: {', '.join(sorted(evaluators))}.", block=number, field="technology", place=place)
            )
            continue
        proposal.blocks.append(block)
        _cast_given(proposal, block, found, [fact for fact in own if fact.group == "given"])
        _take_from_site(proposal, block, found, sites.get(site), names.get("site"), place)
        _cast_claims(proposal, block, found, [fact for fact in own if fact.group == "claim"])


def _cast_given(proposal: CastProposal, block: CastBlock, found: Evaluator, facts: list[Fact]) -> None:
    words = {name: cast.fact for name, cast in proposal.header.items()}
    stated = {name: d for name, d in found.inputs.items() if isinstance(d, Given | Choice) and name not in FORM}
    for fact in facts:
        declared = stated.get(fact.field)
        if declared is None:
            proposal.findings.append(_unknown(fact, f"input of {found.name}", stated, fact.block))
            proposal.facts.append(CastFact(fact, None))
        elif not fact.raw.strip():
            proposal.facts.append(CastFact(fact, None))
        elif isinstance(declared, Choice):
            _take_choice(proposal, block, fact, declared)
        elif declared.shape:
            proposal.findings.append(_unreadable(fact, f"'{fact.field}' is a series.", "Name the site that holds it instead."))
        else:
            cast = _quantity(proposal, fact, declared.unit, words)
            proposal.facts.append(cast)
            block.places[fact.field] = fact.where
            if cast.value is not None:
                block.values[fact.field] = cast.value


def _take_choice(proposal: CastProposal, block: CastBlock, fact: Fact, declared: Choice) -> None:
    text = fact.raw.strip()
    proposal.facts.append(CastFact(fact, text))
    block.places[fact.field] = fact.where
    # Whether the row exists is the suite's to judge.
    block.values[fact.field] = text


def _take_from_site(
    proposal: CastProposal, block: CastBlock, found: Evaluator, site: Site | None, named: Fact | None, place: str
) -> None:
    lacking = [
        name for name, d in found.inputs.items()
        if name not in block.values and name not in FORM
        and (isinstance(d, Measured | Choice) or (isinstance(d, Given) and not d.optional))
    ]
    alternatives = {name for group in found.one_of for name in group}
    asks_site = any(isinstance(found.inputs[name], Measured | Choice) for name in lacking)
    needs_site = any(
        (isinstance(d, Measured) and not d.optional and name not in alternatives) or (isinstance(d, Choice) and bool(block.site))
        for name, d in found.inputs.items()
        if name in lacking
    ) or any(not any(name in block.values for name in group) for group in found.one_of)
    if site is None and (needs_site or block.site):
        what = f"The site '{block.site}' is not known." if block.site else "The block names no site."
        proposal.findings.append(
            Finding(CRITICAL if needs_site else WARNING, "unknown_site", block.site, what,
                    "Send the site's file along, or write the name of a site that is there.", block=block.number, field="site",
                    place=named.where if named else place)
        )
    if site is not None:
        if "note" in site.facts:
            note = site.facts["note"]
            proposal.findings.append(
                Finding(WARNING, "site_note", "", f"The site '{site.site_id}': {note.raw.strip()}", "", block=block.number,
                        field="site", place=note.where, file=site.file_of("note"))
            )
        for trouble in site.troubles if asks_site else []:
            file = next((name for name, _ in site.files if trouble.where.startswith(name)), "")
            proposal.findings.append(
                Finding(CRITICAL, trouble.rule, trouble.found, f"The site '{site.site_id}': {trouble.reason}", trouble.remedy,
                        block=block.number, field="site", place=trouble.where.removeprefix(f"{file}, "), file=file)
            )
        for name in lacking:
            try:
                value = site.value_of(name, found.inputs[name])
            except UnitError as error:
                # A series has no fact of its own: its unit stands in the head of its column.
                fact = site.facts.get(name, Fact("series", "", name, "", where=f"site {site.site_id}, {name}"))
                reason = f"The site '{site.site_id}': {_sentence(error.reason)}"
                proposal.findings.append(
                    Finding(CRITICAL, "unit", f"{fact.raw} {fact.unit}".strip(), reason, _sentence(error.remedy),
                            block=block.number, field=name, place=fact.where, file=site.file_of(name))
                )
                continue
            if value is not None:
                block.values[name] = value
                block.places[name] = f"site {site.site_id}"
    for name in lacking:
        declared = found.inputs[name]
        if not isinstance(declared, Given | Choice) or name in block.values or name in alternatives:
            continue
        if isinstance(declared, Given) and declared.optional:
            continue
        # What an unknown site would have brought is said with the site; what the proposal lacks itself is said all the same.
        if site is None and (isinstance(declared, Measured) or (isinstance(declared, Choice) and block.site)):
            continue
        if any(f.block == block.number and f.field == name for f in proposal.findings):
            continue
        who = "site" if isinstance(declared, Measured) else "proposal"
        unit = f" {declared.unit}" if isinstance(declared, Given) and declared.unit != "1" else ""
        plain = declared.example is not None and not (isinstance(declared, Given) and declared.shape)
        example = f", for instance {declared.example}{unit}" if plain else f" in{unit}" if unit else ""
        proposal.findings.append(
            Finding(CRITICAL, "missing", "", f"{found.title} needs '{name}' ({declared.meaning}); it is not there.",
                    f"Let the {who} state '{name}'{example}.", block=block.number, field=name, place=place)
        )
    for group in found.one_of if site is not None else ():
        if any(f.block == block.number and f.field in group for f in proposal.findings):
            continue
        if not any(name in block.values for name in group):
            proposal.findings.append(
                Finding(CRITICAL, "missing", "",
                        f"{found.title} needs one of {', '.join(group)}; the site '{block.site}' has none.",
                        "Send an hourly series or a monthly table for the site.", block=block.number, field=group[0], place=place)
            )


def _cast_claims(proposal: CastProposal, block: CastBlock, found: Evaluator, facts: list[Fact]) -> None:
    words = {name: cast.fact for name, cast in proposal.header.items()}
    answers = {**COMMON, **found.answers}
    for fact in facts:
        if fact.field not in answers:
            proposal.findings.append(_unknown(fact, f"answer of {found.name}", answers, fact.block))
            proposal.facts.append(CastFact(fact, None))
            continue
        if not fact.raw.strip():
            proposal.facts.append(CastFact(fact, None))  # left blank in the form: nothing is promised
            continue
        cast = _quantity(proposal, fact, answers[fact.field].unit, words)
        proposal.facts.append(cast)
        if cast.value is not None:
            block.claims[fact.field] = cast


def _quantity(proposal: CastProposal, fact: Fact, unit: str, words: Mapping[str, Fact]) -> CastFact:
    currency = words["currency"].raw.strip() if "currency" in words else ""
    year = words["price_year"].raw.strip() if "price_year" in words else ""
    price_year = int(year) if re.fullmatch(r"[0-9]{4}", year) else None
    try:
        read = read_quantity(fact.raw, unit, separate_unit=fact.unit, currency=currency, price_year=price_year)
    except UnitError as error:
        proposal.findings.append(
            Finding(CRITICAL, "unit", f"{fact.raw} {fact.unit}".strip(), _sentence(error.reason), _sentence(error.remedy),
                    block=fact.block, field=fact.field, place=fact.where)
        )
        return CastFact(fact, None, unit)
    return CastFact(fact, (read.low, read.high), unit, read.how)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:].rstrip(".") + "."


def _unreadable(fact: Fact, reason: str, remedy: str) -> Finding:
    return Finding(CRITICAL, "unreadable", fact.raw, reason, remedy, block=fact.block, field=fact.field, place=fact.where)


def _unknown(fact: Fact, what: str, known: Iterable[str], block: str = "") -> Finding:
    near = difflib.get_close_matches(fact.field, list(known), n=2, cutoff=0.6)
    remedy = f"Did you mean {' or '.join(near)}?" if near else f"It is left aside. Known are: {', '.join(sorted(known))}."
    reason = f"'{fact.field}' is no {what}."
    return Finding(WARNING, "unknown_field", fact.raw, reason, remedy, block=block, field=fact.field, place=fact.where)
