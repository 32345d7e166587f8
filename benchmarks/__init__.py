"""What the work costs beside its floors, measured by hand or with `make bench`, never in a test."""
