from .ads.agencies import is_agency_ad
from .ads.contacts import mask_contacts
from .ads.contract import Contract, find_contract
from .ads.employers import Employer, read_employer
from .ads.employment import find_employment_types, find_employment_types_in_ad
from .ads.hours import Hours, find_hours
from .ads.language import find_language
from .ads.remote import Remote, find_remote
from .ads.skills import find_certificates, find_skills
from .ads.text import read_text
from .asks.benefits import find_benefits
from .asks.duties import find_driving_licence, find_on_call, find_security_check, find_shift_work, find_travel
from .asks.education import find_education
from .asks.experience import find_experience
from .asks.languages import find_languages
from .asks.leading import find_leading
from .asks.leave import find_leave
from .asks.rewards import find_pay_phrase, find_rewards
from .asks.sizes import find_employer_size, find_positions
from .dates.ad import AdDates, find_dates
from .dates.field import read_date
from .dates.readings import ReadDate
from .dates.soon import is_as_soon_as_possible
from .pay.benchmarks import Benchmark, find_benchmarks
from .pay.fields import read_salary_fields
from .pay.grades import PayGrade, find_pay_grade
from .pay.salary import Salary, find_salary, read_salary
from .pay.scales import grade_pay
from .pay.year import YearRange, year_range
from .places.gazetteer import distance_km
from .places.place import Place, read_place
from .titles.title import Title, read_title
from .titles.wanted import names_one_of
from .words.fold import fold
from .words.unreadable import Unreadable

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
    "find_benefits",
    "find_certificates",
    "find_contract",
    "find_dates",
    "find_driving_licence",
    "find_education",
    "find_employer_size",
    "find_employment_types",
    "find_employment_types_in_ad",
    "find_experience",
    "find_hours",
    "find_language",
    "find_languages",
    "find_leading",
    "find_leave",
    "find_on_call",
    "find_pay_grade",
    "find_pay_phrase",
    "find_positions",
    "find_remote",
    "find_rewards",
    "find_salary",
    "find_security_check",
    "find_shift_work",
    "find_skills",
    "find_travel",
    "fold",
    "grade_pay",
    "is_agency_ad",
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
