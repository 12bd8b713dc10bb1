"""The blocks of a proposal: what it gives, what its site brings, what it claims, in the units of its evaluator."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace

from evaluators.toolkit.common import COMMON, PROMISED
from evaluators.toolkit.contract import Choice, Evaluator, Given, Measured
from evaluators.toolkit.units import UnitError
from flows.cast_country import judge_country
from flows.cast_tables import take_table
from flows.cast_values import (
    CastBlock,
    CastFact,
    CastProposal,
    cast_quantity,
    not_promised,
    sentence,
    unknown_field,
    unreadable_value,
)
from flows.expectations.wording import listed
from flows.facts import Fact
from flows.findings import CRITICAL, WARNING, Finding
from flows.form import FORM
from flows.site_columns import known_columns, unknown_columns
from flows.sites import Site, two_readings

_BLOCK = ("technology", "site", "given", "claim")


def cast_blocks(
    proposal: CastProposal, facts: Iterable[Fact], evaluators: Mapping[str, Evaluator], sites: Mapping[str, Site]
) -> None:
    by_block: dict[str, list[Fact]] = {}
    for fact in facts:
        if fact.group in ("block", "given", "claim"):
            by_block.setdefault(fact.block, []).append(fact)
    if not by_block:
        reason = "The proposal has no block: it names no technology."
        remedy = "Add a block with technology, site and what is given."
        proposal.findings.append(Finding(CRITICAL, "missing", "", reason, remedy, field="blocks", place="blocks"))
    for number, own in sorted(by_block.items(), key=lambda item: (len(item[0]), item[0])):
        names = {fact.field: fact for fact in own if fact.group == "block"}
        technology, site = (names[key].raw.strip() if key in names else "" for key in ("technology", "site"))
        block = CastBlock(number, technology, site)
        proposal.facts += [CastFact(fact, fact.raw.strip()) for fact in names.values()]
        strange = [fact for name, fact in names.items() if name not in _BLOCK]
        proposal.findings += [unknown_field(fact, "part of a block", _BLOCK, number) for fact in strange]
        place = names["technology"].where if "technology" in names else f"block {number}"
        found = evaluators.get(technology)
        if found is None:
            what = f"There is no evaluator for the technology '{technology}'." if technology else "The block names no technology."
            proposal.findings.append(
                Finding(
                    CRITICAL,
                    "unknown_technology",
                    technology,
                    what,
                    f"Write one of: {', '.join(sorted(evaluators))}.",
                    block=number,
                    field="technology",
                    place=place,
                )
            )
            continue
        proposal.blocks.append(block)
        _cast_given(proposal, block, found, [fact for fact in own if fact.group == "given"])
        near = difflib.get_close_matches(site, sites, n=1)
        _take_from_site(proposal, block, found, sites.get(site), names.get("site"), place, near)
        _cast_claims(proposal, block, found, [fact for fact in own if fact.group == "claim"])
        judge_country(proposal, block, found, place)
    _judge_chain(proposal, evaluators)


def _judge_chain(proposal: CastProposal, evaluators: Mapping[str, Evaluator]) -> None:
    """Blocks that feed each other must say so, or energy, tonnes and cost count twice."""
    products = {evaluators[block.technology].product: block for block in proposal.blocks}
    wind, store = products.get("MWh"), products.get("kg")
    if wind is not None and store is not None and "own_use" not in wind.values:
        proposal.findings.append(
            Finding(
                WARNING,
                "linked_blocks",
                "",
                f"Block {wind.number} makes electricity and block {store.number} stores hydrogen; how much of the one feeds the "
                "other is not stated, so all of it counts as sold to the grid.",
                f"State own_use in block {wind.number} (MWh/year that stay in the project), and in block {store.number} the "
                "hydrogen's cost without the electricity that the project makes itself.",
                block=wind.number,
                field="own_use",
                place=f"block {wind.number}",
            )
        )


def _cast_given(proposal: CastProposal, block: CastBlock, found: Evaluator, facts: list[Fact]) -> None:
    words = {name: cast.fact for name, cast in proposal.header.items()}
    stated = {name: d for name, d in found.all_inputs.items() if isinstance(d, Given | Choice) and name not in FORM}
    for fact in facts:
        declared = stated.get(fact.field)
        if declared is None:
            proposal.findings.append(unknown_field(fact, f"input of {found.name}", stated, fact.block))
            proposal.facts.append(CastFact(fact, None))
        elif not fact.raw.strip():
            proposal.facts.append(CastFact(fact, None))
        elif isinstance(declared, Choice):
            _take_choice(proposal, block, fact, declared)
        elif declared.columns:
            take_table(proposal, block, fact, declared)
        elif declared.shape:
            proposal.findings.append(
                unreadable_value(fact, f"'{fact.field}' is a series.", "Name the site that holds it instead.")
            )
        else:
            cast = cast_quantity(proposal, fact, declared.unit, words, declared)
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
    proposal: CastProposal, block: CastBlock, found: Evaluator, site: Site | None, named: Fact | None, place: str, near: list[str]
) -> None:
    lacking = [
        name
        for name, d in found.inputs.items()
        if name not in block.values
        and name not in FORM
        and (isinstance(d, Measured | Choice) or (isinstance(d, Given) and not d.optional))
    ]
    alternatives = {name for group in found.one_of for name in group}
    asks_site = any(isinstance(found.inputs[name], Measured | Choice) for name in lacking)
    needs_site = any(
        (isinstance(d, Measured) and not d.optional and name not in alternatives)
        or (isinstance(d, Choice) and not d.optional and bool(block.site))
        for name, d in found.inputs.items()
        if name in lacking
    ) or any(_of_site(found, group) and not any(name in block.values for name in group) for group in found.one_of)
    if site is None and (needs_site or block.site):
        what = f"The site '{block.site}' is not known." if block.site else "The block names no site."
        proposal.findings.append(
            Finding(
                CRITICAL if needs_site else WARNING,
                "unknown_site",
                block.site,
                what,
                (f"Did you mean {near[0]}? " if near else "")
                + "Send the site's file along, or write the name of a site that is there.",
                block=block.number,
                field="site",
                place=named.where if named else place,
            )
        )
    if site is not None:
        if "note" in site.facts:
            note = site.facts["note"]
            proposal.findings.append(
                Finding(
                    WARNING,
                    "site_note",
                    "",
                    f"The site '{site.site_id}': {note.raw.strip()}",
                    "",
                    block=block.number,
                    field="site",
                    place=note.where,
                    file=site.file_of("note"),
                )
            )
        for trouble in site.troubles if asks_site else []:
            file = next((name for name, _ in site.files if trouble.where.startswith(name)), "")
            proposal.findings.append(
                Finding(
                    CRITICAL,
                    trouble.rule,
                    trouble.found,
                    f"The site '{site.site_id}': {trouble.reason}",
                    trouble.remedy,
                    block=block.number,
                    field="site",
                    place=trouble.where.removeprefix(f"{file}, "),
                    file=file,
                )
            )
        for name in lacking:
            try:
                value = site.value_of(name, found.inputs[name])
            except UnitError as error:
                # A series has no fact of its own: its unit stands in the head of its column.
                fact = site.facts.get(name, Fact("series", "", name, "", where=f"site {site.site_id}, {name}"))
                reason = f"The site '{site.site_id}': {sentence(error.reason)}"
                proposal.findings.append(
                    Finding(
                        CRITICAL,
                        "unit",
                        f"{fact.raw} {fact.unit}".strip(),
                        reason,
                        sentence(error.remedy),
                        block=block.number,
                        field=name,
                        place=fact.where,
                        file=site.file_of(name),
                    )
                )
                continue
            if value is not None:
                block.values[name] = value
                block.places[name] = f"site {site.site_id}"
                proposal.findings += [replace(one, block=block.number) for one in two_readings(site, name, found.inputs[name])]
    for name in lacking:
        declared = found.inputs[name]
        if not isinstance(declared, Given | Choice) or name in block.values or name in alternatives:
            continue
        if isinstance(declared, Given | Choice) and declared.optional:
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
            Finding(
                CRITICAL,
                "missing",
                "",
                f"{found.title} needs '{name}' ({declared.meaning}); it is not there.",
                f"Let the {who} state '{name}'{example}.",
                block=block.number,
                field=name,
                place=place,
            )
        )
    for group in found.groups(block.values):
        of_site = _of_site(found, group)
        if (of_site and site is None) or any(f.block == block.number and f.field in group for f in proposal.findings):
            continue
        if not any(name in block.values for name in group):
            who = f"the site '{block.site}' has none{_ignored(site, found)}" if of_site else "the proposal states none"
            reason = f"{found.title} needs one of {', '.join(group)}; {who}."
            remedy = "Send an hourly series or a monthly table for the site." if of_site else f"State {' or '.join(group)}."
            proposal.findings.append(
                Finding(CRITICAL, "missing", "", reason, remedy, block=block.number, field=group[0], place=place)
            )


def _ignored(site: Site | None, found: Evaluator) -> str:
    """Which columns of the site's tables are left aside, for one of them may be what is missing."""
    strange = unknown_columns(site, known_columns([found])) if site else []
    names = listed(f"'{name.removeprefix('monthly_')}'" for name in strange)
    return f" (not known, and not used, of its tables: {names})" if strange else ""


def _of_site(found: Evaluator, group: Iterable[str]) -> bool:
    return all(isinstance(found.inputs[name], Measured) for name in group)


def _cast_claims(proposal: CastProposal, block: CastBlock, found: Evaluator, facts: list[Fact]) -> None:
    words = {name: cast.fact for name, cast in proposal.header.items()}
    answers, promised = {**COMMON, **found.answers}, (*found.answers, *PROMISED)
    for fact in facts:
        if fact.field not in answers:
            proposal.findings.append(unknown_field(fact, f"answer of {found.name}", promised, fact.block))
            proposal.facts.append(CastFact(fact, None))
            continue
        if not fact.raw.strip():
            proposal.facts.append(CastFact(fact, None))  # left blank in the form: nothing is promised
            continue
        if fact.field not in promised:
            proposal.findings.append(not_promised(fact, COMMON[fact.field].meaning, PROMISED))
        cast = cast_quantity(proposal, fact, answers[fact.field].unit, words, answers[fact.field])
        proposal.facts.append(cast)
        if cast.value is not None:
            block.claims[fact.field] = cast
