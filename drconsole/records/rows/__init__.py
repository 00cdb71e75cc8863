"""Rows that the engine writes and everybody reads, as types: the fields of the command line, times as ISO 8601 in UTC.

A row carries keys; a name stands beside its key as a label, which two may share. ``estate`` has what the provider
reports, ``work`` what is asked, done and owed; what both need is in ``common``. States and operations are the words
of ``recovery.types.words``, as strings, because rows come back out of JSON. Which table holds which rows says
``records.tables``.
"""
