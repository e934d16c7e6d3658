"""The refusal of a reader: something is stated, in words that it does not understand."""


class Unreadable(ValueError):  # noqa: N818 - the third answer of a reader, by its name
    """Something is stated, in words the reader does not understand; the message quotes them."""
