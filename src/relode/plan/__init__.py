"""Plans that hold up: futures, search, robustness, conditions of failure, signposts, what to measure first.

Everything here is arithmetic on arrays in the order (policy, future): who simulated the futures does not matter.
"""
