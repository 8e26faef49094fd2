"""What a statement does not tell, so that somebody has to: at a desk a question, for a command an option."""

from enum import StrEnum

from cartui.imports.statements.files import broken
from cartui.model.errors import Invalid


class Question(StrEnum):
    """What may have to be said of a statement before it can be read."""

    MAPPING = "mapping"
    """Whose file it is, and which column says what."""
    DATES = "dates"
    """Whether the day stands first or the month."""
    DECIMALS = "decimals"
    """Whether a point or a comma stands before the decimals."""


class LeftOpen(Invalid):
    """A statement that can be read once a question is answered."""

    def __init__(self, file: str, question: Question, said: str, advice: str) -> None:
        """Carry the question; the message has what the file says, and the advice for the command line."""
        refusal = broken(file, said + advice)
        super().__init__(refusal.message, refusal.problems)
        self.question = question
        self.said = broken(file, said).message
        """What the file says, without advice."""
