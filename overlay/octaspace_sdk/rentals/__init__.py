"""Sessions that cost money: rent, wait, hand over, stop whatever happens."""
