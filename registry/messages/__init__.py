"""What people are told: the inbox of each person, and the outbox that carries it by mail."""
