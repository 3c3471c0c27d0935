"""Database work inside a customer's cluster: one command per Job, one JSON object as its result."""
