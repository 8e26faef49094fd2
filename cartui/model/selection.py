"""Which carts are selected: some by their ids, or all that a query finds, also those that nobody has loaded.

A selection is kept by id, so that it means the same carts after the list was read again, sorted in another
way or narrowed by another query. What is done to many carts at once takes one of these.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace

from cartui.model.query import CartQuery, Term


@dataclass(frozen=True, slots=True)
class Selection:
    """Some carts by id, or everything that ``query`` finds but ``without``, and ``ids`` beside that."""

    ids: frozenset[str] = frozenset()
    """Selected by themselves; where there is a query, those that it does not find."""
    query: CartQuery | None = None
    """All that it finds are selected; ``None``: nothing but ``ids`` is."""
    without: frozenset[str] = frozenset()
    """What was taken out of the query's again; nothing that it does not find."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is selected by intention; a query may still find nothing."""
        return not self.ids and self.query is None

    @property
    def remaining(self) -> CartQuery | None:
        """What finds the selected carts beside ``ids``, each of them once; ``None``: there are no others."""
        named = self.without | self.ids
        if self.query is None or not named:
            return self.query
        term = Term(key="number", values=tuple(sorted(named)), negated=True)
        return self.query.model_copy(update={"terms": (*self.query.terms, term)})

    def has(self, cart_id: str, *, is_found: bool) -> bool:
        """Whether that cart is selected; ``is_found``: whether the selection's query finds it."""
        return cart_id in self.ids or (self.query is not None and is_found and cart_id not in self.without)

    def with_carts(self, cart_ids: Collection[str], *, found: Collection[str] = ()) -> "Selection":
        """These as well; ``found``: those of them that the selection's query finds."""
        theirs = frozenset(found) if self.query is not None else frozenset[str]()
        return replace(
            self, ids=self.ids | (frozenset(cart_ids) - theirs), without=self.without - frozenset(cart_ids)
        )

    def without_carts(self, cart_ids: Collection[str], *, found: Collection[str] = ()) -> "Selection":
        """Not these any more; ``found``: those of them that the selection's query finds."""
        gone = frozenset(cart_ids)
        taken_out = gone & frozenset(found) if self.query is not None else frozenset[str]()
        return replace(self, ids=self.ids - gone, without=self.without | taken_out)

    def can_be_inverted_in(self, query: CartQuery) -> bool:
        """Whether :meth:`inverted` can say it: what one query finds and another does not, is no query."""
        return self.query is None or self.query == query

    def inverted(self, query: CartQuery, *, found: Collection[str] = ()) -> "Selection":
        """All that ``query`` finds and that are not selected now; ``found``: those of ``ids`` that it finds.

        Raises ``ValueError`` for two queries.
        """
        if self.query is None:
            return Selection(query=query, without=self.ids.intersection(found))
        if self.query != query:
            raise ValueError("the selection is what another query finds")
        return Selection(ids=self.without)


NOTHING = Selection()
"""No cart is selected."""
