"""The annual report's tables: filled from ledgers, checked, and written in the official form."""
