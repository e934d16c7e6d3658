"""Readers of German job ads: pure functions from text to value.

A reader has three results: a value, None (nothing is stated), or `Unreadable` (stated in words it does not understand).
`read_` readers take a field's words, `find_` readers a whole ad. `__init__.pyi` lists them with their modules; each is
imported when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
