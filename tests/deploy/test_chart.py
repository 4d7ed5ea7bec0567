"""The Helm chart, rendered by Helm itself and judged on the result."""

from __future__ import annotations

import dataclasses
import json
import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from meshwright import __version__
from meshwright.service.db.database import Database
from meshwright.service.db.migrate import upgrade
from meshwright.service.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
CHART = ROOT / "deploy" / "helm" / "meshwright"
CUSTOM = ("ScaledObject", "TriggerAuthentication", "ServiceMonitor")  # of operators: Kubernetes has no schema of them

VALUES: dict[str, dict[str, Any]] = {
    "default": {},
    "all": {
        "image": {"repository": "registry.example/meshwright", "tag": "1.2.3"},
        "ingress": {"enabled": True, "host": "mesh.example", "className": "nginx", "tlsSecret": "mesh-tls"},
        "workers": {"gpu": {"enabled": True}, "cpu": {"scaling": {"enabled": False}, "replicas": 3}},
        "secret": {"name": "mine", "oidcClientSecret": True},
        "settings": {
            "job_seconds": 1200, "stored_bytes": 21474836480, "gpu_kinds": ["generation"], "registration": False,
            "backoff": 0.5,
        },
        "environment": {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://collector:4318"},
        "api": {"replicas": 3, "forwardedAllowIps": "10.0.0.0/8"},
        "serviceMonitor": {"enabled": True},
    },
    "small": {
        "secret": {"brokerUrl": False, "redisUrl": False, "s3Keys": False, "metricsToken": False},
        "workers": {"cpu": {"scaling": {"enabled": False}}},
        "serviceAccount": {"create": False, "name": "robot"},
        "networkPolicy": {"enabled": False},
    },
    "documented": yaml.safe_load(
        "".join(re.findall(r"^```yaml\n(.*?)^```", (ROOT / "docs" / "deployment.md").read_text(), re.M | re.S))
    ),
    "misspelt": {"api": {"replica": 3}},
    "no such queue": {"workers": {"cpu": {"queues": ["fpga"]}}},
    "secret in settings": {"settings": {"database_url": "postgresql://user:password@host/db"}},
    "ingress without host": {"ingress": {"enabled": True}},
}  # fmt: skip


@pytest.fixture(scope="module")
def helm() -> dict[str, Any]:
    orders = json.dumps([{"values": values, "name": "demo"} for values in VALUES.values()])
    done = subprocess.run(
        [sys.executable, Path(__file__).with_name("render.py"), CHART],
        input=orders, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    found["rendered"] = dict(zip(VALUES, found["rendered"], strict=True))
    return found


def objects(helm: dict[str, Any], name: str) -> list[dict[str, Any]]:
    texts = [text for path, text in helm["rendered"][name].items() if path.endswith(".yaml")]
    return [item for text in texts for item in yaml.safe_load_all(text) if item]


def one(helm: dict[str, Any], name: str, kind: str, ending: str) -> dict[str, Any]:
    (found,) = [o for o in objects(helm, name) if o["kind"] == kind and o["metadata"]["name"].endswith(ending)]
    return found


def pod(deployment: dict[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = deployment["spec"]["template"]["spec"]
    return spec


def environment(deployment: dict[str, Any]) -> dict[str, Any]:
    (container,) = pod(deployment)["containers"]
    names = [item["name"] for item in container["env"]]
    assert len(names) == len(set(names))
    return {item["name"]: item.get("value", item.get("valueFrom")) for item in container["env"]}


def test_helm_finds_nothing_to_say(helm: dict[str, Any]) -> None:
    assert helm["lint"]["errors"] == []
    assert [m for m in helm["lint"]["messages"] if m["severity"] > 1] == []


@pytest.mark.parametrize("name", ["default", "all", "small", "documented"])
def test_objects_are_what_kubernetes_takes(helm: dict[str, Any], name: str) -> None:
    found = objects(helm, name)
    assert {"Deployment", "PodDisruptionBudget", "Service"} <= {o["kind"] for o in found}
    for item in found:
        if item["kind"] not in CUSTOM:
            kubernetes_validate.validate(item, "1.30", strict=True)
    assert len({(o["kind"], o["metadata"]["name"]) for o in found}) == len(found)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("misspelt", "replica"),
        ("no such queue", "queues"),
        ("secret in settings", "database_url"),
        ("ingress without host", "ingress.host is needed"),
    ],
)
def test_bad_values_are_refused(helm: dict[str, Any], name: str, message: str) -> None:
    assert message in helm["rendered"][name]["error"]


def test_every_value_is_in_the_schema() -> None:
    """Whoever adds a value must say what it may be: the schema refuses the chart's own defaults otherwise."""
    values = yaml.safe_load((CHART / "values.yaml").read_text())
    schema = json.loads((CHART / "values.schema.json").read_text())
    assert set(schema["properties"]) - {"global"} == set(values)


@pytest.mark.parametrize("name", ["default", "all", "small", "documented"])
def test_every_setting_exists(helm: dict[str, Any], name: str) -> None:
    known = {f"MESHWRIGHT_{field.name.upper()}" for field in dataclasses.fields(Settings)}
    for item in objects(helm, name):
        if item["kind"] == "Deployment":
            given = {n for n in environment(item) if n.startswith("MESHWRIGHT_")}
            assert given
            assert given <= known


def test_settings_are_read_as_they_are_meant(helm: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = {
        "MESHWRIGHT_DATABASE_URL": "postgresql://u:p@host/db", "MESHWRIGHT_BROKER_URL": "amqp://u:p@host//",
        "MESHWRIGHT_REDIS_URL": "redis://host:6379/0", "MESHWRIGHT_S3_ACCESS_KEY": "k",
        "MESHWRIGHT_S3_SECRET_KEY": "s", "MESHWRIGHT_METRICS_TOKEN": "m", "MESHWRIGHT_SECRET_KEY": "x" * 32,
    }  # fmt: skip
    for variable, value in environment(one(helm, "all", "Deployment", "-api")).items():
        if variable.startswith("MESHWRIGHT_") and "OIDC" not in variable:
            monkeypatch.setenv(variable, value if isinstance(value, str) else secrets[variable])
    settings = Settings.from_environment(data="/data")
    assert (settings.job_seconds, settings.stored_bytes, settings.backoff) == (1200.0, 21474836480, 0.5)
    assert (settings.gpu_kinds, settings.registration) == (("generation",), False)
    assert settings.blob_url == "s3://meshwright"


def test_secrets_are_referred_to_and_never_held(helm: dict[str, Any]) -> None:
    variables = environment(one(helm, "all", "Deployment", "-api"))
    assert variables["MESHWRIGHT_DATABASE_URL"] == {"secretKeyRef": {"name": "mine", "key": "database-url"}}
    for variable, value in variables.items():
        if re.search("SECRET|TOKEN|ACCESS_KEY|DATABASE_URL|BROKER_URL|REDIS_URL", variable):
            assert set(value) == {"secretKeyRef"}, variable
    assert "MESHWRIGHT_METRICS_TOKEN" not in environment(one(helm, "all", "Deployment", "-worker-cpu"))
    small = environment(one(helm, "small", "Deployment", "-api"))
    referred = [v for v, value in small.items() if not isinstance(value, str)]
    assert referred == ["MESHWRIGHT_DATABASE_URL", "MESHWRIGHT_SECRET_KEY"]
    for name in ("default", "all", "small", "documented"):
        assert not [o for o in objects(helm, name) if o["kind"] == "Secret"]


def test_images(helm: dict[str, Any]) -> None:
    def image(name: str, ending: str) -> str:
        return str(pod(one(helm, name, "Deployment", ending))["containers"][0]["image"])

    assert image("default", "-api") == f"meshwright:{__version__}"
    assert image("all", "-api") == image("all", "-worker-cpu") == "registry.example/meshwright:1.2.3"
    assert image("all", "-worker-gpu") == "registry.example/meshwright:1.2.3-gpu"
    chart = yaml.safe_load((CHART / "Chart.yaml").read_text())
    assert chart["appVersion"] == chart["version"] == __version__


def test_replicas_and_scaling(helm: dict[str, Any]) -> None:
    assert one(helm, "default", "Deployment", "-api")["spec"]["replicas"] == 2
    assert one(helm, "all", "Deployment", "-api")["spec"]["replicas"] == 3
    assert one(helm, "all", "Deployment", "-worker-cpu")["spec"]["replicas"] == 3
    # What KEDA scales must not be set back by every upgrade of the release.
    scaled = one(helm, "all", "Deployment", "-worker-gpu")
    assert "replicas" not in scaled["spec"]
    rule = one(helm, "all", "ScaledObject", "-worker-gpu")["spec"]
    assert rule["scaleTargetRef"]["name"] == scaled["metadata"]["name"]
    assert (rule["minReplicaCount"], rule["maxReplicaCount"]) == (0, 4)
    (trigger,) = rule["triggers"]
    login = one(helm, "all", "TriggerAuthentication", "-database")
    assert trigger["authenticationRef"]["name"] == login["metadata"]["name"]
    assert login["spec"]["secretTargetRef"] == [{"parameter": "connection", "name": "mine", "key": "database-url"}]
    assert not [o for o in objects(helm, "small") if o["kind"] in CUSTOM]


def test_the_scaling_query_counts_jobs(helm: dict[str, Any], tmp_path: Path) -> None:
    """On the tables as they are: a renamed column must fail here and not in a cluster."""
    database = Database(f"sqlite:///{tmp_path / 'jobs.db'}")
    upgrade(database)
    database.close()
    with sqlite3.connect(tmp_path / "jobs.db") as connection:
        columns = {row[1]: row for row in connection.execute("PRAGMA table_info(jobs)")}
        rows = [
            ("generation", "queued"),
            ("generation", "running"),
            ("edit", "queued"),
            ("finish", "queued"),
            ("edit", "failed"),
        ]
        for number, (kind, state) in enumerate(rows):
            given = {"id": f"job_{number}", "kind": kind, "state": state}
            needed = {n: 0 for n, row in columns.items() if row[3] and row[4] is None and n not in given}
            names = [*given, *needed]
            marks = ",".join("?" * len(names))
            connection.execute(
                f"INSERT INTO jobs ({','.join(names)}) VALUES ({marks})", [*given.values(), *needed.values()]
            )
        counted = {}
        for name, ending in (("default", "-worker-cpu"), ("all", "-worker-gpu")):
            (trigger,) = one(helm, name, "ScaledObject", ending)["spec"]["triggers"]
            ((counted[ending],),) = connection.execute(trigger["metadata"]["query"])
    connection.close()
    assert counted == {"-worker-cpu": 4, "-worker-gpu": 3}


@pytest.mark.parametrize("name", ["default", "all", "small", "documented"])
def test_pods_are_confined(helm: dict[str, Any], name: str) -> None:
    for item in objects(helm, name):
        if item["kind"] != "Deployment":
            continue
        spec = pod(item)
        (container,) = spec["containers"]
        assert spec["automountServiceAccountToken"] is False
        assert (spec["securityContext"]["runAsNonRoot"], spec["securityContext"]["runAsUser"]) == (True, 10001)
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True, "capabilities": {"drop": ["ALL"]},
        }  # fmt: skip
        assert {m["mountPath"] for m in container["volumeMounts"]} == {"/data", "/tmp"}
        assert "memory" in container["resources"]["limits"]
        assert spec["terminationGracePeriodSeconds"] >= 30
    if name == "small":
        assert pod(one(helm, name, "Deployment", "-api"))["serviceAccountName"] == "robot"


def test_selectors_find_their_pods(helm: dict[str, Any]) -> None:
    found = objects(helm, "all")
    pods = {
        o["metadata"]["name"]: o["spec"]["template"]["metadata"]["labels"] for o in found if o["kind"] == "Deployment"
    }

    def chosen(labels: dict[str, str]) -> list[str]:
        return sorted(name for name, own in pods.items() if labels.items() <= own.items())

    for item in found:
        if item["kind"] in ("Deployment", "PodDisruptionBudget"):
            assert chosen(item["spec"]["selector"]["matchLabels"]) == [item["metadata"]["name"]]
        if item["kind"] == "Service":
            assert chosen(item["spec"]["selector"]) == ["demo-meshwright-api"]
    assert chosen(one(helm, "all", "NetworkPolicy", "-meshwright")["spec"]["podSelector"]["matchLabels"]) == sorted(
        pods
    )


def test_probes_ask_routes_that_are_there(helm: dict[str, Any]) -> None:
    from meshwright.service.api import operations

    routes = {route.path for route in operations.router.routes}  # type: ignore[attr-defined]
    container = pod(one(helm, "default", "Deployment", "-api"))["containers"][0]
    probes = [container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "liveness", "readiness")]
    assert {probe["path"] for probe in probes} <= routes
    assert container["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"  # which needs no database
    ingress = one(helm, "all", "Ingress", "")["spec"]
    service = one(helm, "all", "Service", "")
    assert ingress["rules"][0]["host"] == "mesh.example"
    backend = ingress["rules"][0]["http"]["paths"][0]["backend"]["service"]
    assert backend["name"] == service["metadata"]["name"]
    assert backend["port"]["name"] in {port["name"] for port in service["spec"]["ports"]}
