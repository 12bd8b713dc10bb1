"""Files from an address: S3 (a moto server), http (a page of links) and any other driver by fsspec's memory; all on 127.0.0.1."""

from __future__ import annotations

import functools
import http.server
import os
import socket
import threading
import time
import urllib.request
from pathlib import Path
from typing import ClassVar

import fsspec
import pytest
from remote_looks import proposal, sources
from spine_fixtures import Telling, published, run_plainly

from flows import far_files, half_written, remote
from flows.far_files import Unreached, list_files
from flows.landing import look


def looked(data: Path, seen=None, **said):
    return look(data, sources(data, **said), seen)


def remembered(landing):
    return {(row["kind"], row["source"], row["name"]): row for row in landing.listing}


@pytest.fixture
def bucket(monkeypatch):
    """A bucket of a local S3 server, with its driver's file system to put files in."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    url = f"http://{host}:{port}"
    system = fsspec.filesystem("s3", endpoint_url=url, skip_instance_cache=True, use_listings_cache=False)
    urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/reset", method="POST")).close()  # it outlives its server
    system.mkdir("intake")
    yield system, {"address": "s3://intake/round", "options": {"endpoint_url": url, "region": "us-east-1"}}
    server.stop()


class Pages(http.server.SimpleHTTPRequestHandler):
    """A folder with index pages; counts what is fetched and misbehaves where it is told to."""

    fetched: ClassVar[list[str]] = []
    breaks: ClassVar[dict[str, int]] = {}
    drips: ClassVar[set[str]] = set()

    def do_GET(self):
        name = self.path.rsplit("/", 1)[-1]
        self.fetched.append(self.path)
        if self.breaks.get(name, 0) > 0:
            self.breaks[name] -= 1
            self.send_error(503)
        elif name in self.drips:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            time.sleep(3)
        else:
            super().do_GET()

    def log_message(self, *_):
        pass


@pytest.fixture
def pages(tmp_path):
    folder = tmp_path / "served"
    (folder / "in").mkdir(parents=True)
    Pages.fetched, Pages.breaks, Pages.drips = [], {}, set()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Pages, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder / "in", f"http://127.0.0.1:{server.server_port}/in"
    server.shutdown()
    server.server_close()


def serve(folder: Path, name: str, content: bytes, age: float = 60) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (time.time() - age,) * 2)


def test_proposals_in_s3_are_read_once_and_again_when_they_change(heat, bucket, monkeypatch):
    system, source = bucket
    for number in (1, 2):
        system.pipe(f"intake/round/below/far-{number}.yaml", proposal(number))
    system.pipe("intake/roundabout/no.yaml", proposal(9))
    (heat / "fund.yaml").write_text(
        f"sources:\n  proposals:\n    - proposals\n    - address: {source['address']}\n      label: cloud\n"
        f"      options: {{endpoint_url: '{source['options']['endpoint_url']}'}}\n"
    )
    fetched = []
    copied = remote._Kept._copied
    monkeypatch.setattr(remote._Kept, "_copied", lambda self, far, most: fetched.append(far.name) or copied(self, far, most))
    assert run_plainly(heat).counts["standing"] == 5
    assert sorted(fetched) == ["below/far-1.yaml", "below/far-2.yaml"]
    names = published(heat, "SELECT name FROM source_file WHERE source LIKE 's3%' ORDER BY name")
    assert [row["name"] for row in names] == ["cloud/below/far-1.yaml", "cloud/below/far-2.yaml"]
    fetched.clear()
    assert run_plainly(heat).counts["evaluated"] == 0 and fetched == []
    system.pipe("intake/round/below/far-2.yaml", proposal(2, "25 MW", version=2))
    assert run_plainly(heat).counts["evaluated"] == 1 and fetched == ["below/far-2.yaml"]


def test_a_source_that_goes_silent_loses_nothing(heat, bucket, monkeypatch):
    system, source = bucket
    system.pipe("intake/round/far-1.yaml", proposal(1))
    system.pipe("intake/round/bare.yaml", proposal(2, "20"))
    text = "sources:\n  proposals:\n    - proposals\n    - {address: '%s', options: {endpoint_url: '%s', timeout_s: 1}}\n"
    (heat / "fund.yaml").write_text(text % (source["address"], source["options"]["endpoint_url"]))
    first = run_plainly(heat)
    assert (first.counts["standing"], first.counts["quarantined"]) == (4, 1)
    monkeypatch.setattr(far_files, "list_files", lambda *_: pytest.fail("not through here"))
    monkeypatch.setattr(remote, "list_files", silent := Silent())
    said = []
    second = run_plainly(heat, progress=Telling(said))
    assert silent.asked == 1, "a run asks once"
    assert any(text.startswith("proposals: s3://intake/round cannot be reached (no answer") for text in said)
    assert second.status == "done" and second.counts["standing"] == 4
    assert [row["project_id"] for row in published(heat, "SELECT project_id FROM quarantine_latest")] == ["FAR-2"]


class Silent:
    asked = 0

    def __call__(self, *_):
        self.asked += 1
        raise Unreached("no answer within 20 s")


def test_a_real_port_where_nobody_answers_is_said_within_seconds(tmp_path):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        port = door.getsockname()[1]
    began = time.monotonic()
    options = {"endpoint_url": f"http://127.0.0.1:{port}", "anon": True, "timeout_s": 1}
    landing = looked(tmp_path, proposals={"address": "s3://intake", "options": options})
    ((source, why),) = landing.unreached
    assert source.address == "s3://intake" and why and landing.arrivals == [] and time.monotonic() - began < 30


def test_a_page_of_links_is_a_source(tmp_path, pages):
    folder, address = pages
    serve(folder, "a b.yaml", b"id: A\n")
    serve(folder, "below/c.yaml", b"id: C\n")
    serve(folder, "half.yaml.part", b"id")
    serve(folder, "README.md", b"no")
    landing = looked(tmp_path, proposals=address)
    assert [(a.name, a.read()) for a in landing.arrivals] == [("a b.yaml", b"id: A\n"), ("below/c.yaml", b"id: C\n")]
    assert landing.left == [("proposals", "half.yaml.part", half_written.UNFINISHED_NAME)]
    Pages.fetched.clear()
    again = looked(tmp_path, remembered(landing), proposals=address)
    assert again.arrivals == landing.arrivals
    assert not [path for path in Pages.fetched if path.endswith(".yaml")], "what is as it was is not fetched"


def test_a_page_cannot_lead_out_of_its_folder(tmp_path, pages):
    folder, address = pages
    serve(folder.parent, "private.yaml", b"id: PRIVATE\n")
    serve(folder, "good.yaml", b"id: A\n")
    base = address.rsplit("/", 1)[0]
    links = ["good.yaml", "../private.yaml", "/private.yaml", f"{base}/private.yaml", "?C=N;O=D", "http://192.0.2.1/x.yaml"]
    serve(folder, "index.html", "".join(f'<a href="{link}">x</a>' for link in links).encode())
    landing = looked(tmp_path, proposals=address)
    assert [a.name for a in landing.arrivals] == ["good.yaml"]


def test_named_files_and_a_single_file_need_no_page(tmp_path, pages):
    folder, address = pages
    serve(folder, "a.yaml", b"id: A\n")
    serve(folder, "b.yaml", b"id: B\n")
    (folder / "index.html").write_text("nothing here")
    landing = looked(tmp_path, proposals={"address": address, "files": ["b.yaml"]}, sites=[f"{address}/a.yaml"])
    assert [(a.kind, a.name) for a in landing.arrivals] == [("sites", "a.yaml"), ("proposals", "b.yaml")]


def test_a_young_file_of_a_server_that_shows_half_of_it_is_left(tmp_path, pages):
    folder, address = pages
    serve(folder, "old.yaml", b"id: A\n", age=60)
    serve(folder, "young.yaml", b"id: B\n", age=1)
    landing = looked(tmp_path, proposals=address)
    assert [a.name for a in landing.arrivals] == ["old.yaml"]
    assert landing.left == [("proposals", "young.yaml", "it is younger than 10 s and may still grow")]


def test_a_server_that_stumbles_is_asked_again_after_growing_pauses(tmp_path, pages, monkeypatch):
    folder, address = pages
    serve(folder, "a.yaml", b"id: A\n")
    Pages.breaks = {"a.yaml": 2}
    waited = []
    monkeypatch.setattr(remote.look_far, "__defaults__", (waited.append,))
    landing = looked(tmp_path, proposals=address)
    assert [a.read() for a in landing.arrivals] == [b"id: A\n"]
    assert len(waited) == 2 and 0.25 <= waited[0] <= 0.5 <= waited[1] <= 1


def test_a_file_that_never_comes_is_told_and_the_others_land(tmp_path, pages, monkeypatch):
    folder, address = pages
    for name in ("a.yaml", "b.yaml"):
        serve(folder, name, b"id: A\n")
    Pages.drips = {"b.yaml"}
    monkeypatch.setattr(remote.look_far, "__defaults__", (lambda _: None,))
    landing = looked(tmp_path, proposals={"address": address, "options": {"timeout_s": 1}})
    assert [a.name for a in landing.arrivals] == ["a.yaml"]
    ((kind, name, why),) = landing.unopened
    assert (kind, name) == ("proposals", "b.yaml") and why


@pytest.mark.parametrize("protocol", ["sftp", "gs", "abfs", "ftp"])
def test_any_driver_of_fsspec_will_do(tmp_path, memory, monkeypatch, protocol):
    """The interface is one; fsspec's own memory stands in for drivers that are not installed here."""
    monkeypatch.setattr(far_files, "_sftp_knows_its_hosts", lambda _: __import__("contextlib").nullcontext())
    monkeypatch.setattr("fsspec.core.url_to_fs", lambda address, **_: (memory, "/" + address.split("://")[1].split("@")[-1]))
    memory.pipe("/host/in/a.yaml", b"id: A\n")
    memory.store["/host/in/a.yaml"].created = memory.store["/host/in/a.yaml"].created.replace(year=2020)
    landing = looked(tmp_path, proposals=f"{protocol}://host/in")
    assert [(a.name, a.read()) for a in landing.arrivals] == [("a.yaml", b"id: A\n")]
    again = looked(tmp_path, remembered(landing), proposals=f"{protocol}://host/in")
    assert again.arrivals == landing.arrivals


def test_a_far_file_that_changes_between_two_looks_is_left(tmp_path, memory, monkeypatch):
    memory.pipe("/in/a.yaml", b"one")
    keep_stream = remote.keep_stream

    def changed_meanwhile(*arguments):
        answer = keep_stream(*arguments)
        memory.pipe("/in/a.yaml", b"two")
        return answer

    monkeypatch.setattr(remote, "keep_stream", changed_meanwhile)
    landing = looked(tmp_path, proposals="memory://in")
    assert landing.arrivals == [] and landing.left == [("proposals", "a.yaml", half_written.CHANGED)]


def test_a_far_file_above_the_limit_is_not_fetched(tmp_path, memory, monkeypatch):
    memory.pipe("/in/a.yaml", bytes(20_000_001))
    monkeypatch.setattr(remote, "keep_stream", lambda *_: pytest.fail("it was fetched"))
    (arrival,) = looked(tmp_path, proposals="memory://in").arrivals
    assert arrival.size == 20_000_001
    with pytest.raises(Exception, match="may have at most 20 MB"):
        arrival.read()


def test_two_sources_with_files_of_one_name_are_kept_apart(tmp_path, memory):
    (tmp_path / "proposals").mkdir()
    (tmp_path / "proposals" / "a.yaml").write_bytes(b"near")
    memory.pipe("/one/in/a.yaml", b"one")
    memory.pipe("/two/in/a.yaml", b"two")
    landing = looked(tmp_path, proposals=["proposals", "memory://one/in", "memory://two/in"])
    assert {a.name: a.read() for a in landing.arrivals} == {"a.yaml": b"near", "in/a.yaml": b"one", "in-2/a.yaml": b"two"}


def test_too_many_files_are_not_taken_by_halves(tmp_path, memory, monkeypatch):
    for number in range(5):
        memory.pipe(f"/in/{number}.yaml", b"x")
        (tmp_path / "proposals").mkdir(exist_ok=True)
        (tmp_path / "proposals" / f"{number}.yaml").write_text("x")
    for module in (far_files, __import__("flows.local_folder", fromlist=["x"])):
        monkeypatch.setattr(module, "MOST_FILES", 4)
    landing = looked(tmp_path, proposals=["proposals", "memory://in"])
    assert landing.arrivals == []
    assert [why for _, why in landing.unreached] == ["it holds more than 4 files; name a folder below it"] * 2


@pytest.mark.parametrize(("protocol", "extra"), [("gs", "gcs"), ("abfs", "abfs"), ("sftp", "sftp")])
def test_a_driver_that_is_not_installed_is_named_with_its_extra(tmp_path, protocol, extra, monkeypatch):
    import builtins

    plain = builtins.__import__
    missing = ("gcsfs", "adlfs", "paramiko")

    def without(name, *arguments, **options):
        if name.split(".")[0] in missing:
            raise ImportError(f"No module named {name!r}", name=name)
        return plain(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)
    monkeypatch.setattr("importlib.import_module", lambda name, *_: without(name, fromlist=["x"]))
    (source,) = (one for one in sources(tmp_path, proposals=f"{protocol}://host/in") if one.kind == "proposals")
    with pytest.raises(Unreached, match=rf"its driver is not installed: pip install 'cleanfund\[{extra}\]'"):
        list_files(source)
