"""What the documents show is true: the journey file in them can be recorded."""

import re
from pathlib import Path

DOCS = Path(__file__).parent.parent / "docs"


def test_the_journey_file_that_is_shown_can_be_recorded(record):
    (shown,) = re.findall(r"```json\n(.*?)```", (DOCS / "journey-file.md").read_text(), re.DOTALL)
    imported = record(shown.splitlines())
    assert (imported.facts, imported.address.slug) == (3, "our-town-together")


def test_no_document_leads_nowhere():
    for document in (*DOCS.glob("*.md"), DOCS.parent / "README.md"):
        for target in re.findall(r"\]\(([^)#]+)", document.read_text()):
            assert (document.parent / target).exists(), f"{document.name} leads to {target}"
