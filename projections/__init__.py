"""What pages are made from: one file a page, each able to be burned and made again from the log."""
