"""What a shop tells of a cart meets what agents made of it; docs/storefront.md says it in words."""
