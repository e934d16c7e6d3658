"""The refusal of a reader: something is stated, in words that it does not understand."""


class Unreadable(ValueError):  # noqa: N818 - named after the third result of a reader
    """Something is stated, in words the reader does not understand; the message quotes them."""
