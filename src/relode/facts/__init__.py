"""Published numbers as published, one source a row.

`tables/*.csv` are the shipped tables, one subject a file; `tables.csv` lists them with their keys;
`renaming.csv` keeps how names and units of the curated originals became the vocabulary's; `readers`
turn a user's files into the same kind of rows.
"""

from relode.facts.shipped import fingerprint, references, rows, source_keys, table_list, text

__all__ = ["fingerprint", "references", "rows", "source_keys", "table_list", "text"]
