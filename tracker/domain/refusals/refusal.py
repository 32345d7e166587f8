"""What a refusal is."""

from typing import Any, ClassVar


class Refusal(Exception):
    """Something may not be recorded. Its text says why and what to do; nothing was written."""

    WORDS: ClassVar[str] = ""
    RULE: ClassVar[str] = ""

    def __init__(self, **said: Any) -> None:
        self.said = said
        rule = f" ({self.RULE})" if self.RULE else ""
        super().__init__(self.WORDS.format(**said) + rule)
