"""Readers of German job ads: pure functions from text to value.

A reader answers in three ways: a value, None (nothing stated), or `Unreadable` (stated in words not understood).
`read_` readers take a field's words, `find_` readers a whole ad. `__init__.pyi` lists them with the rooms they live in;
each is imported when it is first asked for.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
