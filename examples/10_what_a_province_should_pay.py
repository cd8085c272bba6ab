"""What should a province pay in two of its places?

省里该给其中两个城市拨多少钱？
"""

# %%
import relode as rl
from relode.fund.funding import funding
from relode.fund.request import FundRequest, ground_of

panel = rl.panel.load()
asked = FundRequest(province="heilongjiang", budget="300M", places=("hegang", "qitaihe"))
funding(panel, ground_of(panel, asked), asked, print)
