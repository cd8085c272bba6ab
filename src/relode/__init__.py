"""Relode: the transition of resource-based cities, from published facts to a robust, affordable plan.

Data flow one way::

    facts -> panel -> measures -> diagnosis -> pathways -> plan -> charts -> report, and cli on top

`facts` holds published numbers, one source a row; `panel` aligns them in one place x year cube;
`measures` are array functions of the field; `diagnosis` says where a city stands; `pathways` where it
could go; `charts` and `report` show it. `language` holds every sentence that a reader sees, in Chinese
and English; `vocabulary` owns the name, unit and bounds of every quantity; `places` knows every city.
"""

__version__ = "0.1.0"
