"""What Relode needs at run time and under which licence: `python shipping/third_party.py` writes THIRD_PARTY.md.

From the metadata and licence files of the packages installed here. Whatever names a licence with copyleft needs a
row in `notices.csv` that says which part it is about and why it may be passed on.
"""

import csv
import re
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "THIRD_PARTY.md"
NOTICES = ROOT / "shipping" / "notices.csv"

COPYLEFT = re.compile(
    r"GNU\s+(Affero\s+|Lesser\s+|Library\s+)?General\s+Public|\b[AL]?GPL\b|\b[AL]?GPLv?-?\d|Mozilla\s+Public|\bMPL\b"
    r"|Eclipse\s+Public|European\s+Union\s+Public|\bEUPL\b|\bCDDL\b|Server\s+Side\s+Public|CC[- ]BY-(SA|NC)",
    re.IGNORECASE,
)
COMPILER = re.compile(r"libgfortran|libquadmath")
LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice)", re.IGNORECASE)
LATER = {"msgspec": ("BSD-3-Clause", "Jim Crist-Harif, Ofek Lev, Nikita Sobolev")}
"""Licence and author of what later Pythons need beside it, which the one that the page is made with does not have."""
HEAD = """# Third-party software / 第三方软件

Relode does not contain this software: an installation or a bundle brings it. Made by `python shipping/third_party.py`;
the licence texts lie in the packages themselves.

本软件不包含以下软件，由安装过程或离线包带入。本页由 `python shipping/third_party.py` 生成，许可全文在各软件包内。

| package / 软件包 | licence / 许可 | author / 作者 |
| --- | --- | --- |
"""
NOTED = """
## Parts that name a licence with copyleft / 涉及著佐权许可的部分

Strictly: no package of an installation without extras is as a whole under a licence with copyleft. Weak copyleft is
left inside wheels of others. Of single files: Eigen (MPL-2.0), compiled into jaxlib and ml-dtypes. Of a library:
libiconv (LGPL), linked statically into lxml (`ldd` of its modules names no libiconv, their symbols do), and libquadmath
(LGPL), a file of its own beside NumPy, SciPy and diff-diff. libgfortran is under the GPL with the exception for
run-time libraries. None of them binds the code of Relode; whoever passes the wheels on passes on these parts as
well. The extra `fit` adds NumPyro and with it tqdm, under the MPL-2.0.

严格说：不装附加项时，没有任何软件包整体采用著佐权许可。其他软件的安装包内仍含弱著佐权部分：文件级为编入 jaxlib 和
ml-dtypes 的 Eigen（MPL-2.0）；库级为静态链接进 lxml 的 libiconv（LGPL，`ldd` 不列 libiconv，符号在模块内），
以及 NumPy、SciPy、diff-diff 旁独立文件 libquadmath（LGPL）。libgfortran 采用附运行库例外的 GPL。
以上均不约束本软件自身代码；转发安装包者同时转发这些部分。
附加项 `fit` 另带 NumPyro 及其依赖 tqdm（MPL-2.0）。

| package / 软件包 | part / 部分 | licence / 许可 | why it may be passed on | 可以再分发的理由 |
| --- | --- | --- | --- | --- |
"""


def closure(name: str, seen: dict[str, Distribution] | None = None) -> dict[str, Distribution]:
    """The distribution and everything that it needs at run time on this machine, by name."""
    seen = {} if seen is None else seen
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return seen
    try:
        seen[key] = distribution(name)
    except PackageNotFoundError:
        return seen
    for text in seen[key].requires or []:
        requirement = Requirement(text)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            closure(requirement.name, seen)
    return seen


def licence(package: Distribution) -> str:
    """The licence that the metadata state."""
    metadata = package.metadata
    if metadata.get("License-Expression"):
        return metadata["License-Expression"]
    classifiers = [c.split("::")[-1].strip() for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    return "; ".join(classifiers) or (metadata.get("License") or "").split("\n")[0]


@cache
def names_copyleft(name: str) -> tuple[str, ...]:
    """Where the package names a licence with copyleft: its metadata, licence files, or libraries of the compiler."""
    package = distribution(name)
    found = ["metadata"] if COPYLEFT.search(licence(package)) else []
    for file in package.files or []:
        if COMPILER.search(file.name):
            found.append(str(file))
        elif LICENCE_FILE.search(str(file)) and file.suffix not in (".py", ".pyc"):
            path = Path(str(package.locate_file(file)))
            if path.is_file() and COPYLEFT.search(path.read_text(encoding="utf-8", errors="replace")):
                found.append(str(file))
    return tuple(found)


def notices() -> list[dict[str, str]]:
    """The rows of notices.csv."""
    with NOTICES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def page() -> str:
    """The page THIRD_PARTY.md."""
    packages = {name: (licence(each), author(each)) for name, each in closure("relode").items() if name != "relode"}
    rows = [f"| {name} | {said[0]} | {said[1]} |" for name, said in sorted((LATER | packages).items())]
    columns = ("package", "part", "licence", "reason_en", "reason_zh")
    noted = ["| " + " | ".join(row[column] for column in columns) + " |" for row in notices()]
    return HEAD + "\n".join(rows) + "\n" + NOTED + "\n".join(noted) + "\n"


def author(package: Distribution) -> str:
    """Who wrote the package, without addresses."""
    metadata = package.metadata
    texts = (metadata.get(field) or "" for field in ("Author", "Author-email", "Maintainer", "Maintainer-email"))
    names = (re.sub(r"\s*<[^>]*>|\S+@\S+", "", text).strip(" ,").replace("|", " ") for text in texts)
    return " ".join(next(filter(None, names), "").split())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
