"""What a shopper has to give before they go on to pay."""

from dataclasses import replace

from cartui.model.problem import Problem
from cartui.model.record import CartRecord
from cartui.rules.cart_view import ViewContext, missing_requirements


def missing_for_shopper(record: CartRecord, context: ViewContext) -> tuple[Problem, ...]:
    """What is missing of the cart, without what concerns only the desk.

    A shopper may order where agents may not (``policy.submit``), and as a guest, too. Whether they are
    blocked is another question, which comes before.
    """
    return tuple(
        problem
        for problem in missing_requirements(record, replace(context, blocks=()))
        if problem.field not in ("policy", "customer")
    )
