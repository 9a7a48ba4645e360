"""The rules: one module a family, ``registry`` all of them in one explicit tuple.

Nothing is imported here: a report needs its own family only.
"""
