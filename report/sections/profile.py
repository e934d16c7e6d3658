"""What ads like a profile state as pay: chosen by the reader, counted by profile.js as `scrapy pay` counts it."""

from report.markup import Markup, tag
from report.wording import said

CHOICES = {"level": "filter.level", "town": "filter.town", "skill": "profile.skill"}


def write_profile() -> Markup:
    """The panel, which the script fills; without it, where to ask instead."""
    fields = [
        tag("label", said(label, "span", {"class_": "label"}), tag("select", name_=name))
        for name, label in CHOICES.items()
    ]
    form = tag("form", *fields, id="profile-choices", hidden=True)
    told = tag("div", id="profile-told", role="status")
    ads = tag("details", tag("summary", id="profile-count"), tag("ul", class_="sources"), id="profile-ads", hidden=True)
    bare = said("profile.no_script", "p", {"class_": "note", "id": "profile-bare"})
    return tag("div", tag("h3", said("profile.title")), bare, form, told, ads, id="profile")
