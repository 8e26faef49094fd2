"""How the person of a cart is reached."""

from collections.abc import Mapping
from functools import partial

from cartui.commands.one_cart import EditContact
from cartui.model.actions import SetContact
from cartui.screens.desk.cart_edits import Area
from cartui.screens.dialogs.ask_line import AskLines
from cartui.screens.dialogs.form import Field
from cartui.screens.one_cart.begun_forms import as_begun, begin_on
from cartui.screens.one_cart.parts.cart_part import CartPart

DRAFT = "contact"
"""What is half typed of it."""


class CartContact(CartPart):
    """Changes name, phone and email."""

    OFFERS = (EditContact,)

    def action_edit_contact(self) -> None:
        """Change how the person is reached."""
        contact = self.cart.contact
        form = AskLines(
            DRAFT,
            (
                Field("name", "Name", contact.name),
                Field("phone", "Phone", contact.phone),
                Field("email", "Email", contact.email),
            ),
            drafts=begin_on(self.edits),
        )
        self.screen.app.push_screen(form, partial(self._set_contact, form))

    def _set_contact(self, form: AskLines, values: Mapping[str, str] | None) -> None:
        """Save what was changed of the contact."""
        if values is None:
            return
        contact = SetContact.model_validate(form.typed_anew(values))
        began = self.cart.contact.model_copy(update=form.overtaken)
        before = as_begun(self.edits, DRAFT, contact=began)
        self.edits.ask(Area.CUSTOMER, contact, draft=DRAFT, before=before)
