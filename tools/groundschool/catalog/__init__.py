"""What there is to learn from: resources, and the words that describe them."""
