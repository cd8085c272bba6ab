"""The bill of materials of a bundle, in CycloneDX 1.6: every wheel with version, licence and SHA-256."""

import hashlib
import json
import re
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any


def bill(wheels: Path) -> dict[str, Any]:
    """The bill of the wheels in a folder; the same wheels give the same bill."""
    parts = [component(path) for path in sorted(wheels.glob("*.whl"))]
    relode = next(part for part in parts if part["name"] == "relode")
    needed = {part["bom-ref"]: part.pop("needs") for part in parts}
    names = {part["name"]: part["bom-ref"] for part in parts}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**relode, "type": "application"}},
        "components": [part for part in parts if part is not relode],
        "dependencies": [
            {"ref": ref, "dependsOn": sorted({names[name] for name in needs if name in names})}
            for ref, needs in needed.items()
        ],
    }


def component(wheel: Path) -> dict[str, Any]:
    """One wheel, with the names that it needs under `needs`."""
    about = metadata(wheel)
    name, version = normal(about["Name"]), about["Version"]
    with wheel.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": licences(about),
        "needs": [normal(re.split(r"[\s\[<>=!~;(]", text)[0]) for text in needs(about)],
    }


def needs(about: Message) -> list[str]:
    """Requirements but for extras."""
    return [text for text in about.get_all("Requires-Dist", []) if "extra ==" not in text]


def licences(about: Message) -> list[dict[str, Any]]:
    """As an SPDX expression where the metadata have one, else by the name that they state."""
    if about["License-Expression"]:
        return [{"expression": about["License-Expression"]}]
    classes = [c.split("::")[-1].strip() for c in about.get_all("Classifier", []) if c.startswith("License ::")]
    named = classes or [line for line in (about["License"] or "").splitlines()[:1] if line]
    return [{"license": {"name": name}} for name in named]


def metadata(wheel: Path) -> Message:
    """The METADATA of a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        return Parser().parsestr(archive.read(name).decode("utf-8"))


def normal(name: str) -> str:
    """A package's name as registries spell it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def write(wheels: Path, file: Path) -> None:
    """Write the bill of the wheels in a folder."""
    file.write_text(json.dumps(bill(wheels), indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
