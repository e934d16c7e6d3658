"""Every response is kept, and can be answered from again."""
