"""Money in one currency over a year of rates: answers are what Python's fractions say, and parts add up."""
import datetime
import json
import random
import time
from fractions import Fraction

from harness.accounts import create_key, send_json

FIRST = datetime.date(2022, 1, 1)
DAYS = 400
CURRENCIES = ("USD", "GBP", "JPY", "INR")
MICRO = Fraction(1, 10**6)


def owner(server):
    key = create_key(server, "--label", "owner", "--role", "owner")
    time.sleep(2.5)  # a key made on the console is known to the server within seconds
    return server.client(key=key)


def days():
    return [FIRST + datetime.timedelta(days=number) for number in range(DAYS)]


def rates_of(generator):
    """A rate on working days, of every currency."""
    return {
        (day, currency): f"{generator.randrange(1, 2_000_000)}.{generator.randrange(10**4):04}"
        for day in days()
        if day.weekday() < 5
        for currency in CURRENCIES
    }


def rate_file(rates):
    lines = ["Date," + ",".join(CURRENCIES) + ","]
    for day in sorted({day for day, _ in rates}, reverse=True):
        lines.append(f"{day}," + ",".join(rates[day, currency] for currency in CURRENCIES) + ",")
    return "\n".join(lines) + "\n"


def in_euros(amount, currency, day, rates):
    if currency == "EUR":
        return Fraction(amount)
    for age in range(8):
        told = rates.get((day - datetime.timedelta(days=age), currency))
        if told:
            return Fraction(amount) / Fraction(told)
    raise AssertionError("the rates have a gap")


def shown(value, decimals):
    """Rounded once, half to even, in the shortest plain form."""
    units = round(value * 10**decimals)
    text = f"{abs(units) // 10**decimals}.{abs(units) % 10**decimals:0{decimals}}".rstrip("0").rstrip(".")
    return ("-" if units < 0 else "") + text


def test_totals_are_exact_and_parts_add_up_to_them(server):
    generator = random.Random(25)
    rates = rates_of(generator)
    client = owner(server)
    headers = {"Content-Type": "text/csv"}
    stored = client.request("PUT", "/api/v1/fx", None, headers, rate_file(rates).encode())
    assert stored.status == 200 and int(stored.json["added"]) == len(rates), stored
    assert send_json(client, "PUT", "/api/v1/workspace", {"reporting_currency": "EUR"}).status == 200

    # From the first Monday on, so that every day has a rate within seven days.
    lines = ["date,platform,campaign_id,currency,cost,revenue"]
    facts = []
    for day in days()[7:]:
        for campaign in range(3):
            currency = generator.choice((*CURRENCIES, "EUR"))
            cost = f"{generator.randrange(10**9)}.{generator.randrange(10**6):06}"
            revenue = f"{generator.randrange(10**9)}.{generator.randrange(10**6):06}"
            lines.append(f"{day},Meta,c{campaign},{currency},{cost},{revenue}")
            facts.append((day, f"c{campaign}", *(in_euros(v, currency, day, rates) for v in (cost, revenue))))
    assert client.ingest_and_wait("\n".join(lines) + "\n")["status"] == "applied"

    total = client.get("/api/v1/analytics/roi").json
    cost = sum(fact[2] for fact in facts)
    revenue = sum(fact[3] for fact in facts)
    assert total["total_cost"] == shown(cost, 6)
    assert total["profit"] == shown(revenue - cost, 6)
    assert total["roas"] == shown(revenue / cost, 9)
    assert total["meta"]["currency"] == "EUR" and total["meta"]["conversion"]["missing_rates"] == "0"

    for group, place in (("date", 0), ("campaign", 1)):
        rows = client.get("/api/v1/analytics/roi", {"group_by": group, "order": "-roas"}).json["data"]
        parts = {}
        for fact in facts:
            sums = parts.setdefault(str(fact[place]), [Fraction(0), Fraction(0)])
            sums[0] += fact[2]
            sums[1] += fact[3]
        name = "date" if group == "date" else "campaign_id"
        assert {row[name]: (row["cost"], row["roas"]) for row in rows} == {
            key: (shown(spent, 6), shown(earned / spent, 9)) for key, (spent, earned) in parts.items()
        }
        ordered = sorted(parts, key=lambda key: -parts[key][1] / parts[key][0])
        assert [row[name] for row in rows] == ordered
        # Each part is rounded once: all of them are at most half a millionth each from the total.
        apart = abs(sum(Fraction(row["cost"]) for row in rows) - Fraction(total["total_cost"]))
        assert apart <= (len(rows) + 1) * MICRO / 2


def test_as_many_rates_as_the_bank_has_told_are_stored_in_seconds(server, tell):
    client = owner(server)
    generator = random.Random(1)
    codes = "USD JPY BGN CZK DKK GBP HUF PLN RON SEK CHF ISK NOK TRY AUD BRL CAD CNY HKD IDR ILS INR".split()
    lines = ["Date," + ",".join(codes) + ","]
    day = datetime.date(1999, 1, 4)
    for number in range(7000):
        told = ",".join(f"{generator.randrange(1, 200)}.{generator.randrange(10**4):04}" for _ in codes)
        lines.append(f"{day + datetime.timedelta(days=number)},{told},")
    began = time.monotonic()
    headers = {"Content-Type": "text/csv"}
    stored = client.request("PUT", "/api/v1/fx", None, headers, ("\n".join(lines) + "\n").encode())
    assert stored.status == 200 and int(stored.json["received"]) == 7000 * len(codes), stored
    tell(f"fx: {stored.json['received']} rates stored in {time.monotonic() - began:.1f} s")


def test_a_body_of_too_many_rates_is_refused(server):
    client = owner(server)
    rate = {"date": "2024-01-05", "currency": "USD", "rate": "1.0921"}
    body = json.dumps({"base": "EUR", "rates": [rate] * 100_001}).encode()
    refused = client.request("PUT", "/api/v1/fx", None, {"Content-Type": "application/json"}, body)
    assert refused.status == 400 and "400003" in refused.body.decode(), refused
