"""Public bodies (机构): one body under its many names, and who took over its business.

The data are ``catalogs/bodies.yaml``; a county's own 三定 (``bodies.local``) may be laid over
them. All pure but ``load``. Successions stand with a confidence: most are common knowledge only.
"""

from pubaudit.bodies.names import Bodies, Name, load

__all__ = ["Bodies", "Name", "load"]
