"""The ``cleanfund`` command, and what every error becomes; which commands there are says ``command_tree.py``."""

from __future__ import annotations

import codecs
import inspect
import io
import os
import sys
from pathlib import Path
from typing import Any

from cyclopts import CycloptsError

from app.command_tree import app
from app.errors import BUG, DONE, INTERRUPTED, USAGE, as_user_error, report_bug
from app.hints import as_typed, asks_a_fund, default_data


def main(tokens: list[str] | None = None) -> int:
    """Runs one command and returns its exit code; no user error shows a traceback."""
    tokens = sys.argv[1:] if tokens is None else tokens
    debug = "--debug" in tokens
    _soften(sys.stdout, sys.stderr)
    _tell_where(tokens)
    try:
        _help_in_full(tokens)
        code = app(tokens, exit_on_error=False, print_error=False, result_action="return_value")
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except CycloptsError as error:
        return _tell(str(error).strip(), f"cleanfund {_command_of(tokens)}--help", USAGE, tokens)
    except BrokenPipeError:
        # The reader (head, less) has seen enough; Python must not complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else DONE if error.code is None else USAGE
    except BaseException as error:  # noqa: BLE001 - every error becomes a sentence and an exit code
        known = as_user_error(error)
        if known is None:
            sys.stderr.write(_clean(report_bug(error, _data_of(tokens), debug)) + "\n")
            return BUG
        if debug and known.code != INTERRUPTED:
            import traceback

            traceback.print_exception(error)
        if known.code == INTERRUPTED:
            kept = " What is finished is kept; cleanfund run goes on from there."
            kept = as_typed(kept, _data_of(tokens)) if _command_of(tokens) in ("run ", "demo ") else ""
            sys.stderr.write(f"{known.what}{kept}\n")
            return INTERRUPTED
        return _tell(known.what, known.then, known.code, tokens)


def _soften(*streams: Any) -> None:
    """A terminal that cannot write a sign gets a plainer one, never an error."""
    from app.text import plain_signs

    codecs.register_error("cleanfund", plain_signs)
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="cleanfund")


def _tell(what: str, then: str, code: int, tokens: list[str]) -> int:
    what, then = (as_typed(text, _data_of(tokens)) for text in (what, then))
    lines = _clean(what).strip().splitlines() or ["Something went wrong."]
    sys.stderr.write("\n".join([f"error: {lines[0]}", *(f"  {line}" for line in lines[1:])]) + "\n")
    if then:
        sys.stderr.write(f"  Next: {_clean(then)}\n")
    return code


def _clean(text: str) -> str:
    from app.text import clean

    return clean(text, lines=True)


def _command_of(tokens: list[str]) -> str:
    """The command that was meant, with a blank behind it: "runs show "; "" where there is none."""
    words: list[str] = []
    for word in tokens[:2]:
        groups = ("runs", "quarantine", "review", "export", "evaluator", "ledger", "call")
        known = app if not words else app[words[0]] if words[0] in groups else ()
        if word.startswith("-") or word not in {*known}:
            break
        words.append(word)
    return " ".join(words) + " " if words else ""


def _help_in_full(tokens: list[str]) -> None:
    """The help of one command is all that its function says; the short line is for the list of commands."""
    words = _command_of(tokens).split()
    if words and {"--help", "-h"} & {*tokens}:
        command = app
        for word in words:
            command = command[word]
        told = inspect.getdoc(command.default_command) if command.default_command else None
        if told:
            paragraphs = told.partition("\n\nParameters\n")[0].split("\n\n")
            command.help = "\n\n".join(" ".join(one.splitlines()) for one in paragraphs)


def _tell_where(tokens: list[str]) -> None:
    """Says so where this folder is taken as the fund's though nobody named it."""
    named = os.environ.get("CLEANFUND_DATA") or any(word.partition("=")[0] == "--data" for word in tokens)
    if asks_a_fund(_command_of(tokens)) and "--help" not in tokens and not named and default_data() == Path():
        sys.stderr.write("The fund is this folder: it holds a fund.yaml. --data names another.\n")


def _data_of(tokens: list[str]) -> Path:
    for place, word in enumerate(tokens):
        if word == "--data" and place + 1 < len(tokens):
            return Path(tokens[place + 1])
        if word.startswith("--data="):
            return Path(word.partition("=")[2])
    return default_data()
