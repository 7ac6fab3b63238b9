"""Words on their way into a spreadsheet, where a cell that begins like a formula is one."""

RISKY_STARTS = ("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠", "｜")
"""What a cell may not begin with. Source: OWASP ASVS 5.0, V1.2.10; the wide signs are what spreadsheets in East Asia
read as the narrow ones, and a leading apostrophe would be taken away by a program that takes ours away."""


def safe_cell(words: str) -> str:
    """Return words that a spreadsheet shows and never runs: an apostrophe before a risky start, no NUL.

    White space in front of a risky start does not hide it: some programs drop it.
    """
    words = words.replace("\0", "")
    return f"'{words}" if words.startswith(RISKY_STARTS) or words.lstrip().startswith(RISKY_STARTS) else words
