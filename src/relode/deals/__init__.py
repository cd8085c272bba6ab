"""Should we sign this? Deals, public works and the commission's own list, judged one by one.

A deal is read from a file (`read_deals`) and appraised (`appraised`): law by gift, what comes of such promises, jobs
from promised to net, money by payer and year, the terms that would turn it, what decides. Rules of verdicts are in
`judgement`, other terms in `terms`, flows in `flows`, rates of promises and their rows in `promises`, users of public
works in `public_works`.
"""

from relode.deals.appraisal import appraised
from relode.deals.appraisal_record import DealAppraisal
from relode.deals.deal import Deal
from relode.deals.defaults import defaults
from relode.deals.file import read_deals

__all__ = ["Deal", "DealAppraisal", "appraised", "defaults", "read_deals"]
