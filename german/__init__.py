"""Readers of German job ads: pure functions from text to value.

A reader answers in three ways: a value, None (nothing stated), or `Unreadable` (stated in words not understood).
`read_` readers take a field's words, `find_` readers a whole ad.
"""

from german.ad_dates import AdDates, find_dates
from german.ad_text import read_text
from german.contacts import mask_contacts
from german.contract import Contract, Hours, find_contract, find_employment_types, find_hours
from german.dates import ReadDate, is_as_soon_as_possible, read_date
from german.employers import Employer, read_employer
from german.fold import fold
from german.gazetteer import distance_km
from german.pay import Benchmark, Salary, YearRange, find_benchmarks, find_salary, read_salary, year_range
from german.pay_grades import PayGrade, find_pay_grade
from german.pay_scales import grade_pay
from german.places import Place, read_place
from german.salary_fields import read_salary_fields
from german.terms import Remote, find_certificates, find_language, find_remote, find_skills
from german.titles import Title, names_one_of, read_title
from german.unreadable import Unreadable

__all__ = [
    "AdDates",
    "Benchmark",
    "Contract",
    "Employer",
    "Hours",
    "PayGrade",
    "Place",
    "ReadDate",
    "Remote",
    "Salary",
    "Title",
    "Unreadable",
    "YearRange",
    "distance_km",
    "find_benchmarks",
    "find_certificates",
    "find_contract",
    "find_dates",
    "find_employment_types",
    "find_hours",
    "find_language",
    "find_pay_grade",
    "find_remote",
    "find_salary",
    "find_skills",
    "fold",
    "grade_pay",
    "is_as_soon_as_possible",
    "mask_contacts",
    "names_one_of",
    "read_date",
    "read_employer",
    "read_place",
    "read_salary",
    "read_salary_fields",
    "read_text",
    "read_title",
    "year_range",
]
