"""Write one archive of the facts and posterior draws that can be deposited and cited: `make archive`.

The same tables give the same bytes, on every machine: entries in the order of their names, without dates, uncompressed.
Sources that `RELODE_DROP_SOURCES` names are left out, as from a wheel, and those that `licence_choices.csv` does not
deposit, unless `RELODE_WITH_SOURCES` names them; the archive says so.
"""

import argparse
import csv
import hashlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from hatch_build import dropped_sources, without

from relode import __version__
from relode.facts.licences import source_uses

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "relode"
ROOMS = {"facts": PACKAGE / "facts" / "tables", "draws": PACKAGE / "calibration" / "posteriors"}
BESIDE = {
    "facts/vocabulary.csv": PACKAGE / "vocabulary.csv",
    "facts/expiry.csv": PACKAGE / "facts" / "expiry.csv",
    "facts/references.csv": PACKAGE / "facts" / "references.csv",
    "draws/parameters.csv": PACKAGE / "model" / "parameters.csv",
    "LICENSE": ROOT / "LICENSE",
}
"""Name in the archive -> file: what tables and draws cannot be read without."""
LICENCES = ("key", "title", "publisher", "year", "licence", "standing", "rows")
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""The date of every entry: the earliest that the format knows."""
README = """# Relode: facts and posterior draws, version {version}

- `facts/`: {tables} tables of published figures, {rows} rows, one source a row; `vocabulary.csv` says what each
  quantity means and its unit, `expiry.csv` by when to look for newer figures.
- `draws/`: posterior draws of the simulator for each opening year, in standard scores against the priors of
  `parameters.csv` (0 is the median of a prior, 1.64 its upper end); a row a draw.
- `licences.csv`: every source with its licence, its standing and how many rows rest on it. {unstated} sources state no
  licence: whoever passes the archive on has to judge these.
- `SHA256SUMS`: check with `sha256sum --check SHA256SUMS`.

Left out: {dropped}.

Cite this archive as `CITATION.cff` says, with the identifier of the place where it is deposited, and cite the
sources of the figures that you use.

# Relode：事实数据与后验抽样，{version}版

- `facts/`：{tables}张已公布数据表，{rows}行，每行一个来源；`vocabulary.csv`载明各指标含义与单位，
  `expiry.csv`载明应于何时复查更新。
- `draws/`：各起始年的模拟器后验抽样，每行一次抽样，数值为相对先验（`parameters.csv`）的标准分
  （0为先验中位数，1.64为上端）。
- `licences.csv`：各来源的许可、性质与行数。{unstated}个来源未注明许可，再分发者须自行判断。
- `SHA256SUMS`：用 `sha256sum --check SHA256SUMS` 核对。

未收入：{dropped_zh}。

引用本数据包请按`CITATION.cff`，并注明存放处给出的标识符；使用其中数字时请同时引用其来源。
"""
CITATION = """cff-version: 1.2.0
message: If you use these data or draws, please cite them, and cite the sources of the figures that you use.
title: "Relode: facts on resource-based cities and posterior draws of the simulator"
type: dataset
version: {version}
authors:
  - name: The Relode developers
keywords: [resource-based cities, regional economics, industrial transition, China]
references:
{references}"""


def main(target: Path, dropped: Iterable[str]) -> None:
    """Write the archive, and say how large it is and its checksum."""
    content = contents(set(dropped))
    target.parent.mkdir(parents=True, exist_ok=True)
    write(content, target)
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    print(f"{target}: {len(content)} files, {target.stat().st_size / 1e6:.1f} MB, SHA-256 {digest}")


def contents(dropped: set[str]) -> dict[str, bytes]:
    """Name -> bytes of every file of the archive, checksums last."""
    sources = list(csv.DictReader(io.StringIO((ROOMS["facts"] / "sources.csv").read_text(encoding="utf-8"))))
    found = {name: text(path) for name, path in BESIDE.items()}
    for room, folder in ROOMS.items():
        for path in folder.glob("*.csv"):
            whole = text(path)
            kept = without(whole, dropped, path.stem) if room == "facts" else None
            found[f"{room}/{path.name}"] = whole if kept is None else kept
    tables = [name for name in found if name.startswith("facts/") and name not in BESIDE]
    kept_sources = [row for row in sources if row["key"] not in dropped]
    counts = {
        "version": __version__,
        "tables": len(tables),
        "rows": sum(found[name].count("\n") - 1 for name in tables),
        "unstated": sum(use.standing == "unstated" and use.key not in dropped for use in source_uses()),
        "dropped": ", ".join(sorted(dropped)) or "nothing",
        "dropped_zh": "、".join(sorted(dropped)) or "无",
    }
    found["README.md"] = README.format(**counts)
    found["CITATION.cff"] = CITATION.format(version=__version__, references="".join(map(reference, kept_sources)))
    found["licences.csv"] = licences(kept_sources)
    data = {name: found[name].encode("utf-8") for name in sorted(found)}
    sums = "".join(f"{hashlib.sha256(each).hexdigest()}  {name}\n" for name, each in data.items())
    return {**data, "SHA256SUMS": sums.encode("utf-8")}


def text(path: Path) -> str:
    """A file with line ends as on Linux, whatever the checkout has."""
    return path.read_text(encoding="utf-8").replace("\r\n", "\n")


def licences(sources: Iterable[Mapping[str, str]]) -> str:
    """The list of licences: a row for each source."""
    uses = {use.key: use for use in source_uses()}
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(LICENCES)
    for row in sources:
        use = uses[row["key"]]
        writer.writerow([*(row[name] for name in LICENCES[:5]), use.standing, sum(use.rows.values())])
    return out.getvalue()


def reference(row: Mapping[str, str]) -> str:
    """A source as an entry of CITATION.cff; texts in quotes, which YAML reads as JSON does."""
    lines = ["type: data", f"title: {json.dumps(row['title'], ensure_ascii=False)}", f"notes: {row['key']}"]
    lines += [f"year: {row['year']}"] if re.fullmatch(r"\d{4}", row["year"]) else []
    lines += ["authors:", f"  - name: {json.dumps(row['publisher'], ensure_ascii=False)}"] if row["publisher"] else []
    return "  - " + "\n    ".join(lines) + "\n"


def write(content: Mapping[str, bytes], target: Path) -> None:
    """A ZIP file of these entries in their order: no compression, no date, no owner."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in content.items():
            entry = zipfile.ZipInfo(f"relode-data-{__version__}/{name}", FIRST_DAY)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", nargs="?", type=Path, default=Path(f"dist/relode-data-{__version__}.zip"))
    try:
        main(parser.parse_args().target, dropped_sources(ROOT, "left_out", "not_deposited"))
    except ValueError as refused:
        sys.exit(str(refused))
