"""Which schools, beds and homes must be ready, and which are too many?

哪些学位、床位和住房必须备好，哪些已经过剩？
"""

# %%
import relode as rl

rl.needs.of(rl.panel.load(), "hegang")
