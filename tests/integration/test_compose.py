"""docker-compose.yml and Dockerfile: well formed, nothing secret inside, and their very commands
run in production mode against real servers."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import yaml
from psycopg import sql

from policytracker.embedded.child import Child
from policytracker.embedded.layout import APP_ROLE, OWNER_ROLE
from tests import servers
from tests.integration.test_quickstart import free_port

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
OURS = {"web", "worker", "beat", "migrate"}


def test_the_file_follows_the_compose_specification() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec",
         str(ROOT / "docker-compose.yml")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_secret_must_be_given() -> None:
    required = set(re.findall(r"\$\{(\w+):\?", TEXT))
    plain = set(re.findall(r"\$\{(\w+)\}", TEXT))
    assert plain <= required, "used somewhere, required nowhere"
    assert not re.search(r"\$\{\w*(?:PASSWORD|SECRET|KEY)\w*:-", TEXT), "a secret with a default"
    example = (ROOT / ".env.example").read_text()
    for name in required:
        assert re.search(rf"^{name}=$", example, re.MULTILINE), f"{name} missing in .env.example"


def test_only_the_proxy_can_be_reached_and_ours_can_write_nowhere() -> None:
    services = COMPOSE["services"]
    assert {name for name, service in services.items() if "ports" in service} == {"proxy"}
    for name in OURS:
        assert services[name]["read_only"] and services[name]["cap_drop"] == ["ALL"]
    for name in set(services) - {"migrate", "proxy"}:
        assert "test" in services[name]["healthcheck"], f"{name} has no health check"


def test_the_image_runs_as_an_ordinary_user_and_carries_no_secret() -> None:
    final = (ROOT / "Dockerfile").read_text().rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\S+)", final, re.MULTILINE) == ["10001:10001"]
    assert not re.search(r"(?i)secret|password", final)
    command = re.search(r'^CMD (\[.*"granian".*\])', final, re.MULTILINE)
    assert command and yaml.safe_load(command[1])[0] == "granian"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """What the compose file gives its services, with real servers behind it."""
    given = {name: os.environ.get(name) for name in ("DATABASE_URL", "BROKER_URL", "CACHE_URL")}
    name = f"compose_{os.getpid()}"
    with ExitStack() as stack:
        if given["DATABASE_URL"]:
            app_url = given["DATABASE_URL"]
            owner_url = os.environ.get("DATABASE_OWNER_URL", app_url)
        else:
            layout = stack.enter_context(servers.postgres())
            app_url, owner_url = layout.database_url(APP_ROLE), layout.database_url(OWNER_ROLE)
        if given["BROKER_URL"]:
            broker_url, cache_url = given["BROKER_URL"], given["CACHE_URL"] or ""
        else:
            broker = stack.enter_context(servers.valkey())
            broker_url, cache_url = broker.broker_url, broker.cache_url
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        scratch = tmp_path_factory.mktemp("production")
        yield {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOSTNAME": "tracker-test",
            "SECRET_KEY": "of the test " + "0123456789abcdef" * 4,
            "ALLOWED_HOSTS": "tracker.example.org",
            "CSRF_TRUSTED_ORIGINS": "https://tracker.example.org",
            "DATABASE_URL": with_database(app_url, name),
            "DATABASE_OWNER_URL": with_database(owner_url, name),
            "BROKER_URL": broker_url,
            "CACHE_URL": cache_url,
            "POLICYTRACKER_DATA_DIR": str(scratch),
            "STATIC_ROOT": str(scratch / "static"),
            "RAW_DIR": str(scratch / "raw"),
        }
        with psycopg.connect(owner_url, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            )


def with_database(url: str, name: str) -> str:
    """`url` with another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def command_of(service: str, port: int = 0, schedule: str = "") -> list[str]:
    """The service's own argv; only address, port and file names are those of the test."""
    swap = {"8000": str(port), "0.0.0.0": "127.0.0.1", "/tmp/beat-schedule": schedule}
    return [swap.get(word, word) for word in COMPOSE["services"][service]["command"]]


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


def get(port: int, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        connection.request("GET", path, headers=sent)
        answer = connection.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())
    finally:
        connection.close()


@pytest.mark.servers
def test_the_commands_run_in_production_mode(environment: dict[str, str], tmp_path: Path) -> None:
    def run(argv: list[str], **more: str) -> str:
        done = subprocess.run(
            argv, cwd=ROOT, env={**environment, **more}, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def child(service: str, argv: list[str]) -> Child:
        return Child(service, argv, lambda name, line: None, env=environment, cwd=ROOT)

    run(command_of("migrate"), POLICYTRACKER_DB_ROLE="owner")
    # as in the Dockerfile
    assert "post-processed" in run(["python", "manage.py", "collectstatic", "--noinput"])

    port = free_port()
    web = child("web", command_of("web", port))

    def ready() -> bool:
        try:
            return get(port, "/readyz").status == 200
        except OSError:
            return False

    with servers.started(web, ready):
        healthcheck = COMPOSE["services"]["web"]["healthcheck"]["test"]
        run(healthcheck[1:], PORT=str(port))
        host = {"Host": "tracker.example.org"}
        assert get(port, "/admin/login/", **host).status == 301, "plain http is sent to https"
        assert get(port, "/admin/login/", Host="other", X_Forwarded_Proto="https").status == 400
        answer = get(port, "/admin/login/", X_Forwarded_Proto="https", **host)
        assert answer.status == 200
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
        cookie = answer.headers["Set-Cookie"]
        assert cookie.startswith("__Host-csrftoken=") and "Secure" in cookie
        assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
        static = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', answer.text)
        assert static, "style sheets carry the hash of their content"
        sheet = get(port, static[1], X_Forwarded_Proto="https", **host)
        assert sheet.status == 200 and "immutable" in sheet.headers["Cache-Control"]

    worker = child("worker", [*command_of("worker"), "--hostname", "celery@tracker-test"])
    with servers.started(worker, lambda: any("ready." in line for line in worker.last_lines)):
        test = COMPOSE["services"]["worker"]["healthcheck"]["test"][1].replace("$$", "$")
        assert "pong" in run(["sh", "-c", test])

    schedule = tmp_path / "beat-schedule"
    beat = child("beat", command_of("beat", schedule=str(schedule)))
    with servers.started(beat, lambda: any(tmp_path.iterdir())):
        time.sleep(1)
        assert beat.running(), "\n".join(beat.last_lines)
