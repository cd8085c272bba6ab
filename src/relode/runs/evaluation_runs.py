"""An evaluation with its placebos on disk: a stopped run goes on where it was."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import xarray as xr

from relode.errors import RelodeError
from relode.evaluation.past_policy import Evaluation, EvaluationSettings, evaluate
from relode.evaluation.policies import OWN, PastPolicy, own_policy, policy, protocol
from relode.facts import fingerprint
from relode.facts.readers.file_rows import read_text
from relode.record import schema, versioned
from relode.runs.whole_files import replace_json


def policy_called(name: str) -> PastPolicy:
    """A shipped policy, or that of a user's CSV file. Raises RelodeError for an unknown name or a bad file."""
    if name.lower().endswith(".csv") or "/" in name:
        return own_policy(read_text(Path(name)), name)
    return policy(name)


def evaluation_run(
    panel: xr.Dataset, asked: PastPolicy, outcomes: Sequence[str], settings: EvaluationSettings, output: Path,
    result: Callable[[str, int], None], resumed: Callable[[Path], None],
) -> list[Evaluation]:  # fmt: skip
    """Evaluate; placebo draws are kept below `output` until all are made, and taken up again by the same call.

    Draws are of the same policy, facts, protocol and seed only: all are in the folder's name. Raises RelodeError where
    the folder cannot be written or holds what is no draw.
    """
    if not settings.placebos:
        return _answerable(evaluate(panel, asked, outcomes, settings))
    content = json.dumps(
        [asked.name, dict(asked.first_years), asked.controls, asked.horizon, settings.seed, dict(protocol()["rules"]),
         list(panel.attrs.get("overrides", [])), schema("placebos")],
        sort_keys=True, default=str,
    )  # fmt: skip
    key = hashlib.sha256((content + fingerprint()).encode()).hexdigest()[:8]
    folder = output / f"evaluate-{asked.name}-{key}"
    done = {path.stem: _draws(path) for path in sorted(folder.glob("*.json"))}
    if done:
        resumed(folder)

    def progress(outcome: str, ratios: list[float]) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RelodeError("unwritable_folder", folder=folder, reason=error.strerror or error) from error
        replace_json(folder / f"{outcome}.json", versioned("placebos", {"ratios": ratios}))
        result(outcome, len(ratios))

    return _answerable(evaluate(panel, asked, outcomes, settings, done=done, progress=progress))


def _answerable(evaluations: list[Evaluation]) -> list[Evaluation]:
    """A user's policy of which nothing can be estimated is bad input; a shipped one is a verdict. Raises Refused."""
    refusals = [each.refused for each in evaluations if each.refused is not None]
    if evaluations[0].policy.name == OWN and len(refusals) == len(evaluations):
        raise refusals[0]
    return evaluations


def _draws(path: Path) -> list[float]:
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError) as error:
        raise RelodeError("unreadable_file", path=path, reason=error) from error
    ratios = record.get("ratios") if isinstance(record, dict) and record.get("schema") == schema("placebos") else None
    if not isinstance(ratios, list) or not all(isinstance(ratio, float) for ratio in ratios):
        raise RelodeError("unreadable_file", path=path, reason=schema("placebos"))
    return ratios
