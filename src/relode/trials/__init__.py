"""Find out: trials that can tell, their reading, and a run held against what came.

`trial_of` designs a trial of a measure in a place (who, how many, how long, which effect it can see, what it costs and
is worth); `reading` judges its filled sheet by the checks of `evaluation` and carries the answer to the card;
`monitor` compares the figures of a later year with the bands of a run.
"""
