"""What was typed at this desk and is not saved yet: the forms of carts, and the reasons about orders."""

from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from cartui.settings.drafts import About, Begun, DraftKey, Typed

K = TypeVar("K")
V = TypeVar("V")


class Drafts(dict[K, V]):
    """Drafts by form. Calls ``changed`` whenever one is set or removed."""

    def __init__(self, changed: Callable[[], None]) -> None:
        """There are none yet."""
        super().__init__()
        self._changed = changed
        self.version = 0
        """The version of the cart on the screen: drafts begun now start from it."""
        self.begun: dict[K, Begun] = {}
        """What the forms began with that are half typed."""

    def begin(self, form: K, values: Typed) -> None:
        """A form is half typed that began with these values."""
        before = self.begun.get(form)
        self.begun[form] = Begun(values, before.version if before else self.version)

    def __setitem__(self, form: K, typed: V) -> None:
        """Keep what was typed."""
        super().__setitem__(form, typed)
        self._changed()

    def pop(self, form: K, default: V | None = None) -> V | None:  # type: ignore[override]  # never raises
        """Forget what was typed, if anything was."""
        if form not in self:
            return default
        typed = super().pop(form)
        self.begun.pop(form, None)
        self._changed()
        return typed


def begun(drafts: Mapping[str, object], form: str) -> Begun | None:
    """What a form began with that is half typed; ``None`` where that is not known."""
    return drafts.begun.get(form) if isinstance(drafts, Drafts) else None


def keep_typed(drafts: dict[str, object], form: str, typed: Typed, began: Typed) -> None:
    """Keep what was typed into a form, with what it began with."""
    if isinstance(drafts, Drafts):
        drafts.begin(form, began)
    drafts[form] = typed


class HalfForm(NamedTuple):
    """One form that is half typed."""

    place: DraftKey
    number: str
    """What people call the cart or order."""
    typed: Typed
    begun: Begun | None


class HalfTyped:
    """All of it, which outlives the screens. Whoever writes it down sets ``changed``."""

    def __init__(self) -> None:
        """Nothing was typed."""
        self.changed: Callable[[], None] = lambda: None
        self.keep_now: Callable[[], Awaitable[None]] = _nowhere
        """Writes down at once what is not yet; whoever writes it down sets this, too."""
        self.is_kept = False
        """Whether the next start has it, too."""
        self.reasons: dict[tuple[str, str], str] = Drafts(self._tell)
        """Reasons, by the order's number and what they are for."""
        self.elsewhere: dict[str, object] = Drafts(self._tell)
        """Forms of no cart, such as a new customer's, by what they are."""
        self.numbers: dict[str, str] = {}
        """What the carts are called, by id."""
        self._carts: dict[str, dict[str, object]] = {}

    def of_cart(self, cart_id: str, number: str) -> dict[str, object]:
        """The drafts of a cart, by form; what is put into it is kept."""
        self.numbers[cart_id] = number
        return self._carts.setdefault(cart_id, Drafts(self._tell))

    def forget_cart(self, cart_id: str) -> None:
        """A cart is gone, and what was typed about it goes with it."""
        if self._carts.pop(cart_id, None):
            self._tell()

    def forms_of(self, cart_id: str) -> tuple[str, ...]:
        """The forms of a cart that are half typed."""
        return tuple(self._carts.get(cart_id, ()))

    @property
    def carts(self) -> tuple[str, ...]:
        """The ids of carts with a form that is half typed."""
        return tuple(cart_id for cart_id, forms in self._carts.items() if forms)

    def all(self) -> Iterator[HalfForm]:
        """Everything that can be written down."""
        for cart_id, forms in self._carts.items():
            for form, typed in _that_can_be_written(forms):
                place = DraftKey(About.CART, cart_id, form)
                yield HalfForm(place, self.numbers[cart_id], typed, begun(forms, form))
        for form, typed in _that_can_be_written(self.elsewhere):
            yield HalfForm(DraftKey(About.ELSEWHERE, "", form), "", typed, begun(self.elsewhere, form))
        for (number, form), reason in self.reasons.items():
            yield HalfForm(DraftKey(About.ORDER, number, form), number, reason, None)

    def put_back(self, half: HalfForm) -> None:
        """Take up what was written down, unless something newer is there."""
        place, typed = half.place, half.typed
        if place.about is About.ORDER:
            if isinstance(typed, str):
                self.reasons.setdefault((place.ref, place.form), typed)
            return
        is_cart = place.about is About.CART
        forms = self.of_cart(place.ref, half.number) if is_cart else self.elsewhere
        if place.form not in forms and half.begun is not None and isinstance(forms, Drafts):
            forms.begun[place.form] = half.begun
        forms.setdefault(place.form, typed)

    def _tell(self) -> None:
        """Tell that a draft has changed."""
        self.changed()


async def _nowhere() -> None:
    """Nothing is written down anywhere."""


def _that_can_be_written(forms: Mapping[str, object]) -> Iterator[tuple[str, Typed]]:
    """The drafts that are a text, or texts by field."""
    for form, typed in forms.items():
        if isinstance(typed, str):
            yield form, typed
        elif isinstance(typed, Mapping):
            yield form, {str(name): str(text) for name, text in typed.items()}
