"""The process that works out past days: `python -m tracker.past FOLDER`, started by `apart` alone."""

import sys
from pathlib import Path

from tracker.pages import projections_of
from tracker.past.apart import fold_for_others

fold_for_others(projections_of, Path(sys.argv[1]))
