"""The production file, as far as it can be checked without Docker."""

import re

import pytest
import yaml

from tests.compose import VariableMissing, compose_file
from tests.strictness import ROOT

FILLED = {
    name: f"{name.lower()}-of-the-tests"
    for name in re.findall(r"^(\w+)=", (ROOT / "deploy/env.example").read_text(), re.MULTILINE)
}
OURS = ("web", "worker", "beat", "migrate")


@pytest.fixture(scope="module")
def services() -> dict:
    return compose_file(FILLED)["services"]


def test_example_names_every_variable_that_has_no_default():
    assert compose_file(FILLED)["name"] == "readiness-portal"
    for name in FILLED:
        with pytest.raises(VariableMissing, match=name):
            compose_file({**FILLED, name: ""})


def test_services_are_those_of_production(services):
    assert set(services) == {*OURS, "postgres", "redis", "nginx"}


def test_images_are_pinned_by_version(services):
    for name, service in services.items():
        assert re.fullmatch(r"[a-z-]+:\d+\.\d+(\.\d+)?(-bookworm)?", service["image"]), name


def test_image_of_the_portal_is_made_from_pinned_images():
    sources = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert {
        re.fullmatch(r"python:3\.11\.\d+-slim-bookworm", source) is not None for source in sources
    } == {True}


def test_every_lasting_service_has_a_health_check(services):
    lacking = [name for name, service in services.items() if "healthcheck" not in service]
    assert lacking == ["migrate"]


def test_every_process_is_unprivileged_and_cannot_write_to_its_image(services):
    for name, service in services.items():
        user = service.get("user") or "10001:10001"
        assert user.split(":")[0] not in ("0", "root"), name
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    assert "USER 10001:10001" in (ROOT / "Dockerfile").read_text()


def test_portal_waits_for_the_migration(services):
    for name in ("web", "worker", "beat"):
        condition = services[name]["depends_on"]["migrate"]["condition"]
        assert condition == "service_completed_successfully", name
    assert services["migrate"]["restart"] == "no"
    assert services["nginx"]["depends_on"]["web"]["condition"] == "service_healthy"


def test_database_and_broker_are_reached_from_inside_only(services):
    for name in ("postgres", "redis"):
        assert services[name]["networks"] == ["inside"]
        assert "ports" not in services[name]
    assert compose_file(FILLED)["networks"]["inside"] == {"internal": True}


def test_volumes_and_networks_are_declared(services):
    whole = compose_file(FILLED)
    for name, service in services.items():
        assert set(service["networks"]) <= set(whole["networks"]), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            assert source.startswith("./") or source in whole["volumes"], name


def test_no_secret_stands_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text()
    for line in text.splitlines():
        if re.search(r"(PASSWORD|SECRET_KEY|TOKEN)\w*:", line):
            assert "${" in line, line


def test_files_mounted_from_the_repository_exist(services):
    mounted = [volume.split(":")[0] for volume in services["nginx"]["volumes"]]
    assert mounted == ["./deploy/nginx/nginx.conf", "./deploy/certs"]
    assert (ROOT / "deploy/nginx/nginx.conf").is_file()


def test_image_takes_every_package_of_the_portal():
    listed = (ROOT / ".dockerignore").read_text().split()
    packages = {path.parent.name for path in ROOT.glob("*/apps.py")} | {
        "scoring",
        "templates",
        "static",
    }
    assert {f"!{name}" for name in packages} <= set(listed)


def test_file_is_one_that_yaml_reads_without_surprises():
    """`on`, `no` and numbers like 8:00 become something else when they are not quoted."""
    whole = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    for service in whole["services"].values():
        values = [*service.get("command", []), *service.get("environment", {}).values()]
        assert {type(value) for value in values} <= {str}


def test_door_leads_to_the_web_service_and_keeps_its_figures_inside(services):
    text = (ROOT / "deploy/nginx/nginx.conf").read_text(encoding="utf-8")
    rules = re.sub(r"\s+", " ", re.sub(r"#.*", "", text))
    assert rules.count("{") == rules.count("}")
    (upstream,) = re.findall(r"upstream portal { server (\w+):(\d+);", rules)
    assert upstream == ("web", services["web"]["environment"]["PORT"])
    assert set(re.findall(r"proxy_pass ([^;]+);", rules)) == {"http://portal"}
    assert "location /health/metrics/ { return 404; }" in rules
    ports = {str(port).split(":")[-1] for port in services["nginx"]["ports"]}
    assert set(re.findall(r"listen (\d+)", rules)) == ports
