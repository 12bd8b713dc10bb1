"""How people ask: the ``cleanfund`` command, and later the pages and reports."""
