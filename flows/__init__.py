"""How a proposal travels; the only room that knows Prefect and Great Expectations."""

import os

# Nothing phones home, whichever module of this room is imported first; a user's own setting stands.
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
