"""Forms: what each one accepts, how it asks, and what it does in the end."""
