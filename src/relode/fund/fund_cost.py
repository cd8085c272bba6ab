"""What a funding run costs in time and memory, told before it starts."""

from math import ceil

from relode.plan.simulations.run_cost import Cost, measured, minutes


def cost_of(places: int, futures: int, workers: int = 1) -> Cost:
    """What judging so many places on so many workers and then allocating the money is going to take.

    Limits: no place is left to judge: the allocation alone.
    """
    result = measured("relode.fund", "fund_cost")

    def taken(at: int) -> int:
        each = result["place_seconds"][at] + futures * result["future_seconds"][at]
        judged = min(workers, places) * result["start_seconds"][at] + places * each
        return minutes(judged + result["allocation_seconds"][at])

    memory = result["memory_megabytes"][0] + futures * result["memory_of_future"][0]
    return Cost(taken(1), taken(2), ceil(memory))
