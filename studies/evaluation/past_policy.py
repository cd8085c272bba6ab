"""What past policy did, of one policy of the protocol, with placebos: python -m studies.evaluation.past_policy NAME."""

import sys

from relode.evaluation.shipped_findings import findings_of, written
from relode.panel import load
from studies import write

if __name__ == "__main__":
    for kind, text in written(findings_of(load(), sys.argv[1])).items():
        write(f"evaluation/findings/{sys.argv[1]}.{kind}", text)
