"""What stands between a call and its answer, before anybody is told of it."""


class FailedAttempt(Exception):
    """One attempt that got no answer of use; it never leaves this package."""

    def __init__(
        self,
        what: str,
        *,
        sent: bool = True,
        done: bool | None = None,
        away: bool = True,
        again: bool = True,
        sentence: str = "",
        retry_after: float | None = None,
    ) -> None:
        """Say what happened, as it is said behind the host's name: ``did not answer in time``."""
        super().__init__(what)
        self.what = what
        self.sent = sent
        """Whether anything of it may have reached the server."""
        self.done = sent if done is None else done
        """Whether the server may have done it, all the same."""
        self.away = away
        """Whether nobody is there who could answer others: what the breaker counts."""
        self.again = again
        """Whether another attempt in a moment may help."""
        self.sentence = sentence
        """What the server itself says of it, where it says more than we could.

        Where it knows that nothing was done (not ``done``) it says so, too.
        """
        self.retry_after = retry_after
        """After how many seconds the server wants to be asked again."""

    def told(self, host: str, *, writes: bool, repeats: bool, done: bool) -> str:
        """The sentence for whoever called: what happened, whether anything was saved, and what to do.

        ``done``: whether the server may have done it, at this attempt or one before. ``repeats``: whether the
        caller has a key, by which another try is known as the same.
        """
        if self.sentence and not (writes and done):
            return self.sentence
        said = self.sentence.rstrip(".") if self.sentence else f"{host} {self.what}"
        if self.sentence and self.sent and not self.done:
            said = f"{self.sentence} An earlier try of it got no answer"
        if not writes:
            return f"{said}."
        if not done:
            return f"{said}: nothing was saved. Try again in a moment."
        if repeats:
            return f"{said}: it is not known whether this was saved. Try again: it is done once at most."
        return f"{said}: it is not known whether this was done. Look before you do it again."
