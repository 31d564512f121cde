"""What running prepares and refuses."""

import socket
from pathlib import Path

import pytest
import yaml

from frontdesk.running import preflight
from frontdesk.running.preflight import CannotStart, check_machine, check_ports
from frontdesk.running.processes import managed_processes
from frontdesk.running.rasa_files import write_credentials, write_endpoints
from frontdesk.running.training import fingerprint
from frontdesk.settings import Settings

ROOT = Path(__file__).parents[3]


def settings(tmp_path: Path, **values: object) -> Settings:
    return Settings(root=ROOT, var=tmp_path / "var", **values)  # type: ignore[arg-type]


def test_rasa_is_told_this_systems_ports_databases_and_token(tmp_path: Path) -> None:
    here = settings(tmp_path, port=9001, actions_port=9003, callback_token="a-secret")
    endpoints = yaml.safe_load(write_endpoints(here).read_text())
    credentials = yaml.safe_load(write_credentials(here).read_text())
    assert endpoints["action_endpoint"]["url"] == "http://127.0.0.1:9003/webhook"
    assert endpoints["tracker_store"]["db"] == str(tmp_path / "var" / "rasa-tracker.db")
    assert credentials["callback"] == {"url": "http://127.0.0.1:9001/chat/callback", "token": "a-secret"}
    assert (here.var / "credentials.yml").stat().st_mode & 0o077 == 0


def test_rasa_and_the_action_server_listen_on_loopback_and_rasa_wants_a_token(tmp_path: Path) -> None:
    here = settings(tmp_path, rasa_token="a-token", host="0.0.0.0")
    rasa, actions, _ = managed_processes(here, Path("e"), Path("c"), Path("m"))
    assert rasa.command[rasa.command.index("--interface") + 1] == "127.0.0.1"
    assert rasa.command[rasa.command.index("--auth-token") + 1] == "a-token"
    assert actions.health_url.startswith("http://127.0.0.1:")


def test_a_port_in_use_is_named_with_its_setting(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        here = settings(tmp_path, port=taken.getsockname()[1])
        with pytest.raises(CannotStart, match=rf"{here.port} is in use.*FRONTDESK_PORT"):
            check_ports(managed_processes(here, Path("e"), Path("c"), Path("m")))


def test_a_missing_rasa_runtime_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="make setup"):
        check_machine(Settings(root=tmp_path))


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "FREE_BYTES_NEEDED", 2**62)
    with pytest.raises(CannotStart, match="MB are free"):
        check_machine(settings(tmp_path))


def test_training_is_due_when_what_it_reads_changes(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text("intents: [a]")
    before = fingerprint(tmp_path)
    (tmp_path / "README.md").write_text("words")
    assert fingerprint(tmp_path) == before
    (tmp_path / "domain.yml").write_text("intents: [a, b]")
    assert fingerprint(tmp_path) != before


def test_production_refuses_development_secrets() -> None:
    with pytest.raises(ValueError, match="FRONTDESK_IDENTITY_SECRET"):
        Settings(environment="production")
