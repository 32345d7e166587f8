"""The process that works out past days: `python -m tracker.past FOLDER`, started by `apart` alone."""

import sys
from pathlib import Path

from tracker.past.apart import fold_for_others
from tracker.wiring import Pages

fold_for_others(Pages().all, Path(sys.argv[1]))
