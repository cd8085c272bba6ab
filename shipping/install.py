"""Install Relode from this folder, without a network: python3 install.py [FOLDER].

从本文件夹安装 Relode，不需要网络：python3 install.py [文件夹]。

Needs Python 3.11 or newer with its own pip and venv, nothing else. Checks every file against SHA256SUMS first;
if one differs or is missing, nothing is installed. FOLDER (default: ./relode) becomes a virtual environment.
"""

import argparse
import hashlib
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main():
    """Check, make the environment, install, try it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=Path("relode"))
    target = parser.parse_args().folder.resolve()
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]} / 需要 Python 3.11 或更新版本")
    if target.exists() and any(target.iterdir()):
        sys.exit(f"{target} is not empty: name a new folder / 文件夹非空，请换一个新文件夹")
    problems = altered(HERE)
    if problems:
        sys.exit("Nothing installed / 未安装:\n" + "\n".join(problems))
    made = subprocess.run([sys.executable, "-m", "venv", str(target)], check=False)
    if made.returncode:
        sys.exit("This Python lacks venv (on Debian: the package python3-venv) / 此 Python 缺少 venv")
    programs = target / ("Scripts" if sys.platform == "win32" else "bin")
    wheels = HERE / "wheels"
    relode = next(wheels.glob("relode-*.whl"))
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--isolated"]
    done = subprocess.run([*pip, "--no-index", "--find-links", str(wheels), str(relode)], check=False)
    if done.returncode:
        sys.exit(f"The wheels here do not fit Python {sys.version.split()[0]} on this machine / 安装包与本机不符")
    subprocess.run([str(programs / "relode"), "--help"], check=True, stdout=subprocess.DEVNULL)
    print(f"Installed / 已安装: {programs / 'relode'}", flush=True)
    # Says itself what it does and what went wrong; the page makes up for it at its first start.
    subprocess.run([str(programs / "relode"), "serve", "--prepare"], check=False)


def altered(folder):
    """Files of `folder` that differ from SHA256SUMS, are missing, or are wheels that it does not list, one a line."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: known for known, name in (line.split("  ", 1) for line in lines)}
    problems = []
    for name, known in listed.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{name}: missing / 缺失")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != known:
            problems.append(f"{name}: differs from its checksum / 校验和不符")
    strangers = {f"wheels/{path.name}" for path in (folder / "wheels").iterdir()} - listed.keys()
    return problems + [f"{name}: not listed in SHA256SUMS / 不在清单内" for name in sorted(strangers)]


if __name__ == "__main__":
    main()
