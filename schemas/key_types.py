"""Types of keys that several models of the TOML files share: what a value may be, and how a message describes it."""

from typing import Annotated

from msgspec import Meta

Text = Annotated[str, Meta(pattern=r"\S", description="text in quotes")]
Texts = Annotated[tuple[Text, ...], Meta(description="a list of texts in quotes")]
Https = Annotated[str, Meta(pattern=r"\Ahttps://[^\s/?#]+\S*\Z", description="an address that begins with https://")]
Http = Annotated[str, Meta(pattern=r"\Ahttps?://[^\s/?#]+\S*\Z", description="an address of the web")]
Addresses = Annotated[tuple[Https, ...], Meta(description="a list of addresses that begin with https://")]
PostalCode = Annotated[str, Meta(pattern=r"\A\w[\w -]{2,9}\Z", description="a postal code in quotes")]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Days = Annotated[int, Meta(ge=1, le=36_500)]
Minutes = Annotated[int, Meta(ge=1, le=100_000)]
Kilometres = Annotated[int, Meta(ge=1, le=1000)] | Annotated[float, Meta(ge=1, le=1000)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
