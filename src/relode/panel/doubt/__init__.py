"""Doubt: rules that compare a figure, published or the user's own, with what else is known, and a price put right."""

from relode.panel.doubt.listing_price import index_years, listing_price
from relode.panel.doubt.series import Doubt, doubts, is_doubted, reason_of

__all__ = ["Doubt", "doubts", "index_years", "is_doubted", "listing_price", "reason_of"]
