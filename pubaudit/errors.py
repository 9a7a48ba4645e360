"""Errors that end a job. Each message is one Chinese line: what, where, and what to do."""


class PubauditError(Exception):
    """The job could not be done; ``cli.main`` prints ``lines`` and exits 2."""

    @property
    def lines(self) -> tuple[str, ...]:
        """All there is to say, a line each: the message, unless a subclass knows more."""
        return (str(self),)


class InputError(PubauditError):
    """A user's file cannot be read or is refused; names the file, the reason and the remedy."""


class SchemeError(PubauditError):
    """A scheme (实施方案) or a table under ``catalogs/`` is malformed, or refuses the question."""


class FaultsError(SchemeError):
    """A data file has faults: the message names the first, ``lines`` all, a line each."""

    def __init__(self, headline: str, lines: tuple[str, ...]) -> None:
        super().__init__(headline)
        self._lines = lines

    @property
    def lines(self) -> tuple[str, ...]:
        """Every fault, a line each."""
        return self._lines


class RegionError(PubauditError):
    """A place name is unknown or borne by several places; lists the candidates."""


class OutputError(PubauditError):
    """A result could not be written; nothing was left behind."""


class UsageError(PubauditError):
    """The command line asks for something that cannot be done as asked."""
