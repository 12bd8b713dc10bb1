"""From facts as written to values in declared units, each with how it was converted or why it could not be.

Nothing is judged here beyond whether a text can be read as what the form and the contracts declare; bounds and sums
are the suites' (``flows/expectations``).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection, Mapping

from evaluators.toolkit.contract import Evaluator
from evaluators.toolkit.unit_words import plain
from flows.cast_blocks import cast_blocks
from flows.cast_country import no_country
from flows.cast_dates import DateError, read_date, year_fraction
from flows.cast_values import (
    CastBlock,
    CastFact,
    CastProposal,
    cast_quantity,
    say_moved,
    unknown_field,
    unreadable_value,
)
from flows.facts import Document, Fact
from flows.field_examples import examples
from flows.findings import CRITICAL, Finding
from flows.foreign_amounts import deflatable, revises
from flows.form import FORM, FormField
from flows.sites import Site

__all__ = ["CastBlock", "CastFact", "CastProposal", "as_said", "cast_proposal", "content_hash", "named", "version_of"]

_MONEY = ("budget", "cost_share", "disbursement")  # groups of amounts, kept under these names of a cast proposal
_KEPT = ("form", "attachment")
# An amount begins with a number; one that touches letters, or digits behind a comma, is no number by itself.
_AMOUNT = re.compile(r"[+-]?[0-9]")
_NUMBER = re.compile(r"(?<![\w.])(?<![0-9],)[0-9]+(?:\.[0-9]+)?(?!\w|[.,][0-9])")
# Who may pay, as Grants.gov's SF-424 names them.
COST_SHARES = ("grant", "applicant", "state", "local", "other", "program_income")
WHOLE = ("grant_requested", "total_cost")  # of the proposal: an SF-424 that revises an award states only changes
YEARS = tuple(f"year_{count}" for count in range(1, 11))  # of the grant's disbursement, counted from its award


def cast_proposal(
    document: Document, file: str, sha256: str, evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]
) -> CastProposal:
    """One document of the folder ``proposals``, in declared units."""
    words = {fact.field: fact for fact in document.facts if fact.group == "proposal"}
    proposal = CastProposal(*named(document), content_hash(document), file, sha256)
    for trouble in document.troubles:
        proposal.findings.append(
            Finding(CRITICAL, trouble.rule, trouble.found, trouble.reason, trouble.remedy, place=trouble.where)
        )
    takes_back = "withdrawn" in words and bool(words["withdrawn"].raw.strip())
    foreign = _foreign(document)
    needed = ("id", "version") if takes_back else () if foreign else [name for name, one in FORM.items() if one.needed]
    if not takes_back and revises(document.facts):
        needed = [name for name in needed if name not in WHOLE]
        proposal.findings += _changes_alone(document.facts, words)
    _cast_header(proposal, words, needed)
    # A foreign form without a date has no price year: its amounts stand as form facts, and a package gives them a year.
    for group in _MONEY if not foreign or "price_year" in words else ():
        _cast_money(proposal, [fact for fact in document.facts if fact.group == group], getattr(proposal, group))
    _cast_years(proposal)
    proposal.facts += [CastFact(fact, fact.raw.strip()) for fact in document.facts if fact.group in _KEPT]
    for fact in document.facts:
        if fact.group not in ("proposal", *_MONEY, *_KEPT, "block", "given", "claim"):
            proposal.findings.append(unknown_field(fact, "part of the form", ("header", *_MONEY, "blocks")))
    if takes_back:
        return proposal
    if foreign:
        proposal.findings.append(_no_annex(proposal))
    else:
        cast_blocks(proposal, document.facts, evaluators, sites)
    return proposal


def named(document: Document) -> tuple[str, int]:
    """The project and the version that a document states: 1 where it states none, 0 where it cannot be read."""
    words = {fact.field: fact.raw for fact in document.facts if fact.group == "proposal"}
    version = version_of(words["version"]) if words.get("version", "").strip() else 1
    return (words.get("id", "").strip() or document.name)[:80], version


def version_of(text: str) -> int:
    """A version as written; 0 where it is none."""
    number = plain(text)
    return int(number) if re.fullmatch(r"[0-9]{1,3}", number) else 0


def content_hash(document: Document) -> str:
    """What a proposal says, in whatever format, wherever it stands and in whatever order: 32 hex digits.

    A version left out is version 1 (a withdrawal must state it), and 18 is 18.0; another unit, a range or a comma is another
    content.
    """
    said = [(f.group, f.block, f.field, as_said(f), "") for f in document.facts]
    if not any(group == "proposal" and field in ("version", "withdrawn") and text for group, _, field, text, _ in said):
        version = ("proposal", "", "version")
        said = [fact for fact in said if fact[:3] != version] + [(*version, "1", "")]
    said.sort()
    wrong = sorted((t.rule, t.found) for t in document.troubles)
    return hashlib.blake2b(json.dumps([said, wrong], ensure_ascii=False).encode(), digest_size=16).hexdigest()


def as_said(fact: Fact) -> str:
    """The text with its unit, which is the same behind its value and in a cell of its own; an amount in plain numbers."""
    text = f"{fact.raw.strip()} {fact.unit.strip()}".strip()
    amount = fact.group in (*_MONEY, "given", "claim") or (fact.group == "proposal" and _is_quantity(fact.field))
    return _NUMBER.sub(_plain_number, text) if amount and _AMOUNT.match(text) else text


def _is_quantity(name: str) -> bool:
    return name in FORM and FORM[name].kind == "quantity"


def _plain_number(found: re.Match[str]) -> str:
    whole, _, decimals = found[0].partition(".")
    decimals = decimals.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")


def _cast_header(proposal: CastProposal, words: dict[str, Fact], needed: Collection[str]) -> None:
    """Casts what the header states; the lack of what is ``needed`` is a finding."""
    for name, fact in words.items():
        if name not in FORM:
            proposal.findings.append(unknown_field(fact, "field of the form", FORM))
            proposal.facts.append(CastFact(fact, None))
    for name, declared in FORM.items():
        written = words.get(name)
        if written is None or not written.raw.strip():
            if name in needed:
                example = examples(declared)[0] if declared.kind == "quantity" else declared.example
                proposal.findings.append(
                    Finding(
                        CRITICAL,
                        "missing",
                        "",
                        f"The form asks for '{name}' ({declared.meaning}); it is not there.",
                        f"Add '{name}', for instance {example}.",
                        field=name,
                        place=written.where if written else "header",
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
        return cast_quantity(proposal, fact, declared.unit, words, declared)
    if declared.kind == "date":
        try:
            day, how = read_date(text)
        except DateError as error:
            proposal.findings.append(unreadable_value(fact, error.reason, error.remedy))
            return CastFact(fact, None)
        year = year_fraction(day)
        return CastFact(fact, (year, year), "year", f"{how}{'; ' if how else ''}date as year and part of the year")
    if declared.kind == "integer":
        known, moved = deflatable(fact)
        number = plain(known.raw)
        if not re.fullmatch(r"[0-9]{1,6}", number):
            remedy = f"Write {name} as a whole number, such as {declared.example}."
            proposal.findings.append(unreadable_value(fact, f"'{text}' is not a whole number.", remedy))
            return CastFact(fact, None)
        if moved:
            say_moved(proposal, fact, moved)
        how = moved or ("" if number == text else f"'{text}' read as {number}")
        return CastFact(fact, (float(number), float(number)), "1", how)
    if declared.pattern and not re.fullmatch(declared.pattern, text):
        if name == "country":
            proposal.findings.append(no_country(text, fact.where))
            return CastFact(fact, None)
        proposal.findings.append(unreadable_value(fact, *_unfit(name, declared, text)))
        return CastFact(fact, None)
    return CastFact(fact, text)


def _unfit(name: str, declared: FormField, text: str) -> tuple[str, str]:
    """Why a text is not what the form takes, and what it may be; a line break in it is written as \\n."""
    seen = re.sub(r"\s*[\r\n]\s*", r"\\n", text)
    reason = f"'{seen[:60]}' is not {declared.meaning}."
    if seen != text:
        reason = f"{name} runs over several lines (a line break is shown as \\n): '{seen[:60]}'."
    lengths = re.fullmatch(r"\.\{([0-9]+),([0-9]+)\}", declared.pattern)
    shape = f" on one line of {lengths[1]} to {lengths[2]} letters," if lengths else ""
    return reason, f"Write {name}{shape} such as '{declared.example}'."


def _foreign(document: Document) -> bool:
    """Whether this is a foreign form alone, which knows nothing of technologies."""
    groups = {fact.group for fact in document.facts}
    return "form" in groups and not groups & {"block", "given", "claim"}


def _changes_alone(facts: list[Fact], words: Mapping[str, Fact]) -> list[Finding]:
    """The refusal of a Revision that does not say what the whole project costs and asks for."""
    lacking = [name for name in WHOLE if name not in words or not words[name].raw.strip()]
    if not lacking:
        return []
    asked = next((fact for fact in facts if fact.field == "SF424_4_0.FederalEstimatedFunding"), None)
    amount = f" (federal money {asked.raw} USD, {asked.where})" if asked else ""
    return [
        Finding(
            CRITICAL,
            "form.sf424_revision",
            "Revision",
            f"The SF-424 is a Revision: its amounts{amount} are changes of an award, and the fund needs the whole amounts after "
            f"the revision. Not stated: {' and '.join(lacking)}.",
            f"State {' and '.join(lacking)} as after the revision in the fund's own form, and send both forms in one ZIP.",
            field=lacking[0],
            place=next(fact.where for fact in facts if fact.field == "SF424_4_0.ApplicationType"),
        )
    ]


def _no_annex(proposal: CastProposal) -> Finding:
    forms = ", ".join(proposal.forms) or "this form"
    return Finding(
        CRITICAL,
        "form.no_annex",
        forms,
        f"{forms} says who applies, for how much and until when, but nothing of technology, site and performance.",
        "Send it in one ZIP package together with the fund's technical form (cleanfund init writes an empty one).",
        field="blocks",
        place="the whole file",
    )


def _cast_money(proposal: CastProposal, facts: list[Fact], kept: dict[str, CastFact]) -> None:
    words = {name: cast.fact for name, cast in proposal.header.items()}
    for fact in facts:
        if not fact.raw.strip():
            continue
        cast = cast_quantity(proposal, fact, "USD2024", words)
        proposal.facts.append(cast)
        if cast.value is not None:
            kept[fact.field] = cast


def _cast_years(proposal: CastProposal) -> None:
    """The years of a disbursement and those who pay have names of their own; another name is left aside, and said."""
    for kept, known, what in (
        (proposal.disbursement, YEARS, "year of the disbursement"),
        (proposal.cost_share, COST_SHARES, "kind of payer"),
    ):
        for name in [name for name in kept if name not in known]:
            proposal.findings.append(unknown_field(kept.pop(name).fact, what, known))
