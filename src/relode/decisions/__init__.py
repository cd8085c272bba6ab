"""What a commission decides: needs, programmes and projects, each with a verdict by one ordered list.

A programme is a file of `levers/`: its outcome, dose and price, law, channels and what it needs. `money_account` is
what the money of a programme does by itself; its own doing comes from published studies.
"""
