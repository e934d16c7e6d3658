"""The words that readers answer with and columns hold, said once; without imports, so that a reader pays for none."""

from typing import Literal

Period = Literal["hour", "day", "week", "month", "year"]
Precision = Literal["day", "week", "part_of_month", "month", "quarter", "half_year", "year"]
RoleFamily = Literal[
    "it_lead", "it_service_lead", "dev_lead", "data_lead", "it_project", "it_security", "other_it", "not_it"
]
Seniority = Literal["intern", "trainee", "junior", "experienced", "senior", "lead", "head", "executive"]
