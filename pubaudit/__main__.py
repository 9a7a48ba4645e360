"""``python -m pubaudit`` and the ``pubaudit`` command."""

import gc
import os
import sys

from pubaudit.cli import main


def run() -> None:
    """Run the command line and end the process with its exit code."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # no linear algebra here: spare its threads
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nor a search for its plug-ins
    gc.set_threshold(100_000)  # a run is short: passes over the imported modules only cost time
    sys.exit(main())


if __name__ == "__main__":
    run()
