"""Past days: how the pages stood at the end of one, folded apart from whoever reads the present, and kept for a while.

`folding` works a day out, `apart` has that done in a process of its own, `days` keeps what was worked out.
"""
