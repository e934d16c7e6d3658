"""The columns of a posting, subject by subject: each reads the board's fields and the ad, and gives its columns."""
