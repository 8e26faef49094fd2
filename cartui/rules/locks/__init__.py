"""How carts lock, what the statements of payment providers say of them, and resolving a lock."""
