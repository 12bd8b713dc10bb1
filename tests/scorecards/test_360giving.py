"""Awards as 360Giving 1.4: valid whatever the ledger holds, to the cent, and nothing private in any byte."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from awarded_snapshot import faults, fill, judge_360giving, needs_schemas, open_store, report, sample_entries, schema
from hypothesis import given, settings
from ledger_entries import HISTORY, chained, wanted
from random_awards import applicants, ledgers, seen
from sample_projects import _fact, _proposal

from scorecards.export_360giving import flat, package
from scorecards.export_awards import Awarded, awarded
from scorecards.export_oc4ids import package as projects_package
from scorecards.export_settings import open_data
from scorecards.portfolio_amounts import SettingWrong

FUND = open_data({
    "name": "Sample Fund", "short_name": "SF", "pillars": {"offshore_wind": "Offshore Wind"},
    "open_data": {
        "organization": "GB-CHC-1164883", "prefix_360giving": "360G-sample", "prefix_oc4ids": "oc4ids-bu3kcz",
        "licence": "https://creativecommons.org/licenses/by/4.0/", "address": "https://fund.example/data",
        "sectors": {"offshore_wind": ["energy", "energy.wind"]},
    },
})  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """The sample's warehouse; every test takes back what it writes."""
    opened = open_store(tmp_path_factory.mktemp("fund"))
    yield opened
    opened.close()


def grants_of(store, *asked, **proposal) -> list[dict]:
    """The grants of a short history of award A-1 of project P-1."""
    with store.rehearsal():
        fill(store, chained(asked))
        _proposal(store, "P-1", 1, "content-P-1", **({"title": "Sea wind"} | proposal))
        return package(awarded(store.connection), FUND)["grants"]


@needs_schemas
def test_the_sample_ledger_is_valid_and_says_what_its_balances_say(store):
    with store.rehearsal():
        fill(store, sample_entries())
        document = package(awarded(store.connection), FUND)
    assert faults(judge_360giving(), document) == []
    assert [(one["id"], one["currency"], one["amountAwarded"], one["amountDisbursed"]) for one in document["grants"]] == [
        ("360G-sample-CTIF-A-014", "USD", 12_000_000, 1_800_000),
        ("360G-sample-CTIF-A-021", "JPY", 2_000_000_000, 600_000_000),
        ("360G-sample-CTIF-A-022", "USD", 15_000_000, 13_000_000),
    ]
    assert [one["dateModified"] for one in document["grants"]] == [
        "2027-02-03T00:00:00Z", "2028-12-11T00:00:00Z", "2030-01-28T00:00:00Z",
    ]  # fmt: skip
    assert document["issued"] == "2026-10-10" and document["version"] == "1.4"


@pytest.fixture(scope="module")
def judge():
    """One validator for all examples."""
    return judge_360giving()


@needs_schemas
@settings(max_examples=120, deadline=None)
@given(ledgers(), applicants())
def test_any_ledger_gives_a_valid_package_equal_to_its_balances_to_the_cent(store, judge, entries, applicant):
    found, balances = seen(store, entries, applicant)
    counted = {one.award_id for one in found.awards}
    if not counted:
        with pytest.raises(ValueError, match="at least one grant"):
            package(found, FUND)
        return
    document = package(found, FUND)
    assert faults(judge, document) == []
    own = {grant["id"]: grant for grant in document["grants"]}
    assert len(own) == len(found.awards)
    for award in counted:
        grant, balance = own[f"360G-sample-{award.replace('/', ':')}"], balances[award]
        assert Decimal(str(grant["amountAwarded"])) == balance["committed"]
        assert Decimal(str(grant["amountDisbursed"])) == balance["disbursed"]
        for name, figure in (("commitmentTransaction", "committed"), ("disbursementTransaction", "disbursed")):
            assert sum(Decimal(str(one["value"])) for one in grant.get(name, [])) == balance[figure]
    assert json.dumps(document) == json.dumps(package(found, FUND))


@needs_schemas
def test_the_judge_refuses_what_is_wrong(store):
    """Formats are on: a date that is none, a number as a text, a grant without its funder."""
    with store.rehearsal():
        fill(store, sample_entries())
        document = package(awarded(store.connection), FUND)
    wrong = {"awardDate": "2026-13-01", "dateModified": "2027-02-03", "amountAwarded": "12", "currency": "XYZ"}
    for name, value in wrong.items():
        broken = json.loads(json.dumps(document))
        broken["grants"][0][name] = value
        assert len(faults(judge_360giving(), broken)) >= 1, name
    broken = json.loads(json.dumps(document))
    del broken["grants"][1]["fundingOrganization"]
    assert len(faults(judge_360giving(), broken)) == 1
    assert faults(judge_360giving(), {**document, "grants": []}) != []


def test_only_what_is_committed_is_a_grant(store):
    """A pledge binds nobody, and a proposal without an award is nobody's business."""
    with store.rehearsal():
        fill(store, chained([wanted("pledge", "A-2", "5 MUSD"), *HISTORY]))
        found = awarded(store.connection)
    assert [one.award_id for one in found.awards] == ["A-1"] and found.only_pledged == 1
    assert found.awards[0].decided == date(2026, 10, 10)


def test_an_award_that_was_entered_by_mistake_is_none(store):
    with store.rehearsal():
        fill(store, chained([wanted("commitment", amount="5 MUSD"), wanted("correction", corrects=1)]))
        assert awarded(store.connection).awards == ()


def test_a_terminated_award_says_when_and_why_and_what_came_back(store):
    (grant,) = grants_of(
        store, *HISTORY, wanted("termination", day="2026-11-10"), wanted("deobligation", amount="3.5 MUSD", day="2026-11-11"),
        wanted("clawback", amount="0.25 MUSD", day="2026-11-12"),
    )  # fmt: skip
    assert grant["actualDates"] == [{
        "title": "Award terminated", "startDate": "2026-10-20", "endDate": "2026-11-10", "description": "Decision of the council",
    }]  # fmt: skip
    assert grant["description"] == (
        "Sea wind: offshore wind in US. The award was terminated on 2026-11-10: Decision of the council. 3,500,000.00 USD were "
        "released from the contract. 250,000.00 USD were paid back by the recipient."
    )
    assert (grant["amountAwarded"], grant["amountDisbursed"]) == (10_000_000, 2_500_000)


def test_what_was_paid_in_another_currency_stands_in_the_awards_own(store):
    yen = wanted("disbursement", amount="150 MJPY", day="2026-11-10", rate="150", rate_source="BOJ")
    (grant,) = grants_of(store, *HISTORY, yen)
    last = grant["disbursementTransaction"][-1]
    assert (last["value"], last["currency"], last["description"]) == (1_000_000, "USD", "150,000,000.00 JPY")
    assert grant["amountDisbursed"] == 3_500_000


@pytest.mark.parametrize(
    ("raw", "unit", "applied"),
    [
        ("12.5 MUSD2019", "", 12_500_000),
        ("12.5", "MUSD", 12_500_000),
        ("12.5 MUSD2020", "", None),
        ("1.2 billion JPY2019", "", None),
        ("12 to 13 MUSD2019", "", None),
    ],
)
def test_what_was_applied_for_is_as_it_was_written_or_left_out(store, raw, unit, applied):
    """An amount that would have to be exchanged or moved in time is no amount applied for."""
    with store.rehearsal():
        fill(store, chained(HISTORY))
        _proposal(store, "P-1", 1, "content-P-1")
        store.execute("UPDATE proposal SET inputs = '{\"header\": {\"price_year\": 2019.0}}' WHERE project_id = 'P-1'")
        asked = _fact("P-1", 1, "content-P-1", "grant_requested", raw, 1.0, "USD2024")
        store.insert("fact", [asked | {"grp": "proposal", "block": "", "raw_unit": unit}])
        (grant,) = package(awarded(store.connection), FUND)["grants"]
    assert grant.get("amountAppliedFor") == applied


def test_places_are_as_precise_as_the_fund_says_and_else_the_country(store):
    (grant,) = grants_of(store, *HISTORY)
    assert grant["beneficiaryLocation"] == [{"countryCode": "US"}]
    with store.rehearsal():
        fill(store, chained(HISTORY))
        _proposal(store, "P-1", 1, "content-P-1")
        facts = json.dumps({"name": "Sand Point", "latitude": "55.3387", "longitude": "-160.4972", "owner": "private"})
        more = {"content": "x", "notes": ["n"], "files": "[]", "run_id": "zz"}
        store.insert("site", [{"site_id": "sand_point", "facts": facts, **more}])
        (grant,) = package(awarded(store.connection, 1), FUND)["grants"]
    assert grant["beneficiaryLocation"] == [{"name": "Sand Point", "countryCode": "US", "latitude": 55.3, "longitude": -160.5}]


@needs_schemas
def test_every_country_and_currency_of_ours_is_in_the_standard():
    from evaluators.toolkit.money import currencies
    from flows.expectations.countries import COUNTRIES

    one = schema("360-giving-schema-1.4.json")["$defs"]
    assert {*COUNTRIES} <= {*one["Location"]["properties"]["countryCode"]["enum"]}
    assert {*currencies()} <= {*one["currency"]["enum"]}


@needs_schemas
def test_the_sheet_has_the_standards_titles_and_loses_nothing(store):
    """Put together again by the titles in the schema, the sheet is the package."""
    asked = [*HISTORY, wanted("disbursement", amount="1 MUSD", day="2026-11-10"), wanted("pledge", "A-2", "1 MUSD"),
             wanted("commitment", "A-2", "1 MUSD")]  # fmt: skip
    with store.rehearsal():
        fill(store, chained(asked))
        _proposal(store, "P-1", 1, "content-P-1", title="Sea wind")
        found = awarded(store.connection)
    table, grants = flat(found, FUND), package(found, FUND)["grants"]
    root = schema("360-giving-schema-1.4.json")
    again = []
    for row in table.rows:
        grant: dict = {}
        for title, value in row.items():
            if value is not None:
                _put(grant, _path(title, root), value)
        again.append(grant)
    assert again == grants
    assert [column.name for column in table.columns][:4] == ["Identifier", "Title", "Description", "Currency"]


def _path(title: str, root: dict) -> list:
    """Where a column belongs, by the standard's rules: titles rolled up with colons, or the path itself."""
    if "/" in title:
        name, place, field = title.split("/")
        return [name, int(place), field]
    first, *rest = title.split(":")
    (name,) = [key for key, one in root["properties"].items() if one.get("title") == first or key == first.lower() == "currency"]
    if not rest:
        return [name]
    place = int(rest.pop(0)) if len(rest) == 2 else 0
    inner = root["$defs"][root["properties"][name]["items"]["$ref"].rpartition("/")[2]]["properties"]
    (field,) = [key for key, one in inner.items() if one.get("title") == rest[0]]
    return [name, place, field]


def _put(grant: dict, path: list, value) -> None:
    if len(path) == 1:
        grant[path[0]] = value
        return
    name, place, field = path
    objects = grant.setdefault(name, [])
    while len(objects) <= place:
        objects.append({})
    objects[place][field] = value


# What may be read of a snapshot: everything else is private, and gets a canary.
PUBLIC = {
    "ledger": {"event", "award_id", "project_id", "currency", "award_currency", "milestone", "measure", "unit"},
    "award": {"award_id", "project_id", "status", "currency"},
    "proposal": {"project_id", "status", "title", "applicant", "country", "pillar", "technologies", "sites"},
    "progress": {"project_id", "section", "item", "unit", "status"},
    "fact": {"project_id", "grp", "field", "raw", "raw_unit"},
    "site": {"site_id"},
    "run": {"run_id"}, "standing": {"project_id", "run_id"}, "snapshot": {"run_id"},
}  # fmt: skip
CANARY = "CANARY7"


def test_no_private_word_is_in_any_byte(store):
    """A canary in every text of every other column, in a refused version, in a proposal without an award, in reports' notes."""
    with store.rehearsal():
        fill(store, [replace(one, evidence="e" * 64) for one in chained(HISTORY)])
        for project, version, status in (("P-1", 1, "accepted"), ("P-1", 2, "quarantined"), ("P-2", 1, "accepted")):
            public = (project, status) == ("P-1", "accepted")
            _proposal(store, project, version, f"content-{project}-{version}", status=status, title="Sea" if public else CANARY)
        store.insert("progress", [
            report("P-1", date(2027, 3, 31), "technical", "co2_stored", 5.0, "tonne", note=CANARY),
            report("P-1", date(2027, 3, 31), "technical", "cost_per_tonne", 777_777.0, CANARY),
            report("P-1", date(2027, 3, 31), "financial", "cash_on_hand", 777_777.0, CANARY),
        ])  # fmt: skip
        store.insert("fact", [_fact("P-1", 1, "content-P-1-1", "secret_price", CANARY, 777_777.0, CANARY)])
        planted = {}
        for column in store.rows(
            "SELECT c.table_name, c.column_name, c.data_type FROM duckdb_columns() AS c JOIN duckdb_tables() AS t "
            "USING (table_oid) WHERE c.data_type IN ('VARCHAR', 'JSON', 'VARCHAR[]') AND NOT c.internal ORDER BY ALL"
        ):
            table, name, kind = column.values()
            if name in PUBLIC.get(table, ()):
                continue
            value = {
                "VARCHAR": f"concat({name}, '{CANARY}')",  # keys keep fitting one another, for they all get it
                "VARCHAR[]": f"list_append({name}, '{CANARY}')",
                "JSON": f"json_merge_patch(coalesce({name}, '{{}}'), '{{\"{CANARY}\": \"{CANARY}\"}}')",
            }[kind]
            store.execute(f'UPDATE "{table}" SET "{name}" = {value}')
            (count,) = store.rows(f'SELECT count(*) AS here FROM "{table}"')
            planted[table, name] = count["here"]
        found = awarded(store.connection, 4)
    full = {table for (table, _), count in planted.items() if count}
    assert {"review", "claim", "finding", "point", "scorecard", "evaluation", "release", "ledger", "proposal", "progress"} <= full
    assert {("ledger", "reason"), ("ledger", "decided_by"), ("ledger", "by_whom"), ("progress", "note")} <= {*planted}
    written = json.dumps(package(found, FUND)) + json.dumps(projects_package(found, FUND)) + str(flat(found, FUND).rows)
    assert '"Sea"' in written and '"co2_stored"' in written
    assert CANARY not in written and "777" not in written
    assert CANARY not in repr(found) and "777" not in repr(found)  # it does not even come through the door


@pytest.mark.parametrize(("status", "title"), [("withdrawn", "Sea wind"), ("quarantined", "Project P-1")])
def test_the_title_outlives_a_withdrawal_and_never_comes_out_of_quarantine(store, status, title):
    (grant,) = grants_of(store, *HISTORY, status=status)
    assert grant["title"] == title


def test_a_snapshot_older_than_the_ledger_has_no_awards(store):
    with store.rehearsal():
        store.execute("DROP TABLE award")
        assert awarded(store.connection) == Awarded("20261010T020000-cccc", awarded(store.connection).at, ())


def test_a_fund_that_states_nothing_gets_plain_defaults_and_says_so():
    plain = open_data({"name": "Sea Fund", "short_name": "S&F 2"})
    assert (plain.publisher, plain.organization) == ("Sea Fund", "360G-sf2")
    assert (plain.prefix_360giving, plain.prefix_oc4ids, plain.licence, plain.coordinates) == ("360G-sf2", "oc4ids-sf2", "", None)
    assert plain.unregistered == ("prefix_360giving", "prefix_oc4ids") and FUND.unregistered == ()
    assert open_data({"name": "基金"}).prefix_360giving == "360G-fund"


@pytest.mark.parametrize(
    ("setting", "told"),
    [
        ({"prefix_360giving": "ctif"}, "the one that 360Giving has given you, such as 360G-ctif"),
        ({"prefix_oc4ids": "oc4ids-ÄÖ"}, "such as oc4ids-bu3kcz"),
        ({"organization": "us"}, "such as GB-CHC-1164883"),
        ({"licence": "CC BY 4.0"}, "an address such as https://creativecommons.org"),
        ({"address": "https://x y"}, "open_data: address is 'https://x y'"),
        ({"coordinates": 9}, "how many decimals of a degree are public, 0 to 4"),
        ({"sectors": {"offshore_wind": "energy"}}, "codes of OC4IDS in brackets"),
        ({"license": "x"}, "has no setting 'license'"),
    ],
)
def test_a_setting_that_cannot_be_used_says_what_to_write(setting, told):
    with pytest.raises(SettingWrong, match="open_data") as error:
        open_data({"open_data": setting})
    assert told in str(error.value)
