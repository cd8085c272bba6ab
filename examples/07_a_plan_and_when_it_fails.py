"""What could Hegang do with a twentieth of its budget revenue, what would it buy, and when would that fail?"""

import relode as rl

panel = rl.panel.load()
world = rl.plan.world(panel)
futures = rl.plan.futures(world, count=64, seed=1)
result = rl.plan.search(world, "hegang", budget=rl.plan.Budget(share=0.05), futures=futures, generations=2)

print(result.record["first_sentence"]["en"])
for plan in result.record["plans"]:
    jobs = plan["measures"]["employment"]["gain_mean"]
    cost = sum(year["total"] for year in plan["cost_by_year"])
    print(f"{plan['title']['en']}: jobs {jobs:+.2%}, {cost:.2f} x 100 million yuan in all")
print(rl.plan.when_it_fails(result, "employment < 0.6").sentence("en"))
