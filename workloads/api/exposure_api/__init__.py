"""The exposure API: who sent money to an address, and who received from it."""
