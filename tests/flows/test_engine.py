"""Prefect as a shell: what the user set is left alone, failures are said, and applicants' text stays text."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from run_processes import clean_environment

from flows import artifacts, engine, prefect_server


def test_asking_commands_do_not_load_prefect() -> None:
    code = "import sys, flows.engine, flows.prefect_server, flows.artifacts; print('prefect' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert done.stdout == "False\n", done.stderr


def test_the_environment_leaves_alone_what_the_user_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(
            os, "environ", {"PREFECT_HOME": "theirs", "HTTPS_PROXY": "http://proxy", "NO_PROXY": "fund.org"}
        )
        engine.quiet_environment(tmp_path)
        assert os.environ["PREFECT_HOME"] == "theirs"
        assert os.environ["NUMBA_CACHE_DIR"] == str(tmp_path.resolve() / ".numba")
        assert os.environ["DO_NOT_TRACK"] == "1"
        assert os.environ["NO_PROXY"] == "fund.org"
        os.environ["HTTP_PROXY"] = "http://proxy"
        engine.quiet_environment(tmp_path)
        assert os.environ["NO_PROXY"] == "fund.org,127.0.0.1,localhost"


def test_a_server_that_cannot_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setenv("PREFECT_HOME", str(tmp_path / ".prefect"))
    monkeypatch.setenv(
        "PREFECT_API_DATABASE_CONNECTION_URL", "sqlite+aiosqlite:////no/such/folder/prefect.db"
    )
    server = prefect_server.start_server(tmp_path, lambda line: None)
    try:
        with pytest.raises(prefect_server.EngineError, match="ended with code") as raised:
            server.wait_ready(60)
    finally:
        server.stop()
    assert "unable to open database file" in str(raised.value)  # the tail of its log
    assert "cleanfund doctor" in str(raised.value)
    assert "PREFECT_API_URL" not in os.environ


def test_the_users_server_is_used_and_none_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")  # the discard port: nobody answers
    server = prefect_server.start_server(tmp_path, lambda line: None)
    assert server.process is None
    with pytest.raises(
        prefect_server.EngineError, match=r"127\.0\.0\.1:9/api does not answer.*\n.*\n.*unset"
    ):
        server.wait_ready()
    server.stop()
    assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:9/api"


def test_an_artifact_that_fails_is_a_warning(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import prefect.artifacts

    def refuse(**_: object) -> None:
        raise ConnectionError("the server is gone")

    monkeypatch.setattr(prefect.artifacts, "create_table_artifact", refuse)
    artifacts.table_artifact("refused", "Refused", [{"a": 1}])
    assert (
        "Warning: the artifact 'refused' could not be kept with the run: the server is gone"
        in capsys.readouterr().err
    )


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "[a](javascript:b)", "**b** _i_ `c`", "# h", "1. x", "&lt;", "a\n\n- b"]
)
def test_applicants_text_stays_text(text: str) -> None:
    """Read back by a peer that implements CommonMark: one paragraph, of nothing but the text itself."""
    block, inline, close = MarkdownIt("commonmark").parse(artifacts.escaped(text))
    assert (block.type, close.type) == ("paragraph_open", "paragraph_close")
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    assert "".join(child.content for child in inline.children) == " ".join(text.split())

    _, inline, *_ = MarkdownIt("commonmark").parse(artifacts.plain("x " + text))
    assert not {child.type for child in inline.children} & {"link_open", "html_inline", "code_inline"}
