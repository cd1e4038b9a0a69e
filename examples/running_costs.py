"""Says what runs, what it costs per hour and so far, and how long the balance lasts."""

from decimal import Decimal

from octaspace_sdk import OctaSpace, format_octa, format_usd

with OctaSpace() as client:
    per_hour = Decimal(0)
    for session in client.sessions.list():
        print(session.uuid, session.service, format_usd(session.price_per_hour), "per hour")
        print("  so far", format_octa(session.charge_amount), "or", format_usd(session.charge_amount_usd))
        per_hour += session.price_per_hour or 0
    balance = client.accounts.profile().balance_octa
    rate = client.network.info().market_price or Decimal(0)
    print("balance", format_octa(balance), "or", format_usd(balance * rate))
    if per_hour:
        print(f"it lasts for {balance * rate / per_hour:,.0f} hours")
