"""Asking changes nothing and stands in nobody's way: SQL that only reads, and many readers at once."""

from __future__ import annotations

import threading

import pytest


@pytest.mark.parametrize(
    "statement",
    [
        "create table mine (i int)",
        "delete from scorecard",
        "update scorecard_latest set score = 100",
        "drop table scorecard_latest",
        "select * from read_text('{other}')",
        "select * from read_csv('{other}')",
        "select * from '{other}'",
        "select * from glob('/*')",
        "copy scorecard_latest to '{new}'",
        "attach '{new}'",
        "install httpfs",
        "load httpfs",
        "set enable_external_access = true",
        "set lock_configuration = false",
        "export database '{new}'",
        "select 1; copy (select 1) to '{new}'",
    ],
)
def test_sql_can_change_nothing_and_read_no_file(ask, tmp_path, statement):
    other, new = tmp_path / "other.csv", tmp_path / "new.csv"
    other.write_text("secret\n42\n")
    code, out, err = ask("sql", statement.format(other=other, new=new))
    assert code == 2
    assert "DuckDB refuses" in err
    assert "secret" not in out + err
    assert not new.exists()
    assert ask("sql", "select count(*) from scorecard_latest", "--format", "csv")[1] == "count_star()\n3\n"


def test_eight_readers_ask_at_once(data, sample):
    from scorecards.query import rank
    from scorecards.warehouse import open_snapshot

    answers, errors = [], []

    def read() -> None:
        try:
            for _ in range(5):
                with open_snapshot(data) as snapshot:
                    answers.append(tuple((row["rank"], row["project_id"], row["score"]) for row in rank(snapshot).rows))
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not errors
    assert len(answers) == 40
    assert len(set(answers)) == 1
