"""How many people: which numbers may be shown on a day, and how promises came out."""
