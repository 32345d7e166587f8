"""How things are said: facts in sentences, cards, and the words for states and numbers."""
