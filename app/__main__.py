"""``python -m app`` is ``cleanfund``."""

import sys

from app.cli import main

sys.exit(main())
