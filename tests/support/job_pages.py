"""A page's JobPosting as softgarden's template writes it."""

import json
from typing import Any


def json_ld(**changes: Any) -> dict[str, Any]:
    amount = {"@type": "QuantitativeValue", "minValue": 0.0, "maxValue": 0.0, "unitText": "MONTH"}
    address = {"streetAddress": "-", "postalCode": "-", "addressLocality": "Wuppertal", "addressCountry": "Deutschland"}
    posting = {
        "@type": "JobPosting",
        "title": "Busfahrer (m/w/d)",
        "datePosted": "2026-03-15T15:02:11.699+01:00",
        "validThrough": "2028-03-15T15:02:11.699+01:00",
        "description": "<p>Sie fahren.</p>",
        "identifier": {"@type": "PropertyValue", "value": "https://talwerke.softgarden.io/#organization"},
        "hiringOrganization": {"name": "Talwerke mobil GmbH"},
        "baseSalary": {"@type": "MonetaryAmount", "currency": "EUR", "value": amount},
        "jobLocation": {"@type": "Place", "address": address},
    }
    return {**posting, **changes}


def script(posting: dict[str, Any]) -> str:
    return f'<script type="application/ld+json">{json.dumps(posting).replace("<", chr(92) + "u003c")}</script>'
