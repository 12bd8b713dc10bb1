"""Settings of sources: refused in plain words, and no secret is repeated."""

from __future__ import annotations

import pytest
from remote_looks import proposal, sources
from spine_fixtures import Telling, published, run_plainly

from app.machine import sources as sources_checked
from flows import far_files
from flows.fund import FundFileBroken, read_fund
from flows.sources import SettingBroken, sources_of


def test_the_doctor_asks_each_source_once(tmp_path, memory):
    memory.pipe("/in/a.yaml", b"x")
    (tmp_path / "proposals").mkdir()
    (tmp_path / "fund.yaml").write_text("sources: {proposals: [proposals, 'memory://in'], sites: elsewhere}\n")
    told = {one.text: one.state for one in sources_checked(tmp_path)}
    assert told == {"memory://in: 1 files": "ok", "elsewhere cannot be reached: there is no such folder": "wrong"}


def test_an_operator_may_name_a_folder_elsewhere_and_a_lost_one_is_said(heat, tmp_path):
    shelf = tmp_path / "shelf of the operator"
    (shelf / "round").mkdir(parents=True)
    (shelf / "round" / "far.yaml").write_bytes(proposal(1))
    (heat / "fund.yaml").write_text(f"sources: {{proposals: [proposals, '{shelf}']}}\n")
    assert run_plainly(heat).counts["standing"] == 4
    shelf.rename(tmp_path / "moved")
    said = []
    assert run_plainly(heat, progress=Telling(said)).counts["standing"] == 4
    assert f"proposals: {shelf} cannot be reached (there is no such folder); what came from it before stands." in said
    assert all(row["here"] for row in published(heat, "SELECT here FROM source_file"))


SECRET = "wJalrXUtnFEMI"  # the beginning of AWS's own example key


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"proposals": f"s3://AKIA:{SECRET}@bucket/in"}, r"s3://\.\.\.bucket holds a credential.*AWS_ACCESS_KEY_ID"),
        ({"proposals": f"sftp://fund:{SECRET}@files.example.org/in"}, r"files\.example\.org holds a credential.*SSH agent"),
        ({"proposals": f"https://host.example/in?sig={SECRET}"}, r"holds a credential"),
        ({"proposals": f"https://host.example/in?X-Amz-Signature={SECRET}"}, r"holds a credential"),
        ({"proposals": {"address": "s3://b", "options": {"secret": SECRET}}}, r"'secret' is a credential.*AWS_SECRET_ACCESS_KEY"),
        ({"proposals": {"address": "abfs://c@a/in", "options": {"account_key": SECRET}}}, r"AZURE_STORAGE_ACCOUNT_KEY"),
        ({"proposals": {"address": "sftp://h/in", "password": SECRET}}, r"'password' is a credential"),
        ({"proposals": {"address": "s3://b", "options": {"endpoint_url": f"http://u:{SECRET}@h"}}}, r"holds a credential"),
        ({"proposal": "x"}, r"no kind 'proposal'; did you mean proposals\?"),
        ({"proposals": {"address": "s3://b", "options": {"regoin": "x"}}}, r"no option 'regoin'; did you mean region\?"),
        ({"proposals": {"address": "s3://b", "options": {"anon": "yes"}}}, r"anon is 'yes'; write true or false"),
        ({"proposals": {"address": "sftp://h/in", "options": {"anon": True}}}, r"sftp takes no option .anon.; it takes port"),
        ({"proposals": "zip://x::s3://b/a.zip"}, r"a file in a file"),
        ({"proposals": "simplecache::s3://b/a"}, r"a file in a file"),
        ({"proposals": ["s3://b", "s3://b"]}, r"stands twice"),
        ({"proposals": "."}, r"data folder itself"),
        ({"proposals": "../"}, r"data folder itself"),
        ({"proposals": "landing"}, r"the pipeline writes"),
        ({"proposals": 7}, r"write a folder, an address"),
        ({"proposals": {"address": "https://h/in", "files": ["../x"]}}, r"files is a list of names"),
        ("proposals", r"write a line for each kind"),
    ],
)
def test_sources_are_refused_in_plain_words_and_secrets_are_not_repeated(tmp_path, said, message):
    with pytest.raises(SettingBroken, match=message) as refused:
        sources_of({"sources": said}, tmp_path)
    assert SECRET not in str(refused.value)


def test_a_broken_source_is_said_as_of_fund_yaml(tmp_path):
    (tmp_path / "fund.yaml").write_text("sources: {proposals: 's3://key:secret@bucket'}\n")
    with pytest.raises(FundFileBroken, match=r"fund\.yaml: sources, proposals: .* holds a credential"):
        read_fund(tmp_path)


def test_user_names_and_containers_are_no_secrets(tmp_path):
    found = sources(tmp_path, proposals=["sftp://fund@files.example.org/in", "abfs://intake@account.dfs.core.windows.net/in"])
    assert [one.protocol for one in found if one.kind == "proposals"] == ["sftp", "abfs"]


def test_complaints_of_drivers_carry_no_secret():
    error = OSError(f"GET /in?X-Amz-Security-Token={SECRET}&api_key={SECRET} failed")
    assert SECRET not in far_files.said_by(error)


def test_default_sources_are_the_folders_beside_the_file(tmp_path):
    found = sources_of({}, tmp_path)
    assert [(one.kind, one.folder, one.usual) for one in found] == [
        (kind, tmp_path / kind, True) for kind in ("sites", "proposals", "reviews", "progress")
    ]
