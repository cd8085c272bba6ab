"""How long commands take from nothing to the answer: seconds of processor time, the least of five runs."""

import resource
import subprocess
import sys

COMMANDS = (
    ["--help"],
    ["cities"],
    ["diagnose", "hegang"],
    ["outlook", "hegang"],
    ["explain", "hegang", "population", "2020"],
)


def seconds(command: list[str]) -> float:
    """Processor time of one run, waiting for others not counted."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


if __name__ == "__main__":
    print("| command | seconds |\n| --- | --- |")
    for arguments in COMMANDS:
        least = min(seconds([sys.executable, "-m", "relode", *arguments]) for _ in range(5))
        print(f"| relode {' '.join(arguments)} | {least:.2f} |")
