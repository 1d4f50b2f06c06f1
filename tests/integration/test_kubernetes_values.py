"""The notes for Kubernetes: values of known shape, settings that exist, an image whose recipe is sound.

The chart's own schema is validated by `helm template` (deploy/kubernetes/README.md); what is here needs no network.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from traitlets.config import Config

REPOSITORY = Path(__file__).parents[2]
KUBERNETES = REPOSITORY / "deploy" / "kubernetes"
IN_IMAGE = "/opt/groundschool/"
COURSE = "ground_school"

TEXT = {"type": "string"}
TEXTS = {"type": "array", "items": TEXT}


def only(**properties: Any) -> dict[str, Any]:
    """An object that has these keys and no other, as the chart's schema has it."""
    return {
        "type": "object",
        "properties": properties,
        "required": sorted(properties),
        "additionalProperties": False,
    }


def named(entry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": entry}


RESOURCE = only(guarantee={"type": ["string", "number"]}, limit={"type": ["string", "number"]})
# The part of the chart's schema (4.4.0) that values.yaml uses.
SHAPE = only(
    hub=only(config=named({"type": "object"}), extraConfig=named(TEXT)),
    proxy=only(https=only(enabled={"type": "boolean"}, hosts=TEXTS, letsencrypt=only(contactEmail=TEXT))),
    singleuser=only(
        image=only(name=TEXT, tag=TEXT),
        cmd=TEXTS,
        defaultUrl=TEXT,
        startTimeout={"type": "integer"},
        memory=RESOURCE,
        cpu=RESOURCE,
        extraEnv=named(TEXT),
        storage=only(
            capacity=TEXT,
            homeMountPath=TEXT,
            extraVolumes=named({"type": "object", "required": ["name", "persistentVolumeClaim"]}),
            extraVolumeMounts=named({"type": "object", "required": ["name", "mountPath"]}),
        ),
    ),
    cull=only(enabled={"type": "boolean"}, timeout={"type": "integer"}),
)


@pytest.fixture(scope="module")
def values() -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((KUBERNETES / "values.yaml").read_text(encoding="utf-8"))
    return content


def test_the_values_have_the_charts_keys(values: dict[str, Any]) -> None:
    problems = [
        f"{list(error.path)}: {error.message}" for error in Draft7Validator(SHAPE).iter_errors(values)
    ]

    assert problems == []


def test_a_mistyped_key_would_be_noticed(values: dict[str, Any]) -> None:
    wrong = {**values, "singleuser": {**values["singleuser"], "memroy": {}}}

    assert "memroy" in " ".join(error.message for error in Draft7Validator(SHAPE).iter_errors(wrong))


def test_the_hubs_settings_are_ones_that_jupyterhub_has(values: dict[str, Any]) -> None:
    """What the chart passes on unseen. KubeSpawner is not installed: its `uid` and volumes are its own."""
    from jupyterhub.app import JupyterHub  # noqa: PLC0415 - takes seconds
    from jupyterhub.auth import Authenticator  # noqa: PLC0415
    from jupyterhub.spawner import Spawner  # noqa: PLC0415

    settings = values["hub"]["config"]
    overrides = settings["KubeSpawner"]["group_overrides"]["instructors"]["spawner_override"]
    asked = {
        JupyterHub: settings["JupyterHub"],
        Authenticator: settings["Authenticator"],
        Spawner: [*settings["Spawner"], *settings["KubeSpawner"], *overrides],
    }
    unknown = [
        name for one, names in asked.items() for name in names if name not in one.class_traits(config=True)
    ]

    assert unknown == ["uid", "volumes", "volume_mounts"]


def test_only_instructors_see_the_classroom(values: dict[str, Any]) -> None:
    c = Config()
    exec(values["hub"]["extraConfig"]["groups"], {"c": c})  # noqa: S102 - as the hub does
    override = values["hub"]["config"]["KubeSpawner"]["group_overrides"]["instructors"]
    groups = c.JupyterHub.load_groups

    assert override["groups"] == [f"formgrade-{COURSE}"]
    assert {login for group in groups.values() for login in group["users"]} == set(
        values["hub"]["config"]["Authenticator"]["allowed_users"]
    )
    assert set(groups) == {f"formgrade-{COURSE}", f"nbgrader-{COURSE}"}
    assert "classroom" in override["spawner_override"]["volumes"]
    assert "classroom" not in values["singleuser"]["storage"]["extraVolumes"]


def test_servers_find_their_settings_in_the_image(values: dict[str, Any]) -> None:
    environment = values["singleuser"]["extraEnv"]
    override = values["hub"]["config"]["KubeSpawner"]["group_overrides"]["instructors"]["spawner_override"]
    student = (REPOSITORY / "deploy" / "hub" / "student" / "nbgrader_config.py").read_text(encoding="utf-8")
    dockerfile = (KUBERNETES / "Dockerfile").read_text(encoding="utf-8")

    for place in (environment["JUPYTER_CONFIG_PATH"], override["environment"]["JUPYTER_CONFIG_PATH"]):
        assert (REPOSITORY / place.removeprefix(IN_IMAGE)).is_dir()
    assert (REPOSITORY / values["singleuser"]["cmd"][-1].removeprefix(IN_IMAGE)).is_file()
    assert set(re.findall(r"GROUNDSCHOOL_\w+", student)) <= set(environment)
    assert environment["GROUNDSCHOOL_COURSE"] == COURSE
    assert f"WORKDIR {IN_IMAGE.rstrip('/')}" in dockerfile
    assert f"ENV HOME={values['singleuser']['storage']['homeMountPath']} " in dockerfile
    assert f"useradd --uid {override['uid']} " in dockerfile


def test_the_image_has_no_secrets_of_a_clone_and_no_built_assignments() -> None:
    ignored = (KUBERNETES / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()

    assert {".git", "course/classroom/source", "workspace"} <= set(ignored)


def test_hadolint_finds_nothing_in_the_recipe_of_the_image() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, KUBERNETES / "Dockerfile"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")
