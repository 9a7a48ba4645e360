"""Shared test set-up: property tests are derandomised, so that a failure today fails tomorrow."""

from hypothesis import settings

settings.register_profile("ci", derandomize=True, deadline=None, max_examples=60)
settings.load_profile("ci")
