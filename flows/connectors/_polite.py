"""How a weather service is asked: not too often, not for ever, and not again in a run in which it does not answer.

pvlib's getters call ``requests.get`` and ``requests.post`` themselves, one of them without any time-out. While one of them
is at work its module is lent this class in place of ``requests``.
"""

from __future__ import annotations

import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from functools import partial
from types import ModuleType, SimpleNamespace
from typing import Any
from urllib.parse import urljoin, urlsplit

from flows.patience import pauses, within

RETRIES, TIMEOUT_S = 3, 30.0
MOST_BYTES, AT_ONCE = 300_000_000, 1 << 16
ENOUGH_FAILURES = 3  # after which the rest of a run does without the service
REDIRECTS = 3
# What the service does not like about the question itself, and will not like tomorrow.
LASTING = (400, 404, 413, 414, 422)


class Away(Exception):
    """The service does not answer; the message says how."""


class Senseless(Exception):
    """The service answers what is no weather; the message says what."""


class Refused(Exception):
    """The service refuses the question (HTTP ``status`` 400 to 499)."""

    def __init__(self, status: int, text: str, remedy: str = ""):
        super().__init__(f"{status}: {text}")
        self.status, self.text, self.remedy = status, text, remedy
        self.lasting = status in LASTING


class Polite:
    """Asks one service for one run; the limits hold over all its sites.

    ``settings`` are those of fund.yaml; ``clock`` [s] and ``sleep`` [s] can be replaced, as can ``now`` [s since 1970].
    """

    def __init__(
        self,
        module: ModuleType,
        settings: Mapping[str, Any],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], float] = time.time,
    ):
        import requests

        self.HTTPError, self.exceptions = requests.HTTPError, requests.exceptions  # pvlib looks for them where it looks for get
        self.label, self.url = module.LABEL, str(settings.get("url", module.URL))
        self.pace = 60.0 / float(settings.get("requests_per_minute", module.REQUESTS_PER_MINUTE))
        self.retries, self.timeout = int(settings.get("retries", RETRIES)), float(settings.get("timeout_s", TIMEOUT_S))
        self.deadline = float(settings.get("deadline_s", module.DEADLINE_S))
        self.clock, self.sleep, self.now = clock, sleep, now
        self.session = requests.Session()
        self.session.headers["User-Agent"] = "cleanfund (weather of project sites; asks seldom)"
        self.why_away = ""
        self.failures = 0
        self._next_turn, self._ends, self._pauses = 0.0, float("inf"), pauses(module.NAME)

    @contextmanager
    def lent_to(self, getter: ModuleType) -> Iterator[None]:
        """For one question, ``getter`` (a module of pvlib) asks through us; raises what its errors mean.

        Its own sleeping, where it waits for an order to be worked off, is ours as well.
        """
        if self.failures >= ENOUGH_FAILURES:
            raise Away(f"{self.failures} questions failed; it is not asked again in this run")
        self._ends = self.clock() + self.deadline
        lent = {"requests": self, "time": SimpleNamespace(sleep=self._wait)}
        kept = {name: getattr(getter, name) for name in lent if hasattr(getter, name)}
        for name in kept:
            setattr(getter, name, lent[name])
        try:
            yield
        except (Away, Refused, Senseless):
            raise
        except self.exceptions.Timeout as error:
            raise Away(str(error)) from None
        except Exception as error:  # damaged answers break a getter in many ways
            raise Senseless(f"its answer cannot be read: {type(error).__name__}: {str(error)[:150]}") from error
        finally:
            for name, own in kept.items():
                setattr(getter, name, own)
        self.failures = 0

    def failed(self, why: str) -> None:
        """Counts a question that came to nothing; the first reason of the run is kept."""
        self.failures += 1
        self.why_away = self.why_away or why

    def get(self, url: str, **options: Any) -> Any:
        """As ``requests.get``, patiently."""
        return self._asked("GET", url, options)

    def post(self, url: str, **options: Any) -> Any:
        """As ``requests.post``, patiently."""
        return self._asked("POST", url, options)

    def _asked(self, method: str, url: str, options: dict[str, Any]) -> Any:
        for attempt in range(self.retries + 1):
            self._wait(max(0.0, self._next_turn - self.clock()))
            self._next_turn = self.clock() + self.pace
            pause, why = next(self._pauses), ""
            try:
                answer = self._once(method, url, options)
            except (self.exceptions.RequestException, TimeoutError, OSError) as error:
                why = _plainly(error, self.timeout)
            else:
                if answer.status_code in (408, 425, 429) or answer.status_code >= 500:
                    why = f"it answers {answer.status_code} {answer.reason or ''}".rstrip()
                    pause = max(pause, self._asked_to_wait(answer.headers.get("Retry-After")))
                elif answer.status_code >= 400:
                    raise Refused(answer.status_code, _complaint(answer))
                else:
                    why = _no_answer(answer)
                    if not why:
                        return answer
            if attempt < self.retries:
                if self.clock() + pause > self._ends:
                    raise Away(f"{why}; it wants {pause:.0f} s of patience, more than a run has")
                self._wait(pause)
        raise Away(f"{why}, asked {f'{self.retries + 1} times' if self.retries else 'once'}")

    def _once(self, method: str, url: str, options: dict[str, Any]) -> Any:
        left = self._ends - self.clock()
        if left <= 0:
            raise Away(f"it is not done within {self.deadline:.0f} s")
        options = options | {"timeout": min(self.timeout, left), "stream": True, "allow_redirects": False}
        for _ in range(REDIRECTS + 1):
            # One who sends a byte now and then is never late for a time-out of the socket: the whole has an end too.
            answer = within(min(left, 10 * self.timeout), partial(self._whole, method, url, options))
            if not answer.is_redirect:
                return answer
            before, url = url, urljoin(url, answer.headers["Location"])
            if urlsplit(url)[:2] != urlsplit(before)[:2]:
                raise Away(f"it has moved to {url[:100]}; if that is right, set its url in fund.yaml")
        raise Away("it leads in circles")

    def _whole(self, method: str, url: str, options: dict[str, Any]) -> Any:
        answer = self.session.request(method, url, **options)
        pieces, size = [], 0
        for piece in answer.iter_content(AT_ONCE):
            pieces.append(piece)
            size += len(piece)
            if size > MOST_BYTES:
                answer.close()
                raise self.exceptions.ContentDecodingError(f"its answer is above {MOST_BYTES / 1e6:.0f} MB")
        answer._content = b"".join(pieces)
        return answer

    def _asked_to_wait(self, header: str | None) -> float:
        """Retry-After: seconds, or a date (RFC 9110, 10.2.3), as seconds from now."""
        if not header:
            return 0.0
        if header.strip().isdigit():
            return float(header)
        try:
            return max(0.0, parsedate_to_datetime(header).timestamp() - self.now())
        except (TypeError, ValueError):
            return 0.0

    def _wait(self, seconds: float) -> None:
        if self.clock() + seconds > self._ends:
            raise Away(f"it is not done within {self.deadline:.0f} s")
        if seconds > 0:
            self.sleep(seconds)


def _plainly(error: Exception, timeout: float) -> str:
    name = type(error).__name__
    if "Timeout" in name:
        return f"no answer within {timeout:g} s"
    if "NameResolution" in str(error) or "getaddrinfo" in str(error):
        return "its name is not known; is there a network?"
    if "refused" in str(error):
        return "the connection is refused"
    return f"the connection breaks off ({name})"


def _no_answer(answer: Any) -> str:
    """What is wrong with an answer that is neither JSON nor an archive; "" for one that can be read."""
    body = answer.content
    if body.startswith(b"PK"):
        try:
            whole = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(body)).infolist())
        except zipfile.BadZipFile:
            return "its archive is cut off"
        return "" if whole <= MOST_BYTES else f"its archive holds more than {MOST_BYTES / 1e6:.0f} MB"
    if not body:
        return "its answer is empty"
    try:
        json.loads(body)
    except ValueError:
        return "it answers with a web page" if body.lstrip()[:1] == b"<" else "its answer is cut off or no JSON"
    return ""


def _complaint(answer: Any) -> str:
    """What the service says in its refusal, on one line."""
    try:
        said = answer.json()
    except ValueError:
        said = {}
    if isinstance(said, dict):
        found = next((said[key] for key in ("message", "messages", "detail", "title", "header") if said.get(key)), "")
        text = "; ".join(map(str, found)) if isinstance(found, list) else str(found)
    else:
        text = str(said)
    return " ".join(text.split())[:300] or f"HTTP {answer.status_code} {answer.reason or ''}".rstrip()
