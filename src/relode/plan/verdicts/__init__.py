"""From what draws say of a measure to a decision: do, do if granted, leave, cannot tell. By rule, without a quota.

`verdict_tables` has what was fixed beforehand (practical sizes, published costs, the one aim of each lever), `rule` the
rule, `verdict_text` its words. Nothing here loads an engine.
"""
