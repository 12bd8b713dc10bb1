"""The country of a proposal: its code, or which code was meant; and rows of tables that are for one country only."""

from __future__ import annotations

from evaluators.toolkit.contract import Choice, Evaluator
from flows.cast_values import CastBlock, CastProposal
from flows.expectations.countries import COUNTRIES, code_of, country_names
from flows.expectations.wording import listed
from flows.findings import CRITICAL, Finding

# Rows of tables beside the evaluators begin with the country they are for.
COUNTRY_OF_ROWS = {"us": "US", "japan": "JP"}


def no_country(written: str, place: str) -> Finding:
    """What to say of a country that is not written as the code of one."""
    code = code_of(written)
    remedy = f"For {country_names()[code][0]} write {code}." if code else "Write the code of two letters, such as US or JP."
    reason = f"'{written[:60]}' is not the code of a country (ISO 3166-1, two letters)."
    return Finding(CRITICAL, "form.country", written, reason, remedy, field="country", place=place)


def rows_for(declared: Choice, country: str) -> list[str]:
    """The options that fit a project in this country; all of them where it is not known."""
    own = country if country in COUNTRIES else ""
    return [row for row in declared.options if not own or COUNTRY_OF_ROWS.get(row.split("_")[0], own) == own]


def judge_country(proposal: CastProposal, block: CastBlock, found: Evaluator, place: str) -> None:
    """A row that is named for one country, such as its tax credit or its grid, fits no project of another."""
    country = proposal.text("country")
    for name, declared in found.inputs.items():
        value = str(block.values.get(name))
        meant = COUNTRY_OF_ROWS.get(value.split("_")[0]) if isinstance(declared, Choice) else None
        # Where the country itself is wrong, that is told, and not what follows from it.
        if meant and country in COUNTRIES and meant != country and isinstance(declared, Choice):
            others = rows_for(declared, country)
            choose = f"Choose another {name}: {listed(others)}; or correct" if others else "Correct"
            proposal.findings.append(
                Finding(
                    CRITICAL,
                    "country",
                    value,
                    f"{name} is '{value}', which is for {meant}; the project is built in {country}.",
                    f"{choose} the country.",
                    block=block.number,
                    field=name,
                    place=block.places.get(name, place),
                )
            )
