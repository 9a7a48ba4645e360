"""``python -m pubaudit`` and the ``pubaudit`` command."""

import gc
import os
from typing import NoReturn


def run() -> NoReturn:
    """Run the command line and end the process with its exit code.

    A run is short, so what only serves a long life is spared: the garbage collector's passes over
    the imported modules, and the interpreter taking them apart one by one at the end. Whoever
    opens a file, a pool or a thread closes it itself.
    """
    gc.set_threshold(300_000)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here: spare its threads
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nor a search for its plug-ins
    from pubaudit.cli import main
    from pubaudit.cli.console import leave

    leave(main())


if __name__ == "__main__":
    run()
