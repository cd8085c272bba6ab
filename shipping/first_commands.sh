#!/usr/bin/env bash
# README's first commands with an installed Relode, in an empty folder: first_commands.sh ENVIRONMENT FOLDER
# Run it where there is no network: it fails if there is one, and at the first command that does.
set -euo pipefail
environment=$(realpath "$1")
export PATH="$environment/bin:$PATH" RELODE_LANGUAGE=en
export HOME; HOME=$(mktemp -d -p "$2")
unset PYTHONPATH
cd "$HOME"
if python -c 'import socket; socket.create_connection(("1.1.1.1", 53), 2)' 2>/dev/null; then
    echo "there is a network" >&2
    exit 1
fi
relode --version
relode plan hegang
run=$(ls -d runs/hegang-*)
relode cities --type declining --resource coal >cities.txt
for question in diagnose pathways outlook needs brief; do
    relode "$question" hegang >"$question.txt"
done
relode explain hegang population 2020
relode evidence cluster_support >evidence.txt
relode template city.xlsx
relode report "$run" --language zh
relode report "$run" --format docx
python - <<'PYTHON'
import relode as rl

panel = rl.panel.load()
hegang = rl.diagnosis.profile(panel, "hegang")
print(hegang.latest("mining_employment_share"))
print(rl.pathways.successors(panel, hegang))
rl.report.write("hegang", "hegang.html", language="en")
PYTHON
wc -c ./*.txt ./*.html
