"""Renew what ships: `make data`, or `python -m studies run` with what doit takes.

python -m studies run                   every rule whose inputs changed, but those of hours
python -m studies run posteriors        one rule, with what it hangs on; rules of hours by name or `run all`
python -m studies run -a -s moments     one rule again though nothing changed: it must give what ships
python -m studies list --status         every rule; U is up to date, R would run
python -m studies stale                 what changed, by rule
python -m studies keep RULE "WHY"       write the inputs of now down without a run, with the reason
"""

import sys
from pathlib import Path

from doit.cmd_base import ModuleTaskLoader
from doit.doit_cmd import DoitMain

from studies import OWN, ROOT
from studies.fingerprints import declared, keep, kept, out_of_date, seconds
from studies.picture import renew_picture
from studies.renewal import tasks
from studies.rules import RuleError, rules


def main(arguments: list[str]) -> int:
    """Carry out what was asked for; the exit code: 0 done, 1 a rule failed, 2 the request or a rule cannot be read."""
    try:
        every = rules()
        match arguments:
            case []:
                print(__doc__)
                return 0
            case ["stale"]:
                return stale()
            case ["keep", name, why] if name in every and why.strip():
                rule = every[name]
                opened = kept().get(name, {}).get("reads") or declared(rule)
                keep(rule, opened, not_run=why, seconds=seconds(name))
                return 0
            case ["keep", *_]:
                raise RuleError('keep: wants the name of a rule and the reason: keep RULE "WHY"')
    except RuleError as failure:
        print(failure, file=sys.stderr)
        return 2
    OWN.mkdir(exist_ok=True)
    settings = {
        "dep_file": str(OWN / "doit.json"),
        "backend": "json",
        "default_tasks": [rule.name for rule in every.values() if not rule.long],
    }
    loader = ModuleTaskLoader({"DOIT_CONFIG": settings, "task_rules": lambda: tasks(arguments)})
    code = int(DoitMain(loader).run(arguments))
    renew_picture()
    return code


def stale() -> int:
    """Print what changed, by rule; 1 if anything did."""
    found = {name: list(out_of_date(rule)) for name, rule in rules().items()}
    for name, reasons in found.items():
        for _, words in reasons:
            print(f"{name}: {words}")
    return int(any(found.values()))


if __name__ == "__main__":
    sys.path.insert(0, str(Path(ROOT)))
    sys.exit(main(sys.argv[1:]))
