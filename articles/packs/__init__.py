"""Replication packs: everything that is known of a claim or an article in one file that an outsider can replay.

What is in one, and how it is checked without this desk, is in docs/replication.md.
"""
