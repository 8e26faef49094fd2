"""What becomes of a change of many carts when the desk is left, in words."""

from cartui.screens.desk.desk import Desk
from cartui.screens.desk.desk_screen import LOCAL


def stopped_job(desk: Desk) -> str:
    """What becomes of a change of many carts that this very program works on; empty: there is none."""
    at_hand = desk.job
    if at_hand is None or not (at_hand.is_worked_on and at_hand.is_begun_here):
        return ""
    if desk.client.capabilities.backend != LOCAL:
        return ""
    tally = at_hand.job.tally
    return (
        f"{at_hand.what}: {tally.done:,} of {tally.matched:,} are done. It stops after the carts that are "
        "being changed now; nothing is half done, and the next start offers to go on with it."
    )


def note_job_left(desk: Desk) -> None:
    """Have it told in the terminal that a server goes on with a change of many carts by itself."""
    at_hand = desk.job
    if at_hand is None or not at_hand.is_worked_on:
        return
    tally = at_hand.job.tally
    desk.trouble = (
        f"{at_hand.what}: {tally.done:,} of {tally.matched:,} are done. The server goes on with it by itself."
    )
