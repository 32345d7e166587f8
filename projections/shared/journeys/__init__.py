"""The public’s view of a log, folded once: streams, words, who told us, and a summary a theme."""
