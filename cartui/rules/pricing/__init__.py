"""What a cart costs: unit prices, discounts, delivery and totals, in whole minor units."""
