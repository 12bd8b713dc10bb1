"""The contract: what a signature may say, what it refuses, and in which sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from evaluators.toolkit import answer, assumed, assumption_table, assumptions, choice, evaluator, given, measured
from evaluators.toolkit.binding import InputMissing, bind
from evaluators.toolkit.contract import Assumed, Choice, ContractBroken, Given, Measured
from evaluators.toolkit.draws import Streams
from evaluators.toolkit.row import Row

HEADER = "row,parameter,low,mode,high,shape,unit,year,source,note\n"
GOOD = HEADER + (
    'stone,mass,1,2,3,pert,kg,2020,"Author 2020, table 1",\n'
    "stone,price,,5,,,USD2024/kg,2020,Author 2020,\n"
    "sand,mass,2,4,8,lognormal,kg,,Author,\n"
)
SOURCE = "Author 2020, table 1"


@pytest.fixture
def table_of(tmp_path, monkeypatch):
    """A package with a table beside its code; gives the reader of that table."""

    def write(text: str | bytes, scope: str = "technology"):
        package = tmp_path / f"package_{len(list(tmp_path.iterdir()))}"
        package.mkdir()
        (package / "__init__.py").write_text("")
        (package / "table.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.syspath_prepend(str(tmp_path))
        monkeypatch.delitem(sys.modules, package.name, raising=False)
        return assumption_table(package.name, "table.csv", scope)

    return write


def stones(
    mass=given("kg", "mass", example=2.0),
    price=assumed(1, 2, 4, "USD2024/kg", "price", source=SOURCE),
    note=given("1", "n", optional=True),
):
    """Worth of stones."""
    return {"capex": mass * price, "opex": 0.0, "life": 10, "worth": mass * price}


STONES = evaluator("stones", answers={"worth": answer("USD2024", "worth", least=0)})(stones)


# --- what a signature may say


def test_the_name_is_that_of_the_function_and_the_inputs_are_its_parameters():
    assert STONES.name == "stones" and list(STONES.inputs) == ["mass", "price", "note"]
    assert list(STONES.of(Given)) == ["mass", "note"] and list(STONES.of(Assumed)) == ["price"] and not STONES.of(Measured)
    assert STONES.example() == {"mass": 2.0}


def test_measured_is_not_given_when_asked_by_kind():
    @evaluator("x")
    def x(a=measured("m", "a"), b=given("m", "b")):
        return {}

    assert list(x.of(Measured)) == ["a"] and list(x.of(Given)) == ["b"]


@pytest.mark.parametrize("bad", [lambda a: {}, lambda a=5: {}, lambda *a: {}, lambda **a: {}])
def test_a_parameter_that_says_nothing_is_refused(bad):
    with pytest.raises(ContractBroken, match=r"the parameter 'a' says nothing about itself\. Give it a default of given"):
        evaluator("bad")(bad)


@pytest.mark.parametrize("name", ["capex", "reference_t", "life", "exhibits"])
def test_an_answer_named_as_a_stream_is_refused(name):
    with pytest.raises(ContractBroken, match=f"cannot be called '{name}'.*Rename it"):
        evaluator("bad", answers={name: answer("1", "x")})(lambda: {})


def test_a_price_without_a_name_is_refused():
    with pytest.raises(ContractBroken, match="sold_at has no name="):
        evaluator("bad", sold_at=assumed(1, 2, 3, "USD2024/MWh", "price", source=SOURCE))(lambda: {})


@pytest.mark.parametrize("group", [("a",), ("nobody",)])
def test_one_of_names_optional_inputs_only(group):
    with pytest.raises(ContractBroken, match=f"one_of names '{group[0]}', which is no optional input"):
        evaluator("bad", one_of=(group,))(lambda a=given("m", "a"): {})


# --- called with plain numbers


def test_called_with_plain_numbers_the_rest_is_the_median():
    # PERT 1, 2, 4 is 1 + 3 beta(7/3, 11/3); its median from the incomplete beta function.
    from scipy.stats import beta

    assert STONES(mass=3.0)["worth"] == pytest.approx(3 * (1 + 3 * beta(7 / 3, 11 / 3).median()))
    assert STONES(mass=3.0, price=7.0)["worth"] == 21.0


def test_called_with_an_unknown_name():
    with pytest.raises(TypeError, match="stones takes no input called weight; it takes mass, price, note"):
        STONES(weight=3)


def test_called_without_what_the_proposal_must_state():
    with pytest.raises(TypeError, match="stones needs mass: mass"):
        STONES()


def test_called_with_the_name_of_a_row(table_of):
    table = table_of(GOOD)

    @evaluator("x")
    def x(kind=choice(table, "kind"), fixed=assumptions(table, "stone")):
        return {"kind": kind.mass, "fixed": fixed["price"], "name": kind.name}

    assert x(kind="sand") == {"kind": 4.0, "fixed": 5.0, "name": "sand"}
    with pytest.raises(KeyError, match="has no row 'gravel'; it has stone, sand"):
        x(kind="gravel")


# --- rows and tables


def test_a_row_reads_by_attribute_and_by_key_and_says_what_it_has():
    row = Row("stone", {"mass": 2.0, "price": 5.0})
    assert row.mass == row["mass"] == 2.0 and dict(row) == {"mass": 2.0, "price": 5.0} and row.name == "stone" and len(row) == 2
    with pytest.raises(AttributeError, match="the row 'stone' has no parameter 'weight'; it has mass, price"):
        _ = row.weight
    with pytest.raises(KeyError):
        row["weight"]


def test_a_row_can_be_copied():
    import copy
    import pickle

    row = Row("stone", {"mass": 2.0})
    assert copy.deepcopy(row).mass == pickle.loads(pickle.dumps(row)).mass == 2.0


def test_a_table_is_read_with_its_places(table_of):
    table = table_of(GOOD)
    assert table.rows == ("stone", "sand")
    mass, price = table.lines["stone"]["mass"], table.lines["stone"]["price"]
    assert (mass.low, mass.mode, mass.high, mass.shape, mass.year, mass.line) == (1, 2, 3, "pert", 2020, 2)
    assert (price.low, price.high, price.shape) == (5, 5, "fixed") and mass.source == "Author 2020, table 1"
    assert table.lines["sand"]["mass"].year is None


def test_a_table_saved_by_a_spreadsheet_is_read(table_of):
    assert table_of(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()).rows == ("stone", "sand")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("stone,mass,1,2,3,pert,kg,2020,,", "table.csv, line 3: 'mass' of 'stone' has no source. Name document, table or year."),
        ("stone,heft,1,2,3,pert,kg,2020,Author,", "table.csv, line 3: 'heft' of 'stone' stands twice."),
        ("stone,mass,1,two,3,pert,kg,2020,Author,", "line 3: low, mode and high of 'mass' must be numbers"),
        ("stone,mass,1,nan,3,pert,kg,2020,Author,", "line 3: low, mode and high of 'mass' must be finite numbers"),
        ("stone,mass,1,2,inf,pert,kg,2020,Author,", "line 3: low, mode and high of 'mass' must be finite numbers"),
        ("stone,mass,1,2,,pert,kg,2020,Author,", "line 3: 'mass' of 'stone' has one end only"),
        ("stone,mass,1,2,3,pert,kg,2020.5,Author,", "line 3: the year of 'mass' is '2020.5'; it may be a whole year"),
        ("stone,mass,1,2,3,pert,kg,2020,Author, table 4, page 2", "line 3: the line has more or fewer cells than columns"),
        ("stone,mass,1,2", "line 3: the line has more or fewer cells than columns. Put text with a comma between quotes."),
        (",mass,1,2,3,pert,kg,2020,Author,", "line 3: the row or the parameter has no name"),
        ("stone,values,1,2,3,pert,kg,2020,Author,", "line 3: a parameter cannot be called 'values'"),
        ("stone,name,1,2,3,pert,kg,2020,Author,", "line 3: a parameter cannot be called 'name'"),
    ],
)
def test_a_broken_line_names_file_and_line(table_of, line, sentence):
    with pytest.raises(ValueError) as caught:
        table_of(HEADER + "stone,heft,1,2,3,pert,kg,2020,Author,\n" + line + "\n")
    assert sentence in str(caught.value)


def test_a_missing_column_is_named(table_of):
    with pytest.raises(ValueError, match=r"table\.csv: the column unit, source is missing"):
        table_of("row,parameter,low,mode,high,shape,year\n")


# --- from facts to values


def test_a_needed_fact_that_is_missing_is_named():
    with pytest.raises(InputMissing, match=r"stones needs mass \(mass\); the proposal and its site state none"):
        bind(STONES, {}, Streams(1, 64, "p"))


def test_a_choice_outside_the_table_says_what_it_may_be(table_of):
    table = table_of(GOOD)
    chooser = evaluator("x")(lambda kind=choice(table, "kind"): {})
    with pytest.raises(InputMissing, match="kind is 'gravel'; it may be stone, sand"):
        bind(chooser, {"kind": "gravel"}, Streams(1, 64, "p"))


def test_facts_arrive_as_stated_and_cannot_be_written_on():
    series = np.arange(12.0)
    shaped = evaluator("x")(lambda a=measured("m", "a", shape="month"), b=given("m", "b"), c=given("m", "c"): {})
    bound = bind(shaped, {"a": series, "b": 3, "c": (2.0, 6.0)}, Streams(1, 1000, "p"))
    np.testing.assert_array_equal(bound.values["a"], series)
    series[0] = 99.0
    assert bound.values["a"][0] == 0.0, "the caller's own array is not held"
    assert bound.values["b"] == 3.0 and isinstance(bound.values["b"], float)
    # A stated range is uniform between its ends, a stream of the project.
    stated = bound.values["c"]
    assert 2.0 <= stated.min() and stated.max() <= 6.0 and stated.mean() == pytest.approx(4.0, abs=0.01)
    np.testing.assert_allclose(bound.uniforms["c"], (stated - 2.0) / 4.0, rtol=1e-9)
    assert not bound.values["a"].flags.writeable and not stated.flags.writeable


def test_one_table_is_one_set_of_draws_for_all_when_it_is_of_the_fund(table_of):
    shared, own = table_of(GOOD, "fund"), table_of(GOOD)
    made = {}
    for name, table in (("shared", shared), ("own", own)):
        for owner in ("one", "two"):

            def function(grid=choice(table, "kind")):
                return {}

            function.__name__ = owner
            made[name, owner] = bind(evaluator("x")(function), {"grid": "sand"}, Streams(1, 200, "p")).values["grid"].mass
    np.testing.assert_array_equal(made["shared", "one"], made["shared", "two"])
    assert not np.array_equal(made["own", "one"], made["own", "two"])


def test_a_fixed_line_is_a_number_and_has_no_stream(table_of):
    bound = bind(evaluator("x")(lambda a=assumptions(table_of(GOOD), "stone"): {}), {}, Streams(1, 200, "p"))
    assert bound.values["a"].price == 5.0 and set(bound.uniforms) == {"a.stone.mass"}


def test_the_options_of_a_choice_are_the_rows(table_of):
    assert Choice(table_of(GOOD), "kind").options == ("stone", "sand")
    assert Path(table_of(GOOD).file).name == "table.csv"
