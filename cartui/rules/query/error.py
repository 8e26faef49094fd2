"""What is wrong with a query line, and where."""

from cartui.model.errors import Invalid
from cartui.model.problem import Problem


class QueryError(Invalid):
    """A query that cannot be understood, with the token to blame and where it stands."""

    def __init__(
        self,
        message: str,
        *,
        token: str,
        start: int,
        end: int,
        nearest: str | None = None,
        unfinished: bool = False,
        begins: int = 0,
    ) -> None:
        """Keep the token, its place in the text (``end`` is behind it) and what was perhaps meant."""
        super().__init__(message, (Problem(field="query", message=message),))
        self.token = token
        self.start = start
        self.end = end
        self.nearest = nearest
        """The key or value that comes closest, if any does."""
        self.unfinished = unfinished
        """Whether it stands at the end of the line and may only lack some letters: no mistake of one who is
        still typing."""
        self.begins = begins
        """Where the word or term begins of which it is a part: what stands before that can be understood."""
