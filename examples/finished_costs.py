"""Adds up what the finished sessions have cost, in OCTA and at today's rate in USD."""

from octaspace_sdk import OctaSpace, format_octa, format_usd

with OctaSpace() as client:
    rate = client.network.info().market_price
    finished = client.sessions.list(recent=True)
    for session in finished:
        cost = session.usd(rate) if rate else None
        print(session.uuid, session.finished_at_utc, format_octa(session.charge_amount), format_usd(cost))
    print("together", format_octa(sum(session.charge_amount for session in finished)))
